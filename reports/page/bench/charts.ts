// What the charts of a run show. Each says in a sentence what is to be seen in it, so that nobody has to find it.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Chart } from '../chart.ts';
import { generatorCharts } from './generator-charts.ts';
import { heatCharts } from './heat-charts.ts';
import { loadCharts } from './load-charts.ts';
import { connectCharts, percentileCharts } from './percentile-charts.ts';
import { responseCharts } from './response-charts.ts';
import { targetCharts } from './target-charts.ts';
import { timeAxisOf } from './time-axis.ts';

/** By percentile, and where in time the responses lie. */
export function latencyCharts(record: BenchRecord): readonly Chart[] {
  return [...percentileCharts(record), ...heatCharts(record), ...connectCharts(record)];
}

/** All on one axis; none of a run that has no two whole seconds. */
export function timeCharts(record: BenchRecord): readonly Chart[] {
  const axis = timeAxisOf(record);
  if (axis === undefined) return [];
  return [
    ...responseCharts(record, axis),
    ...loadCharts(record, axis),
    ...targetCharts(record, axis),
    ...generatorCharts(record, axis),
  ];
}
