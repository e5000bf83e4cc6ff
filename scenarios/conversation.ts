// The original clients have one shape: what comes is printed as it comes, and what is typed is sent as soon as the protocol
// lets it: behind the answer to the last (in turn), or behind nothing (both ways at once). Each protocol brings its part.

import { Client } from '../harness/client/client.ts';
import { describe, type Frame, type Outcome } from '../harness/client/outcome.ts';
import type { Clock, Timer } from '../harness/clock.ts';
import type { Endpoint } from '../harness/transport/endpoint.ts';
import type { ConnectionOutcome } from '../harness/transport/outcome.ts';
import type { Transport } from '../harness/transport/transport.ts';
import type { Framing } from '../harness/wire/framing.ts';
import type { Refusal } from '../harness/wire/violation.ts';
import type { Person } from './person.ts';

export interface OriginalClient {
  readonly sends: Framing;
  readonly receives: Framing;
  /** Takes part in a conversation whose connection has just been established. */
  begin(conversation: Conversation): Part;
}

/** What one protocol does in a conversation. */
export interface Part {
  /** Notes what a frame answers, and returns what to print of it. The frame is lent, and so may be the bytes returned. */
  hear(frame: Frame): Uint8Array | undefined;
  /** Sends what is typed, until there is nothing more to say. */
  speak(): Promise<void>;
  /** Says goodbye in a way that the server answers by closing, and returns true; false where it would not. */
  sayGoodbye?(): boolean;
  /** Whether the server may close now: what the protocol has it do, or a breach. */
  mayServerClose(): boolean;
  /** Printed when the server closes, for the protocols that have a word for it. */
  serverClosedText?(): Uint8Array;
}

export type Farewell =
  | { readonly kind: 'left' }
  | { readonly kind: 'unreached'; readonly outcome: ConnectionOutcome }
  /** The server broke the conversation; the sentence says how. */
  | { readonly kind: 'broken'; readonly sentence: string };

/** How the server ended the conversation. */
type End = Exclude<Outcome, Frame>;

const REASON_BY_REFUSAL: Readonly<Record<Refusal | 'too-short', string>> = {
  'too-long': 'it is longer than a message may be here (connect --help says how long)',
  'too-short': 'a message of this protocol has at least 1 byte',
  'holds-terminator': 'it holds a NUL, and a NUL ends a message of this protocol',
  'wrong-size': 'it has not the size of a message of this protocol',
};
/** Who pipes a file of the wrong kind is not told for each of a million lines. */
const REFUSALS_TOLD_MAX = 10;

const LEFT: Farewell = { kind: 'left' };

/** Connects, speaks for a person until one side leaves, and closes the connection. */
export async function converse(
  transport: Transport,
  to: Endpoint,
  person: Person,
  original: OriginalClient,
  timeoutMs: number,
): Promise<Farewell> {
  const client = new Client(transport, { sends: original.sends, receives: original.receives, timeoutMs });
  const connecting = await Promise.race([client.connect({ to }), whenLeaving(person.leaving)]);
  if (connecting === 'leaving') {
    await client.close();
    return LEFT;
  }
  if (connecting.kind !== 'established') return { kind: 'unreached', outcome: connecting };
  const conversation = new Conversation(client, person, timeoutMs);
  try {
    return await conversation.hold(original.begin(conversation));
  } finally {
    conversation.end();
    await client.close();
  }
}

export class Conversation {
  readonly client: Client;
  readonly person: Person;
  readonly timeoutMs: number;
  readonly #clock: Clock;
  /** What the server has been asked for and has not given, in answers or bytes. */
  #owed = 0;
  #onAnswered: (() => void) | undefined;
  #overdue: Timer | undefined;
  #onOverdue: () => void = () => {};
  #refused = 0;
  readonly #timers = new Set<Timer>();
  #draining: Promise<unknown> | undefined;
  #isOver = false;

  constructor(client: Client, person: Person, timeoutMs: number) {
    this.client = client;
    this.person = person;
    this.timeoutMs = timeoutMs;
    this.#clock = client.transport.clock;
  }

  get nowUs(): number {
    return this.#clock.nowUs();
  }

  /** Whether an answer is outstanding. */
  get isAsking(): boolean {
    return this.#owed > 0;
  }

  /** Sends one frame; what no frame can carry, or what is too short, is not sent, and the person is told. */
  send(payload: Uint8Array, bytesMin = 0): boolean {
    const refusal = payload.length < bytesMin ? 'too-short' : this.client.send(payload);
    if (refusal === undefined) return true;
    this.#refused++;
    if (this.person.typesOnTerminal || this.#refused <= REFUSALS_TOLD_MAX) {
      this.person.tell(`That was not sent: ${REASON_BY_REFUSAL[refusal]}.`);
    }
    return false;
  }

