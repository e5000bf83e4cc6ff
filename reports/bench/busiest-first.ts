// The order in which operations are shown: the busiest first, and the same in each run.

/** Counts within this share of each other are the same but for chance. */
const SAME_SHARE = 0.01;

/** By name where the counts are within 1 % of the highest that is left. */
export function busiestFirst<T>(entries: readonly (readonly [string, T])[], countOf: (value: T) => number): [string, T][] {
  const left = entries.toSorted(([, one], [, other]) => countOf(other) - countOf(one));
  const ordered: [string, T][] = [];
  while (left[0] !== undefined) {
    const enough = countOf(left[0][1]) * (1 - SAME_SHARE);
    const alike = left.filter(([, value]) => countOf(value) >= enough);
    left.splice(0, alike.length);
    alike.sort(([one], [other]) => (one < other ? -1 : 1));
    ordered.push(...alike.map(([name, value]): [string, T] => [name, value]));
  }
  return ordered;
}
