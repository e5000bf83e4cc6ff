import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LATENCY_US_MAX, LatencyHistogram, prepareHistograms } from '../../harness/record/latency-histogram.ts';
import type { Second } from '../../harness/record/record.ts';
import { type Heat, heatOf } from './heat-cells.ts';
import { secondOf } from './second.test-support.ts';

const latencyUs = fc.oneof(fc.nat(3), fc.nat(3_000), fc.nat(60_000), fc.nat(LATENCY_US_MAX), fc.constant(2 * LATENCY_US_MAX));
const run = fc.array(fc.array(latencyUs, { maxLength: 12 }), { minLength: 1, maxLength: 700, size: 'small' });

describe('a heat map of responses', () => {
  beforeAll(prepareHistograms);

  it('counts every sample once, in its column and its row', () => {
    fc.assert(
      fc.property(run, (seconds) => {
        const heat = heatOf(timelineOf(seconds), 'ping');
        if (heat === undefined) {
          expect(seconds.flat()).toEqual([]);
          return;
        }
        const { columns, step, bounds } = heat;
        const expected = new Map<string, number>();
        for (const [second, samples] of seconds.entries()) {
          for (const us of samples) {
            const column = columns.findLastIndex((from) => from <= second);
            const row = bounds.findLastIndex((from) => from <= Math.max(1, cellLowest(us)));
            expect(second - (columns[column] ?? Number.NaN)).toBeLessThan(step);
            expect(row).toBeLessThan(bounds.length - 1);
            expected.set(`${column} ${row}`, (expected.get(`${column} ${row}`) ?? 0) + 1);
          }
        }
        expect(new Map(triples(heat).map(([column, row, count]) => [`${column} ${row}`, count]))).toEqual(expected);
      }),
    );
  });

  it('has few columns and few rows, whose bounds rise', () => {
    fc.assert(
      fc.property(run, (seconds) => {
        const heat = heatOf(timelineOf(seconds), 'ping');
        fc.pre(heat !== undefined);
        expect(heat.columns.length).toBeLessThanOrEqual(240);
        expect(heat.bounds.length - 1).toBeLessThanOrEqual(60);
        for (const [index, bound] of heat.bounds.entries()) {
          if (index > 0) expect(bound).toBeGreaterThan(heat.bounds[index - 1] ?? Number.NaN);
        }
      }),
    );
  });
});

function timelineOf(seconds: readonly (readonly number[])[]): Second[] {
  return seconds.map((samples, second) => {
    const histogram = new LatencyHistogram();
    for (const us of samples) histogram.record(us);
    const { hdr, count } = histogram.encode();
    histogram.destroy();
    return secondOf(second, count === 0 ? {} : { ping: { count, responseHdr: hdr } });
  });
}

/** A histogram keeps three digits: this is where the cell begins that a latency falls into. */
function cellLowest(us: number): number {
  const within = Math.min(us, LATENCY_US_MAX);
  if (within < 2048) return within;
  const width = 2 ** (Math.floor(Math.log2(within)) - 10);
  return Math.floor(within / width) * width;
}

function triples({ cells }: Heat): number[][] {
  return Array.from({ length: cells.length / 3 }, (_, index) => cells.slice(3 * index, 3 * index + 3));
}
