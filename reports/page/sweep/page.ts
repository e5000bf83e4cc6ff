// A sweep as a page.

import type { SweepRecord } from '../../../harness/record/sweep-record.ts';
import { sweepHeadline } from '../../sweep/sentences.ts';
import type { PageContent } from '../content.ts';
import { html } from '../html.ts';

export function sweepContent(record: SweepRecord): PageContent {
  const title = sweepHeadline(record);
  return { title, first: html`<h1>${title}</h1>`, sections: [], downloads: [] };
}
