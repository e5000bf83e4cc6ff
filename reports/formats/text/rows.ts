// How much room a text takes on a terminal.

import { widthOf } from './fold.ts';

/** What fits a terminal of the usual size, with the prompt below it. */
export const SUMMARY_ROWS = 24;
/** Narrower ones fold too much for any promise. */
export const SUMMARY_COLUMNS = 80;

/** A line that is too long for the terminal goes on in the next row, and a text may hold several lines. */
export function rowsOf(lines: readonly string[], columns: number): number {
  return lines
    .flatMap((line) => line.split('\n'))
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line.replaceAll(COLOUR, '')) / columns)), 0);
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
