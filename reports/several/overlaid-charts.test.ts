import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import type { Entry } from '../report.ts';
import { leftOutOfCharts, percentileCharts, timeCharts } from './overlaid-charts.ts';

const record = await exampleRecord();
const direct = record.latencyUs.direct ?? expect.unreachable();

function runs(count: number, change: (index: number) => Partial<BenchRecord> = () => ({})): Entry<BenchRecord>[] {
  return Array.from({ length: count }, (_, index) => ({ name: `run ${index + 1}`, record: { ...record, ...change(index) } }));
}

describe('charts laid over each other', () => {
  it('have a line for each run, of as many points as the axis', () => {
    const charts = [...percentileCharts(runs(3)), ...timeCharts(runs(3))];
    expect(charts.map(({ id }) => id)).toEqual(['percentiles-1', 'rate', 'response-1', 'target-cpu', 'target-memory']);
    for (const { lines, x } of charts) {
      expect(lines.map(({ name }) => name)).toEqual(['run 1', 'run 2', 'run 3']);
      for (const { values } of lines) expect(values.length).toBe(x.values.length);
    }
  });

  it('say of each line that is not to be trusted', () => {
    const [chart] = percentileCharts(runs(2, (index) => ({ verdict: index === 1 ? 'invalid' : 'pass' })));
    expect(chart?.lines.map(({ name }) => name)).toEqual(['run 1', 'run 2 (not to be trusted)']);
  });

  it('show eight runs, and say that there are more', () => {
    expect(timeCharts(runs(30))[0]?.lines.length).toBe(8);
    expect(leftOutOfCharts(runs(30))).toEqual([
      "More than 8 lines can't be told apart: the charts show the first 8 of 30 runs, and the tables show all.",
    ]);
    expect(leftOutOfCharts(runs(8))).toEqual([]);
  });

  it('keep a place for a run without the operation, so that each has its colour everywhere', () => {
    const charts = percentileCharts(runs(3, (index) => (index === 0 ? { latencyUs: {} } : {})));
    expect(charts[0]?.lines.map(({ values }) => values.some((value) => value !== null))).toEqual([false, true, true]);
  });

  it('show what most runs have, where there are more operations than anybody looks through', () => {
    const latencyUs = { a: direct, b: direct, c: direct, d: direct };
    const entries = runs(3, (index) => (index === 0 ? { latencyUs } : { latencyUs: { d: direct } }));
    expect(percentileCharts(entries).map(({ title }) => title)).toEqual([
      'Response by percentile: d',
      'Response by percentile: a',
      'Response by percentile: b',
    ]);
    expect(leftOutOfCharts(entries)).toEqual(['The charts of latency are of 3 of 4 operations; the difference table has all.']);
  });

  it('leave gaps where a run has no such second', () => {
    const short = runs(2, (index) =>
      index === 0 ? {} : { timeline: record.timeline.filter(({ second }) => second !== 1 && second < 5) },
    );
    const [rate] = timeCharts(short);
    expect(rate?.lines[1]?.values).toEqual([1000, null, 1000, 1000, 1000, null, null, null, null, null]);
  });

  it('have no more points than can be seen, and say what a point is', () => {
    const [template] = record.timeline;
    if (template === undefined) expect.unreachable();
    const timeline = Array.from({ length: 4000 }, (_, second) => ({ ...template, second, operations: second % 5 }));
    const [rate] = timeCharts(runs(1, () => ({ timeline, totals: { ...record.totals, seconds: 4000 } })));
    expect(rate?.x.values.slice(0, 3)).toEqual([0, 5, 10]);
    expect(rate?.lines[0]?.values).toEqual(Array.from({ length: 800 }, () => 2));
    expect(rate?.says).toContain('Each point is the mean of 5 seconds.');
  });

  it('are none where nothing was measured', () => {
    const nothing = runs(2, () => ({ latencyUs: {}, timeline: [] }));
    expect([...percentileCharts(nothing), ...timeCharts(nothing)]).toEqual([]);
  });
});
