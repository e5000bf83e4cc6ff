// Where on an axis a value stands. All that a plot draws is placed by its scale first, so that the plot itself counts evenly.

import type { Axis, Unit } from '../chart.ts';
import { linearScale } from './linear-scale.ts';
import { logScale } from './log-scale.ts';
import { tailScale } from './tail-scale.ts';

export interface Scale {
  readonly kind: Axis['scale'];
  place(value: number): number;
  /** What stands at a place. */
  value(place: number): number;
  /** From left to right, or from the lowest up: about as many as are asked for, and hardly more. */
  ticks(from: number, to: number, most: number): readonly Tick[];
}

export interface Tick {
  readonly place: number;
  readonly value: number;
  /** Where its value is not written as others of its unit are. */
  readonly text?: string;
}

/** `values`: all that it will be asked to place; some scales put their ends by them. */
export function scaleFor(kind: Axis['scale'], unit: Unit, values: readonly number[]): Scale {
  if (kind === 'tail') return tailScale(values);
  // Where nothing is above zero there is no logarithm to be had.
  if (kind === 'log' && values.some((value) => value > 0)) return logScale(unit, values);
  return linearScale(unit, values);
}
