// Lines on a terminal that are drawn again in the same place. What was drawn before is found again by counting rows: a terminal that
// has become narrower since has folded each line into several.

import { widthOf } from '../../reports/formats/text/fold.ts';
import type { ProgressOutput } from './progress.ts';

const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;

export class LiveLines {
  readonly #output: ProgressOutput;
  #drawn: readonly string[] = [];

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  /** A line as long as the terminal is wide folds on some: so long may one be. */
  get columns(): number {
    return (this.#output.columns || COLUMNS_DEFAULT) - 1;
  }

  /** Not more than there are rows: what scrolls away at the top can't be found again. */
  draw(lines: readonly string[]): void {
    const rows = this.#output.rows || ROWS_DEFAULT;
    const shown = lines.slice(0, Math.max(1, rows - 1));
    this.#output.write(`${this.#backToTop()}${shown.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`);
    this.#drawn = shown;
  }

  /** What stays; the lines are to be drawn again below it. */
  writeAbove(text: string): void {
    this.#output.write(`${this.#backToTop()}${CLEAR_BELOW}${text}`);
    this.#drawn = [];
  }

  clear(): void {
    this.writeAbove('');
  }

  /** From the line below what was drawn, wherever in it the cursor is: a typed Ctrl-C has moved it. */
  #backToTop(): string {
    const columns = this.columns + 1;
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return rows === 0 ? '\r' : `\r\x1b[${rows}A`;
  }
}

const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
