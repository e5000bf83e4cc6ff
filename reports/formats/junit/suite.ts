// What JUnit XML is made of, before it is XML.

export interface Test {
  readonly name: string;
  readonly durationMs: number;
  readonly result?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string; readonly text?: string };
  /** What there is to say of one that passed. */
  readonly says?: string;
}

export interface Suite {
  readonly name: string;
  /** Never none: readers stumble over a suite without tests, and show it as green. */
  readonly tests: readonly [Test, ...Test[]];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly properties: readonly (readonly [string, string])[];
  readonly says?: string;
}

export function isRed({ result }: Test): boolean {
  return result?.kind === 'failure' || result?.kind === 'error';
}
