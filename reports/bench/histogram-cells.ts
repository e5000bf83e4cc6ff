// The cells of a histogram that stands in a record. A record is a file that anybody may have changed, so what can't be read is told.

import { HarnessError } from '../../harness/errors.ts';
import { forEachCellOf, LATENCY_US_MAX } from '../../harness/record/latency-histogram.ts';

/** So many samples from the one latency to the other, both counted in. */
export interface Cell {
  readonly lowestUs: number;
  readonly highestUs: number;
  readonly count: number;
}

/** Encoded, and of how many samples the record says that it is. */
export interface Histogram {
  readonly hdr: string;
  readonly count: number;
}

/** Those that are not empty, from the lowest on. */
export function cellsOf(histogram: Histogram): Cell[] {
  const cells: Cell[] = [];
  visitCells(histogram, (lowestUs, count) => {
    cells.push({ lowestUs, highestUs: lowestUs + widthOf(lowestUs) - 1, count });
  });
  return cells;
}

/** The same for who has a million of them to look at. */
export function visitCells({ hdr, count: all }: Histogram, visit: (lowestUs: number, count: number) => void): void {
  let isSound = true;
  let counted = 0;
  try {
    forEachCellOf(hdr, (lowestUs, count) => {
      counted += count;
      if (lowestUs >= 0 && lowestUs <= LATENCY_US_MAX && counted <= all) visit(lowestUs, count);
      else isSound = false;
    });
  } catch (cause) {
    throw unreadable(cause);
  }
  if (!isSound || counted !== all) throw unreadable();
}

/** 1 up to 2,048; from there on as wide as leaves three digits. */
function widthOf(lowestUs: number): number {
  return lowestUs < 2048 ? 1 : 2 ** (21 - Math.clz32(lowestUs));
}

function unreadable(cause?: unknown): HarnessError {
  return new HarnessError(
    'record-invalid',
    'A histogram in this record can not be read: the file is not as a run wrote it, so take another copy.',
    cause,
  );
}
