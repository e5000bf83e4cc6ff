// The axis that all charts over time share: the seconds of the run, or as many of them a point as a chart has room for.

import type { BenchRecord, Second } from '../../../harness/record/record.ts';
import { highest, mean, secondsAPoint, thinned } from '../../bench/thinned.ts';
import type { Line, LineChart } from '../chart.ts';
import { rounded } from './rounded.ts';

/** How the seconds of a point become one: the highest of them, or the mean. */
export type Joining = 'highest' | 'mean';

export interface TimeAxis {
  readonly timeline: readonly Second[];
  readonly together: number;
  readonly x: LineChart['x'];
  /** Without the warm-up; all of them where there is nothing else. */
  readonly measured: readonly Second[];
  /** The run filled all of it; what is counted in another is no rate. */
  readonly isWhole: (second: Second) => boolean;
}

/** A run ends a little before its last second does. */
const WHOLE_SHARE = 0.95;

export function timeAxisOf({ timeline: all, totals, steadiness }: BenchRecord): TimeAxis | undefined {
  const wholeSeconds = Math.floor(totals.seconds + 1 - WHOLE_SHARE);
  const isWhole = ({ second }: Second) => second < wholeSeconds;
  // Behind the run clients leave; that is no part of what is measured.
  const last = all.findLastIndex((second) => isWhole(second) || second.operations > 0 || second.errors > 0);
  const timeline = all.slice(0, last + 1);
  const whole = timeline.filter(isWhole);
  if (whole.length < 2) return undefined;
  const together = secondsAPoint(timeline.length);
  const behindWarmUp = whole.filter(({ second }) => second >= steadiness.warmUpSeconds);
  return {
    timeline,
    together,
    x: {
      name: 'time',
      unit: 'seconds',
      scale: 'linear',
      values: thinned(timeline, together, ([first]) => first?.second ?? 0),
    },
    measured: behindWarmUp.length === 0 ? whole : behindWarmUp,
    isWhole,
  };
}

/** Null: the second has none. */
export function lineOf(
  { timeline, together }: TimeAxis,
  name: string,
  figureIn: (second: Second) => number | null | undefined,
  joining: Joining,
): Line {
  const values = timeline.map((second) => figureIn(second) ?? null);
  const joined = thinned(values, together, joining === 'highest' ? highest : mean);
  return { name, values: joined.map((value) => (value === null ? null : rounded(value))) };
}

/** Said behind what a chart says, where a point is more than a second. */
export function withJoining(says: string, { together }: TimeAxis, joining: Joining): string {
  if (together === 1) return says;
  return `${says} Each point is ${together} s, ${joining === 'highest' ? 'the highest' : 'the mean'} of them.`;
}
