// How many turns an open plan, and how many clients a closed one, would have had in a second.

import type { Segment } from '../../harness/load/plan.ts';

interface Plan {
  readonly segments: readonly Segment[];
  readonly turns?: number | undefined;
}

const US_PER_SECOND = 1e6;

/** Of an open plan: the turns that are due in that second of the run. */
export function turnsPlannedIn({ segments, turns = Number.POSITIVE_INFINITY }: Plan, second: number): number {
  const due = (untilUs: number) => Math.min(turns, areaUntil(segments, untilUs) / US_PER_SECOND);
  return due((second + 1) * US_PER_SECOND) - due(second * US_PER_SECOND);
}

/** Of a closed plan: how many clients are to be active at the end of that second; 0 behind the plan's end. */
export function clientsPlannedAt({ segments }: Plan, second: number): number {
  let atUs = (second + 1) * US_PER_SECOND;
  for (const { durationUs, from, to } of segments) {
    if (atUs <= durationUs) return from + ((to - from) * atUs) / durationUs;
    atUs -= durationUs;
  }
  return 0;
}

/** Below the line that the segments make. */
function areaUntil(segments: readonly Segment[], untilUs: number): number {
  let area = 0;
  let leftUs = untilUs;
  for (const { durationUs, from, to } of segments) {
    const us = Math.min(leftUs, durationUs);
    if (us <= 0) break;
    const reached = from + ((to - from) * us) / durationUs;
    area += ((from + reached) / 2) * us;
    leftUs -= us;
  }
  return area;
}
