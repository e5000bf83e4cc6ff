// What a target is that did not hold an ordinary conversation: nobody there, silent, of another protocol, one that hangs up or never
// stops. Two connections of its own tell, one that only listens and one that asks as a browser would.

import type { Clock } from '../clock.ts';
import type { Finding } from '../record/verify-record.ts';
import type { ConnectionOutcome } from '../transport/outcome.ts';
import type { Connection, ConnectionHandler } from '../transport/transport.ts';
import type { Conversation } from './conversation.ts';
import type { Target } from './target.ts';

export type Diagnosis =
  | { readonly kind: 'unreachable'; readonly how: string }
  | { readonly kind: Exclude<Finding['kind'], 'unreachable'>; readonly sentence: string; readonly isProtocolKnown: boolean }
  /** It took connections, and neither it nor we have said anything wrong. */
  | { readonly kind: 'unknown'; readonly sentence: string };

const LISTENING_US = 600_000;
const ASKING_US = 1_000_000;
const CONNECTING_MS = 2000;
/** Of a window of time, so many parts. Who says something in all of them but one, unasked, never stops. */
const PARTS = 6;
const ENOUGH_BYTES = 1 << 20;
const QUOTED_BYTES = 24;
const QUOTED_CHARACTERS = 60;
const KEPT_BYTES = 256;

export async function diagnose(target: Pick<Target, 'transport' | 'to'>, { history, isFlood }: Conversation): Promise<Diagnosis> {
  const ENDLESS = 'It sends without end, whatever is sent to it';
  const failed = history.find((event) => event.kind === 'not-connected');
  if (failed?.kind === 'not-connected') return { kind: 'unreachable', how: failed.how };
  if (isFlood) return { kind: 'endless', sentence: `${ENDLESS}: more than 1 MiB on one connection.`, isProtocolKnown: true };
  const received = Buffer.concat(history.flatMap((event) => (event.kind === 'received' ? [event.bytes] : [])));
  const listened = await listen(target, LISTENING_US);
  if (listened.isEndless) {
    return {
      kind: 'endless',
      sentence: `${ENDLESS}: ${listened.bytes.toLocaleString('en-US')} bytes in ${LISTENING_US / 1e6} s to somebody who said nothing, beginning with ${quoted(listened.beginning)}.`,
      isProtocolKnown: true,
    };
  }
  if (received.length > 0) return speaksOtherwise(received);
  const asked = await listen(target, ASKING_US, Buffer.from('GET / HTTP/1.0\r\n\r\n'));
  if (asked.bytes > 0) return speaksOtherwise(asked.beginning);
  const end = history.find((event) => event.kind === 'ended');
  if (end?.kind === 'ended' && (listened.hasEnded || asked.hasEnded)) {
    const how = end.how === 'closed' ? 'closes' : 'resets';
    return {
      kind: 'closes-at-once',
      sentence: `It takes connections and ${how} each at once, without a word.`,
      isProtocolKnown: true,
    };
  }
  if (end !== undefined) return { kind: 'unknown', sentence: 'It ended an ordinary conversation without a word.' };
  return { kind: 'silent', sentence: 'It takes connections and says nothing.', isProtocolKnown: true };
}

/** The first bytes of a few protocols that are often at a port by mistake. */
const PROTOCOLS: readonly (readonly [string, string])[] = [
  ['HTTP/', 'HTTP'],
  ['SSH-', 'SSH'],
  ['\x15\x03', 'TLS'],
  ['\x16\x03', 'TLS'],
];

function speaksOtherwise(bytes: Buffer): Diagnosis {
  const text = bytes.toString('latin1');
  const known = PROTOCOLS.find(([beginning]) => text.startsWith(beginning))?.[1];
  const quote = quoted(bytes);
  return {
    kind: 'speaks-otherwise',
    sentence:
      known === undefined ? `What it says begins with ${quote}.` : `It speaks ${known}: what it says begins with ${quote}.`,
    isProtocolKnown: known !== undefined,
  };
}

/** The first line where it is text, and the first bytes in hex where it is not. */
function quoted(bytes: Buffer): string {
  const [text = ''] = bytes.toString('utf8').split(/[\0\r\n]/, 1);
  const isText = text !== '' && !/[^\P{C}\t]|\ufffd/u.test(text.slice(0, QUOTED_CHARACTERS));
  if (isText) return `${JSON.stringify(text.slice(0, QUOTED_CHARACTERS))}${text.length > QUOTED_CHARACTERS ? '…' : ''}`;
  const hex = bytes
    .subarray(0, QUOTED_BYTES)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
  return `the bytes ${hex}${bytes.length > QUOTED_BYTES ? ' …' : ''}`;
}

/** Whether anybody takes a connection there; nothing is said on it. */
export async function takesConnections(target: Pick<Target, 'transport' | 'to'>): Promise<boolean> {
  return (await listen(target, 0)).isConnected;
}

interface Listened {
  readonly isConnected: boolean;
  readonly bytes: number;
  readonly beginning: Buffer;
  readonly isEndless: boolean;
  readonly hasEnded: boolean;
}

function listen({ transport, to }: Pick<Target, 'transport' | 'to'>, us: number, question?: Uint8Array): Promise<Listened> {
  return new Promise((resolve) => {
    const listener = new Listener(transport.clock, us, (listened) => resolve(listened), question);
    listener.connection = transport.connect({ to, timeoutMs: CONNECTING_MS }, listener);
  });
}

class Listener implements ConnectionHandler {
  connection: Connection | undefined;
  readonly #clock: Clock;
  readonly #us: number;
  readonly #question: Uint8Array | undefined;
  readonly #tell: (listened: Listened) => void;
  readonly #pieces: Buffer[] = [];
  readonly #parts = new Set<number>();
  #bytes = 0;
  #beganUs = 0;
  #hasEnded = false;

  constructor(clock: Clock, us: number, tell: (listened: Listened) => void, question: Uint8Array | undefined) {
    this.#clock = clock;
    this.#us = us;
    this.#tell = tell;
    this.#question = question;
  }

  onOpen(): void {
    this.#beganUs = this.#clock.nowUs();
    if (this.#question !== undefined) this.connection?.write(this.#question);
    this.#clock.at(this.#beganUs + this.#us, () => this.#leave());
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    if (this.#bytes < KEPT_BYTES) this.#pieces.push(Buffer.from(bytes.subarray(start, Math.min(end, start + KEPT_BYTES))));
    this.#bytes += end - start;
    this.#parts.add(Math.floor(((this.#clock.nowUs() - this.#beganUs) / this.#us) * PARTS));
    if (this.#bytes > ENOUGH_BYTES) this.#leave();
  }

  onDrain(): void {}

  onEnd(): void {
    this.#hasEnded = true;
    this.#leave();
  }

  onClose(outcome: ConnectionOutcome): void {
    if (outcome.phase !== 'close') this.#hasEnded = true;
    this.#tell({
      isConnected: outcome.phase !== 'connect',
      bytes: this.#bytes,
      beginning: Buffer.concat(this.#pieces),
      isEndless: this.#bytes > ENOUGH_BYTES || (!this.#hasEnded && this.#parts.size >= PARTS - 1),
      hasEnded: this.#hasEnded,
    });
  }

  /** By a reset: nothing of it is to stay behind. */
  #leave(): void {
    this.connection?.reset();
  }
}
