// However much a run has to tell, its summary is one screen of 80 × 24 that begins with the verdict.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyRecord } from '../../../harness/record/any-record.ts';
import { CAPACITY_VARIANTS, exampleCapacityRecord } from '../../../harness/record/example-capacity-record.test-support.ts';
import { COMPARISON_VARIANTS, exampleComparisonRecord } from '../../../harness/record/example-comparison-record.test-support.ts';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import { exampleSweepRecord, SWEEP_VARIANTS } from '../../../harness/record/example-sweep-record.test-support.ts';
import {
  EXAMPLE_FAIL,
  EXAMPLE_INCONCLUSIVE,
  EXAMPLE_PASS,
  EXAMPLE_PROPERTY,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord, OpLatency } from '../../../harness/record/record.ts';
import { hostileText } from '../hostile.test-support.ts';
import { renderSummary, type SummaryShown } from './bench.ts';
import { renderCapacitySummary } from './capacity.ts';
import { renderComparisonSummary } from './comparison.ts';
import { widthOf } from './fold.ts';
import { rowsOf, SUMMARY_ROWS } from './rows.ts';
import { renderSweepSummary } from './sweep.ts';
import { renderVerifySummary } from './verify.ts';

const example = await exampleRecord();
const [latency] = Object.values(example.latencyUs);
if (latency === undefined) throw new Error('the example has an operation');
const someLatency: OpLatency = latency;

/** Of few words and of many, some whose signs are two columns wide, and whatever a target may say, in several lines, too. */
const words = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('is', 'reached', '中的成员', 'x/y-z'))
  .map(([count, word]) => `${Array.from({ length: count }, () => word).join(' ')}.`);
const sentence = fc.oneof({ weight: 3, arbitrary: words }, { weight: 1, arbitrary: hostileText });
const sentences = fc.array(sentence, { maxLength: 12 });
const shown = fc.record({
  columns: fc.integer({ min: 80, max: 200 }),
  hasColours: fc.boolean(),
  recordFile: fc.constantFrom(undefined, 'runs/2026-11-21T09-31-05-chat-direct.json'),
  reportFiles: fc.constantFrom([], ['it.html'], ['it.html', 'junit.xml', 'it.csv']),
});

const benchParts = fc.record({
  verdict: fc.constantFrom('pass' as const, 'fail' as const, 'invalid' as const),
  causes: sentences,
  notes: sentences,
  examples: sentences,
  diagnoses: fc.array(sentence, { maxLength: 5 }),
  errors: sentences,
  ops: fc.uniqueArray(fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength: 1, maxLength: 20 }), { maxLength: 12 }),
  missed: fc.array(fc.boolean(), { maxLength: 12 }),
  lost: fc.nat(3),
  trials: fc.boolean(),
});
type Parts = typeof benchParts extends fc.Arbitrary<infer T> ? T : never;

function benchRecord({ verdict, causes, notes, examples, diagnoses, errors, ops, missed, lost, trials }: Parts): BenchRecord {
  return {
    ...example,
    verdict,
    causes: causes.map((text) => ({ verdict: 'fail', code: 'threshold', sentence: text })),
    notes,
    correctness: { ...example.correctness, lost, unsettled: lost, examples },
    diagnoses: diagnoses.map((text) => ({ kind: 'stalls', sentence: text })),
    errors: errors.map((text) => ({
      phase: 'turn',
      code: 'no-answer',
      blame: 'server',
      count: 3,
      firstAtSeconds: 1,
      example: text,
    })),
    latencyUs: Object.fromEntries(ops.map((op) => [op, someLatency])),
    thresholds: missed.map((isMissed, index) => ({
      text: `response.p99 < ${index}ms`,
      isDefault: false,
      actual: 4,
      passed: !isMissed,
    })),
    ...(trials && {
      trials: {
        verdicts: ['pass', 'fail'],
        figures: Object.fromEntries(
          ops.map((op) => [`${op}.response.p99`, { median: 1000, low: 900, high: 1100, values: [] }] as const),
        ),
      },
    }),
  };
}

describe('the summary of a bench run', () => {
  it('is one screen, whatever there is to tell, and begins with the verdict', () => {
    fc.assert(
      fc.property(benchParts, shown, (parts, where) => {
        const record = benchRecord(parts);
        const lines = renderSummary(record, where).trimEnd().split('\n');
        expect(rowsOf(lines, where.columns)).toBeLessThanOrEqual(SUMMARY_ROWS);
        expect(lines[0]).toContain(record.verdict.toUpperCase());
        if (where.recordFile !== undefined) expect(lines).toContain(`Record      ${where.recordFile}`);
      }),
      { numRuns: 60 },
    );
  });
});

