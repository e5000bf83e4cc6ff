// The person at this process's standard input and output.

import type { Readable, Writable } from 'node:stream';
import type { Person, Typed } from '../../scenarios/person.ts';
import { TypedLines } from './typed-lines.ts';

/** Standard streams; a test brings others. */
export interface TerminalStreams {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
  readonly notes: Writable;
}

export class Terminal implements Person {
  readonly typesOnTerminal: boolean;
  readonly readsOnTerminal: boolean;
  readonly #streams: TerminalStreams;
  readonly #lines: TypedLines;
  readonly #leave = new AbortController();
  #isDeaf = false;

  constructor(streams: TerminalStreams) {
    const { input, output } = streams;
    this.#streams = streams;
    this.typesOnTerminal = input.isTTY === true;
    this.readsOnTerminal = this.typesOnTerminal && output.isTTY === true;
    this.#lines = new TypedLines(input, ({ message }) =>
      this.tell(`Standard input can't be read, and counts as ended: ${message}`),
    );
    // Whoever reads us may have heard enough: then there is nobody left to talk for.
    output.on('error', () => {
      this.#isDeaf = true;
      this.leave();
    });
  }

  get leaving(): AbortSignal {
    return this.#leave.signal;
  }

  leave(): void {
    this.#leave.abort();
  }

  nextLine(bytesMax: number): Promise<Typed | undefined> {
    return this.#lines.next(bytesMax);
  }

  print(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.#isDeaf) return Promise.resolve();
    return new Promise((resolve) => {
      this.#streams.output.write(Buffer.from(bytes), () => resolve());
    });
  }

  tell(sentence: string): void {
    this.#streams.notes.write(`harness: ${sentence}\n`);
  }

  /** Lets go of the input, which would keep the process waiting for what nobody will read. */
  close(): void {
    this.#streams.input.destroy();
  }
}
