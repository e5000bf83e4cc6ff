import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LATENCY_US_MAX, LatencyHistogram, prepareHistograms } from '../../harness/record/latency-histogram.ts';
import { latenciesAt, percentilesUpTo } from './percentile-curve.ts';

const latencyUs = fc.oneof(
  fc.nat(3_000),
  fc.nat(60_000),
  fc.nat(LATENCY_US_MAX),
  fc.integer({ min: LATENCY_US_MAX - 2, max: LATENCY_US_MAX * 3 }),
);
const latencies = fc.array(latencyUs, { minLength: 1, maxLength: 300, size: 'max' });

describe('the percentiles of so many samples', () => {
  it('rise from 0 to 100 in steps that get no longer, and are few', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 2 ** 40 })), (count) => {
        const percentiles = percentilesUpTo(count);
        expect(percentiles.length).toBeLessThanOrEqual(120);
        expect(percentiles[0]).toBe(0);
        expect(percentiles.at(-1)).toBe(100);
        for (const [index, percentile] of percentiles.entries()) {
          if (index > 0) expect(percentile).toBeGreaterThan(percentiles[index - 1] ?? Number.NaN);
          // With a little for rounding: 100 is as far from the last but one as the slowest sample is.
          const [before = Number.NaN, left] = [percentiles[index - 1], 100 - (percentiles[index - 1] ?? 0)];
          const share = count < 2 ** 22 ? 0.21 : 0.34;
          if (index > 0 && percentile < 100) expect(percentile - before).toBeLessThanOrEqual(share * left);
        }
        const last = percentiles.at(-2) ?? 0;
        expect((1 - last / 100) * count).toBeGreaterThanOrEqual(Math.min(1, count) - 1e-6);
        if (count > 1) expect((1 - last / 100) * count).toBeLessThanOrEqual(2 + 1e-6);
      }),
    );
  });
});

describe('the latencies at percentiles', () => {
  beforeAll(prepareHistograms);

  it('are those of the histogram, rise, and end at the exact maximum', () => {
    fc.assert(
      fc.property(latencies, (samples) => {
        const histogram = new LatencyHistogram();
        for (const us of samples) histogram.record(us);
        const distribution = histogram.distribution();
        const percentiles = percentilesUpTo(samples.length);
        const curve = latenciesAt(distribution, percentiles);
        for (const [index, percentile] of percentiles.entries()) {
          const us = curve[index] ?? Number.NaN;
          const told = histogram.percentile(percentile);
          if (percentile < 100)
            expect(Math.abs(Math.min(us, LATENCY_US_MAX) - told), `p${percentile}`).toBeLessThanOrEqual(told / 1000);
          if (index > 0) expect(us).toBeGreaterThanOrEqual(curve[index - 1] ?? Number.NaN);
        }
        expect(curve.at(-1)).toBe(Math.max(...samples));
        histogram.destroy();
      }),
    );
  });

  it('stay at the maximum where there are fewer samples than percentiles', () => {
    const histogram = new LatencyHistogram();
    for (const us of [10, 20, 30]) histogram.record(us);
    expect(latenciesAt(histogram.distribution(), [0, 30, 50, 60, 70, 99, 99.9, 100])).toEqual([10, 10, 20, 20, 30, 30, 30, 30]);
    histogram.destroy();
  });
});
