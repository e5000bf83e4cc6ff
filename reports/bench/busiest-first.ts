// The order in which operations are shown: the busiest first, and the same in each run.

/** Counts within this share of each other are the same but for chance. */
const SAME_SHARE = 0.01;

/** By name where the counts are within 1 % of the highest that is left. */
export function busiestFirst<T>(entries: readonly (readonly [string, T])[], countOf: (value: T) => number): [string, T][] {
  const sorted = entries.toSorted(([, one], [, other]) => countOf(other) - countOf(one));
  const ordered: [string, T][] = [];
  let alike: [string, T][] = [];
  let highest = Number.NaN;
  const settle = () => {
    alike.sort(([one], [other]) => (one < other ? -1 : 1));
    for (const entry of alike) ordered.push(entry);
    alike = [];
  };
  for (const [name, value] of sorted) {
    const count = countOf(value);
    if (!(count >= highest * (1 - SAME_SHARE))) {
      settle();
      highest = count;
    }
    alike.push([name, value]);
  }
  settle();
  return ordered;
}
