import { inflateSync } from 'node:zlib';
import { HistogramLogReader, listTags } from 'hdr-histogram-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { forEachCellOf, prepareHistograms } from '../../harness/record/latency-histogram.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { reportOf, reportOn } from '../report.ts';
import { exampleBench, expectGolden, severalBench } from './golden.test-support.ts';
import { renderHlog } from './hlog.ts';

/** zlib packs the same in other bytes from version to version. */
function unpacked(log: string): string {
  return log.replace(/,([A-Za-z0-9+/]+=*)$/gm, (_, hdr: string) => {
    return `,${inflateSync(Buffer.from(hdr, 'base64').subarray(8)).toString('base64')}`;
  });
}

function intervals(log: string): NonNullable<ReturnType<HistogramLogReader['nextIntervalHistogram']>>[] {
  const reader = new HistogramLogReader(log);
  const all = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram()) all.push(next);
  return all;
}

function cellsOf(hdr: string, into = new Map<number, number>()): Map<number, number> {
  forEachCellOf(hdr, (lowestUs, count) => into.set(lowestUs, (into.get(lowestUs) ?? 0) + count));
  return into;
}

function sorted(cells: Map<number, number>): [number, number][] {
  return [...cells].sort(([one], [other]) => one - other);
}

describe('an interval log of HdrHistogram', () => {
  let record: BenchRecord;
  beforeAll(async () => {
    await prepareHistograms();
    record = await exampleBench();
  });

  /** As records were before a second had its histograms. */
  function older(): BenchRecord {
    const timeline = record.timeline.map((second) => ({
      ...second,
      latencyUs: Object.fromEntries(
        Object.entries(second.latencyUs).map(([op, { responseHdr: _, ...figures }]) => [op, figures]),
      ),
    }));
    return { ...record, timeline };
  }

  it('is as it was looked at', async () => {
    expectGolden('bench.hlog', renderHlog(reportOn(record)), unpacked);
    expectGolden('bench-of-old.hlog', renderHlog(reportOn(older())), unpacked);
    expectGolden('several-bench.hlog', renderHlog(await severalBench()), unpacked);
  });

  it("is read back by the package's own reader, second by second", () => {
    const read = intervals(renderHlog(reportOn(record)));
    expect(read.map(({ tag }) => tag)).toEqual(['direct', 'direct', 'direct']);
    const startMs = Date.parse(record.startedAt);
    for (const [index, histogram] of read.entries()) {
      const second = record.timeline[index];
      const figures = second?.latencyUs.direct;
      expect(histogram.totalCount).toBe(figures?.count);
      expect([histogram.startTimeStampMsec, histogram.endTimeStampMsec]).toEqual([
        startMs + index * 1000,
        startMs + index * 1000 + 1000,
      ]);
      expect(Math.abs(histogram.maxValue - (figures?.responseMax ?? 0))).toBeLessThanOrEqual((figures?.responseMax ?? 0) / 1000);
      expect(Math.abs(histogram.getValueAtPercentile(99) - (figures?.responseP99 ?? 0))).toBeLessThanOrEqual(
        (figures?.responseP99 ?? 0) / 1000,
      );
    }
  });

  it('holds, all seconds behind the warm-up together, what the record holds in all', async () => {
    const whole = await exampleRecord();
    const [sum, ...others] = intervals(renderHlog(reportOn(whole))).slice(whole.steadiness.warmUpSeconds);
    if (sum === undefined) throw new Error('the log has seconds');
    for (const other of others) sum.add(other);
    const { response } = whole.latencyUs.direct ?? {};
    expect(sum.totalCount).toBe(response?.count);
    for (const [percentile, us] of [
      [50, response?.p50 ?? 0],
      [99, response?.p99 ?? 0],
      [99.9, response?.p999 ?? 0],
    ] as const) {
      expect(Math.abs(sum.getValueAtPercentile(percentile) - us)).toBeLessThanOrEqual(us / 1000);
    }
  });

  it('writes the exact maximum in milliseconds, whatever the histogram rounds', () => {
    const lines = renderHlog(reportOn(record))
      .split('\n')
      .filter((line) => line.startsWith('Tag='));
    expect(lines.map((line) => line.split(',').slice(0, 4))).toEqual(
      record.timeline.map(({ second, latencyUs }) => [
        'Tag=direct',
        `${second}.000`,
        '1.000',
        ((latencyUs.direct?.responseMax ?? 0) / 1000).toFixed(3),
      ]),
    );
  });

  it('has one line of the whole run where the record has no histograms of seconds, and says so', () => {
    const log = renderHlog(reportOn(older()));
    const [only, ...others] = intervals(log);
    expect(others).toEqual([]);
    expect(only?.totalCount).toBe(record.latencyUs.direct?.response.count);
    expect(log).toContain('# the record has no histogram of each second of direct, so one line is of all, without the warm-up');
    expect(log).toMatch(/^Tag=direct,1\.000,9\.000,/m);
  });

  it('tells the runs of several apart by the tag, one second behind the other', async () => {
    const log = renderHlog(await severalBench());
    expect(listTags(log)).toEqual(['thread:direct', 'event:direct', 'process:direct']);
    const starts = log.split('\n').flatMap((line) => (line.startsWith('Tag=') ? [Number(line.split(',')[1])] : []));
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
  });

  it('never gives two operations one tag, nor one that a reader would cut', () => {
    const figures = record.timeline[0]?.latencyUs.direct;
    const latency = record.latencyUs.direct;
    if (figures === undefined || latency === undefined) throw new Error('the example has an operation');
    const ops = ['a b', 'a%20b', 'a,b', 'a\nb', 'a\u2028b', '', '%', '\ud800', '\ufffd', 'a:b', 'a', 'b:c'];
    const timeline = [
      { ...record.timeline[0], latencyUs: Object.fromEntries(ops.map((op) => [op, figures])) },
    ] as BenchRecord['timeline'];
    const latencyUs = Object.fromEntries(ops.map((op) => [op, latency]));
    const spoiled = { ...record, timeline, latencyUs };
    const log = renderHlog(
      reportOf([
        { name: 'a', record: spoiled },
        { name: 'a:b', record: spoiled },
      ]),
    );
    const tags = intervals(log).map(({ tag }) => tag);
    expect(tags.length).toBe(ops.length * 2);
    expect(new Set(tags).size).toBe(tags.length);
    for (const tag of tags) expect(tag).toMatch(/^[^\s,"]+$/);
    expect(tags).toContain('a%3Ab:a%20b');
  });

  it('can not be made of a run of verify', () => {
    expect(() => renderHlog(reportOn(exampleVerifyRecord()))).toThrow(/measures no latencies/);
  });

  it('is the sum of its seconds', () => {
    const sum = new Map<number, number>();
    for (const { latencyUs } of record.timeline) cellsOf(latencyUs.direct?.responseHdr ?? '', sum);
    const read = new Map<number, number>();
    for (const line of renderHlog(reportOn(record)).split('\n')) {
      if (line.startsWith('Tag=')) cellsOf(line.split(',')[4] ?? '', read);
    }
    expect(sorted(read)).toEqual(sorted(sum));
  });
});
