// Expectations whose failures are short to read, and quick to make, even of a million bytes.

export function expectThat(isSo: boolean, claim: string): void {
  if (!isSo) throw new Error(`It is not so that ${claim}.`);
}

export function expectBytes(actual: Uint8Array, expected: Uint8Array | string, whose: string): void {
  const wanted = typeof expected === 'string' ? Buffer.from(expected) : expected;
  if (Buffer.compare(actual, wanted) === 0) return;
  let at = 0;
  while (at < actual.length && actual[at] === wanted[at]) at++;
  throw new Error(
    `${whose}: ${actual.length} bytes instead of ${wanted.length}, and at ${at} ${shown(actual, at)} instead of ${shown(wanted, at)}.`,
  );
}

function shown(bytes: Uint8Array, from: number): string {
  return JSON.stringify(Buffer.from(bytes.subarray(from, from + 40)).toString('latin1'));
}
