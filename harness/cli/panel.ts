// The lines of a panel, made to fit: what matters less is left out first, line by line where there are few rows and from the end of
// a line where there are few columns. Pure.

import { cutToWidth, widthOf } from '../../reports/formats/text/fold.ts';
import { MARKS } from './ascii-text.ts';

/** A terminal may be higher; nobody wants more of it taken. */
export const PANEL_LINES_MAX = 12;

export interface PanelLine {
  readonly label?: string;
  /** The most important first: the last that don't fit are left out. */
  readonly parts: readonly string[];
  /** Drawn before the parts, where there is room: how much of it is full. */
  readonly bar?: number;
  /** Drawn behind the parts, where there is room: the latest at the right. */
  readonly marks?: readonly number[];
  /** 1 is shown on the lowest of terminals. */
  readonly importance: number;
  readonly tone?: 'title' | 'wrong';
}

/** In their order; of those that are equally important the first. */
export function mostImportant(lines: readonly PanelLine[], rows: number): PanelLine[] {
  const room = Math.max(1, Math.min(PANEL_LINES_MAX, rows));
  const kept = new Set(lines.toSorted((one, other) => one.importance - other.importance).slice(0, room));
  return lines.filter((line) => kept.has(line));
}

/** Labels of all lines end here, where there is room for labels. */
export const LABEL_WIDTH = 12;
const LABELS_COLUMNS_MIN = 30;
const BAR_WIDTH_MIN = 6;
const BAR_WIDTH_MAX = 30;
/** So that the marks don't move with every figure before them. */
const MARKS_AT = 34;
const MARKS_WIDTH_MIN = 8;

/** In one line that is no wider than `columns`. */
export function panelText({ label, parts, bar, marks, tone }: PanelLine, columns: number): string {
  const lead = label === undefined ? '' : columns < LABELS_COLUMNS_MIN ? `${label} ` : label.padEnd(LABEL_WIDTH);
  const text = `${lead}${joined(parts, columns - widthOf(lead))}`;
  if (bar !== undefined) return withBar(bar, text, columns);
  if (marks !== undefined && tone === undefined) return withMarks(text, marks, columns);
  return cutToWidth(text, columns);
}

function joined(parts: readonly string[], columns: number): string {
  const [first = '', ...others] = parts;
  let text = first;
  for (const part of others) {
    if (widthOf(text) + 2 + widthOf(part) > columns) break;
    text += `, ${part}`;
  }
  return text;
}

function withBar(share: number, text: string, columns: number): string {
  const width = Math.min(BAR_WIDTH_MAX, columns - widthOf(text) - 1);
  return width < BAR_WIDTH_MIN ? cutToWidth(text, columns) : `${barOf(share, width)} ${text}`;
}

function barOf(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

function withMarks(text: string, values: readonly number[], columns: number): string {
  const at = Math.max(MARKS_AT, widthOf(text) + 2);
  const width = columns - at;
  if (width < MARKS_WIDTH_MIN || values.length < 2) return cutToWidth(text, columns);
  return `${text}${' '.repeat(at - widthOf(text))}${sparkline(values.slice(-width))}`;
}

/** From nothing to the highest of them. */
function sparkline(values: readonly number[]): string {
  const max = Math.max(...values);
  return values.map((value) => MARKS[max === 0 ? 0 : Math.round((value / max) * (MARKS.length - 1))]).join('');
}

/** `5 s`, `2 min 5 s`, `1 h 2 min`. */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What somebody else wrote, in one line that moves no cursor. */
export function plainText(text: string): string {
  return text.replace(/\p{C}|\p{Zl}|\p{Zp}/gu, '·');
}
