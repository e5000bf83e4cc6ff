// From segments to frames. A frame that lies whole in one segment is never copied: it is named by its place in the caller's
// own bytes. Only a frame that a segment's end cuts is gathered in a buffer of the decoder's.

import type { Framing } from './framing.ts';
import { type Content, OVERLONG, type Rules, UNFINISHED } from './rules.ts';
import { rulesOf } from './rules-of.ts';
import type { Violation } from './violation.ts';

export type Step = 'frame' | 'violation' | 'incomplete';

const NOTHING = new Uint8Array(0);
const HELD_BYTES_MIN = 64;
/** Filled and read in one breath by `#open`, so that all decoders can share it. */
const CONTENT: Content = { start: 0, end: 0, violation: undefined };

export class Decoder {
  /** After a step `frame`: the payload is bytes[start..end), until the next `feed`. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  /** After a step `violation`: what was wrong; `bytes`, `start` and `end` then hold as much of the frame as there is. */
  violation: Violation | undefined;
  /** After a violation behind which no frame can be found: bytes are taken, and nothing comes of them. */
  broken = false;

  readonly #rules: Rules;
  /** The bytes of the last `feed` that are not decoded yet. */
  #segment: Uint8Array = NOTHING;
  #from = 0;
  #to = 0;
  /** The first bytes of a frame that earlier segments began. */
  #held: Uint8Array = NOTHING;
  #heldBytes = 0;
  /** The buffer of the last gathered frame: somebody may still be reading that frame, until the next `feed`. */
  #delivered: Uint8Array = NOTHING;
  /** A buffer that nobody reads any more, for the next frame that is cut. */
  #reusable: Uint8Array = NOTHING;

  constructor(framing: Framing) {
    this.#rules = rulesOf(framing);
  }

  /** How many bytes of an unfinished frame are waiting for the rest. */
  get unfinishedBytes(): number {
    return this.#heldBytes + this.#to - this.#from;
  }

  /**
   * Takes bytes[start..end) of the stream. Call `next` until it is `incomplete` before the bytes are used for anything else:
   * that last call keeps what is left of them.
   */
  feed(bytes: Uint8Array, start: number, end: number): void {
    if (this.broken) return;
    this.#segment = bytes;
    this.#from = start;
    this.#to = end;
    if (this.#delivered !== NOTHING) {
      this.#reusable = this.#delivered;
      this.#delivered = NOTHING;
    }
  }

  next(): Step {
    return this.#heldBytes === 0 ? this.#nextInSegment() : this.#nextAcrossSegments();
  }

  #nextInSegment(): Step {
    const frameEnd = this.#rules.frameEnd(this.#segment, this.#from, this.#to, this.#from);
    if (frameEnd === UNFINISHED) {
      if (this.#from < this.#to) this.#hold(this.#to - this.#from);
      else this.#letGo();
      return 'incomplete';
    }
    if (frameEnd === OVERLONG) return this.#breakOff(this.#segment, this.#from, this.#to);
    const start = this.#from;
    this.#from = frameEnd;
    return this.#open(this.#segment, start, frameEnd);
  }

  #nextAcrossSegments(): Step {
    for (;;) {
      if (this.#from === this.#to) {
        this.#segment = NOTHING;
        this.#from = this.#to = 0;
        return 'incomplete';
      }
      const searched = this.#heldBytes;
      this.#hold(this.#rules.missingBytes(this.#held, this.#heldBytes, this.#segment, this.#from, this.#to));
      const frameEnd = this.#rules.frameEnd(this.#held, 0, this.#heldBytes, searched);
      if (frameEnd === OVERLONG) return this.#breakOff(this.#held, 0, this.#heldBytes);
      if (frameEnd === UNFINISHED) continue;
      const frame = this.#held;
      this.#delivered = frame;
      this.#held = NOTHING;
      this.#heldBytes = 0;
      return this.#open(frame, 0, frameEnd);
    }
  }

  #open(bytes: Uint8Array, start: number, end: number): Step {
    this.bytes = bytes;
    this.#rules.open(bytes, start, end, CONTENT);
    this.start = CONTENT.start;
    this.end = CONTENT.end;
    this.violation = CONTENT.violation;
    if (this.violation === undefined) return 'frame';
    this.start = start;
    this.end = end;
    return 'violation';
  }

  #breakOff(bytes: Uint8Array, start: number, end: number): Step {
    this.broken = true;
    this.violation = 'too-long';
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.#held = NOTHING;
    this.#heldBytes = 0;
    this.#letGo();
    return 'violation';
  }

  /** The segment ended where a frame ended: a buffer is not kept, or each of thousands of idle clients would keep one. */
  #letGo(): void {
    this.#segment = NOTHING;
    this.#from = this.#to = 0;
    this.#reusable = NOTHING;
  }

  /** Moves the next `count` bytes of the segment behind the held ones. */
  #hold(count: number): void {
    if (this.#held === NOTHING) {
      this.#held = this.#reusable;
      this.#reusable = NOTHING;
    }
    const wanted = this.#heldBytes + count;
    if (this.#held.length < wanted) {
      const larger = Math.min(this.#rules.frameBytesMax, Math.max(HELD_BYTES_MIN, wanted, this.#held.length * 2));
      const grown = new Uint8Array(larger);
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
    }
    copy(this.#segment, this.#from, this.#from + count, this.#held, this.#heldBytes);
    this.#heldBytes = wanted;
    this.#from += count;
  }
}

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (start === 0 && end === from.length) to.set(from, at);
  else to.set(from.subarray(start, end), at);
}
