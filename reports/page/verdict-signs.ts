// The sign of a verdict, so that its colour is not all that tells it.

import type { BenchRecord } from '../../harness/record/record.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';

export type Verdict = BenchRecord['verdict'] | VerifyRecord['verdict'];

/** That of `invalid` is asked for as a letter, not as a picture. */
export const VERDICT_SIGNS: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  fail: '✗',
  invalid: '⚠\u{fe0e}',
  inconclusive: '?',
};
