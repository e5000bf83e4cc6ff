// A stream of bytes as lines, taken in only as fast as somebody asks for them.

import type { Readable } from 'node:stream';
import type { Typed } from '../../scenarios/person.ts';
import { assert } from '../errors.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** As many bytes as a line end may have. */
const LINE_END_BYTES_MAX = 2;

export class TypedLines {
  readonly #input: Readable;
  #held: Buffer = Buffer.alloc(0);
  #isEnded = false;
  #wake: (() => void) | undefined;

  /** `failed` is told why the stream can't be read; it has then ended. */
  constructor(input: Readable, failed: (error: NodeJS.ErrnoException) => void) {
    this.#input = input;
    // Paused first: a stream that somebody listens to would begin to flow.
    input.pause();
    input.on('data', (bytes: Buffer) => {
      input.pause();
      this.#held = Buffer.concat([this.#held, bytes]);
      this.#wake?.();
    });
    input.on('error', (error) => {
      failed(error);
      this.#end();
    });
    input.on('end', () => this.#end());
    input.on('close', () => this.#end());
  }

  async next(bytesMax: number): Promise<Typed | undefined> {
    for (;;) {
      const typed = this.#take(bytesMax);
      if (typed !== undefined) return typed;
      if (this.#isEnded) return undefined;
      assert(this.#wake === undefined, 'one wait for a line at a time');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#input.resume();
      });
      this.#wake = undefined;
    }
  }

  #end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** A line, the end of input's unfinished one, or a part of what is longer; undefined when more has to come first. */
  #take(bytesMax: number): Typed | undefined {
    const held = this.#held;
    const lineFeed = held.indexOf(LINE_FEED);
    const isWhole = lineFeed !== -1 || this.#isEnded;
    const length = lineFeed === -1 ? held.length : withoutCarriageReturn(held, lineFeed);
    // A carriage return is part of the line end only if a line feed follows it: that decides whether the line still fits.
    if (!isWhole && length < bytesMax + LINE_END_BYTES_MAX) return undefined;
    if (length > bytesMax) {
      this.#held = held.subarray(bytesMax);
      return { bytes: held.subarray(0, bytesMax), endsLine: false };
    }
    if (lineFeed === -1 && length === 0) return undefined;
    this.#held = held.subarray(lineFeed === -1 ? length : lineFeed + 1);
    return { bytes: held.subarray(0, length), endsLine: true };
  }
}

function withoutCarriageReturn(bytes: Uint8Array, lineFeed: number): number {
  return lineFeed > 0 && bytes[lineFeed - 1] === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed;
}
