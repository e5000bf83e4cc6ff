// All responses of an operation over time: what lines of percentiles hide, such as two ways to answer, or a pause.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { type Heat, heatOf } from '../../bench/heat-cells.ts';
import { ownOf } from '../../bench/own-of.ts';
import { latenciesAt } from '../../bench/percentile-curve.ts';
import { countText, latencyText } from '../../figures.ts';
import type { HeatMap } from '../chart.ts';
import { bandsFor } from './evidence.ts';
import { type Op, opsOf } from './ops.ts';
import { timeMarks } from './time-marks.ts';

const MAPS_MAX = 3;

export function heatCharts(record: BenchRecord): HeatMap[] {
  if (record.timeline.length < 2) return [];
  return opsOf(record)
    .slice(0, MAPS_MAX)
    .flatMap((op) => {
      const heat = heatOf(record.timeline, op.op);
      return heat === undefined ? [] : [chartOf(record, op, heat)];
    });
}

function chartOf(record: BenchRecord, op: Op, heat: Heat): HeatMap {
  const { columns, step, bounds, cells } = heat;
  return {
    kind: 'heat',
    id: `chart-heat-${op.id}`,
    title: `Responses to ${op.shown} over time`,
    says: findingOf(record, op, step),
    group: 'time',
    x: { name: 'time', unit: 'seconds', scale: 'linear', values: columns, step },
    y: { name: 'response', unit: 'us', scale: 'log', bounds },
    cells,
    ...timeMarks(record, columns, step, ['response'], [op.op]),
    ...bandsFor(record, ['response', 'service'], [op.op]),
  };
}

function findingOf({ timeline, steadiness }: BenchRecord, { op, latency: { response } }: Op, step: number): string {
  const [low = 0, high = 0] = latenciesAt(response, [10, 90]);
  const slowest = timeline
    .filter(({ second }) => second >= steadiness.warmUpSeconds)
    .map(({ second, latencyUs }) => ({ second, us: ownOf(latencyUs, op)?.responseMax ?? 0 }))
    .reduce((one, other) => (other.us > one.us ? other : one), { second: 0, us: 0 });
  const [from, to] = [latencyText(low, ' '), latencyText(high, ' ')];
  const most = from === to ? `Most responses took ${from}` : `Four in five responses took ${from} to ${to}`;
  const column = step === 1 ? '' : ` Each column is ${step} s.`;
  return `${most}; the slowest, ${latencyText(slowest.us, ' ')}, came in second ${countText(slowest.second)}.${column}`;
}
