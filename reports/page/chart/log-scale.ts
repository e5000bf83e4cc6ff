// By the logarithm of a value. What is not above zero has none: it stands at the bottom, a little below the lowest that has.

import type { Unit } from '../chart.ts';
import { linearScale } from './linear-scale.ts';
import type { Scale, Tick } from './scale.ts';

/** How far below the lowest value zero stands, in decades. */
const FLOOR = 0.5;

/** At least one value is above zero. */
export function logScale(unit: Unit, values: readonly number[]): Scale {
  let least = Number.POSITIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    if (value > 0) least = Math.min(least, value);
  }
  const floor = Math.log10(least) - FLOOR;
  const hasFloor = lowest <= 0;
  return {
    kind: 'log',
    place: (value) => (value > 0 ? Math.max(Math.log10(value), floor) : floor),
    value: (place) => (hasFloor && place <= floor ? 0 : 10 ** place),
    ticks: (from, to, most) => {
      const above = hasFloor ? Math.max(from, floor + FLOOR / 2) : from;
      const ticks = logTicks(unit, above, to, most);
      if (!hasFloor || from > floor + 1e-9) return ticks;
      return [{ place: floor, value: 0, text: lowest < 0 ? '≤ 0' : '0' }, ...ticks];
    },
  };
}

/** As coarse as makes at least three, and no more than there is room for. */
function logTicks(unit: Unit, from: number, to: number, most: number): Tick[] {
  const [base, ladders] = unit === 'bytes' ? [1024, BINARY] : [10, DECIMAL];
  for (const ladder of ladders) {
    const ticks = laddered(base, ladder, from, to);
    if (ticks.length >= 3) return every(Math.ceil(ticks.length / Math.max(1, most)), ticks);
  }
  return linearScale(unit)
    .ticks(10 ** from, 10 ** to, Math.min(most, 4))
    .filter(({ value }) => value > 0)
    .map(({ value }) => ({ place: Math.log10(value), value }));
}

const DECIMAL = [[1], [1, 2, 5]] as const;
const BINARY = [[1], [1, 32], [1, 4, 16, 64, 256]] as const;

function laddered(base: number, ladder: readonly number[], from: number, to: number): Tick[] {
  const perStep = Math.log10(base);
  const ticks: Tick[] = [];
  for (let power = Math.floor(from / perStep); power <= Math.ceil(to / perStep); power++) {
    for (const times of ladder) {
      const value = Number((times * base ** power).toPrecision(12));
      const place = Math.log10(value);
      if (place >= from - 1e-9 && place <= to + 1e-9) ticks.push({ place, value });
    }
  }
  return ticks;
}

function every(step: number, ticks: readonly Tick[]): Tick[] {
  return ticks.filter((_, index) => index % step === 0);
}
