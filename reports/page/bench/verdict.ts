// The sign of a verdict, so that its colour is not all that tells it.

import type { BenchRecord } from '../../../harness/record/record.ts';

export const VERDICT_SIGNS: Readonly<Record<BenchRecord['verdict'], string>> = { pass: '✓', fail: '✗', invalid: '?' };
