// A terminal as far as the progress of a run uses one: rows that fold at the right edge, the cursor, and what clears.

export class Screen {
  readonly isTTY = true;
  columns: number;
  rows: number;
  #cells: string[][] = [[]];
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
    for (const [, parameter, command, plain] of text.matchAll(TOKENS)) {
      if (command !== undefined) this.#command(command, Number(parameter || 1));
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
    if (this.#column === this.columns) this.#newLine();
    this.#rowAt(this.#row)[this.#column++] = sign;
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

  #command(command: string, count: number): void {
    if (command === 'A') this.#row = Math.max(0, this.#row - count);
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

/** A command with its number, or one sign. */
const TOKENS = new RegExp(`(?:${String.fromCharCode(27)}\\[(\\d*)([A-Za-z])|([^]))`, 'gu');
