import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram, prepareHistograms } from '../../harness/record/latency-histogram.ts';
import type { Distribution } from '../../harness/record/record.ts';
import { latencyAtEach, percentilesFor } from './percentile-line.ts';

await prepareHistograms();

function distributionOf(samples: readonly number[]): Distribution {
  const histogram = new LatencyHistogram();
  for (const us of samples) histogram.record(us);
  const distribution = histogram.distribution();
  histogram.destroy();
  return distribution;
}

const someSamples = fc.array(fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 3_600_000_000 })), { minLength: 1, maxLength: 400 });

describe('a line of latency by percentile', () => {
  it('goes through the percentiles that the record names', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const distribution = distributionOf(samples);
        const [p50, p90, p99, p999] = latencyAtEach([50, 90, 99, 99.9], distribution);
        if (samples.length >= 2) expect(p50).toBe(distribution.p50);
        if (samples.length >= 10) expect(p90).toBe(distribution.p90);
        if (samples.length >= 100) expect(p99).toBe(distribution.p99);
        expect(p999).toBe(null);
      }),
      { numRuns: 50 },
    );
  });

  it('never falls, and stays between the least and the greatest', () => {
    fc.assert(
      fc.property(someSamples, (samples) => {
        const distribution = distributionOf(samples);
        const values = latencyAtEach(percentilesFor(samples.length), distribution);
        expect(values.length).toBe(percentilesFor(samples.length).length);
        let last = distribution.min;
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(last);
          last = value ?? expect.unreachable();
        }
        expect(last).toBeLessThanOrEqual(distribution.max);
      }),
      { numRuns: 50 },
    );
  });

  it('ends where only one sample lies above, and has no point where there is none', () => {
    expect(percentilesFor(1000).at(-1)).toBe(99.9);
    expect(percentilesFor(0)).toEqual([0]);
    expect(latencyAtEach([0, 50, 90, 95], distributionOf(Array.from({ length: 10 }, (_, us) => us)))).toEqual([0, 4, 8, null]);
    expect(latencyAtEach([0, 50], distributionOf([]))).toEqual([null, null]);
  });

  it('has percentiles that rise', () => {
    const all = percentilesFor(1e9);
    expect(all.every((percentile, index) => index === 0 || percentile > (all[index - 1] ?? 0))).toBe(true);
    expect(all.length).toBeLessThan(80);
  });
});
