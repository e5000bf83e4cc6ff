// What the terminal shows at the end of a run, as a file. Several records come one behind the other, each below its name, and what
// they have in common side by side before them.

import { largest } from '../../figures.ts';
import type { BenchReport, Report, VerifyReport } from '../../report.ts';
import { benchRows, differingCases, type Row, verifyRows } from '../compared.ts';
import { plainLine } from '../plain-line.ts';
import { renderSummary } from './bench.ts';
import { renderCapacitySummary } from './capacity.ts';
import { renderComparisonSummary } from './comparison.ts';
import { cutToWidth, widthOf } from './fold.ts';
import { renderSweepSummary } from './sweep.ts';
import { renderVerifyText } from './verify.ts';

const COLUMNS = 100;
const SHOWN = { columns: COLUMNS, hasColours: false, recordFile: undefined, reportFiles: [], rowsMax: Number.POSITIVE_INFINITY };

export function renderText(report: Report): string {
  // Whoever shows the file on a terminal is not to be told to do things by what a server said.
  return textOf(report).split('\n').map(plainLine).join('\n');
}

function textOf(report: Report): string {
  switch (report.kind) {
    case 'bench':
    case 'verify':
      return textOfRuns(report);
    case 'capacity':
      return renderCapacitySummary(report.entries[0].record, SHOWN);
    case 'sweep':
      return renderSweepSummary(report.entries[0].record, SHOWN);
    case 'comparison':
      return renderComparisonSummary(report.entries[0].record, SHOWN);
  }
}

function textOfRuns(report: BenchReport | VerifyReport): string {
  const summaries =
    report.kind === 'bench'
      ? report.entries.map(({ name, record }) => ({ name, text: renderSummary(record, SHOWN) }))
      : report.entries.map(({ name, record }) => ({ name, text: renderVerifyText(record, SHOWN) }));
  const [first, ...others] = summaries;
  if (first === undefined || others.length === 0) return first?.text ?? '';
  return [
    ...(report.title === undefined ? [] : [`${plainLine(report.title)}\n`]),
    `${renderComparison(report)}\n`,
    ...summaries.map(({ name, text }) => `${heading(name)}\n\n${text}`),
  ].join('\n');
}

/** What stands before the summaries of several records. */
export function renderComparison(report: BenchReport | VerifyReport): string {
  const names = report.entries.map(({ name }) => name);
  if (report.kind === 'bench') return tables(names, benchRows(report.entries));
  const cases = differingCases(report.entries);
  return `${tables(names, verifyRows(report.entries))}${cases.length === 0 ? '' : `\n\n${tables(names, cases)}`}`;
}

function heading(name: string): string {
  return `── ${plainLine(name)} ${'─'.repeat(Math.max(2, COLUMNS - 4 - widthOf(plainLine(name))))}`;
}

const NAME_WIDTH_MAX = 60;
const CELL_WIDTH_MIN = 8;
const CELL_WIDTH_MAX = 24;
const GAP = 2;

/** One table where the runs have room beside each other, else several, one below the other. */
function tables(names: readonly string[], rows: readonly Row[]): string {
  const nameWidth = Math.min(NAME_WIDTH_MAX, largest(rows.map(({ name }) => widthOf(plainLine(name)))));
  const widths = names.map((name, index) => {
    const widest = largest([name, ...rows.map(({ cells }) => cells[index] ?? '')].map((text) => widthOf(plainLine(text))));
    return Math.min(CELL_WIDTH_MAX, Math.max(CELL_WIDTH_MIN, widest));
  });
  const parts: number[][] = [];
  let used = 0;
  for (const [index, width] of widths.entries()) {
    const last = parts.at(-1);
    if (last !== undefined && used + GAP + width <= COLUMNS) {
      last.push(index);
      used += GAP + width;
    } else {
      parts.push([index]);
      used = nameWidth + GAP + width;
    }
  }
  const line = (name: string, cells: readonly string[], part: readonly number[]) =>
    [padEnd(name, nameWidth), ...part.map((index) => padStart(cells[index] ?? '', widths[index] ?? 0))]
      .join(' '.repeat(GAP))
      .trimEnd();
  return parts
    .map((part) => [line('', names, part), ...rows.map(({ name, cells }) => line(name, cells, part))].join('\n'))
    .join('\n\n');
}

function padEnd(text: string, width: number): string {
  const cut = cutToWidth(plainLine(text), width);
  return `${cut}${' '.repeat(width - widthOf(cut))}`;
}

function padStart(text: string, width: number): string {
  const cut = cutToWidth(plainLine(text), width);
  return `${' '.repeat(width - widthOf(cut))}${cut}`;
}
