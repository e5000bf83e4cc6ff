// Reports of each kind that there is a page for: what is asked of all pages is asked of each of these.

import { CAPACITY_VARIANTS, exampleCapacityRecord } from '../../harness/record/example-capacity-record.test-support.ts';
import { COMPARISON_VARIANTS, exampleComparisonRecord } from '../../harness/record/example-comparison-record.test-support.ts';
import { EXAMPLE_FLEET, exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleSweepRecord, SWEEP_VARIANTS } from '../../harness/record/example-sweep-record.test-support.ts';
import { EXAMPLE_PASS, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { type Report, reportOf, reportOn } from '../report.ts';

export interface ExamplePage {
  readonly name: string;
  readonly report: Report;
}

export function examplePages(): Promise<readonly ExamplePage[]> {
  made ??= makeExamplePages();
  return made;
}

/** Once for all files that this process runs. */
let made: Promise<readonly ExamplePage[]> | undefined;

async function makeExamplePages(): Promise<readonly ExamplePage[]> {
  const bench = await exampleRecord({}, { ops: ['delivery', 'direct'] });
  const failed = { ...bench, ...WHAT_FAILED };
  const passedVerify = exampleVerifyRecord({
    ...{ verdict: 'pass', causes: [], findings: [], expectations: [], notes: [], cases: [EXAMPLE_PASS], properties: [] },
    totals: { pass: 1, fail: 0, inconclusive: 0, notApplicable: 0 },
  });
  return [
    { name: 'bench', report: reportOn(bench) },
    { name: 'bench-failed', report: reportOn(failed) },
    { name: 'verify', report: reportOn(exampleVerifyRecord()) },
    { name: 'verify-passed', report: reportOn(passedVerify) },
    {
      name: 'several-bench',
      report: reportOf([
        { name: 'process', record: failed },
        { name: 'thread', record: { ...bench, startedAt: '2025-01-15T10:31:00.000Z' } },
        { name: 'event', record: bench },
      ]),
    },
    {
      name: 'several-verify',
      report: reportOf([
        { name: 'my-server', record: exampleVerifyRecord() },
        { name: 'reference', record: passedVerify },
      ]),
    },
    { name: 'capacity', report: reportOn(exampleCapacityRecord()) },
    { name: 'capacity-unknown', report: reportOn(CAPACITY_VARIANTS['capacity-unknown']()) },
    { name: 'sweep', report: reportOn(exampleSweepRecord()) },
    { name: 'sweep-no-fit', report: reportOn(SWEEP_VARIANTS['sweep-no-fit']()) },
    { name: 'comparison', report: reportOn(exampleComparisonRecord()) },
    { name: 'comparison-invalid', report: reportOn(COMPARISON_VARIANTS['comparison-invalid']()) },
  ];
}

const WHAT_FAILED = {
  verdict: 'fail',
  causes: [
    { verdict: 'fail', code: 'threshold', sentence: 'direct.response.p99 < 2 ms was not met: it was 4 ms.' },
    { verdict: 'invalid', code: 'send-lag', sentence: 'The generator sent 4 % of the turns more than 1 ms late.' },
  ],
  notes: ['The warm-up of 1 s is left out of latencies and rate.', 'Other processes took half of a processor.'],
  thresholds: [
    { text: 'direct.response.p99 < 2ms', isDefault: false, actual: 4, passed: false },
    { text: 'lost == 0', isDefault: true, actual: 0, passed: true },
  ],
  fleet: EXAMPLE_FLEET,
  diagnoses: [{ kind: 'stalls', sentence: 'The target stood still for 200 ms each second.' }],
} satisfies Partial<BenchRecord>;
