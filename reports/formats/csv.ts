// A report as CSV: of bench the timeline, a row for each second; of verify a row for each case. A first column `run` tells several
// records apart.

import type { Report } from '../report.ts';
import { caseTable } from './csv/cases.ts';
import { csvText } from './csv/csv-text.ts';
import type { Table } from './csv/table.ts';
import { timelineTable } from './csv/timeline.ts';

export function renderCsv(report: Report): string {
  const { columns, rows } = tableOf(report);
  return csvText([columns, ...rows]);
}

function tableOf(report: Report): Table {
  const isOne = report.entries.length === 1;
  const { columns, runs } = report.kind === 'bench' ? timelineTable(report.entries) : caseTable(report.entries);
  return {
    columns: isOne ? columns : ['run', ...columns],
    rows: runs.flatMap(({ name, rows }) => (isOne ? rows : rows.map((row) => [name, ...row]))),
  };
}
