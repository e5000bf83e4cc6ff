// What was said and has not been heard yet: a row of bytes that grows at its end and is let go of at its beginning.

export class UnheardBytes {
  readonly #chunks: Uint8Array[] = [];
  /** Where the first chunk begins. */
  #beginsAt = 0;
  #heard = 0;
  #end = 0;

  /** So much the other has heard. */
  get heard(): number {
    return this.#heard;
  }

  /** So much was said in all. */
  get end(): number {
    return this.#end;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#end += chunk.length;
  }

  /** False: that is none of what it can have heard, or nothing new. */
  hear(heard: number): boolean {
    if (heard <= this.#heard || heard > this.#end) return false;
    this.#heard = heard;
    for (let first = this.#chunks[0]; first !== undefined && this.#beginsAt + first.length <= heard; first = this.#chunks[0]) {
      this.#beginsAt += first.length;
      this.#chunks.shift();
    }
    return true;
  }

  /** A copy of up to so many bytes; what was heard is no longer there. */
  from(offset: number, bytesMax: number): Uint8Array {
    const copy = new Uint8Array(Math.min(bytesMax, this.#end - offset));
    let filled = 0;
    let chunkAt = this.#beginsAt;
    for (const chunk of this.#chunks) {
      if (filled === copy.length) break;
      const skipped = Math.max(0, offset - chunkAt);
      if (skipped < chunk.length) {
        const taken = chunk.subarray(skipped, skipped + copy.length - filled);
        copy.set(taken, filled);
        filled += taken.length;
      }
      chunkAt += chunk.length;
    }
    return copy;
  }

  clear(): void {
    this.#chunks.length = 0;
  }
}
