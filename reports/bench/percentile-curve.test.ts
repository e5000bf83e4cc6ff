import { describe, expect, it } from 'vitest';
import { latenciesAt, percentilesUpTo } from './percentile-curve.ts';

describe('a curve of percentiles', () => {
  it('has shorter steps towards the tail, and the percentiles that have a name', () => {
    expect(percentilesUpTo(1)).toEqual([0, 100]);
    expect(percentilesUpTo(10)).toEqual([0, 10, 20, 30, 40, 50, 55, 60, 65, 70, 75, 77.5, 80, 82.5, 85, 87.5, 88.75, 90, 100]);
    expect(percentilesUpTo(10_000)).toEqual(expect.arrayContaining([90, 99, 99.9, 99.99]));
    expect(percentilesUpTo(0)).toEqual([]);
  });

  it('says so when a histogram can not be read', () => {
    const broken = { hdr: 'bm8gaGlzdG9ncmFt', count: 3, min: 1, max: 2 };
    expect(() => latenciesAt(broken, [0, 100])).toThrow(/A histogram in this record can not be read/);
  });
});
