// Client to server: frame = text NUL padding, every frame of a connection of one size (CHAT-1.1.3): 1,500 bytes or 100. Bytes
// behind the first NUL are ignored; without one the text is the whole frame and no byte more (CHAT-1.1.6).
//
// With `auto` (CHAT-1.1.7) the first frame tells: 100 bytes that hold a NUL are answered at once, and the byte behind them, once
// it comes, says whether they were the whole frame or the beginning of 1,500, the rest of which is skipped. 100 bytes without
// a NUL are the beginning of 1,500.

import { placeOf } from '../text.ts';

export type ClientFrameSetting = 'auto' | 1500 | 100;

export interface TextTaker {
  /** The text of a frame is bytes[start..end), for the length of the call; returns whether the next is wanted. */
  onText(bytes: Uint8Array, start: number, end: number): boolean;
}

const LONG_BYTES = 1500;
const SHORT_BYTES = 100;
const UNKNOWN = 0;

export class ClientFrames {
  #frameBytes: number;
  /** 100 bytes were taken for a frame, and the next byte tells whether they were all of it. */
  #isUndecided = false;
  #skipBytes = 0;
  /** The beginning of a frame whose rest has not come; nothing is kept while none is under way. */
  #begun: Uint8Array | undefined;
  #begunBytes = 0;

  constructor(setting: ClientFrameSetting) {
    this.#frameBytes = setting === 'auto' ? UNKNOWN : setting;
  }

  /** The size of the frames, once it is known: 0 before that. */
  get frameBytes(): number {
    return this.#frameBytes;
  }

  /** A frame has begun and not ended. */
  get hasBegun(): boolean {
    return this.#begunBytes > 0;
  }

  /** Cuts the next bytes of the stream into frames. */
  read(bytes: Uint8Array, start: number, end: number, taker: TextTaker): void {
    let at = start;
    while (at < end) {
      if (this.#skipBytes > 0) {
        const skipped = Math.min(this.#skipBytes, end - at);
        this.#skipBytes -= skipped;
        at += skipped;
        continue;
      }
      if (this.#isUndecided) {
        this.#isUndecided = false;
        this.#frameBytes = bytes[at] === 0 ? LONG_BYTES : SHORT_BYTES;
        if (this.#frameBytes === LONG_BYTES) this.#skipBytes = LONG_BYTES - SHORT_BYTES;
        continue;
      }
      const wanted = (this.#frameBytes === UNKNOWN ? SHORT_BYTES : this.#frameBytes) - this.#begunBytes;
      if (end - at < wanted) {
        this.#keep(bytes, at, end);
        return;
      }
      if (this.#begunBytes === 0) {
        if (this.#isLongAfterAll(bytes, at)) continue;
        at += wanted;
        if (!taker.onText(bytes, at - wanted, this.textEndOf(bytes, at - wanted, at))) return;
      } else {
        this.#keep(bytes, at, at + wanted);
        at += wanted;
        const begun = this.#begun as Uint8Array;
        if (this.#isLongAfterAll(begun, 0)) continue;
        const frameBytes = this.#begunBytes;
        this.forget();
        if (!taker.onText(begun, 0, this.textEndOf(begun, 0, frameBytes))) return;
      }
    }
  }

  /** Where the text ends of the frame bytes[start..frameEnd). */
  textEndOf(bytes: Uint8Array, start: number, frameEnd: number): number {
    const nul = placeOf(0, bytes, start, frameEnd);
    return nul === -1 ? frameEnd : nul;
  }

  /** Lets go of what has come of a frame. */
  forget(): void {
    this.#begun = undefined;
    this.#begunBytes = 0;
  }

  /** Looks at the first 100 bytes of a connection. */
  #isLongAfterAll(bytes: Uint8Array, start: number): boolean {
    if (this.#frameBytes !== UNKNOWN) return false;
    this.#isUndecided = placeOf(0, bytes, start, start + SHORT_BYTES) !== -1;
    if (this.#isUndecided) return false;
    this.#frameBytes = LONG_BYTES;
    return true;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    this.#begun ??= new Uint8Array(this.#frameBytes === SHORT_BYTES ? SHORT_BYTES : LONG_BYTES);
    for (let at = start; at < end; at++) this.#begun[this.#begunBytes++] = bytes[at] as number;
  }
}
