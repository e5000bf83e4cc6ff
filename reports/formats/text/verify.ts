// What `harness verify` says at the end: what it found, one by one, and then a summary of one screen whose first line is the verdict,
// since the end of an output is what people see. A pure function of the record and of where it is read.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted, countText } from '../../figures.ts';
import {
  causesToShow,
  countsSentence,
  durationText,
  findingSentence,
  type Outcome,
  outcomesOf,
  selectionSentence,
  slowestOf,
  usageSentence,
  verifyHeadline,
} from '../../verify/sentences.ts';
import { cutToWidth, fold, widthOf } from './fold.ts';
import { mostTelling, nextAfterVerify, toShow } from './next-step.ts';
import { plainRecord } from './plain-record.ts';
import { rowsOf, SUMMARY_COLUMNS, SUMMARY_ROWS } from './rows.ts';
import { INDENT, LABEL_WIDTH, Page } from './text-page.ts';
import { byMessage, namesOf, verifyDetails } from './verify-details.ts';

export interface VerifySummaryShown {
  readonly columns: number;
  readonly hasColours: boolean;
  /** Where they were written; undefined when they could not be, or nobody asked. */
  readonly recordFile: string | undefined;
  readonly reportFiles: readonly string[];
}

export function renderVerifySummary(told: VerifyRecord, shown: VerifySummaryShown): string {
  const record = plainRecord(told);
  const details = detailLines(record, shown);
  return textOf([...details, ...(details.length > 0 ? [''] : []), ...summary(record, shown)]);
}

/** As a file has it, which is read from its beginning: the summary, and then what it sums up. */
export function renderVerifyText(told: VerifyRecord, shown: VerifySummaryShown): string {
  const record = plainRecord(told);
  const details = detailLines(record, shown);
  return textOf([...summary(record, shown), ...(details.length > 0 ? [''] : []), ...details]);
}

