// A latency at each of the percentiles of one axis, so that runs can be laid over each other.

import { forEachCellOf } from '../../harness/record/latency-histogram.ts';
import type { Distribution } from '../../harness/record/record.ts';

/** The highest percentile that so many samples can tell of is the one that only one of them lies above. */
export function percentilesFor(countMax: number): number[] {
  const highest = countMax < 2 ? 0 : 100 * (1 - 1 / countMax);
  const all = [0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85];
  for (let tail = 10; tail > 1e-6; tail /= 10) {
    for (const part of [1, 0.75, 0.5, 0.35, 0.25, 0.175, 0.13]) all.push(Number((100 - tail * part).toPrecision(12)));
  }
  return all.filter((percentile) => percentile <= highest || percentile === 0);
}

/** In microseconds, good to three digits; null where the samples are too few to tell. */
export function latencyAtEach(percentiles: readonly number[], { hdr, count, min, max }: Distribution): (number | null)[] {
  const values: (number | null)[] = [];
  let below = 0;
  const reach = () => ((percentiles[values.length] ?? Number.POSITIVE_INFINITY) / 100) * count;
  forEachCellOf(hdr, (lowestUs, cellCount) => {
    below += cellCount;
    // A hair of rounding must not push a percentile into the next cell.
    while (values.length < percentiles.length && reach() <= below + 1e-9 * count)
      values.push(Math.min(Math.max(lowestUs, min), max));
  });
  const telling = (percentile: number) => count > 0 && (percentile === 0 || percentile <= 100 * (1 - 1 / count) + 1e-9);
  return percentiles.map((percentile, index) => (telling(percentile) ? (values[index] ?? max) : null));
}
