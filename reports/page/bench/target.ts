// What the target used while the load ran.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Section } from '../content.ts';
import { section } from '../parts.ts';
import { targetUsageFacts } from '../target-usage.ts';

export function targetSection({ targetUsage, totals: { operations } }: BenchRecord): Section | undefined {
  return targetUsage === undefined ? undefined : section('target', 'Target', targetUsageFacts(targetUsage, { operations }));
}
