// The page of a report, whichever kind it is.

import type { Report } from '../report.ts';
import { benchContent } from './bench/page.ts';
import type { PageContent } from './content.ts';
import { renderDocument } from './document.ts';
import { severalBenchContent } from './several/bench.ts';
import { severalVerifyContent } from './several/verify.ts';
import { verifyContent } from './verify/page.ts';

export function renderPage(report: Report): string {
  const content = contentOf(report);
  return renderDocument(report.title === undefined ? content : { ...content, title: report.title, name: report.title });
}

function contentOf(report: Report): PageContent {
  if (report.kind === 'bench') {
    const [entry, ...others] = report.entries;
    return others.length === 0 ? benchContent(entry.record) : severalBenchContent(report.entries);
  }
  const [entry, ...others] = report.entries;
  return others.length === 0 ? verifyContent(entry.record) : severalVerifyContent(report.entries);
}
