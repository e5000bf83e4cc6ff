import { describe, expect, it } from 'vitest';
import { exampleCapacityRecord } from '../harness/record/example-capacity-record.test-support.ts';
import { exampleComparisonRecord } from '../harness/record/example-comparison-record.test-support.ts';
import { exampleSweepRecord } from '../harness/record/example-sweep-record.test-support.ts';
import { exampleVerifyRecord } from '../harness/record/example-verify-record.test-support.ts';
import { reportOf, reportOn } from './report.ts';

describe('a report of a study', () => {
  it.each([exampleCapacityRecord(), exampleSweepRecord(), exampleComparisonRecord()])(
    'is of that study alone: $kind',
    (record) => {
      expect(reportOn(record).kind).toBe(record.kind);
      expect(reportOf([{ name: 'mine', record }], 'a title')).toEqual({
        ...{ kind: record.kind, title: 'a title', entries: [{ name: 'mine', record }] },
      });
      expect(() =>
        reportOf([
          { name: 'a', record },
          { name: 'a', record },
        ]),
      ).toThrow(/'a' and 'a \(2\)' are each of .*make a report of each/);
    },
  );

  it('is not set beside what is of another kind', () => {
    const entries = [
      { name: 'a', record: exampleVerifyRecord() },
      { name: 'b', record: exampleSweepRecord() },
    ] as const;
    expect(() => reportOf(entries)).toThrow(
      "'a' is of a run of verify and 'b' of a sweep over clients: make a report of each kind for itself.",
    );
  });
});
