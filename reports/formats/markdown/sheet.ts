// A sheet of Markdown that stays short: its parts go in whole or not at all, so that what is left out takes no structure with it.

import { counted } from '../../figures.ts';

/** The summary of a step may have 1 MiB, and is thrown away as a whole above it; nobody reads that much. */
export const SHEET_BYTES_MAX = 60_000;

/** Of that, for the sentence that says what is missing. */
const RESERVE_BYTES = 200;

export class Sheet {
  readonly #parts: string[] = [];
  #bytes = 0;
  #omitted = 0;

  /** A paragraph, a list, a table or a folded block. Nothing stands for an empty one. */
  add(part: string): void {
    if (part === '') return;
    const bytes = Buffer.byteLength(part) + 2;
    if (this.#bytes + bytes > SHEET_BYTES_MAX - RESERVE_BYTES) {
      this.#omitted += 1;
      return;
    }
    this.#bytes += bytes;
    this.#parts.push(part);
  }

  end(): string {
    const rest =
      this.#omitted === 0
        ? []
        : [`… ${counted(this.#omitted, 'more part')} of this report had no room here; the record has them.`];
    return `${[...this.#parts, ...rest].join('\n\n')}\n`;
  }
}

export function heading(level: 2 | 3, text: string): string {
  return `${'#'.repeat(level)} ${text}`;
}

/** Items are Markdown already, each in one line. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Below a word of its own: two lists in a row would be one. */
export function labelled(label: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${label}:\n\n${list(items)}`;
}

/** Titles and cells are Markdown already. Figures stand on the right. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  isFigure: (column: number) => boolean,
): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map((_, column) => (isFigure(column) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/** `summary` is HTML already. */
export function folded(summary: string, parts: readonly string[]): string {
  return [`<details><summary>${summary}</summary>`, ...parts.filter((part) => part !== ''), '</details>'].join('\n\n');
}

/** The first of them, and a sentence about the rest. */
export function some<T>(all: readonly T[], most: number, show: (one: T) => string): string[] {
  const shown = all.slice(0, most).map(show);
  return all.length <= most ? shown : [...shown, `and ${all.length - most} more, in the record`];
}