  /** Waits until the server has answered so much; when that takes too long, the conversation is over. */
  answer(owed = 1, patienceMs = this.timeoutMs): Promise<void> {
    this.#owed += owed;
    if (patienceMs !== Number.POSITIVE_INFINITY) this.#overdue = this.after(patienceMs * 1000, () => this.#onOverdue());
    return new Promise((resolve) => {
      this.#onAnswered = resolve;
    });
  }

  /** Notes that the server has answered so much. More than it was asked for counts for nothing. */
  answered(given = 1): void {
    if (this.#owed === 0) return;
    this.#owed = Math.max(0, this.#owed - given);
    if (this.#owed > 0) return;
    this.cancel(this.#overdue);
    this.#onAnswered?.();
  }

  /** Waits until the system has taken what was sent. */
  async drained(): Promise<void> {
    this.#draining ??= this.client.drained(Number.POSITIVE_INFINITY).finally(() => {
      this.#draining = undefined;
    });
    await this.#draining;
  }

  waitUntil(dueUs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(dueUs - this.nowUs, resolve);
    });
  }

  /** A timer that goes with the conversation. */
  after(us: number, act: () => void): Timer {
    // What a part still does when all is over comes to nothing, and keeps nobody waiting.
    if (this.#isOver) return { dueUs: this.nowUs + us, cancel: () => {} };
    const timer = this.#clock.at(this.nowUs + us, () => {
      this.#timers.delete(timer);
      act();
    });
    this.#timers.add(timer);
    return timer;
  }

  cancel(timer: Timer | undefined): void {
    if (timer === undefined) return;
    timer.cancel();
    this.#timers.delete(timer);
  }

  // For `converse`.

  async hold(part: Part): Promise<Farewell> {
    const heard = this.#listen(part);
    const overdue = new Promise<'overdue'>((resolve) => {
      this.#onOverdue = () => resolve('overdue');
    });
    const spoken = part.speak().then(() => 'spoken' as const);
    const event = await Promise.race([heard, spoken, whenLeaving(this.person.leaving), overdue]);
    if (event === 'overdue') {
      return broken(`The server has not answered within ${seconds(this.timeoutMs)}; --timeout waits longer.`);
    }
    return event === 'spoken' || event === 'leaving' ? this.#leave(part, heard) : this.#leftBy(event, part);
  }

  end(): void {
    if (!this.person.typesOnTerminal && this.#refused > REFUSALS_TOLD_MAX) {
      this.person.tell(`${this.#refused - REFUSALS_TOLD_MAX} more were not sent.`);
    }
    this.#isOver = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** Prints what comes until nothing more can come, and returns how it ended. While the reader is slow, nothing is taken in. */
  async #listen(part: Part): Promise<End> {
    for (;;) {
      const outcome = await this.client.next(Number.POSITIVE_INFINITY);
      if (outcome.kind !== 'frame') return outcome;
      const text = part.hear(outcome);
      if (text !== undefined) await this.person.print(text);
    }
  }

  /** What was typed goes out; then, where there is a goodbye, what still comes is printed until the server closes. */
  async #leave(part: Part, heard: Promise<End>): Promise<Farewell> {
    const sent = await Promise.race([heard, this.drained().then(() => 'sent' as const), this.#late()]);
    if (sent === 'late') {
      const { unsentBytes } = this.client;
      return broken(`The server has not taken the last ${unsentBytes} bytes within ${seconds(this.timeoutMs)}.`);
    }
    if (sent !== 'sent') return farewellOf(sent);
    if (!part.sayGoodbye?.()) return LEFT;
    const end = await Promise.race([heard, this.#late()]);
    if (end !== 'late') return farewellOf(end);
    this.person.tell(`The server has not closed within ${seconds(this.timeoutMs)}: closed from here.`);
    return LEFT;
  }

  #late(): Promise<'late'> {
    return new Promise((resolve) => {
      this.after(this.timeoutMs * 1000, () => resolve('late'));
    });
  }

  async #leftBy(end: End, part: Part): Promise<Farewell> {
    const farewell = farewellOf(end);
    if (farewell.kind === 'broken') return farewell;
    const text = part.serverClosedText?.();
    if (text !== undefined) await this.person.print(text);
    if (part.mayServerClose()) return LEFT;
    const how = this.isAsking ? ' before it had answered' : ', and nobody had asked it to';
    return broken(`The server closed the connection${how}.`);
  }
}

function whenLeaving(leaving: AbortSignal): Promise<'leaving'> {
  return new Promise((resolve) => {
    if (leaving.aborted) resolve('leaving');
    else leaving.addEventListener('abort', () => resolve('leaving'), { once: true });
  });
}

function farewellOf(end: End): Farewell {
  const isOrderly = end.kind === 'closed' && end.unfinishedBytes === 0;
  return isOrderly ? LEFT : broken(`The conversation broke off: ${describe(end)}.`);
}

function broken(sentence: string): Farewell {
  return { kind: 'broken', sentence };
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
