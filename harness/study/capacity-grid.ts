// The loads that a search may try: whole numbers of clients, and rates without more digits than its precision is worth.

export interface Grid {
  /** The nearest load that may be tried. */
  nearest(load: number): number;
  /** The next one above `load * factor`, or the one below it where the factor is less than 1; never `load` itself. */
  times(load: number, factor: number): number;
  /** About the middle between two, as factors go; undefined: there is none between them. */
  between(low: number, high: number): number | undefined;
}

/** So many loads stand within what the precision tells apart. */
const LOADS_WITHIN_PRECISION = 4;

export function gridOf(axis: 'rate' | 'clients', precision: number): Grid {
  const unitAt = (load: number) => {
    const unit = 10 ** Math.floor(Math.log10((load * precision) / LOADS_WITHIN_PRECISION));
    return axis === 'clients' ? Math.max(1, unit) : unit;
  };
  const nearest = (load: number) => onGrid(load, unitAt(load));
  return {
    nearest,
    times(load, factor) {
      const target = nearest(load * factor);
      if (factor > 1 ? target > load : target < load) return target;
      const unit = unitAt(load);
      return onGrid(factor > 1 ? load + unit : load - unit, unit);
    },
    between(low, high) {
      const middle = nearest(Math.sqrt(low * high));
      return middle > low && middle < high ? middle : undefined;
    },
  };
}

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
function onGrid(load: number, unit: number): number {
  return Number((Math.round(load / unit) * unit).toPrecision(12));
}
