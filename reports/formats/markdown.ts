// A report as Markdown for the summary of a step of CI: the verdict first, the numbers that matter, and what is long folded away. It
// reads as plain text, too. Whatever comes from a record goes through `escape.ts`: nothing in it is read as markup.

import type { Report } from '../report.ts';
import { benchSheet, comparedBenchSheet } from './markdown/bench.ts';
import { capacitySheet, comparisonSheet, sweepSheet } from './markdown/studies.ts';
import { comparedVerifySheet, verifySheet } from './markdown/verify.ts';

export function renderMarkdown(report: Report): string {
  const { title } = report;
  switch (report.kind) {
    case 'bench': {
      const { entries } = report;
      return entries.length > 1 ? comparedBenchSheet(entries, title) : benchSheet(entries[0].record, title);
    }
    case 'verify': {
      const { entries } = report;
      return entries.length > 1 ? comparedVerifySheet(entries, title) : verifySheet(entries[0].record, title);
    }
    case 'capacity':
      return capacitySheet(report.entries[0].record, title);
    case 'sweep':
      return sweepSheet(report.entries[0].record, title);
    case 'comparison':
      return comparisonSheet(report.entries[0].record, title);
  }
}
