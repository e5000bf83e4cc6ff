// A person whom a test lets type, read and leave, and the peer that this person talks with, in memory and under a virtual clock.

import { type MemoryNetworkOptions, MemoryTransport } from '../harness/index.ts';
import { acceptAll, type Recorder } from '../harness/transport/recorder.test-support.ts';
import { converse, type Farewell, type OriginalClient } from './conversation.ts';
import type { Person, Typed } from './person.ts';

export interface FakePersonOptions {
  readonly typesOnTerminal?: boolean;
  readonly readsOnTerminal?: boolean;
}

export class FakePerson implements Person {
  readonly typesOnTerminal: boolean;
  readonly readsOnTerminal: boolean;
  readonly told: string[] = [];
  /** How many lines, or parts of lines, were taken from the person. */
  taken = 0;
  readonly #leave = new AbortController();
  readonly #printed: Buffer[] = [];
  readonly #typed: Buffer[] = [];
  #isInputEnded = false;
  #wake: (() => void) | undefined;
  #room: Promise<void> | undefined;
  #giveRoom: () => void = () => {};
  readonly #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  constructor({ typesOnTerminal = false, readsOnTerminal = typesOnTerminal }: FakePersonOptions = {}) {
    this.typesOnTerminal = typesOnTerminal;
    this.readsOnTerminal = readsOnTerminal;
  }

  get printed(): Buffer {
    return Buffer.concat(this.#printed);
  }

  get leaving(): AbortSignal {
    return this.#leave.signal;
  }

  type(...lines: (string | Buffer)[]): this {
    this.#typed.push(...lines.map((line) => Buffer.from(line)));
    this.#wake?.();
    return this;
  }

  endInput(): this {
    this.#isInputEnded = true;
    this.#wake?.();
    return this;
  }

  leave(): void {
    this.#leave.abort();
  }

  /** From now on nothing that is printed is read. */
  stopReading(): void {
    this.#room = new Promise((resolve) => {
      this.#giveRoom = resolve;
    });
  }

  resumeReading(): void {
    this.#room = undefined;
    this.#giveRoom();
  }

  /** Waits until this has been printed, or told. */
  seen(text: string): Promise<void> {
    return this.until(() => this.printed.includes(text) || this.told.some((sentence) => sentence.includes(text)));
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#look();
    });
  }

  async nextLine(bytesMax: number): Promise<Typed | undefined> {
    while (this.#typed.length === 0 && !this.#isInputEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const line = this.#typed.shift();
    if (line === undefined) return undefined;
    this.taken++;
    if (line.length > bytesMax) this.#typed.unshift(line.subarray(bytesMax));
    this.#look();
    return { bytes: line.subarray(0, bytesMax), endsLine: line.length <= bytesMax };
  }

  async print(bytes: Uint8Array): Promise<void> {
    this.#printed.push(Buffer.from(bytes));
    this.#look();
    await this.#room;
  }

  tell(sentence: string): void {
    this.told.push(sentence);
    this.#look();
  }

  #look(): void {
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.holds()) waiting.resolve();
      else this.#waiting.push(waiting);
    }
  }
}

export interface Meeting {
  readonly transport: MemoryTransport;
  readonly person: FakePerson;
  /** The server's end: its `connection` says, its `bytes` heard. */
  readonly server: Recorder;
  readonly farewell: Promise<Farewell>;
  say(...texts: (string | Buffer)[]): void;
  /** Waits until the server has heard so many bytes, and gives all of them. */
  heard(bytes: number): Promise<Buffer>;
}

const TIMEOUT_MS = 10_000;

export async function meet(
  original: OriginalClient,
  person: FakePerson,
  network: Partial<MemoryNetworkOptions> = {},
): Promise<Meeting> {
  const transport = new MemoryTransport({ seed: 1, ...network });
  const accepting = await acceptAll(transport);
  const farewell = converse(transport, accepting.listener.at, person, original, TIMEOUT_MS);
  const server = await accepting.nth(0);
  return {
    transport,
    person,
    server,
    farewell,
    say: (...texts) => server.call((connection) => connection.write(Buffer.concat(texts.map((text) => Buffer.from(text))))),
    async heard(bytes) {
      await server.until(() => server.heardBytes >= bytes);
      return server.bytes;
    },
  };
}
