// What judges have in common: they look at what one actor heard between two marks, compare it with what it should have heard, and say
// how it is known that nothing else came. The first thing that is wrong is what is told.

import { assert } from '../errors.ts';
import { Decoder } from '../wire/decoder.ts';
import type { Framing } from '../wire/framing.ts';
import { lenient } from './actor.ts';
import type { History, HistoryEvent } from './history.ts';
import type { Difference, Evidence, Judgement } from './judgement.ts';

/** The part of a history that is looked at; all of it when nothing is said. */
export interface Window {
  /** Behind this mark. */
  readonly since?: string;
  /** Before this mark. */
  readonly until?: string;
}

export interface HeardFrame {
  readonly payload: Buffer;
  /** As it came, padding and all. */
  readonly raw: Buffer;
  readonly atUs: number;
  /** The place in the history of the read that brought its last byte. */
  readonly index: number;
}

export interface Heard {
  readonly frames: readonly HeardFrame[];
  /** Behind the last whole frame. */
  readonly rest: Buffer;
}

const WEAKER = { eof: 0, fence: 1, timer: 2 } as const satisfies Record<Evidence, number>;

export class Judging {
  readonly history: History;
  readonly #framing: Framing;
  #evidence: Evidence | undefined;
  #failure: Extract<Judgement, { verdict: 'fail' }> | undefined;
  #doubt: string | undefined;

  /** `framing`: of what the target sends. */
  constructor(history: History, framing: Framing) {
    this.history = history;
    this.#framing = framing;
  }

  /** The first failure, or else a doubt, or else a pass with the weakest evidence of its parts. */
  get judgement(): Judgement {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#doubt !== undefined) return { verdict: 'inconclusive', message: this.#doubt };
    return this.#evidence === undefined ? { verdict: 'pass' } : { verdict: 'pass', evidence: this.#evidence };
  }

  // Checks. Each returns this, so that they can be written one behind the other.

  /** It got exactly these frames in the window, in this order, and before the fence, if there is one, nothing else. */
  heard(actor: string, expected: readonly (Uint8Array | string)[], window: Window & { readonly what?: string } = {}): this {
    const wanted = expected.map((one) => Buffer.from(one));
    const actual = this.framesOf(actor, window).map(({ payload }) => payload);
    const isRight = wanted.length === actual.length && wanted.every((one, index) => actual[index]?.equals(one) === true);
    const evidence = this.evidenceOf(actor, window);
    if (isRight) {
      this.#rely(evidence);
      return this;
    }
    const what = window.what === undefined ? '' : ` ${window.what}`;
    const wrongAt = wanted.findIndex((one, index) => index < actual.length && actual[index]?.equals(one) !== true);
    const counts = `${actor} got ${numberOf(actual.length, 'frame')}${what}, and should have got ${wanted.length === 0 ? 'none' : wanted.length}`;
    const message =
      wrongAt === -1
        ? counts
        : actual.length === wanted.length
          ? `${actor} did not get${what} what it should have: ${actual.length === 1 ? 'the frame' : `frame ${wrongAt + 1} of ${actual.length}`} is another`
          : `${counts}: frame ${wrongAt + 1} is another`;
    return this.fails(`${message}.`, { actor, expected: wanted, actual }, evidence);
  }

  /** Nothing came in the window. */
  heardNothing(actor: string, window: Window & { readonly what?: string } = {}): this {
    return this.heard(actor, [], window);
  }

  /** Of a stream without frames: exactly these bytes. */
  heardBytes(actor: string, expected: Uint8Array | string, window: Window & { readonly what?: string } = {}): this {
    const wanted = Buffer.from(expected);
    const actual = this.bytesOf(actor, window);
    const evidence = this.evidenceOf(actor, window);
    if (actual.equals(wanted)) {
      this.#rely(evidence);
      return this;
    }
    const what = window.what === undefined ? '' : ` ${window.what}`;
    const message =
      actual.length < wanted.length && wanted.subarray(0, actual.length).equals(actual)
        ? `${actor} got ${numberOf(actual.length, 'byte')}${what}, and should have got ${wanted.length}.`
        : `${actor} did not get${what} what it should have.`;
    return this.fails(message, { actor, expected: [wanted], actual: [actual] }, evidence);
  }

  /** The target ended the conversation in order. */
  ended(actor: string, how: 'closed' | 'reset' | 'either' = 'closed'): this {
    const end = this.endOf(actor);
    if (end === undefined) return this.fails(`The target did not end ${actor}'s connection.`, undefined, 'timer');
    if (how === 'either' || end === how) return this;
    return this.fails(
      end === 'reset'
        ? `The target broke ${actor}'s connection off instead of ending it in order.`
        : `The target ended ${actor}'s connection in order instead of breaking it off.`,
    );
  }

  /** The target did not end the conversation in the window. */
  notEnded(actor: string, window: Window = {}): this {
    const end = this.#within(window).find((event) => event.kind === 'ended' && event.actor === actor);
    return end === undefined ? this : this.fails(`The target ended ${actor}'s connection.`);
  }

  connected(actor: string): this {
    const failed = this.history.find((event) => event.kind === 'not-connected' && event.actor === actor);
    const isConnected = this.history.some((event) => event.kind === 'connected' && event.actor === actor);
    if (isConnected) return this;
    return this.fails(`${actor} could not connect${failed?.kind === 'not-connected' ? `: ${failed.how}` : ''}.`);
  }