function detailLines(record: VerifyRecord, shown: VerifySummaryShown): readonly string[] {
  const details = new Page(shown);
  verifyDetails(details, record);
  return details.lines;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The first of them whose rest leaves room for some of what was found; the last fits anyway. */
const TIGHTNESSES = ['folded', 'cut'] as const;
type Tightness = (typeof TIGHTNESSES)[number];

/** Rows that what was found should have at least. */
const FOUND_ROWS_MIN = 8;
const CAUSES_MAX = { folded: 4, cut: 2 } as const;
const NOTES_MAX = { folded: 4, cut: 1 } as const;
const SLOWEST_MAX = { folded: 3, cut: 1 } as const;

function summary(record: VerifyRecord, shown: VerifySummaryShown): string[] {
  const rowsMax = shown.columns < SUMMARY_COLUMNS ? 2 * SUMMARY_ROWS : SUMMARY_ROWS;
  const hasFound = foundTexts(record).length > 0;
  for (const tightness of TIGHTNESSES) {
    const head = headLines(record, shown, tightness);
    const tail = tailLines(record, shown, tightness);
    // An empty line before and behind what was found, or between the two.
    const room = rowsMax - rowsOf([...head, ...tail], shown.columns) - (hasFound ? 2 : 1);
    if (tightness === 'folded' && room < (hasFound ? FOUND_ROWS_MIN : 0)) continue;
    const found = foundLines(record, shown, Math.max(1, room));
    return [...head, '', ...found, ...(found.length > 0 ? [''] : []), ...tail];
  }
  return [];
}

function headLines(record: VerifyRecord, shown: VerifySummaryShown, tightness: Tightness): string[] {
  const page = new SummaryPage(shown, tightness);
  const { verdict } = record;
  const headline = page.fitted(verifyHeadline(record), verdict.length + 1);
  page.line(`${page.paint(verdict, verdict.toUpperCase())} ${headline}`);
  // Never cut: these are the figures that matter.
  page.line(`${' '.repeat(INDENT)}${fold(`${countsSentence(record)}.`, INDENT, shown.columns)}`);
  const selection = selectionSentence(record);
  if (selection !== undefined) page.short(`${selection}.`);
  const { failed } = outcomesOf(record);
  // Which ones failed is listed below.
  const causes = causesToShow(record).filter((cause) => failed.length === 0 || !cause.startsWith(`${failed.length} of `));
  const told = causes.slice(0, CAUSES_MAX[tightness]);
  for (const cause of told) page.short(cause);
  if (told.length < causes.length) page.short(`and ${counted(causes.length - told.length, 'more cause')}, in the record`);
  return [...page.lines];
}

interface Found {
  readonly sign: '✗' | '!' | '?';
  readonly style: 'fail' | 'inconclusive';
  readonly name?: string;
  readonly text: string;
}

/** The most telling first: what failed, what was not as expected, what became of the target, what came to no conclusion. */
function foundTexts(record: VerifyRecord): Found[] {
  const { failed, inconclusive } = outcomesOf(record);
  const causes = causesToShow(record);
  const findings = record.findings.map(findingSentence).filter((sentence) => !causes.includes(sentence));
  return [
    ...mostTelling(failed).map(
      ({ id, message = 'it failed' }: Outcome) => ({ sign: '✗', style: 'fail', name: id, text: message }) as const,
    ),
    ...record.expectations.map((text) => ({ sign: '✗', style: 'fail', text }) as const),
    ...findings.map((text) => ({ sign: '!', style: 'fail', text }) as const),
    ...[...byMessage(inconclusive)].map(
      ([text, ids]) => ({ sign: '?', style: 'inconclusive', name: namesOf(ids), text }) as const,
    ),
  ];
}

/** Each in a line or two: what it is about, and what was found. */
function foundLines(record: VerifyRecord, shown: VerifySummaryShown, rows: number): string[] {
  const all = foundTexts(record);
  const page = new SummaryPage(shown, 'cut');
  let count = 0;
  for (const { sign, style, name, text } of all) {
    const isLast = count === all.length - 1;
    const twoLines = name !== undefined && rows - page.lines.length >= (isLast ? 2 : 3);
    if (!twoLines && rows - page.lines.length < (isLast ? 1 : 2)) break;
    const lead = `${' '.repeat(INDENT)}${page.paint(style, sign)} `;
    const whole = name === undefined ? text : `${name}: ${text}`;
    if (!twoLines || widthOf(whole) <= page.columns - INDENT * 2) page.line(`${lead}${page.fitted(whole, INDENT * 2)}`);
    else {
      page.line(`${lead}${page.fitted(name, INDENT * 2)}`);
      page.line(`${' '.repeat(INDENT * 2)}${page.fitted(text, INDENT * 2)}`);
    }
    count++;
  }
  if (count < all.length) page.short(`and ${countText(all.length - count)} more, above or in the record`);
  return [...page.lines];
}

function tailLines(record: VerifyRecord, shown: VerifySummaryShown, tightness: Tightness): string[] {
  const page = new SummaryPage(shown, tightness);
  page.entry('Time', timeSentence(record, SLOWEST_MAX[tightness]));
  const usage = usageSentence(record);
  if (usage !== undefined) page.entry('Target', usage);
  const { notes } = record;
  const told = notes.slice(0, NOTES_MAX[tightness]);
  for (const [index, note] of told.entries()) page.entry(index === 0 ? 'Note' : '', note);
  if (told.length < notes.length) page.entry('', `and ${counted(notes.length - told.length, 'more note')}, in the record`);
  page.entry('Seed', String(record.seed));
  // Never cut: these are there to be copied.
  if (shown.recordFile !== undefined) page.line(`${'Record'.padEnd(LABEL_WIDTH)}${shown.recordFile}`);
  if (shown.reportFiles.length > 0) page.labelled('Report', shown.reportFiles.join(', '));
  const next = toShow(nextAfterVerify(record, shown), record.command, shown.columns - LABEL_WIDTH);
  if (next === undefined) return [...page.lines];
  if (next.command !== undefined) page.line(`${'Next'.padEnd(LABEL_WIDTH)}${next.command}`);
  page.entry(next.command === undefined ? 'Next' : '', `${next.sentence}.`);
  return [...page.lines];
}

function timeSentence(record: VerifyRecord, most: number): string {
  const slowest = slowestOf(record, most).map(({ id, durationMs }) => `${id} ${durationText(durationMs)}`);
  return `${durationText(record.durationMs)}${slowest.length === 0 ? '' : `; longest: ${slowest.join(', ')}`}`;
}

/** Its texts are folded while there is room, and else cut to a line each: one that came in several lines, too. */
class SummaryPage extends Page {
  readonly #tightness: Tightness;

  constructor(shown: VerifySummaryShown, tightness: Tightness) {
    super(shown);
    this.#tightness = tightness;
  }

  fitted(text: string, indent: number): string {
    const inOne = text.replace(/\n\s*/g, ' ');
    return this.#tightness === 'folded' ? fold(inOne, indent, this.columns) : cutToWidth(inOne, this.columns - indent);
  }

  short(text: string): void {
    this.line(`${' '.repeat(INDENT)}${this.fitted(text, INDENT)}`);
  }

  entry(label: string, text: string): void {
    this.line(`${label.padEnd(LABEL_WIDTH)}${this.fitted(text, LABEL_WIDTH)}`);
  }
}
