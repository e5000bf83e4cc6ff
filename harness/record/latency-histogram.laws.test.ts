import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { LATENCY_US_MAX, LatencyHistogram, prepareHistograms } from './latency-histogram.ts';

// Of all magnitudes: uniform numbers would hardly ever be small.
const latencyUs = fc.oneof(
  fc.nat(3_000),
  fc.nat(60_000),
  fc.nat(LATENCY_US_MAX),
  fc.integer({ min: LATENCY_US_MAX - 2, max: LATENCY_US_MAX * 3 }),
  fc.double({ min: -5, max: 5_000, noNaN: true }),
);
// As long as it may be: of a few samples all percentiles are the same.
const latencies = fc.array(latencyUs, { maxLength: 300, size: 'max' });
const percentiles = [0, 1, 50, 90, 99, 99.9, 100];

describe('a histogram of latencies', () => {
  beforeAll(prepareHistograms);

  it('agrees with a sorted list', () => {
    fc.assert(
      fc.property(latencies, (samples) => {
        const histogram = histogramOf(samples);
        const { count, min, max, mean, clamped } = histogram.distribution();
        const sorted = samples.map((us) => Math.max(0, Math.round(us))).sort((a, b) => a - b);
        const sum = sorted.reduce((total, us) => total + us, 0);
        expect({ count, min, max, mean, clamped }).toEqual({
          count: sorted.length,
          min: sorted[0] ?? 0,
          max: sorted.at(-1) ?? 0,
          mean: sorted.length === 0 ? 0 : sum / sorted.length,
          clamped: sorted.filter((us) => us > LATENCY_US_MAX).length,
        });
        for (const p of percentiles) {
          const exact = Math.min(exactPercentile(sorted, p), LATENCY_US_MAX);
          const told = histogram.percentile(p);
          expect(Math.abs(told - exact), `p${p}: ${told} for ${exact}`).toBeLessThanOrEqual(exact / 1000);
        }
        histogram.destroy();
      }),
    );
  });

  it('comes out of its encoding as it went in', () => {
    fc.assert(
      fc.property(latencies, (samples) => {
        const histogram = histogramOf(samples);
        const copy = new LatencyHistogram();
        copy.add(histogram.encode());
        expect(copy.distribution()).toEqual(histogram.distribution());
        expect(copy.encode()).toEqual(histogram.encode());
        histogram.destroy();
        copy.destroy();
      }),
    );
  });

  it('is the same, to the byte, in whatever parts and order it was put together', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ samples: latencies, encoded: fc.boolean() }), { maxLength: 6 }), (parts) => {
        const whole = histogramOf(parts.flatMap(({ samples }) => samples));
        for (const order of [parts, parts.toReversed()]) {
          const merged = new LatencyHistogram();
          for (const { samples, encoded } of order) {
            const part = histogramOf(samples);
            if (encoded) merged.add(part.encode());
            else merged.merge(part);
            part.destroy();
          }
          expect(merged.encode()).toEqual(whole.encode());
          expect(merged.distribution()).toEqual(whole.distribution());
          merged.destroy();
        }
        whole.destroy();
      }),
      { numRuns: 40 },
    );
  });

  it('is as new once it is reset', () => {
    fc.assert(
      fc.property(latencies, latencies, (before, after) => {
        const histogram = histogramOf(before);
        histogram.reset();
        expect(histogram.distribution()).toEqual(histogramOf([]).distribution());
        for (const us of after) histogram.record(us);
        const fresh = histogramOf(after);
        expect(histogram.encode()).toEqual(fresh.encode());
        histogram.destroy();
        fresh.destroy();
      }),
      { numRuns: 30 },
    );
  });

  it('is read by HdrHistogram itself as it was written', () => {
    fc.assert(
      fc.property(fc.array(latencyUs, { minLength: 1, maxLength: 300, size: 'max' }), (samples) => {
        const histogram = histogramOf(samples);
        const theirs = decodeFromCompressedBase64(histogram.encode().hdr, 64, false);
        expect(theirs.totalCount).toBe(samples.length);
        for (const p of percentiles.filter((p) => p > 0)) {
          const told = Math.min(Math.max(theirs.getValueAtPercentile(p), histogram.encode().minUs), LATENCY_US_MAX);
          expect(histogram.percentile(p)).toBe(Math.min(told, histogram.encode().maxUs));
        }
        histogram.destroy();
      }),
      { numRuns: 30 },
    );
  });

  it('counts what lies between, for bounds that are bounds of cells', () => {
    const bound = fc.nat(100).map((k) => k * 640);
    const samplesUs = fc.array(fc.oneof(bound, fc.nat(64_000)), { maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(samplesUs, bound, bound, (samples, lowUs, highUs) => {
        const histogram = histogramOf(samples);
        expect(histogram.countBetween(lowUs, highUs)).toBe(samples.filter((us) => us >= lowUs && us < highUs).length);
        histogram.destroy();
      }),
    );
  });
});

function histogramOf(samples: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const us of samples) histogram.record(us);
  return histogram;
}

/** The least sample that p percent of all are not above. */
function exactPercentile(sorted: readonly number[], p: number): number {
  // A thousandth of a percent is whole, so that nothing is lost to fractions that binary numbers don't have.
  const rank = Math.max(1, Math.ceil((Math.round(p * 1000) * sorted.length) / 100_000));
  return sorted[rank - 1] ?? 0;
}
