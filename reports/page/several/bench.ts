// Several runs of bench on one page.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Entries } from '../../report.ts';
import { benchContent } from '../bench/page.ts';
import type { PageContent } from '../content.ts';

export function severalBenchContent(entries: Entries<BenchRecord>): PageContent {
  return benchContent(entries[0].record);
}
