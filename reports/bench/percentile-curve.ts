// Latency by percentile, as plots of HdrHistogram show it: the nearer to the slowest sample, the closer the points.

import type { Distribution } from '../../harness/record/record.ts';
import { cellsOf } from './histogram-cells.ts';

const POINTS_MAX = 120;
const STEPS_BEFORE_HALVING = 5;
/** That people ask for by name. */
const NAMED = [90, 99, 99.9, 99.99, 99.999];

/** 0, 10, ... 50, 55, ...: up to where the slowest of so many samples stands alone, and 100. */
export function percentilesUpTo(count: number): number[] {
  if (count === 0) return [];
  const halvings = Math.ceil(Math.log2(count));
  const steps = Math.min(STEPS_BEFORE_HALVING, Math.floor((POINTS_MAX - NAMED.length - 2) / Math.max(1, halvings)));
  const percentiles = new Set(NAMED.filter((percentile) => isWithin(percentile, count)));
  for (let halving = 0; halving < halvings; halving++) {
    for (let step = 0; step < steps; step++) {
      const percentile = shortened(100 - (100 / 2 ** halving) * (1 - step / steps / 2));
      if (isWithin(percentile, count)) percentiles.add(percentile);
    }
  }
  return [...percentiles, 0, 100].toSorted((one, other) => one - other).filter((one, index, all) => one !== all[index - 1]);
}

/** At each of the percentiles, which rise: the least latency that so many per cent are not above. At 100 it is exact. */
export function latenciesAt(
  { hdr, count, min, max }: Pick<Distribution, 'hdr' | 'count' | 'min' | 'max'>,
  percentiles: readonly number[],
): number[] {
  const cells = cellsOf({ hdr, count });
  let [at, passed] = [-1, 0];
  return percentiles.map((percentile) => {
    if (percentile >= 100) return max;
    const rank = rankAt(percentile, count);
    while (passed < rank && at + 1 < cells.length) {
      at += 1;
      passed += cells[at]?.count ?? 0;
    }
    const cell = cells[at];
    if (cell === undefined) return max;
    return Math.min(Math.max(percentile === 0 ? cell.lowestUs : cell.highestUs, min), max);
  });
}

/** At least one sample lies above it; what is short of one by rounding only is one. */
function isWithin(percentile: number, count: number): boolean {
  return (100 - percentile) * count >= 100 * (1 - 1e-9);
}

/** What is left to 100, with four digits. */
function shortened(percentile: number): number {
  return Number((100 - Number((100 - percentile).toPrecision(4))).toPrecision(15));
}

/** The share of so many may come out a hair above a whole number. */
function rankAt(percentile: number, count: number): number {
  const share = (percentile / 100) * count;
  return Math.max(1, Math.ceil(share - share * Number.EPSILON));
}