const outcome = fc
  .tuple(fc.constantFrom(EXAMPLE_PASS, EXAMPLE_FAIL, EXAMPLE_INCONCLUSIVE), fc.nat(9), fc.nat(9), sentence)
  .map(([one, section, number, message]) => ({ ...one, id: `chat/1.${section}.${number}/case-${number}`, message }));

describe('the summary of a run of verify', () => {
  it('is the last screen, whatever there is to tell, and begins with the verdict', () => {
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 40 }),
        fc.record({
          verdict: fc.constantFrom('pass' as const, 'fail' as const, 'inconclusive' as const),
          causes: sentences,
          notes: sentences,
          expectations: sentences,
          hasProperty: fc.boolean(),
        }),
        sentences,
        shown,
        (cases, { hasProperty, ...changes }, found, where) => {
          const properties = hasProperty ? [EXAMPLE_PROPERTY] : [];
          const findings = found.map((text) => ({ kind: 'died' as const, sentence: text }));
          const record = exampleVerifyRecord({ ...changes, cases, properties, findings });
          const lines = renderVerifySummary(record, where).trimEnd().split('\n');
          const at = lines.findLastIndex((line) => /^\S*(PASS|FAIL|INCONCLUSIVE)\S* chat on /.test(line));
          expect(at).toBeGreaterThanOrEqual(0);
          const summary = lines.slice(at);
          expect(summary[0]).toContain(record.verdict.toUpperCase());
          expect(rowsOf(summary, where.columns)).toBeLessThanOrEqual(SUMMARY_ROWS);
          expect(summary.join('\n')).toContain(' passed');
          // What failed is named, as far as there is room: none is left out in silence.
          const failed = [...cases, ...record.properties].filter(({ verdict }) => verdict === 'fail');
          const named = failed.filter(({ id }) => summary.some((line) => line.includes(` ${id}`)));
          if (named.length < failed.length) expect(summary.join('\n')).toMatch(/ {2}and [\d,]+ more, above or in the record/);
        },
      ),
      { numRuns: 60 },
    );
  });
});

function studySummary(record: StudyRecord, where: SummaryShown): string {
  switch (record.kind) {
    case 'capacity':
      return renderCapacitySummary(record, where);
    case 'sweep':
      return renderSweepSummary(record, where);
    case 'comparison':
      return renderComparisonSummary(record, where);
  }
}

it('has in one line what was found and said in several', () => {
  const message = 'It said\n\nthis,\r\nand that.';
  const cases = [
    { ...EXAMPLE_FAIL, message },
    { ...EXAMPLE_INCONCLUSIVE, message },
  ];
  const record = exampleVerifyRecord({ cases, properties: [], notes: [message], causes: [message] });
  const where = { columns: 100, hasColours: false, recordFile: undefined, reportFiles: [] };
  const lines = renderVerifySummary(record, where).trimEnd().split('\n');
  const summary = lines.slice(lines.findLastIndex((line) => line.startsWith('FAIL ')));
  const told = summary.filter((line) => line.includes('It said'));
  expect(told.map((line) => line.slice(line.indexOf('It said')))).toEqual(Array(4).fill('It said this, and that.'));
});

describe('the summary of a study', () => {
  const variants = { ...CAPACITY_VARIANTS, ...SWEEP_VARIANTS, ...COMPARISON_VARIANTS };
  const studies: readonly StudyRecord[] = [
    ...[exampleCapacityRecord(), exampleSweepRecord(), exampleComparisonRecord()],
    ...Object.values(variants).map((make) => make()),
  ];

  it('is one screen, whatever there is to tell, begins with the verdict, and ends with where the record is', () => {
    const parts = fc.record({ causes: sentences, notes: sentences, told: sentence });
    fc.assert(
      fc.property(fc.constantFrom(...studies), parts, shown, (study, { causes, notes, told }, where) => {
        const judged = study.kind === 'comparison' ? study.judgements.map((one) => ({ ...one, sentence: told })) : [];
        const record: StudyRecord = { ...study, causes, notes, ...(judged.length === 0 ? {} : { judgements: judged }) };
        const lines = studySummary(record, where).trimEnd().split('\n');
        expect(rowsOf(lines, where.columns)).toBeLessThanOrEqual(SUMMARY_ROWS);
        expect(lines[0]).toContain(record.verdict.toUpperCase());
        if (where.recordFile !== undefined) expect(lines).toContain(`Record      ${where.recordFile}`);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the rows of a text', () => {
  it('are as many as a terminal needs to fold its lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 300 }).map((text) => text.replaceAll('\n', ''))),
        fc.integer({ min: 10, max: 100 }),
        (lines, columns) => {
          expect(rowsOf(lines, columns)).toBe(
            lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0),
          );
        },
      ),
    );
    expect(rowsOf(['\x1b[1;31mFAIL\x1b[0m', ''], 4)).toBe(2);
  });
});
