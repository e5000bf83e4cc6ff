// What is shown where a terminal knows no other signs than ASCII.

import { widthOf } from '../../reports/formats/text/fold.ts';

/** Of a sparkline, from the lowest to the highest. */
export const MARKS = '▁▂▃▄▅▆▇█';

/** As wide as before. */
export function asciiText(text: string): string {
  // Our own commands and line ends stay.
  return text.replace(/[^\p{ASCII}]/gu, (sign) => ASCII.get(sign) ?? '?'.repeat(widthOf(sign)));
}

const ASCII: ReadonlyMap<string, string> = new Map([
  ['█', '#'],
  ['░', '-'],
  ...['_', '.', ',', '-', '=', '+', '*'].map((mark, index) => [MARKS[index] ?? '', mark] as const),
  ['…', '.'],
  ['µ', 'u'],
  ['×', 'x'],
  ['·', '.'],
  ['–', '-'],
  ['─', '-'],
  ['✓', '+'],
  ['✗', 'x'],
  ['’', "'"],
  ['‘', "'"],
  ['“', '"'],
  ['”', '"'],
  ['→', '>'],
  ['←', '<'],
]);
