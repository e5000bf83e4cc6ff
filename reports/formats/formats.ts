// The forms that a report can take. Each is a module beside this one, and a pure function of the report.

import { prepareHistograms } from '../../harness/record/latency-histogram.ts';
import { renderPage } from '../page/page.ts';
import type { Report } from '../report.ts';
import { renderCsv } from './csv.ts';
import type { Format } from './format-names.ts';
import { renderHlog } from './hlog.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text/text.ts';

export async function renderReport(format: Format, report: Report): Promise<string> {
  await prepareHistograms();
  return RENDERERS[format](report);
}

const RENDERERS: Readonly<Record<Format, (report: Report) => string>> = {
  html: renderPage,
  junit: renderJunit,
  markdown: renderMarkdown,
  csv: renderCsv,
  hlog: renderHlog,
  json: renderJson,
  text: renderText,
};
