import { describe, expect, it } from 'vitest';
import type { Segment } from './plan.ts';
import { holdingStretches } from './stretches.ts';

describe('the stretches in which a plan holds its value', () => {
  it('are in whole seconds, without ramps and without what has no whole second', () => {
    expect(stretchesOf([2.5, 0, 10], [7.5, 10, 10])).toEqual([{ fromSecond: 3, toSecond: 10 }]);
    expect(stretchesOf([0.5, 0, 10], [1, 10, 10], [5, 10, 0])).toEqual([]);
  });

  it('go on where the same value does, and not across another', () => {
    expect(stretchesOf([2.5, 10, 10], [2.5, 10, 10])).toEqual([{ fromSecond: 0, toSecond: 5 }]);
    expect(stretchesOf([2, 10, 10], [2, 10, 20], [2, 10, 10])).toEqual([
      { fromSecond: 0, toSecond: 2 },
      { fromSecond: 4, toSecond: 6 },
    ]);
    expect(stretchesOf([2, 10, 10], [2, 20, 20])).toEqual([
      { fromSecond: 0, toSecond: 2 },
      { fromSecond: 2, toSecond: 4 },
    ]);
  });

  it('are none where the plan asks for nothing', () => {
    expect(stretchesOf([2, 0, 0], [2, 20, 20])).toEqual([{ fromSecond: 2, toSecond: 4 }]);
  });
});

function stretchesOf(...segments: readonly (readonly [seconds: number, from: number, to: number])[]) {
  const made: Segment[] = segments.map(([seconds, from, to]) => ({ durationUs: seconds * 1e6, from, to }));
  return holdingStretches({ kind: 'open', clients: 1, segments: made });
}
