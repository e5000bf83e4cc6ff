// The colours that charts are drawn with: those of the style, read once for each theme and not for each line.

import { rampColours } from '../chart/heat-ramp.ts';
import { colour } from './theme.ts';

export const SERIES_MAX = 8;

/** Dashes and gaps in pixels: with them eight lines are told apart without any colour. */
export const DASHES: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [9, 3, 2, 3],
  [14, 3],
  [4, 2, 4, 7],
  [9, 3, 2, 3, 2, 3],
  [3, 9],
];

export interface Palette {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly card: string;
  readonly mark: string;
  readonly pass: string;
  readonly fail: string;
  readonly series: readonly string[];
  readonly ramp: readonly string[];
}

let current: Palette | undefined;

export function palette(): Palette {
  current ??= read();
  return current;
}

/** When the theme has changed. */
export function forgetPalette(): void {
  current = undefined;
}

function read(): Palette {
  return {
    ink: colour('--ink'),
    soft: colour('--soft'),
    line: colour('--line'),
    card: colour('--card'),
    mark: colour('--mark'),
    pass: colour('--pass'),
    fail: colour('--fail'),
    series: Array.from({ length: SERIES_MAX }, (_, index) => colour(`--series-${index + 1}`)),
    ramp: rampColours(colour('--heat-low'), colour('--heat-high')),
  };
}
