// Which seconds of a run its figures are of.

import type { BenchRecord, Second } from '../record/record.ts';

/** Behind the warm-up, and loaded for all of their length. */
export function measuredSeconds({
  timeline,
  steadiness,
  totals,
  plan,
}: Pick<BenchRecord, 'timeline' | 'steadiness' | 'totals' | 'plan'>): readonly Second[] {
  const planned = plan.segments.reduce((sum, { durationUs }) => sum + durationUs, 0) / 1e6;
  return timeline.slice(steadiness.warmUpSeconds, Math.floor(Math.min(totals.seconds, planned) + 0.001));
}
