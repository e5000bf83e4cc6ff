// A comparison as a page.

import type { ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import { comparisonHeadline } from '../../comparison/sentences.ts';
import type { PageContent } from '../content.ts';
import { html } from '../html.ts';

export function comparisonContent(record: ComparisonRecord): PageContent {
  const title = comparisonHeadline(record);
  return { title, first: html`<h1>${title}</h1>`, sections: [], downloads: [] };
}
