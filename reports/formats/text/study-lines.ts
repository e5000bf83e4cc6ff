// What the summaries of all studies consist of: the verdict with its answer, causes, a table, labelled facts, and what to do next. As
// the summary of a bench they take one screen: of what there may be much of, as much as fits is shown.

import type { StudyRecord } from '../../../harness/record/any-record.ts';
import { shellText } from '../../bench/sentences.ts';
import { largest } from '../../figures.ts';
import type { StudyVerdict } from '../../study/sentences.ts';
import type { SummaryShown } from './bench.ts';
import { cutToWidth, fold, widthOf } from './fold.ts';
import { pageOf, toShow } from './next-step.ts';
import { plainRecord } from './plain-record.ts';
import { rowsOf, SUMMARY_COLUMNS, SUMMARY_ROWS } from './rows.ts';
import { some } from './text-page.ts';

export interface StudySummary {
  readonly headline: string;
  /** Below it, before the table. */
  readonly sentences: readonly { readonly text: string; readonly style?: Style }[];
  readonly table: TextTable;
  readonly facts: readonly (readonly [label: string, text: string | undefined])[];
  /** What the command of the record does when it is run again; undefined: there is no need. */
  readonly next: string | undefined;
}

interface TextTable {
  readonly titles: readonly string[];
  /** The columns of words; figures stand to the right. */
  readonly left: readonly number[];
  /** In the order in which they are to be read; where there is no room for all, those of the lowest rank stay. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly rank: number }[];
  /** What one row is of. */
  readonly noun: string;
}

type Style = StudyVerdict | 'soft';

interface Room {
  readonly rows: number;
  readonly causes: number;
  readonly sentences: number;
  readonly facts: number;
  /** To a line each: first what stands below the table, and at last all. */
  readonly cuts: 'nothing' | 'facts' | 'all';
  readonly hasGaps: boolean;
}

const ALL = Number.POSITIVE_INFINITY;

/** The first of them that fits is taken, and else the last. */
const ROOMS: readonly Room[] = [
  { rows: ALL, causes: 8, sentences: ALL, facts: ALL, cuts: 'nothing', hasGaps: true },
  { rows: 10, causes: 4, sentences: 8, facts: 8, cuts: 'nothing', hasGaps: true },
  { rows: 8, causes: 3, sentences: 6, facts: 6, cuts: 'facts', hasGaps: true },
  { rows: 6, causes: 3, sentences: 5, facts: 4, cuts: 'facts', hasGaps: true },
  { rows: 5, causes: 2, sentences: 4, facts: 2, cuts: 'facts', hasGaps: true },
  { rows: 5, causes: 2, sentences: 4, facts: 2, cuts: 'all', hasGaps: true },
  { rows: 2, causes: 1, sentences: 2, facts: 1, cuts: 'all', hasGaps: false },
];

export function renderStudySummary<R extends StudyRecord>(
  told: R,
  shown: SummaryShown,
  summaryOf: (record: R) => StudySummary,
): string {
  const record = plainRecord(told);
  const summary = summaryOf(record);
  const { columns, rowsMax = columns < SUMMARY_COLUMNS ? ALL : SUMMARY_ROWS } = shown;
  let lines: string[] = [];
  for (const room of ROOMS) {
    lines = summaryLines(record, summary, shown, room);
    if (rowsOf(lines, columns) <= rowsMax) break;
  }
  return `${lines.join('\n')}\n`;
}

const LABEL_WIDTH = 12;

function summaryLines(record: StudyRecord, summary: StudySummary, shown: SummaryShown, room: Room): string[] {
  const { columns, hasColours } = shown;
  const paint = (style: Style | undefined, text: string) =>
    hasColours && style !== undefined ? `\x1b[${SGR[style]}m${text}\x1b[0m` : text;
  const prose = (text: string, indent: number, isCut = room.cuts === 'all') =>
    isCut ? cutToWidth(text, columns - indent) : fold(text, indent, columns);
  const { verdict } = record;
  const gap = room.hasGaps ? [''] : [];
  const facts = summary.facts
    .flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]))
    .slice(0, room.facts);
  return [
    `${paint(verdict, verdict.toUpperCase())} ${prose(summary.headline, verdict.length + 1)}`,
    ...some(record.causes, room.causes, 'cause').map(
      (cause) => `  ${paint(verdict, verdict)}: ${prose(cause, verdict.length + 4)}`,
    ),
    ...some(summary.sentences, room.sentences, 'sentence').map((one) =>
      typeof one === 'string' ? `  ${one}` : `  ${paint(one.style, prose(one.text, 2))}`,
    ),
    ...gap,
    ...tableLines(summary.table, room.rows, columns),
    ...gap,
    ...facts.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)}${prose(text, LABEL_WIDTH, room.cuts !== 'nothing')}`),
    ...filesLines(record, summary, shown),
  ];
}

const SGR: Readonly<Record<Style, string>> = { pass: '1;32', fail: '1;31', invalid: '1;33', soft: '2' };

const CELL_GAP = 2;
const NAME_WIDTH_MAX = 30;

/** Columns that have no room are left out, from the last on. */
function tableLines({ titles, left, rows, noun }: TextTable, rowsWished: number, columns: number): string[] {
  if (rows.length === 0) return [];
  // The line that would speak of one row has room for that row.
  const rowsMax = rows.length === rowsWished + 1 ? rows.length : rowsWished;
  const kept = new Set(rows.toSorted((one, other) => one.rank - other.rank).slice(0, rowsMax));
  const ordered = rows.filter((row) => kept.has(row)).map(({ cells }) => cells);
  const widths = titles.map((title, column) => {
    const widest = largest([title, ...ordered.map((row) => row[column] ?? '')].map(widthOf));
    return column === 0 ? Math.min(NAME_WIDTH_MAX, widest) : widest;
  });
  let used = 0;
  const shown = widths.filter((width, column) => {
    used += width + (column === 0 ? 0 : CELL_GAP);
    return column === 0 || used <= columns;
  }).length;
  const line = (cells: readonly string[]) =>
    cells
      .slice(0, shown)
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const cut = cutToWidth(cell, width);
        const padding = ' '.repeat(width - widthOf(cut));
        return left.includes(column) ? `${cut}${padding}` : `${padding}${cut}`;
      })
      .join(' '.repeat(CELL_GAP))
      .trimEnd();
  const more = rows.length - ordered.length;
  const rest = more === 0 ? [] : [`and ${String(more)} more ${noun}${more === 1 ? '' : 's'}, in the record`];
  return [line(titles), ...ordered.map(line), ...rest];
}

/** Never cut, and commands never folded: they are there to be copied. */
function filesLines(record: StudyRecord, { next }: StudySummary, shown: SummaryShown): string[] {
  const { recordFile, reportFiles, columns } = shown;
  const line = (label: string, text: string) => `${label.padEnd(LABEL_WIDTH)}${text}`;
  const step = next === undefined ? pageOf(record, shown) : { command: shellText(record.command), sentence: next };
  const told = toShow(step, record.command, columns - LABEL_WIDTH);
  return [
    ...(recordFile === undefined ? [] : [line('Record', recordFile)]),
    ...(reportFiles.length === 0 ? [] : [line('Report', fold(reportFiles.join(', '), LABEL_WIDTH, columns))]),
    ...(told?.command === undefined ? [] : [line('Next', told.command)]),
    ...(told === undefined
      ? []
      : [line(told.command === undefined ? 'Next' : '', fold(`${told.sentence}.`, LABEL_WIDTH, columns))]),
  ];
}
