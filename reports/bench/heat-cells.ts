// How many responses of an operation took how long in which second: columns by time, rows by the logarithm of the latency.

import type { Second } from '../../harness/record/record.ts';
import { type Histogram, visitCells } from './histogram-cells.ts';
import { ownOf } from './own-of.ts';

export interface Heat {
  /** The second that each column begins with. */
  readonly columns: readonly number[];
  /** So many seconds share a column. */
  readonly step: number;
  /** In microseconds, one more than there are rows: a row is from one up to, and without, the next. */
  readonly bounds: readonly number[];
  /** Column, row, count, ...: of the cells that are not empty, column by column, and from the lowest row up. */
  readonly cells: readonly number[];
}

const COLUMNS_MAX = 240;
const ROWS_MAX = 60;
/** The finest is about seven an octave. All bounds that one has at powers of ten the others have, too. */
const ROWS_A_DECADE = [24, 20, 16, 12, 10, 8, 6];

/** Undefined: the timeline holds no response to it, or is of a time when seconds had no histograms. */
export function heatOf(timeline: readonly Second[], op: string): Heat | undefined {
  const range = rangeOf(timeline, op);
  if (range === undefined) return undefined;
  const bounds = boundsOf(range.leastUs, range.mostUs);
  const rows = bounds.length - 1;
  const first = timeline[0]?.second ?? 0;
  const seconds = (timeline.at(-1)?.second ?? first) - first + 1;
  const step = Math.ceil(seconds / COLUMNS_MAX);
  const columns = Array.from({ length: Math.ceil(seconds / step) }, (_, column) => first + column * step);
  const counts = new Float64Array(columns.length * rows);
  for (const { second, latencyUs } of timeline) {
    const column = Math.floor((second - first) / step);
    visitCells(responsesOf(latencyUs, op), (us, count) => {
      const at = column * rows + rowOf(bounds, us);
      counts[at] = (counts[at] ?? 0) + count;
    });
  }
  const cells: number[] = [];
  for (const [at, count] of counts.entries()) if (count > 0) cells.push(Math.floor(at / rows), at % rows, count);
  return { columns, step, bounds, cells };
}

function rangeOf(timeline: readonly Second[], op: string): { readonly leastUs: number; readonly mostUs: number } | undefined {
  let [leastUs, mostUs] = [Number.POSITIVE_INFINITY, 0];
  for (const { latencyUs } of timeline) {
    visitCells(responsesOf(latencyUs, op), (us) => {
      leastUs = Math.min(leastUs, us);
      mostUs = Math.max(mostUs, us);
    });
  }
  return leastUs <= mostUs ? { leastUs, mostUs } : undefined;
}

/** None: nothing was done in the second, or the record is of a time when seconds had no histograms. */
function responsesOf(latencyUs: Second['latencyUs'], op: string): Histogram {
  const { responseHdr = '', count = 0 } = ownOf(latencyUs, op) ?? {};
  return { hdr: responseHdr, count: responseHdr === '' ? 0 : count };
}

/** As many rows as there is room for. What took no whole microsecond stands with what took one: 0 has no logarithm. */
function boundsOf(leastUs: number, mostUs: number): number[] {
  const lowestUs = Math.max(1, leastUs);
  let bounds: number[] = [];
  for (const rows of ROWS_A_DECADE) {
    const bound = (index: number) => Number((10 ** (index / rows)).toPrecision(4));
    let first = Math.floor(rows * Math.log10(lowestUs));
    while (bound(first) > lowestUs) first--;
    bounds = [bound(first)];
    for (let index = first + 1; (bounds.at(-1) ?? 0) <= mostUs || bounds.length < 2; index++) bounds.push(bound(index));
    if (bounds.length - 1 <= ROWS_MAX) break;
  }
  return bounds;
}

/** The last that begins no higher. */
function rowOf(bounds: readonly number[], us: number): number {
  let low = 0;
  let high = bounds.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bounds[middle] ?? 0) <= us) low = middle;
    else high = middle - 1;
  }
  return low;
}
