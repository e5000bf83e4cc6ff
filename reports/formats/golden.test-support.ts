// Files that a form's output is compared with as text. `UPDATE_GOLDEN=1 npx vitest run reports/formats` writes them anew; what
// changed in them is then for a person to look at.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { CAPACITY_VARIANTS, exampleCapacityRecord } from '../../harness/record/example-capacity-record.test-support.ts';
import { COMPARISON_VARIANTS, exampleComparisonRecord } from '../../harness/record/example-comparison-record.test-support.ts';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleSweepRecord, SWEEP_VARIANTS } from '../../harness/record/example-sweep-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { type BenchReport, type Report, reportOf, reportOn, type VerifyReport } from '../report.ts';

/** `same`: what is compared of both, where a part may differ from machine to machine. */
export function expectGolden(file: string, text: string, same: (text: string) => string = (whole) => whole): void {
  const place = new URL(`golden/${file}`, import.meta.url);
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(place, text);
  expect(same(text)).toBe(same(readFileSync(place, 'utf8')));
}

/** Of a run that did not do well, and short. */
export async function exampleBench(changes: Partial<BenchRecord> = {}): Promise<BenchRecord> {
  example ??= exampleRecord();
  const record = await example;
  return {
    ...record,
    verdict: 'fail',
    causes: [
      { verdict: 'fail', code: 'threshold', sentence: 'direct.response.p99 < 2ms, and it is 4 ms.' },
      { verdict: 'fail', code: 'threshold', sentence: 'errors == 0, and it is 2.' },
    ],
    correctness: { ...record.correctness, lost: 1, examples: ['m7 never got message 12 of m8.'] },
    timeline: record.timeline.slice(0, 3),
    thresholds: [
      { text: 'direct.response.p99 < 2ms', isDefault: false, actual: 4, passed: false },
      { text: 'rate >= 900/s', isDefault: false, actual: 1000, passed: true },
      { text: 'lost == 0', isDefault: true, actual: 1, passed: false },
      { text: 'errors == 0', isDefault: true, actual: 2, passed: false },
      { text: 'unstarted == 0', isDefault: true, actual: 0, passed: true },
    ],
    diagnoses: [{ kind: 'stalls', sentence: 'Nothing was answered for 200 ms, three times.' }],
    ...changes,
  };
}

/** The same scenario, of three servers; one of the runs is worth nothing. */
export async function severalBench(): Promise<BenchReport> {
  const well = await exampleBench({ verdict: 'pass', causes: [], thresholds: [], diagnoses: [] });
  const timeline = well.timeline.slice(0, 2);
  const report = reportOf([
    { name: 'thread', record: { ...well, timeline } },
    { name: 'event', record: await exampleBench({ timeline }) },
    {
      name: 'process',
      record: await exampleBench({
        verdict: 'invalid',
        causes: [{ verdict: 'invalid', code: 'send-lag', sentence: 'The generator sent late by itself: p99 9 ms.' }],
        timeline: [],
      }),
    },
  ]);
  if (report.kind !== 'bench') throw new Error('three records of bench are a report of bench');
  return report;
}

export function severalVerify(): VerifyReport {
  const well = exampleVerifyRecord();
  const report = reportOf([
    { name: 'mine', record: well },
    {
      name: 'theirs',
      record: exampleVerifyRecord({
        verdict: 'pass',
        causes: [],
        findings: [],
        expectations: [],
        cases: well.cases.map(({ expected: _, ...one }) => ({ ...one, verdict: 'pass' })),
        properties: [],
      }),
    },
  ]);
  if (report.kind !== 'verify') throw new Error('two records of verify are a report of verify');
  return report;
}

export async function everyReport(): Promise<(readonly [string, Report])[]> {
  return [
    ['bench', reportOn(await exampleBench())],
    ['verify', reportOn(exampleVerifyRecord())],
    ['several-bench', await severalBench()],
    ['several-verify', severalVerify()],
    ['capacity', reportOn(exampleCapacityRecord())],
    ['sweep', reportOn(exampleSweepRecord())],
    ['comparison', reportOn(exampleComparisonRecord())],
  ];
}

/** What studies can end in besides. */
export function everyVariant(): (readonly [string, Report])[] {
  return Object.entries({ ...CAPACITY_VARIANTS, ...SWEEP_VARIANTS, ...COMPARISON_VARIANTS }).map(
    ([name, record]) => [name, reportOn(record())] as const,
  );
}

/** Made once: it is made of ten thousand samples. */
let example: Promise<BenchRecord> | undefined;
