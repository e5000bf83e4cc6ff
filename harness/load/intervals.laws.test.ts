import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval } from './intervals.ts';

const someValues = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('the interval of a median', () => {
  it('holds the median, and ends at values that were measured', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const { median, low, high } = medianInterval(values);
        expect(low).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(high);
        expect(values).toContain(low);
        expect(values).toContain(high);
      }),
    );
  });

  it('is the same in whatever order the values come', () => {
    const shuffled = someValues.chain((values) =>
      fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length })),
    );
    fc.assert(
      fc.property(shuffled, ([values, others]) => {
        expect(medianInterval(others)).toEqual(medianInterval(values));
      }),
    );
  });

  it('misses the true median in at most one case of twenty, and no narrower one would do: by counting all cases', () => {
    for (let n = 6; n <= 16; n++) {
      const outside = medianInterval(Array.from({ length: n }, (_, index) => index + 1)).low;
      expect(missed(n, outside)).toBeLessThanOrEqual(0.05);
      expect(missed(n, outside + 1)).toBeGreaterThan(0.05);
    }
  });

  it('is from the lowest to the highest of fewer than six values', () => {
    expect(medianInterval([5])).toEqual({ median: 5, low: 5, high: 5 });
    expect(medianInterval([3, 1])).toEqual({ median: 2, low: 1, high: 3 });
    expect(medianInterval([9, 1, 5, 4, 7])).toEqual({ median: 5, low: 1, high: 9 });
  });

  it('is what the tables say for more', () => {
    const upTo = (n: number) => medianInterval(Array.from({ length: n }, (_, index) => index + 1));
    expect([8, 9, 20, 100].map(upTo)).toEqual([
      { median: 4.5, low: 1, high: 8 },
      { median: 5, low: 2, high: 8 },
      { median: 10.5, low: 6, high: 15 },
      { median: 50.5, low: 40, high: 61 },
    ]);
  });
});

/** The share of all ways in which n values can lie about the median with fewer than `outside` of them on one side of it. */
function missed(n: number, outside: number): number {
  let misses = 0;
  for (let sides = 0; sides < 2 ** n; sides++) {
    let below = 0;
    for (let bit = 0; bit < n; bit++) below += (sides >> bit) & 1;
    if (below < outside || n - below < outside) misses++;
  }
  return misses / 2 ** n;
}