  /** Anything else that has to hold. */
  holds(isSo: boolean, otherwise: string, difference?: Difference): this {
    return isSo ? this : this.fails(otherwise, difference);
  }

  fails(message: string, difference?: Difference, evidence?: Evidence): this {
    this.#failure ??= {
      verdict: 'fail',
      message,
      ...(difference === undefined ? {} : { difference }),
      ...(evidence === undefined ? {} : { evidence }),
    };
    return this;
  }

  /** Without it a pass means nothing. */
  unless(isKnown: boolean, doubt: string): this {
    if (!isKnown) this.#doubt ??= doubt;
    return this;
  }

  /** A judgement that rests on something not having come; said by judges that look for themselves. */
  relies(evidence: Evidence): this {
    this.#rely(evidence);
    return this;
  }

  // What a judge can look at.

  /** Frames in the window, up to the fence. */
  framesOf(actor: string, window: Window = {}): readonly HeardFrame[] {
    const [from, to] = this.#range(window);
    const within = this.heardBy(actor).frames.filter(({ index }) => index > from && index < to);
    const fence = this.#fenceOf(actor, window);
    if (fence === undefined) return within;
    const place = within.findIndex(({ payload }) => payload.equals(fence));
    return place === -1 ? within : within.slice(0, place);
  }

  /** Bytes in the window, up to the fence; of a stream without frames. */
  bytesOf(actor: string, window: Window = {}): Buffer {
    const bytes = Buffer.concat(
      this.#within(window).flatMap((event) => (event.kind === 'received' && event.actor === actor ? [event.bytes] : [])),
    );
    const fence = this.#fenceOf(actor, window);
    if (fence === undefined) return bytes;
    const place = bytes.lastIndexOf(fence);
    return place === -1 ? bytes : bytes.subarray(0, place);
  }

  /** Everything that came to an actor, in frames. */
  heardBy(actor: string): Heard {
    const decoder = new Decoder(lenient(this.#framing));
    const frames: HeardFrame[] = [];
    const stream: Buffer[] = [];
    const payloads: { payload: Buffer; atUs: number; index: number; endsAt: number }[] = [];
    let received = 0;
    for (const [index, event] of this.history.entries()) {
      if (event.kind !== 'received' || event.actor !== actor) continue;
      assert(event.omittedBytes === undefined, `${actor} keeps what it gets, for a judge to look at`);
      const bytes = Buffer.from(event.bytes);
      stream.push(bytes);
      received += bytes.length;
      decoder.feed(bytes, 0, bytes.length);
      for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
        const payload = Buffer.from(decoder.bytes.subarray(decoder.start, decoder.end));
        payloads.push({ payload, atUs: event.atUs, index, endsAt: received - decoder.unfinishedBytes });
        if (decoder.broken) break;
      }
    }
    const all = Buffer.concat(stream);
    let from = 0;
    for (const { payload, atUs, index, endsAt } of payloads) {
      frames.push({ payload, atUs, index, raw: all.subarray(from, endsAt) });
      from = endsAt;
    }
    return { frames, rest: all.subarray(from) };
  }

  /** What the operator read in the window. */
  printed(window: Window = {}): Buffer {
    return Buffer.concat(this.#within(window).flatMap((event) => (event.kind === 'printed' ? [event.bytes] : [])));
  }

  endOf(actor: string): 'closed' | 'reset' | undefined {
    let how: 'closed' | 'reset' | undefined;
    for (const event of this.history) if (event.kind === 'ended' && event.actor === actor) how = event.how;
    return how;
  }

  /** How it is known that nothing else came to the actor in the window. */
  evidenceOf(actor: string, window: Window = {}): Evidence {
    const [from, to] = this.#range(window);
    if (this.history.some((event, index) => index < to && event.kind === 'ended' && event.actor === actor)) return 'eof';
    const isFenced = this.history.some(
      (event, index) => index > from && index < to && event.kind === 'fence' && event.actor === actor,
    );
    return isFenced ? 'fence' : 'timer';
  }

  /** When the mark was made; undefined when it was not. */
  atUs(mark: string): number | undefined {
    return this.history.find((event) => event.kind === 'mark' && event.name === mark)?.atUs;
  }

  #within(window: Window): HistoryEvent[] {
    const [from, to] = this.#range(window);
    return this.history.filter((_, index) => index > from && index < to);
  }

  /** A mark that was never made, because the case broke off before it, has nothing behind it and everything before it. */
  #range({ since, until }: Window): [number, number] {
    const placeOf = (mark: string): number => {
      const place = this.history.findIndex((event) => event.kind === 'mark' && event.name === mark);
      return place === -1 ? this.history.length : place;
    };
    return [since === undefined ? -1 : placeOf(since), until === undefined ? this.history.length : placeOf(until)];
  }

  /** The first of the window. */
  #fenceOf(actor: string, window: Window): Buffer | undefined {
    const fence = this.#within(window).find((event) => event.kind === 'fence' && event.actor === actor);
    return fence?.kind === 'fence' ? Buffer.from(fence.bytes) : undefined;
  }

  #rely(evidence: Evidence): void {
    if (this.#evidence === undefined || WEAKER[evidence] > WEAKER[this.#evidence]) this.#evidence = evidence;
  }
}

function numberOf(count: number, noun: string): string {
  if (count === 0) return `no ${noun}`;
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}
