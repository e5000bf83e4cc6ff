// Lines on a terminal that are drawn again in the same place, five times a second at the most. What was drawn before is found again by
// counting rows: a terminal that has become narrower since has folded each line into several. While they stand the cursor is hidden,
// and whatever else is printed goes above them.

import { widthOf } from '../../reports/formats/text/fold.ts';
import { asciiText } from './ascii-text.ts';
import { mostImportant, type PanelLine, panelText } from './panel.ts';
import type { ProgressPlace } from './progress.ts';

const COLUMNS_DEFAULT = 80;
const ROWS_DEFAULT = 24;
const FRAME_US_MIN = 200_000;
/** Time goes on though nothing happens, and terminals are resized. */
const TICK_MS = 250;

/** What `holdTerminal` tells of the terminal while lines stand on it. */
export interface Held {
  /** Takes the lines away, and shows the cursor: this process is about to stop or to end. */
  leave(): void;
  /** It goes on. */
  comeBack(): void;
  /** Somebody else is about to print; `endsLine`: what is printed ends with a line end. */
  makeRoom(endsLine: boolean): void;
}

export class LiveLines implements Held {
  readonly #place: ProgressPlace;
  readonly #lines: (columns: number, rows: number) => readonly PanelLine[];
  readonly #releases: (() => void)[];
  /** Without colours, as wide as they were drawn. */
  #drawn: readonly string[] = [];
  #drawnUs = Number.NEGATIVE_INFINITY;
  #notes: string[] = [];
  /** What somebody else printed ended within a line. */
  #isWithinLine = false;
  #isCursorHidden = false;
  #isWriting = false;
  #isAway = false;
  #hasEnded = false;

  /** `lines` is asked at every frame. */
  constructor(place: ProgressPlace, lines: (columns: number, rows: number) => readonly PanelLine[]) {
    this.#place = place;
    this.#lines = lines;
    this.#releases = [place.hold?.(this), place.every?.(TICK_MS, () => this.changed())].filter((one) => one !== undefined);
  }

  /** They are drawn anew, now or with the next frame. */
  changed(): void {
    if (this.#hasEnded || this.#isAway || this.#place.nowUs() - this.#drawnUs < FRAME_US_MIN) return;
    this.#draw();
  }

  /** A line that stays, above the others. */
  note(text: string): void {
    this.#notes.push(text);
    this.changed();
  }

  /** The terminal is as it was, but for the notes. */
  end(): void {
    if (this.#hasEnded) return;
    this.leave();
    this.#hasEnded = true;
    for (const release of this.#releases) release();
  }

  leave(): void {
    if (this.#hasEnded || this.#isAway) return;
    this.#isAway = true;
    this.#write(`${this.#backToTop()}${CLEAR_BELOW}${this.#notesAbove()}${this.#isCursorHidden ? SHOW_CURSOR : ''}`);
    this.#drawn = [];
    this.#isCursorHidden = false;
  }

  comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.changed();
  }

  makeRoom(endsLine: boolean): void {
    if (this.#isWriting || this.#hasEnded) return;
    if (this.#drawn.length > 0) this.#write(`${this.#backToTop()}${CLEAR_BELOW}`);
    this.#drawn = [];
    this.#isWithinLine = !endsLine;
  }

  #draw(): void {
    const { output, hasColours } = this.#place;
    const rows = output.rows || ROWS_DEFAULT;
    // A line as long as the terminal is wide folds on some: so long may none be.
    const columns = Math.max(1, (output.columns || COLUMNS_DEFAULT) - 1);
    this.#drawnUs = this.#place.nowUs();
    // Not more than there are rows: what scrolls away at the top can't be found again.
    const lines = mostImportant(this.#lines(columns, rows - 1), rows - 1);
    const texts = lines.map((line) => panelText(line, columns));
    const isAsBefore = texts.length === this.#drawn.length && texts.every((text, index) => text === this.#drawn[index]);
    if (isAsBefore && this.#notes.length === 0) return;
    const painted = texts.map((text, index) => (hasColours ? paint(text, lines[index]?.tone) : text));
    const above = this.#notes.length > 0 ? `${CLEAR_BELOW}${this.#notesAbove()}` : '';
    const before = this.#backToTop();
    const hide = this.#isCursorHidden ? '' : HIDE_CURSOR;
    this.#isCursorHidden = true;
    this.#write(`${hide}${before}${above}${painted.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`);
    this.#drawn = texts;
  }

  #notesAbove(): string {
    const notes = this.#notes.map((note) => `${note}\n`).join('');
    this.#notes = [];
    return notes;
  }

  /** From the line below what was drawn, wherever in it the cursor is: a typed Ctrl-C has moved it. */
  #backToTop(): string {
    if (this.#isWithinLine) {
      this.#isWithinLine = false;
      return '\n';
    }
    const columns = this.#place.output.columns || COLUMNS_DEFAULT;
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return rows === 0 ? '\r' : `\r\x1b[${rows}A`;
  }

  #write(text: string): void {
    this.#isWriting = true;
    try {
      this.#place.output.write(this.#place.hasUnicode ? text : asciiText(text));
    } finally {
      this.#isWriting = false;
    }
  }
}

const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

function paint(text: string, tone: PanelLine['tone']): string {
  if (tone === undefined) return text;
  return `\x1b[${tone === 'wrong' ? '1;31' : '1'}m${text}\x1b[0m`;
}
