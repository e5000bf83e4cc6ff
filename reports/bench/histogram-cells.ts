// The cells of a histogram that stands in a record. A record is a file that anybody may have changed, so what can't be read is told.

import { HarnessError } from '../../harness/errors.ts';
import { forEachCellOf, LATENCY_US_MAX } from '../../harness/record/latency-histogram.ts';

/** So many samples from the one latency to the other, both counted in. */
export interface Cell {
  readonly lowestUs: number;
  readonly highestUs: number;
  readonly count: number;
}

/** Those that are not empty, from the lowest on. */
export function cellsOf(hdr: string): Cell[] {
  const cells: Cell[] = [];
  try {
    forEachCellOf(hdr, (lowestUs, count) => {
      cells.push({ lowestUs, highestUs: lowestUs + widthOf(lowestUs) - 1, count });
    });
  } catch (cause) {
    throw unreadable(cause);
  }
  if (cells.some(({ lowestUs, count }) => !(lowestUs >= 0 && lowestUs <= LATENCY_US_MAX && Number.isSafeInteger(count)))) {
    throw unreadable();
  }
  return cells;
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
