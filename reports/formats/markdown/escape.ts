// Texts of others in Markdown, such that nothing in them is read as more than text: in prose, in code, and in the HTML of a folded
// block. What GitHub makes of plain text besides (mentions, numbers of issues, addresses, :emoji:) is broken by a sign without width,
// since it looks for these behind all escapes.

import { cutAt, plainLine } from '../plain-line.ts';

const WIDTHLESS = '\u200b';

/** A sentence, in one line, that can stand anywhere: at the beginning of a line, of an item or in a cell. */
export function prose(text: string, most = 600): string {
  return tame(cutAt(oneSpaced(text), most))
    .replace(/[\\`*_[\]<>&|~$]/g, '\\$&')
    .replace(/^[-+=#:]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A name or a command, in one line. */
export function code(text: string, most = 300): string {
  const line = cutAt(oneSpaced(text), most);
  if (line === '') return '–';
  const fence = '`'.repeat(longestRun(line, 0) + 1);
  // A space at both ends is taken away again, and keeps a backtick at an end from the fence.
  const padding = fence.length > 1 || line.startsWith('`') ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** The same in a cell of a table, where a bar parts even code, and readers differ in how it may be escaped there. */
export function codeCell(text: string, most = 300): string {
  return text.includes('|') ? prose(text, most) : code(text, most);
}

/** Lines as they are, whatever stands in them. */
export function block(lines: readonly string[], language = 'text'): string {
  const text = lines.flatMap((line) => line.split(/\r\n|\n/)).map(plainLine);
  const fence = '`'.repeat(longestRun(text.join('\n'), 2) + 1);
  return [`${fence}${language}`, ...text, fence].join('\n');
}

/** In the summary of a folded block, which is HTML and no Markdown. Quotes are text there, as long as they are in no attribute. */
export function htmlText(text: string, most = 300): string {
  return tame(cutAt(oneSpaced(text), most))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function oneSpaced(text: string): string {
  return plainLine(text).replace(/\s+/g, ' ').trim();
}

function tame(text: string): string {
  return text
    .replace(/@(?=\S)/g, `$&${WIDTHLESS}`)
    .replace(/#(?=\d)/g, `#${WIDTHLESS}`)
    .replace(/\bGH-(?=\d)/gi, `$&${WIDTHLESS}`)
    .replace(/:(?=\/\/)/g, `:${WIDTHLESS}`)
    .replace(/\bwww(?=\.)/gi, `$&${WIDTHLESS}`)
    .replace(/:(?=[a-z+-][\w+-]*:)/gi, `:${WIDTHLESS}`);
}

function longestRun(text: string, least: number): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), least);
}
