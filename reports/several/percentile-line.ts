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

/** In microseconds, by the same rule as the percentiles in a record; null where the samples are too few to tell. */
export function latencyAtEach(percentiles: readonly number[], { hdr, count, min, max }: Distribution): (number | null)[] {
  const values: number[] = [];
  let below = 0;
  const rank = () => Math.max(1, Math.floor(((percentiles[values.length] ?? 0) / 100) * count + 0.5));
  forEachCellOf(hdr, (lowestUs, cellCount) => {
    below += cellCount;
    while (values.length < percentiles.length && rank() <= below) values.push(Math.min(Math.max(highestOf(lowestUs), min), max));
  });
  const isTold = (percentile: number) => count > 0 && (percentile === 0 || percentile <= 100 * (1 - 1 / count) + 1e-9);
  return percentiles.map((percentile, index) => (isTold(percentile) ? (values[index] ?? max) : null));
}

/** A cell speaks by its upper end. From 2,048 on it is as wide as the 1,024th part of the power of two below it. */
function highestOf(lowestUs: number): number {
  return lowestUs < 2048 ? lowestUs : lowestUs + 2 ** (Math.floor(Math.log2(lowestUs)) - 10) - 1;
}
