// Figures of a series that a few wild values can't move.

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The one that a quarter of the values are not above. */
export function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 4)] ?? Number.NaN;
}

/** How far values typically are from their median: the median of the distances. */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

/** For values that scatter normally, the median deviation times this is their standard deviation. */
export const DEVIATIONS = 1.4826;

export interface Trend {
  /** By Mann and Kendall's test, at 1 %: chance alone would seldom put so many values in order. */
  readonly isSignificant: boolean;
  /** From the first value to the last, on the line of Theil and Sen, whose slope is the median of the slopes of all pairs. */
  readonly change: number;
}

/** Needs two values at least; of fewer than six none is ever significant. All pairs are looked at, of 500 values at the most. */
export function trendOf(values: readonly number[]): Trend {
  const series = thinned(values);
  const slopes: number[] = [];
  let rises = 0;
  for (const [at, value] of series.entries()) {
    for (let before = 0; before < at; before++) {
      const difference = value - (series[before] ?? 0);
      rises += Math.sign(difference);
      slopes.push(difference / (at - before));
    }
  }
  const deviation = Math.sqrt(varianceOfRises(series));
  // A step towards the middle, since rises come in whole numbers and the normal distribution doesn't.
  const isSignificant = deviation > 0 && (Math.abs(rises) - 1) / deviation > NORMAL_AT_1_PERCENT;
  return { isSignificant, change: slopes.length === 0 ? 0 : median(slopes) * (series.length - 1) };
}

const NORMAL_AT_1_PERCENT = 2.576;
const VALUES_MAX = 500;

/** Means of neighbours, where there are too many values to look at all pairs. */
function thinned(values: readonly number[]): readonly number[] {
  const together = Math.ceil(values.length / VALUES_MAX);
  if (together <= 1) return values;
  return Array.from({ length: Math.floor(values.length / together) }, (_, index) => {
    const group = values.slice(index * together, (index + 1) * together);
    return group.reduce((sum, value) => sum + value, 0) / together;
  });
}

/** What rises less falls would scatter by without a trend; equal values take some of it away. */
function varianceOfRises(series: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of series) counts.set(value, (counts.get(value) ?? 0) + 1);
  const term = (count: number) => count * (count - 1) * (2 * count + 5);
  const ties = [...counts.values()].reduce((sum, count) => sum + term(count), 0);
  return (term(series.length) - ties) / 18;
}
