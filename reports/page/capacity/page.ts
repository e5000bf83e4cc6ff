// A capacity as a page.

import type { CapacityRecord } from '../../../harness/record/capacity-record.ts';
import { capacityHeadline } from '../../capacity/sentences.ts';
import type { PageContent } from '../content.ts';
import { html } from '../html.ts';

export function capacityContent(record: CapacityRecord): PageContent {
  const title = capacityHeadline(record);
  return { title, first: html`<h1>${title}</h1>`, sections: [], downloads: [] };
}
