// The page of a report, whichever kind it is.

import type { Report } from '../report.ts';
import { benchContent } from './bench/page.ts';
import { capacityContent } from './capacity/page.ts';
import { comparisonContent } from './comparison/page.ts';
import type { PageContent } from './content.ts';
import { renderDocument } from './document.ts';
import { severalBenchContent } from './several/bench.ts';
import { severalVerifyContent } from './several/verify.ts';
import { sweepContent } from './sweep/page.ts';
import { verifyContent } from './verify/page.ts';

export function renderPage(report: Report): string {
  const content = contentOf(report);
  return renderDocument(report.title === undefined ? content : { ...content, title: report.title, name: report.title });
}

function contentOf(report: Report): PageContent {
  switch (report.kind) {
    case 'bench': {
      const { entries } = report;
      return entries.length === 1 ? benchContent(entries[0].record) : severalBenchContent(entries);
    }
    case 'verify': {
      const { entries } = report;
      return entries.length === 1 ? verifyContent(entries[0].record) : severalVerifyContent(entries);
    }
    case 'capacity':
      return capacityContent(report.entries[0].record);
    case 'sweep':
      return sweepContent(report.entries[0].record);
    case 'comparison':
      return comparisonContent(report.entries[0].record);
  }
}
