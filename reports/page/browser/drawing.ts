// What is particular to a kind of chart; `chart-view.ts` does what all of them have in common.

import type uPlot from 'uplot';
import type { Range } from '../chart/range.ts';
import type { Scale } from '../chart/scale.ts';

export interface Drawing {
  readonly xScale: Scale;
  readonly yScale: Scale;
  /** Of the values of the horizontal axis: the cursor goes from one to the next. */
  readonly places: readonly number[];
  readonly extent: Range;
  /** The vertical values, placed; the first row is `places`. */
  readonly data: uPlot.AlignedData;
  readonly series: uPlot.Series[];
  /** What is shown of the vertical axis, of what lies in the stretch that is shown; null: nothing does. */
  rangeOf(least: number | null, most: number | null): Range;
  /** What lies under the lines and above the grid. */
  paint?(plot: uPlot): void;
  /** What lies above the lines. */
  paintAbove?(plot: uPlot): void;
  /** What is below the plot: names, values, what colours mean. */
  readonly legend: HTMLElement;
  /** Of a map: how many rows there are; a cursor goes up and down in them. */
  readonly rows?: Rows;
  /** Writes what stands at an index, and gives it as words for somebody who can't see it. Undefined: at none. */
  read(index: number | undefined, row?: number): string;
  /** The theme has changed. */
  restyle?(): void;
}

interface Rows {
  readonly count: number;
  /** In the middle of a row. */
  placeOf(row: number): number;
  rowAt(place: number): number | undefined;
  /** Where a cursor that has no row yet begins: in the fullest. */
  fullest(index: number): number;
}

/** Shows and hides a line. */
export type Toggle = (line: number, isShown: boolean) => void;
