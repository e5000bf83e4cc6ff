// A report as CSV: of bench the timeline, a row for each second; of verify a row for each case; of studies a row for each figure of
// each run. A first column `run` tells several records apart.

import type { Report } from '../report.ts';
import { caseTable } from './csv/cases.ts';
import { csvText } from './csv/csv-text.ts';
import { capacityTable, comparisonTable, sweepTable } from './csv/studies.ts';
import type { Table, TableOfRuns } from './csv/table.ts';
import { timelineTable } from './csv/timeline.ts';

export function renderCsv(report: Report): string {
  const { columns, rows } = tableOf(report);
  return csvText([columns, ...rows]);
}

function tableOf(report: Report): Table {
  switch (report.kind) {
    case 'bench':
      return together(timelineTable(report.entries));
    case 'verify':
      return together(caseTable(report.entries));
    case 'capacity':
      return capacityTable(report.entries[0].record);
    case 'sweep':
      return sweepTable(report.entries[0].record);
    case 'comparison':
      return comparisonTable(report.entries[0].record);
  }
}

function together({ columns, runs }: TableOfRuns): Table {
  const isOne = runs.length === 1;
  return {
    columns: isOne ? columns : ['run', ...columns],
    rows: runs.flatMap(({ name, rows }) => (isOne ? rows : rows.map((row) => [name, ...row]))),
  };
}
