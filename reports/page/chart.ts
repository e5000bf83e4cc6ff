// What a figure draws and what the table behind it says: plain data, which goes into the page as JSON and is drawn by
// `browser/charts.ts`. Nothing here knows a record, and nothing needs Node: both sides import it. How values become places, ticks
// and texts stands in `chart/`.

/** How a value is written (`chart/value-text.ts`); the axis and the table have the same words. `share`: 1 is 100 %. */
export type Unit = 'us' | 'count' | 'perSecond' | 'share' | 'bytes' | 'seconds' | 'percentile';

interface Figure {
  /** Its own in the page; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for somebody who can't see it, and what a reader should know of it; one or two sentences. */
  readonly says: string;
  /** Figures of one group have one cursor and one zoom. */
  readonly group?: string;
  readonly marks?: readonly Mark[];
}

/** A stretch of the horizontal axis that has something to say, such as the evidence of a diagnosis. */
export interface Mark {
  readonly kind: 'evidence' | 'warm-up';
  /** Values of the horizontal axis, both counted in: what is drawn of a mark reaches half a step beyond them. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A horizontal line, such as a threshold. */
export interface Limit {
  /** Of the vertical axis. */
  readonly value: number;
  readonly text: string;
  readonly isMet: boolean;
}

/** A stretch of the vertical axis that has something to say, such as the latencies that a diagnosis speaks of. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Axis {
  readonly name: string;
  readonly unit: Unit;
  /** `tail`: by 1 / (1 - p / 100), in logarithms, so that each further nine takes as much room as the last. */
  readonly scale: 'linear' | 'log' | 'tail';
}

export interface Line {
  readonly name: string;
  /** One for each value of the horizontal axis; null: there is none. */
  readonly values: readonly (number | null)[];
  /** Shown only when somebody asks for it. */
  readonly isHidden?: boolean;
  /** Each value stands for itself: nothing is between two. */
  readonly isPoints?: boolean;
  /** Where each value may lie, from and to, such as its interval; one for each value of the horizontal axis. */
  readonly ranges?: readonly (readonly [number, number] | null)[];
  /** What each value was made of, such as the trials of a median; drawn as dots. */
  readonly samples?: readonly (readonly number[])[];
}

export interface LineChart extends Figure {
  readonly kind: 'lines';
  readonly x: Axis & { readonly values: readonly number[] };
  readonly y: Axis;
  /** Eight at most can be told apart. */
  readonly lines: readonly Line[];
  readonly limits?: readonly Limit[];
  readonly bands?: readonly Band[];
}

/** How many samples lie in each cell: columns over the horizontal axis, rows from the lowest up. */
export interface HeatMap extends Figure {
  readonly kind: 'heat';
  /** A column stands over its value, with half of `step` to each side. */
  readonly x: Axis & { readonly values: readonly number[]; readonly step: number };
  /** `bounds` has one more than there are rows. */
  readonly y: Axis & { readonly bounds: readonly number[] };
  /** Column, row, count, column, row, count, ...: of the cells that are not empty. */
  readonly cells: readonly number[];
  readonly bands?: readonly Band[];
}

export type Chart = LineChart | HeatMap;
