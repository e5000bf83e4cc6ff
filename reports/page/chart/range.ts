// Stretches of an axis, in places: what is zoomed to, and which value is nearest.

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Of `places`, which rise. Undefined where there are none. */
export function nearestIndex(places: readonly number[], at: number): number | undefined {
  if (places.length === 0) return undefined;
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = places[low - 1];
  const here = places[low] ?? 0;
  return before !== undefined && at - before < here - at ? low - 1 : low;
}

/** Undefined where there are none. A loop, as there may be more values than a call takes. */
export function extremes(values: Iterable<number>): Range | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  return from <= to ? { from, to } : undefined;
}

export function union(ranges: readonly Range[]): Range | undefined {
  const [first, ...others] = ranges;
  if (first === undefined) return undefined;
  return others.reduce((all, { from, to }) => ({ from: Math.min(all.from, from), to: Math.max(all.to, to) }), first);
}

/** As wide where there is room for it, and within `full`. */
export function movedInto(full: Range, { from, to }: Range): Range {
  const width = Math.min(to - from, full.to - full.from);
  const start = Math.min(Math.max(from, full.from), full.to - width);
  return { from: start, to: start + width };
}

/** Around `at`, which keeps its place on the screen; `times` as wide. */
export function scaledAround({ from, to }: Range, at: number, times: number): Range {
  return { from: at - (at - from) * times, to: at + (to - at) * times };
}

/** Moved just so far that `at` is in it. */
export function movedToHold({ from, to }: Range, at: number): Range {
  const by = at < from ? at - from : at > to ? at - to : 0;
  return { from: from + by, to: to + by };
}

/** Wide enough to hold two values at least, so that there is something to be seen. Undefined: there are no two. */
export function widenedToHoldTwo(places: readonly number[], { from, to }: Range): Range | undefined {
  if (places.filter((place) => place >= from && place <= to).length >= 2) return { from, to };
  const nearest = nearestIndex(places, (from + to) / 2);
  if (nearest === undefined || places.length < 2) return undefined;
  const start = Math.min(nearest, places.length - 2);
  return { from: Math.min(from, places[start] ?? from), to: Math.max(to, places[start + 1] ?? to) };
}
