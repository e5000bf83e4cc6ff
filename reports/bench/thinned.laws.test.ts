import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highest, mean, secondsAPoint, thinned } from './thinned.ts';

// By a rule, since so long a list of chance would take minutes to be made shorter when a law fails.
const values = fc
  .tuple(fc.nat(5000), fc.nat(1000), fc.integer({ min: 2, max: 50 }))
  .map(([count, factor, gap]) => Array.from({ length: count }, (_, at) => (at % gap === 0 ? null : (at * factor) % 1009)));

describe('a thinned series', () => {
  it('has few points, keeps the highest, and keeps the sum of what is added up', () => {
    fc.assert(
      fc.property(values, (series) => {
        const together = secondsAPoint(series.length);
        expect(thinned(series, together, mean).length).toBeLessThanOrEqual(600);
        expect(highest(thinned(series, together, highest))).toBe(highest(series));
        const whole = series.map((value) => value ?? 0).slice(0, series.length - (series.length % together));
        const sum = thinned(whole, together, mean).reduce<number>((all, value) => all + (value ?? 0) * together, 0);
        expect(sum).toBeCloseTo(whole.reduce((all, value) => all + value, 0));
      }),
    );
  });

  it('is the series itself while there is room for it', () => {
    fc.assert(
      fc.property(values, (all) => {
        const series = all.slice(0, 600);
        expect(secondsAPoint(series.length)).toBe(1);
        expect(thinned(series, 1, highest)).toEqual(series);
      }),
    );
  });

  it('has nothing where nothing was', () => {
    expect(thinned([null, null, 3, null, 5], 2, highest)).toEqual([null, 3, 5]);
    expect(thinned([null, null, 3, 4, 5], 2, mean)).toEqual([null, 3.5, 5]);
  });
});
