// Whether bytes are the ones that were expected: what a client that checks what it receives does for every frame.

/** Compares bytes[start..end) with expected[from..to), which is all of it when nothing is said. */
export type SameBytes = (bytes: Uint8Array, start: number, end: number, expected: Buffer, from?: number, to?: number) => boolean;

export const sameBytes: SameBytes = (bytes, start, end, expected, from = 0, to = expected.length) =>
  end - start === to - from && expected.compare(bytes, start, end, from, to) === 0;
