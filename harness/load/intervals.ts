// How sure the median of a few trials is.

import { assert } from '../errors.ts';
import { median } from './robust.ts';

export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median and its 95 % interval, whatever the distribution: each value lies below the true median as often as a coin shows
 * heads, so the j-th lowest and the j-th highest have it between them unless fewer than j of the throws came out one way. With
 * fewer than 6 values not even the lowest and the highest are 95 % sure (with 5 it is 93.75 %); they are what there is.
 */
export function medianInterval(values: readonly number[]): Interval {
  assert(values.length > 0, 'an interval is of at least one value');
  const sorted = values.toSorted((one, other) => one - other);
  const outside = Math.max(1, valuesOutside(sorted.length));
  return { median: median(sorted), low: sorted[outside - 1] ?? 0, high: sorted[sorted.length - outside] ?? 0 };
}

/** The greatest j with at most 2.5 % for fewer than j heads in n throws; 0 when there is none. */
function valuesOutside(n: number): number {
  let chanceOfHeads = 0.5 ** n;
  let chanceOfFewer = 0;
  for (let heads = 0; ; heads++) {
    chanceOfFewer += chanceOfHeads;
    if (chanceOfFewer > 0.025) return heads;
    chanceOfHeads *= (n - heads) / (heads + 1);
  }
}
