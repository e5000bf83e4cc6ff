// A terminal as far as the progress of a run uses one: rows that fold at the right edge, the cursor, what clears, and colours.

import { widthOf } from '../../reports/formats/text/fold.ts';

export class Screen {
  readonly isTTY = true;
  columns: number;
  rows: number;
  #cells: string[][] = [[]];
  isCursorVisible = true;
  /** What is written next has a colour. */
  isColoured = false;
  /** All that was written, a piece for each write. */
  readonly written: string[] = [];
  /** Rows that began by folding the one before. */
  foldedRows = 0;
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** As somebody sees it: without what is empty at the ends. */
  get text(): string {
    return this.#cells
      .map((row) =>
        Array.from(row, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    this.written.push(text);
    for (const [, parameter = '', command, plain] of text.matchAll(TOKENS)) {
      if (command !== undefined) this.#command(command, parameter);
      else if (plain === '\n') this.#newLine();
      else if (plain === '\r') this.#column = 0;
      else this.#put(plain ?? '');
    }
  }

  /** Folds what stands there anew, as terminals do; the cursor stays behind what it was behind. */
  resize(columns: number): void {
    const before = this.#cells.slice(0, this.#row);
    const fold = (row: string[]) =>
      Array.from({ length: Math.max(1, Math.ceil(row.length / columns)) }, (_, part) =>
        row.slice(part * columns, (part + 1) * columns),
      );
    this.columns = columns;
    this.#cells = [...before.flatMap(fold), ...this.#cells.slice(this.#row).flatMap(fold)];
    this.#row = before.flatMap(fold).length;
  }

  #put(sign: string): void {
    const width = widthOf(sign);
    if (this.#column + width > this.columns) {
      this.foldedRows++;
      this.#newLine();
    }
    const row = this.#rowAt(this.#row);
    row[this.#column++] = sign;
    if (width === 2) row[this.#column++] = '';
  }

  #newLine(): void {
    this.#column = 0;
    this.#row++;
    this.#rowAt(this.#row);
    // What scrolls out at the top is out of reach.
    if (this.#cells.length <= this.rows) return;
    this.#cells.shift();
    this.#row--;
  }

  #command(command: string, parameter: string): void {
    if (command === 'A') this.#row = Math.max(0, this.#row - Number(parameter || 1));
    else if (command === 'm') this.isColoured = parameter !== '0';
    else if (parameter === '?25') this.isCursorVisible = command === 'h';
    else if (command === 'K') this.#rowAt(this.#row).length = this.#column;
    else if (command === 'J') {
      this.#rowAt(this.#row).length = this.#column;
      this.#cells.length = this.#row + 1;
    } else throw new Error(`the screen knows no command ${command}`);
  }

  #rowAt(row: number): string[] {
    let cells = this.#cells[row];
    if (cells === undefined) {
      cells = [];
      this.#cells[row] = cells;
    }
    return cells;
  }
}

/** A command with its numbers, or one sign. */
const TOKENS = new RegExp(`(?:${String.fromCharCode(27)}\\[([?;\\d]*)([A-Za-z])|([^]))`, 'gu');
