// Records without what makes them large, for where a whole one has no room. They keep to the schema all the same.

import type { BenchRecord } from '../harness/record/record.ts';
import type { VerifyRecord } from '../harness/record/verify-record.ts';

/** The latencies of single seconds are most of a long record; what is said of a second in figures stays. */
export function withoutHistograms(record: BenchRecord): BenchRecord {
  const timeline = record.timeline.map((second) => {
    const latencyUs = Object.entries(second.latencyUs).map(([op, { responseHdr: _, ...figures }]) => [op, figures] as const);
    return { ...second, latencyUs: Object.fromEntries(latencyUs) };
  });
  return { ...record, timeline };
}

/** Without what happened in each case, and the bytes that should have come. */
export function withoutTranscripts({ cases, properties, ...others }: VerifyRecord): VerifyRecord {
  return {
    ...others,
    cases: cases.map(({ difference: _, ...rest }) => ({ ...rest, transcript: [] })),
    properties: properties.map(({ difference: _, ...rest }) => ({ ...rest, transcript: [] })),
  };
}
