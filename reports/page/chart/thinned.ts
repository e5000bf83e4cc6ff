// Fewer of many, where all would touch.

/** The first, the last, and of those between as many as do not touch. They are in their order; `gap`: between two middles. */
export function thinned<T>(items: readonly T[], placeOf: (item: T) => number, gap: (one: T, other: T) => number): T[] {
  const touch = (one: T, other: T) => placeOf(other) - placeOf(one) < gap(one, other);
  const last = items.at(-1);
  if (last === undefined) return [];
  const kept: T[] = [];
  for (const item of items.slice(0, -1)) {
    const before = kept.at(-1);
    if (before === undefined || (!touch(before, item) && !touch(item, last))) kept.push(item);
  }
  const before = kept.at(-1);
  return before !== undefined && touch(before, last) ? kept : [...kept, last];
}
