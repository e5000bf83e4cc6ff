// What a peer did while somebody waited for it: data, never an exception.

import type { SameBytes } from '../transport/same-bytes.ts';
import type { Violation } from '../wire/violation.ts';

export type Outcome = Frame | Closed | Reset | TimedOut | Garbage;

/** The peer has ended its stream in order. */
export interface Closed {
  readonly kind: 'closed';
  /** More than 0: it did so in the middle of a frame. */
  readonly unfinishedBytes: number;
}

/** The connection broke off. */
export interface Reset {
  readonly kind: 'reset';
  readonly unfinishedBytes: number;
  /** The system's name of the error. */
  readonly errno: string;
}

/** Nothing that was waited for came in time; the conversation can go on. */
export interface TimedOut {
  readonly kind: 'timeout';
}

/** Bytes that are no frame of this framing. */
export interface Garbage {
  readonly kind: 'garbage';
  readonly violation: Violation;
  /** The beginning of them. */
  readonly bytes: Uint8Array;
}

/**
 * One frame of the peer's. It is read in place: `bytes`, `start` and `end` hold until whoever awaited the frame awaits
 * something else, and are then overwritten by the next; `copy` is for keeping.
 */
export class Frame {
  readonly kind = 'frame';
  bytes: Uint8Array;
  start: number;
  end: number;
  #sameBytes: SameBytes;

  constructor(bytes: Uint8Array, start: number, end: number, sameBytes: SameBytes) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.#sameBytes = sameBytes;
  }

  show(bytes: Uint8Array, start: number, end: number, sameBytes: SameBytes): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.#sameBytes = sameBytes;
  }

  get length(): number {
    return this.end - this.start;
  }

  equals(expected: Buffer): boolean {
    return this.#sameBytes(this.bytes, this.start, this.end, expected);
  }

  copy(): Buffer {
    return Buffer.from(this.bytes.subarray(this.start, this.end));
  }

  text(): string {
    return this.copy().toString();
  }
}

export const TIMED_OUT: TimedOut = Object.freeze({ kind: 'timeout' });

/** One sentence for a person. */
export function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'frame':
      return `a frame of ${outcome.length} bytes`;
    case 'closed':
      return outcome.unfinishedBytes === 0
        ? 'the peer closed the connection'
        : `the peer closed the connection ${outcome.unfinishedBytes} bytes into a frame`;
    case 'reset':
      return `the connection was reset${outcome.errno === '' ? '' : ` (${outcome.errno})`}`;
    case 'timeout':
      return 'nothing came in time';
    case 'garbage':
      return `the peer sent what is no frame (${outcome.violation})`;
  }
}
