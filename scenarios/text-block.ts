// block = text(0..1023) NUL padding(NUL*), 1,024 bytes in all. Lines travel in blocks; a line that does not fit goes on in the
// next (P2P-6.4), and only the last of them holds the line end.

import type { Typed } from './person.ts';

export const BLOCK_BYTES = 1024;
/** A text leaves room for a NUL: originals print a block as a text that ends with one. */
export const BLOCK_TEXT_BYTES_MAX = BLOCK_BYTES - 1;

const LINE_END = Buffer.from('\n');

/** The texts of the blocks that carry a part of a line of at most `BLOCK_TEXT_BYTES_MAX` bytes. */
export function blockTextsOf({ bytes, endsLine }: Typed): Uint8Array[] {
  if (!endsLine) return [bytes];
  return bytes.length < BLOCK_TEXT_BYTES_MAX ? [Buffer.concat([bytes, LINE_END])] : [bytes, LINE_END];
}

/** Finds the texts in a stream of blocks as it comes, however it is cut: what stands behind a block's first NUL is dropped. */
export class BlockTexts {
  /** How far into its block the stream is, and whether the block's text is over. */
  #at = 0;
  #isPadding = false;

  /** The bytes of texts within bytes[start..end), in an array of their own. */
  take(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const texts: Uint8Array[] = [];
    for (let from = start; from < end; ) {
      const to = Math.min(end, from + BLOCK_BYTES - this.#at);
      if (!this.#isPadding) {
        const piece = bytes.subarray(from, to);
        const nul = piece.indexOf(0);
        this.#isPadding = nul !== -1;
        texts.push(nul === -1 ? piece : piece.subarray(0, nul));
      }
      this.#at += to - from;
      from = to;
      if (this.#at < BLOCK_BYTES) continue;
      this.#at = 0;
      this.#isPadding = false;
    }
    return Buffer.concat(texts);
  }
}
