// Even steps, and none between what can only be whole. What is counted in bytes has steps that are powers of two, the rest 1, 2 and 5 times powers of ten.

import type { Unit } from '../chart.ts';
import type { Scale, Tick } from './scale.ts';

/** `values`: all that it will be asked to place. */
export function linearScale(unit: Unit, values: readonly number[] = []): Scale {
  const least = values.length > 0 && values.every(Number.isInteger) ? 1 : 0;
  return {
    kind: 'linear',
    place: (value) => value,
    value: (place) => place,
    ticks: (from, to, most) => evenTicks(stepFor(unit, Math.max(least, (to - from) / Math.max(1, most))), from, to),
  };
}

function evenTicks(step: number, from: number, to: number): Tick[] {
  const ticks: Tick[] = [];
  if (!(step > 0) || !Number.isFinite(step)) return ticks;
  const last = Math.floor(to / step + 1e-9);
  for (let number = Math.ceil(from / step - 1e-9); number <= last; number++) {
    const value = Number((number * step).toPrecision(12));
    ticks.push({ place: value, value });
  }
  return ticks;
}

/** The smallest that is no smaller than asked for. */
function stepFor(unit: Unit, least: number): number {
  if (unit === 'bytes' && least > 16) return 2 ** Math.ceil(Math.log2(least));
  const decade = 10 ** Math.floor(Math.log10(least));
  const step = decade * ([1, 2, 5].find((times) => times * decade >= least * (1 - 1e-9)) ?? 10);
  return unit === 'count' ? Math.max(1, step) : step;
}
