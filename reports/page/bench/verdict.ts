// The sign of a verdict, so that its colour is not all that tells it. The last is asked for as a letter, not as a picture.

import type { BenchRecord } from '../../../harness/record/record.ts';

export const VERDICT_SIGNS: Readonly<Record<BenchRecord['verdict'], string>> = { pass: '✓', fail: '✗', invalid: '⚠\u{fe0e}' };
