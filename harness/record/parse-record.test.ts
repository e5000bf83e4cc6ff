import { beforeAll, describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { ComparisonLevel, ComparisonRecord } from './comparison-record.ts';
import { CAPACITY_VARIANTS, exampleCapacityRecord } from './example-capacity-record.test-support.ts';
import { COMPARISON_VARIANTS, exampleComparisonRecord } from './example-comparison-record.test-support.ts';
import { exampleRecord } from './example-record.test-support.ts';
import { exampleSweepRecord, SWEEP_VARIANTS } from './example-sweep-record.test-support.ts';
import { exampleVerifyRecord } from './example-verify-record.test-support.ts';
import { parseBenchRecord, parseRecord, parseRecords, parseVerifyRecord } from './parse-record.ts';
import type { BenchRecord } from './record.ts';

describe('reading a record', () => {
  let example: BenchRecord;

  beforeAll(async () => {
    example = await exampleRecord();
  });

  it('gives back what was written', () => {
    expect(parseBenchRecord(JSON.stringify(example))).toEqual(example);
  });

  it('reads the records of both commands by the same words, and tells which it is', () => {
    const verified = exampleVerifyRecord();
    expect(parseVerifyRecord(JSON.stringify(verified))).toEqual(verified);
    expect([JSON.stringify(example), JSON.stringify(verified)].map((text) => parseRecord(text).kind)).toEqual([
      'bench',
      'verify',
    ]);
  });

  it('takes a timeline only whose seconds follow each other from 0 on', () => {
    const [first, second, ...others] = example.timeline;
    const odd = [
      [second, first, ...others],
      [first, first],
      [first, { ...second, second: 4e9 }],
    ];
    for (const timeline of odd) {
      const text = JSON.stringify({ ...example, timeline });
      expect(refusalOf(text).message).toMatch(/at 'timeline': the seconds do not follow each other from 0 on\.$/);
    }
  });

  it('refuses padding that stands for more than any memory holds', () => {
    const [one] = exampleVerifyRecord().cases;
    const bytes = { hex: '', padding: { byte: 0, count: 2 ** 40 } };
    const told = (changes: object) => JSON.stringify(exampleVerifyRecord({ cases: [{ ...one, ...changes }] as never }));
    const texts = [
      told({ transcript: [{ atMs: 0, kind: 'sent', bytes }] }),
      told({ difference: { actor: 'alice', expected: [bytes], actual: [] } }),
      told({ difference: { actor: 'alice', expected: [], actual: [bytes] } }),
    ];
    for (const text of texts) expect(() => parseVerifyRecord(text)).toThrow(/tells of 10995\d+ bytes of padding/);
  });

  it('quotes little of a file whose names are long', () => {
    const long = 'x'.repeat(10_000);
    expect(refusalOf(JSON.stringify({ schema: long })).message.length).toBeLessThan(600);
    expect(refusalOf(JSON.stringify({ ...example, [long]: 1 })).message.length).toBeLessThan(600);
  });

  it('reads a list of records, and one record as a list of one', () => {
    const verified = exampleVerifyRecord();
    expect(parseRecords(JSON.stringify([verified, example]))).toEqual([verified, example]);
    expect(parseRecords(`\u{feff}${JSON.stringify(example)}\n`)).toEqual([example]);
    expect(() => parseRecords('[]')).toThrow(/a list of records without any/);
    expect(() => parseRecords(JSON.stringify([verified, {}]))).toThrow(/^Record 2 of 2: This JSON is no record/);
  });

  it('does not take the record of one command for that of the other', () => {
    expect(refusalOf(JSON.stringify(exampleVerifyRecord())).message).toMatch(
      /schema 'tcp-harness\/verify-record\/1'; what can be read here is 'tcp-harness\/bench-record\/1'/,
    );
    expect(() => parseVerifyRecord(JSON.stringify(example))).toThrow(/what can be read here is 'tcp-harness\/verify-record\/1'/);
    expect(() => parseRecord('[]')).toThrow(/'tcp-harness\/bench-record\/1', .* and 'tcp-harness\/comparison-record\/1'/);
    expect(() => parseRecord('not yet')).toThrow(
      /'harness bench', 'harness verify', 'harness capacity' or 'harness compare' wrote/,
    );
  });

  it('reads the records of studies', () => {
    for (const record of [exampleCapacityRecord(), exampleSweepRecord(), exampleComparisonRecord()]) {
      expect(parseRecord(JSON.stringify(record))).toEqual(record);
    }
    const variants = { ...CAPACITY_VARIANTS, ...SWEEP_VARIANTS, ...COMPARISON_VARIANTS };
    for (const record of Object.values(variants)) expect(parseRecord(JSON.stringify(record())).kind).toBe(record().kind);
  });

  it.each([
    [
      'a capacity beyond its interval',
      exampleCapacityRecord({ answer: { kind: 'found', load: 9, low: 1, high: 2 } }),
      /'answer': the capacity/,
    ],
    ['a pass that found nothing', exampleCapacityRecord({ answer: { kind: 'unknown' } }), /'verdict'/],
    ['clients raised and fixed', exampleCapacityRecord({ axis: 'clients' }), /'clients'/],
    [
      'levels that go down',
      exampleSweepRecord({ levels: exampleSweepRecord().levels.toReversed() }),
      /'levels': the levels do not go up/,
    ],
    ['a residual of no level', exampleSweepRecord({ levels: exampleSweepRecord().levels.slice(2) }), /'fit\.residuals'/],
    ['a judgement too few', exampleComparisonRecord({ judgements: [] }), /'judgements'/],
    ['a run of nobody', exampleComparisonRecord({ order: [0, 3] }), /'order'/],
    ['a subject too many', withFirstLevel(({ runs }) => ({ runs: [...runs, []] })), /'levels\[0\]\.runs'/],
    [
      'a figure of too few',
      withFirstLevel(({ figures }) => ({ figures: figures.map((one) => ({ ...one, subjects: [] })) })),
      /'levels\[0\]\.figures\[0\]\.subjects'/,
    ],
    ['a figure twice', withFirstLevel(({ figures }) => ({ figures: [...figures, ...figures] })), /'levels\[0\]\.figures': two/],
    [
      'one name for two',
      exampleComparisonRecord({ subjects: exampleComparisonRecord().subjects.map((one) => ({ ...one, name: 'a' })) }),
      /'subjects': two/,
    ],
  ])('refuses a study with %s', (_, record, sentence) => {
    expect(() => parseRecord(JSON.stringify(record))).toThrow(sentence);
  });

  it.each([
    ['no JSON', () => 'not yet', /no JSON/],
    ['another JSON', () => '[1]', /has no 'schema'/],
    ['nothing at all', () => 'null', /has no 'schema'/],
    [
      'another version',
      () => JSON.stringify({ ...example, schema: 'tcp-harness/bench-record/9' }),
      /'tcp-harness\/bench-record\/9'/,
    ],
    [
      'a newer version',
      () => JSON.stringify({ ...example, schema: 'tcp-harness/bench-record/9' }),
      /^A newer harness wrote this/,
    ],
    ['a counterexample', () => '{"schema":"tcp-harness/counterexample/1"}', /'harness replay' runs again/],
    ['an empty file', () => '\n', /^This is empty/],
    ['a file that was cut off', () => JSON.stringify(example).slice(0, 5000), /^This breaks off in the middle/],
    ['a missing member', () => JSON.stringify({ ...example, seed: undefined }), /at 'seed'/],
    ['a member too many', () => JSON.stringify({ ...example, extra: 1 }), /at its top: .*extra/],
    [
      'a mistake deep down',
      () => {
        const [first, ...others] = example.timeline;
        return JSON.stringify({ ...example, timeline: [first, { ...others[0], turns: -1 }] });
      },
      /at 'timeline\[1\]\.turns'/,
    ],
  ])('says in a sentence what is wrong with %s', (_, text, sentence) => {
    const error = refusalOf(text());
    expect(error.code).toBe('record-invalid');
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toContain('\n');
  });
});

function withFirstLevel(change: (level: ComparisonLevel) => Partial<ComparisonLevel>): ComparisonRecord {
  const record = exampleComparisonRecord();
  return { ...record, levels: record.levels.map((level, index) => (index === 0 ? { ...level, ...change(level) } : level)) };
}

function refusalOf(text: string): HarnessError {
  try {
    parseBenchRecord(text);
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('the text was taken for a record');
}
