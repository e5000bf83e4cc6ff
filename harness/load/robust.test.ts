import { describe, expect, it } from 'vitest';
import { median, medianDeviation, trendOf } from './robust.ts';

describe('robust figures', () => {
  it('stand in the middle, whatever the ends do', () => {
    expect([[3, 1, 2], [4, 1, 3, 2], [5], [1, 2, 1e9]].map(median)).toEqual([2, 2.5, 5, 2]);
    expect(
      [
        [3, 1, 2],
        [1, 2, 4, 9],
        [7, 7, 7, 1e9],
      ].map(medianDeviation),
    ).toEqual([1, 1.5, 0]);
    expect(trendOf([10, 20, 1e9, 40, 50]).change).toBe(40);
  });

  it('tell a trend from chance as the tables do, at 1 %', () => {
    expect(trendOf([1, 2, 3, 4, 5, 6]).isSignificant).toBe(true);
    expect(trendOf([6, 5, 4, 3, 2, 1])).toEqual({ isSignificant: true, change: -5 });
    expect(trendOf([1, 2, 3, 4, 5]).isSignificant).toBe(false);
    // Of ten values with 7 pairs out of order, and with 8.
    expect(trendOf([7, 0, 1, 2, 3, 4, 5, 6, 8, 9]).isSignificant).toBe(true);
    expect(trendOf([8, 0, 1, 2, 3, 4, 5, 6, 7, 9]).isSignificant).toBe(false);
  });

  it('see no trend where nothing changes', () => {
    expect(trendOf(Array(20).fill(5))).toEqual({ isSignificant: false, change: 0 });
    expect(trendOf([])).toEqual({ isSignificant: false, change: 0 });
  });

  it('take neighbours together where there are very many values', () => {
    const { isSignificant, change } = trendOf(Array.from({ length: 86_400 }, (_, index) => index));
    expect(isSignificant).toBe(true);
    expect(change / 86_400).toBeCloseTo(1, 1);
  });
});
