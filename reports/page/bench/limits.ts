// Thresholds as lines in the charts of what they speak of.

import { holds, parseThreshold, type Threshold } from '../../../harness/load/thresholds.ts';
import type { BenchRecord, Distribution } from '../../../harness/record/record.ts';
import type { View } from '../../../harness/record/views.ts';
import { latenciesAt } from '../../bench/percentile-curve.ts';
import type { Limit } from '../chart.ts';
import type { Op } from './ops.ts';

/** Of percentiles and maxima: what a chart of percentiles shows nothing of, such as means, has no line there. */
export function latencyLimits(record: BenchRecord, { op, latency }: Op, views: readonly View[]): { limits?: readonly Limit[] } {
  const limits = thresholdsOf(record).flatMap(({ text, passed, measure, comparison, limit, unitUs }): Limit[] => {
    if (measure.kind !== 'latency' || !views.includes(measure.view) || (measure.op ?? op) !== op) return [];
    const actualUs = statOf(latency[measure.view], measure.stat);
    if (actualUs === undefined) return [];
    // Of all operations together the worst was judged: this one may be better.
    const isMet = passed || (measure.op === undefined && holds(actualUs / unitUs, comparison, limit));
    return [{ value: limit * unitUs, text, isMet }];
  });
  return limits.length === 0 ? {} : { limits };
}

export function rateLimits(record: BenchRecord): { limits?: readonly Limit[] } {
  const limits = thresholdsOf(record).flatMap(({ text, passed, measure, limit }): Limit[] =>
    measure.kind === 'rate' ? [{ value: limit, text, isMet: passed }] : [],
  );
  return limits.length === 0 ? {} : { limits };
}

type Stat = Extract<Threshold['measure'], { kind: 'latency' }>['stat'];

function statOf(distribution: Distribution, stat: Stat): number | undefined {
  if (distribution.count === 0) return undefined;
  if (stat.kind === 'max') return distribution.max;
  return stat.kind === 'percentile' ? latenciesAt(distribution, [stat.percentile])[0] : undefined;
}

/** A text that is none, as another version may have written it, has no line. */
function thresholdsOf({ thresholds }: BenchRecord): (Threshold & { readonly passed: boolean })[] {
  return thresholds.flatMap(({ text, passed }) => {
    try {
      return [{ ...parseThreshold(text), passed }];
    } catch {
      return [];
    }
  });
}
