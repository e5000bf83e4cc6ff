import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { busiestCommon, comparedFigures, operationNames } from './bench-figures.ts';

const record = await exampleRecord();
const direct = record.latencyUs.direct ?? expect.unreachable();
const idle: BenchRecord = {
  ...record,
  latencyUs: {},
  timeline: [],
  totals: { ...record.totals, operations: 0, operationsPerSecond: 0 },
};

function valuesOf(records: readonly BenchRecord[], id: string): readonly (number | undefined)[] {
  return comparedFigures(records).find((figure) => figure.id === id)?.values ?? [];
}

describe('the figures of a comparison', () => {
  it('have a value for each run, in the order of the runs', () => {
    const faster = { ...record, totals: { ...record.totals, operationsPerSecond: 5000 } };
    expect(valuesOf([record, faster, idle], 'rate')).toEqual([record.totals.operationsPerSecond, 5000, 0]);
    expect(valuesOf([faster, idle, record], 'rate')).toEqual([5000, 0, record.totals.operationsPerSecond]);
    for (const { values } of comparedFigures([record, faster, idle])) expect(values.length).toBe(3);
  });

  it('are of every operation that any run has, and unknown where a run has not got it', () => {
    const other = { ...record, latencyUs: { ping: direct } };
    expect(operationNames([record, idle, other])).toEqual(['direct', 'ping']);
    expect(valuesOf([record, idle, other], 'direct.response.p99')).toEqual([direct.response.p99, undefined, undefined]);
    expect(valuesOf([record, idle, other], 'ping.response.max')).toEqual([undefined, undefined, direct.response.max]);
  });

  it('tell CPU for each operation where the target was watched and did something', () => {
    const { targetUsage: _, ...unwatched } = record;
    const usage = record.targetUsage ?? expect.unreachable();
    expect(valuesOf([record, unwatched, idle], 'target.cpuPerOperation')).toEqual([
      (usage.cpuSeconds * 1e6) / record.totals.operations,
      undefined,
      undefined,
    ]);
    expect(valuesOf([unwatched], 'target.memory')).toEqual([]);
  });

  it('name each kind of wrong delivery that there was, and their sum in any case', () => {
    const wrong = { ...record, correctness: { ...record.correctness, lost: 3, corrupted: 1 } };
    const unchecked = { ...record, correctness: { ...record.correctness, enabled: false } };
    expect(valuesOf([record, wrong, unchecked], 'wrong')).toEqual([0, 4, undefined]);
    expect(valuesOf([record, wrong], 'lost')).toEqual([0, 3]);
    expect(comparedFigures([record, wrong]).map(({ id }) => id)).not.toContain('duplicated');
  });

  it('have the intervals of trials, by the names that trials give them', () => {
    const interval = { median: 990, low: 980, high: 1010, values: [980, 990, 1010] };
    const tried = { ...record, trials: { verdicts: [], figures: { rate: interval, 'direct.response.p99': interval } } };
    const figures = comparedFigures([record, tried]);
    const of = (id: string) => figures.find((figure) => figure.id === id)?.intervals;
    expect(of('rate')).toEqual([undefined, interval]);
    expect(of('direct.response.p99')).toEqual([undefined, interval]);
    expect(of('direct.response.p50')).toEqual([undefined, undefined]);
  });

  it('take names of operations for data', () => {
    const odd: BenchRecord = { ...record, latencyUs: JSON.parse(`{"__proto__":${JSON.stringify(direct)}}`) };
    expect(busiestCommon([record, odd])).toBe(undefined);
    expect(valuesOf([odd, record], '__proto__.response.p50')).toEqual([direct.response.p50, undefined]);
    expect(valuesOf([record], 'constructor.response.p50')).toEqual([]);
  });
});

describe('the operation that runs are compared by', () => {
  it('is the busiest that all of them did that did anything', () => {
    const two = { ...record, latencyUs: { extra: direct, direct } };
    expect(busiestCommon([record, two, idle])).toBe('direct');
    expect(busiestCommon([record, { ...record, latencyUs: { ping: direct } }])).toBe(undefined);
    expect(busiestCommon([idle, idle])).toBe(undefined);
  });
});
