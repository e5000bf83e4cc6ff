// What should have come beside what came, frame by frame: what is alike is told by its number, so that what is not can be seen.

import type { RecordedBytes } from '../../harness/record/verify-record.ts';
import { bytesOf } from './bytes-shown.ts';

export type FramesCompared =
  | { readonly kind: 'alike'; readonly count: number; readonly last: RecordedBytes }
  /** One came in place of the other. */
  | { readonly kind: 'changed'; readonly expected: RecordedBytes; readonly actual: RecordedBytes }
  | { readonly kind: 'missing'; readonly expected: RecordedBytes }
  | { readonly kind: 'surplus'; readonly actual: RecordedBytes };

/** Above it frames are compared in place, and none is looked for elsewhere. */
const SEARCHED_MAX = 400;

/** With the longest row of frames in common that there is. */
export function compareFrames(expected: readonly RecordedBytes[], actual: readonly RecordedBytes[]): FramesCompared[] {
  const compared: FramesCompared[] = [];
  // Frames that have no partner, waiting for one on the other side to stand beside.
  const waiting: { missing: RecordedBytes[]; surplus: RecordedBytes[] } = { missing: [], surplus: [] };
  const settle = () => {
    const pairs = Math.min(waiting.missing.length, waiting.surplus.length);
    for (let index = 0; index < Math.max(waiting.missing.length, waiting.surplus.length); index++) {
      const wanted = waiting.missing[index];
      const came = waiting.surplus[index];
      if (index < pairs && wanted !== undefined && came !== undefined) {
        compared.push({ kind: 'changed', expected: wanted, actual: came });
      } else if (wanted !== undefined) compared.push({ kind: 'missing', expected: wanted });
      else if (came !== undefined) compared.push({ kind: 'surplus', actual: came });
    }
    waiting.missing = [];
    waiting.surplus = [];
  };
  for (const [wanted, came] of alignment(expected, actual)) {
    if (wanted !== undefined && came !== undefined) {
      settle();
      const last = compared.at(-1);
      if (last?.kind === 'alike') compared[compared.length - 1] = { kind: 'alike', count: last.count + 1, last: came };
      else compared.push({ kind: 'alike', count: 1, last: came });
    } else if (wanted !== undefined) waiting.missing.push(wanted);
    else if (came !== undefined) waiting.surplus.push(came);
  }
  settle();
  return compared;
}

type Pair = readonly [expected: RecordedBytes | undefined, actual: RecordedBytes | undefined];

function* alignment(expected: readonly RecordedBytes[], actual: readonly RecordedBytes[]): Generator<Pair> {
  const one = expected.map(keyOf);
  const other = actual.map(keyOf);
  const table = one.length > SEARCHED_MAX || other.length > SEARCHED_MAX ? undefined : inCommon(one, other);
  let row = 0;
  let column = 0;
  while (row < one.length || column < other.length) {
    const isAlike = row < one.length && column < other.length && one[row] === other[column];
    const prefersRow = (table?.[row + 1]?.[column] ?? 0) >= (table?.[row]?.[column + 1] ?? 0);
    if (isAlike) yield [expected[row++], actual[column++]];
    else if (table === undefined) {
      if (row < one.length) yield [expected[row++], undefined];
      if (column < other.length) yield [undefined, actual[column++]];
    } else if (column >= other.length || (row < one.length && prefersRow)) yield [expected[row++], undefined];
    else yield [undefined, actual[column++]];
  }
}

/** How many are in common from here to the ends. */
function inCommon(one: readonly string[], other: readonly string[]): number[][] {
  const table = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      const most =
        one[row] === other[column]
          ? 1 + (table[row + 1]?.[column + 1] ?? 0)
          : Math.max(table[row + 1]?.[column] ?? 0, table[row]?.[column + 1] ?? 0);
      const cells = table[row];
      if (cells !== undefined) cells[column] = most;
    }
  }
  return table;
}

/** Two that are written differently may be the same bytes. */
export function keyOf(recorded: RecordedBytes): string {
  return `${bytesOf(recorded).toString('latin1')}|${recorded.omittedBytes ?? 0}`;
}
