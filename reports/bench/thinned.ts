// Fewer points than a run has seconds: as many seconds share one as a chart has room for.

const POINTS_MAX = 600;

/** So many seconds are one point. */
export function secondsAPoint(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / POINTS_MAX));
}

/** Of what is bad when it is high: one of it must not vanish among the others. */
export function highest(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((most, value) => (value === null || (most !== null && most >= value) ? most : value), null);
}

/** Of what adds up, such as a rate: nulls are not counted. */
export function mean(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** One value for each `together` of them, and for what is left at the end. */
export function thinned<T, U>(values: readonly T[], together: number, intoOne: (values: readonly T[]) => U): U[] {
  return Array.from({ length: Math.ceil(values.length / together) }, (_, index) =>
    intoOne(values.slice(index * together, (index + 1) * together)),
  );
}
