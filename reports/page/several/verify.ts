// Several runs of verify on one page: servers x cases.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import type { Entries } from '../../report.ts';
import type { PageContent } from '../content.ts';
import { verifyContent } from '../verify/page.ts';

export function severalVerifyContent(entries: Entries<VerifyRecord>): PageContent {
  return verifyContent(entries[0].record);
}
