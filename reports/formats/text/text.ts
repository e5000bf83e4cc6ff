// What the terminal shows at the end of a run, as a file.

import type { Report } from '../../report.ts';
import { renderSummary } from './bench.ts';
import { renderVerifySummary } from './verify.ts';

const SHOWN = { columns: 100, hasColours: false, recordFile: undefined, reportFiles: [], rowsMax: Number.POSITIVE_INFINITY };

export function renderText(report: Report): string {
  if (report.kind === 'bench') return report.entries.map(({ record }) => renderSummary(record, SHOWN)).join('\n');
  return report.entries.map(({ record }) => renderVerifySummary(record, SHOWN)).join('\n');
}
