// Whether bytes are the ones that were expected: what a client that checks what it receives does for every frame.

/** Compares bytes[start..end) with all of `expected`. */
export type SameBytes = (bytes: Uint8Array, start: number, end: number, expected: Buffer) => boolean;

export const sameBytes: SameBytes = (bytes, start, end, expected) =>
  end - start === expected.length && expected.compare(bytes, start, end) === 0;
