import { beforeAll, describe, expect, it } from 'vitest';
import { LatencyHistogram, prepareHistograms } from '../../harness/record/latency-histogram.ts';
import { heatOf } from './heat-cells.ts';
import { secondOf } from './second.test-support.ts';

describe('a heat map', () => {
  beforeAll(prepareHistograms);

  it('puts a latency that is a bound above it', () => {
    const heat = heatOf([second(0, [100, 1000]), second(1, []), second(2, [999, 1000, 10_000])], 'ping');
    const row = (us: number) => heat?.bounds.indexOf(us) ?? Number.NaN;
    expect(row(1000)).toBeGreaterThan(0);
    expect(heat).toMatchObject({ columns: [0, 1, 2], step: 1 });
    expect(heat?.cells).toEqual([0, row(100), 1, 0, row(1000), 1, 2, row(1000) - 1, 1, 2, row(1000), 1, 2, row(10_000), 1]);
  });

  it('gives several seconds of a long run one column, and the last one what is left', () => {
    const timeline = Array.from({ length: 500 }, (_, at) => second(at, at < 3 || at === 499 ? [50] : []));
    const heat = heatOf(timeline, 'ping');
    expect(heat?.step).toBe(3);
    expect(heat?.columns.slice(-2)).toEqual([495, 498]);
    expect(heat?.cells).toEqual([0, 0, 3, 166, 0, 1]);
  });

  it('takes fewer rows for each magnitude where there are many magnitudes', () => {
    const rows = (samples: number[]) => (heatOf([second(0, samples)], 'ping')?.bounds.length ?? 0) - 1;
    expect(rows([100, 999])).toBe(24);
    expect(rows([1, 3_600_000_000])).toBeGreaterThan(40);
    expect(rows([1, 3_600_000_000])).toBeLessThanOrEqual(60);
  });

  it('says so when a histogram can not be read', () => {
    const broken = secondOf(0, { ping: { count: 7, responseHdr: 'bm8gaGlzdG9ncmFt' } });
    expect(() => heatOf([broken], 'ping')).toThrow(/A histogram in this record can not be read/);
  });

  it('says so when the histogram holds another number of samples than the record says', () => {
    const honest = second(0, [5, 6]);
    const { ping } = honest.latencyUs;
    for (const count of [1, 3]) {
      const record = secondOf(0, { ping: { ...ping, count } });
      expect(() => heatOf([record], 'ping')).toThrow(/A histogram in this record can not be read/);
    }
    expect(heatOf([honest], 'ping')).toBeDefined();
  });

  it('is none where nothing was done, or nothing is told', () => {
    expect(heatOf([], 'ping')).toBeUndefined();
    expect(heatOf([second(0, [])], 'ping')).toBeUndefined();
    expect(heatOf([second(0, [5])], 'pong')).toBeUndefined();
    expect(heatOf([secondOf(0, { ping: { count: 7 } })], 'ping')).toBeUndefined();
  });
});

function second(at: number, samples: readonly number[]) {
  const histogram = new LatencyHistogram();
  for (const us of samples) histogram.record(us);
  const { hdr, count } = histogram.encode();
  histogram.destroy();
  return secondOf(at, count === 0 ? {} : { ping: { count, responseHdr: hdr } });
}
