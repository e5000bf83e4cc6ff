// A text for a terminal, line by line: labels, folding, colours where there are some.

import { counted } from '../../figures.ts';
import { cutToWidth, fold, widthOf } from './fold.ts';

/** Of labels, with the space behind. */
export const LABEL_WIDTH = 10;
export const INDENT = 2;

export type Style = 'pass' | 'fail' | 'inconclusive' | 'soft' | 'bold';

const SGR: Readonly<Record<Style, string>> = { pass: '1;32', fail: '1;31', inconclusive: '1;33', soft: '2', bold: '1' };

/** Lines that fit the terminal. */
export class Page {
  readonly columns: number;
  readonly #hasColours: boolean;
  readonly #lines: string[] = [];

  constructor({ columns, hasColours }: { readonly columns: number; readonly hasColours: boolean }) {
    this.columns = columns;
    this.#hasColours = hasColours;
  }

  paint(style: Style, text: string): string {
    return this.#hasColours ? `\x1b[${SGR[style]}m${text}\x1b[0m` : text;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  text(text: string, indent = INDENT, isCut?: 'cut'): void {
    const shown = isCut === 'cut' ? cutToWidth(text, this.columns - indent) : fold(text, indent, this.columns);
    this.line(`${' '.repeat(indent)}${shown}`);
  }

  section(title: string, count: number, write: () => void): void {
    if (count === 0) return;
    this.gap();
    this.line(this.paint('bold', title));
    write();
  }

  item(sign: string, style: Style, text: string): void {
    this.line(`${' '.repeat(INDENT)}${this.paint(style, sign)} ${fold(text, INDENT * 2, this.columns)}`);
  }

  /** An id, and why: on one line where there is room, else below it. */
  oneLine(sign: string, style: Style, id: string, why: string | undefined): void {
    const text = why === undefined ? id : `${id}: ${why}`;
    const indent = INDENT * 2;
    const isLong = why !== undefined && widthOf(text) > this.columns - indent;
    this.line(`${' '.repeat(INDENT)}${this.paint(style, sign)} ${isLong ? `${id}:` : text}`);
    if (isLong) this.text(why, indent);
  }

  labelled(label: string, text: string, indent = 0, style?: Style): void {
    const lead = `${' '.repeat(indent)}${label.padEnd(LABEL_WIDTH)}`;
    const folded = fold(text, indent + LABEL_WIDTH, this.columns);
    this.line(`${lead}${style === undefined ? folded : this.paint(style, folded)}`);
  }

  end(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** The first of them, and a sentence about the rest. */
export function some<T>(all: readonly T[], max: number, noun: string, plural = `${noun}s`): (T | string)[] {
  if (all.length <= max) return [...all];
  return [...all.slice(0, max), `and ${counted(all.length - max, `more ${noun}`, `more ${plural}`)}, in the record`];
}
