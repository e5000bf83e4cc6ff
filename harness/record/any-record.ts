// Every record that this harness writes and reads; `kind` tells them apart.

import type { CapacityRecord } from './capacity-record.ts';
import type { ComparisonRecord } from './comparison-record.ts';
import type { BenchRecord } from './record.ts';
import type { SweepRecord } from './sweep-record.ts';
import type { VerifyRecord } from './verify-record.ts';

/** Of several runs that answer one question together. */
export type StudyRecord = CapacityRecord | SweepRecord | ComparisonRecord;

export type AnyRecord = BenchRecord | VerifyRecord | StudyRecord;
