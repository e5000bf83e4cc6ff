// Rows as text. It keeps to RFC 4180 but for the line ends, which are line feeds: spreadsheets take both, and the tools of a shell
// would take a carriage return for a part of the last column. No text holds a line end, so a line is a row to them, too.

import { plainLine } from '../plain-line.ts';
import type { Cell } from './table.ts';

export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  // Twelve digits: the rest of a sum is chance.
  if (typeof cell === 'number') return String(Number.isInteger(cell) ? cell : Number(cell.toPrecision(12)));
  const text = harmless(plainLine(cell));
  // A text at whose edge a space stands would lose it in some readers.
  return /[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run what begins with one of these signs, wide forms as well, and read what stands behind an apostrophe as text. One
 * that is there already gets another, so that the first can always be taken away again.
 */
function harmless(text: string): string {
  return /^\s*[=+\-@'＝＋－＠]/.test(text) ? `'${text}` : text;
}
