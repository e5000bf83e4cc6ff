// All responses of an operation over time: what lines of percentiles hide, such as two ways to answer, or a pause.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { type Heat, heatOf } from '../../bench/heat-cells.ts';
import { latenciesAt } from '../../bench/percentile-curve.ts';
import { countText, latencyText } from '../../figures.ts';
import type { HeatMap, Mark } from '../chart.ts';
import { bandsFor, DIAGNOSIS_WORDS, evidenceFor } from './evidence.ts';
import { type Op, opsOf } from './ops.ts';
import { WARM_UP_WORDS } from './time-axis.ts';

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
    ...marksOf(record, op.op, heat),
    ...bandsFor(record, ['response', 'service'], op.op),
  };
}

function findingOf({ timeline, steadiness }: BenchRecord, { op, latency: { response } }: Op, step: number): string {
  const [low = 0, high = 0] = latenciesAt(response, [10, 90]);
  const slowest = timeline
    .filter(({ second }) => second >= steadiness.warmUpSeconds)
    .map(({ second, latencyUs }) => ({ second, us: latencyUs[op]?.responseMax ?? 0 }))
    .reduce((one, other) => (other.us > one.us ? other : one), { second: 0, us: 0 });
  const [from, to] = [latencyText(low, ' '), latencyText(high, ' ')];
  const most = from === to ? `Most responses took ${from}` : `Four in five responses took ${from} to ${to}`;
  const column = step === 1 ? '' : ` Each column is ${step} s.`;
  return `${most}; the slowest, ${latencyText(slowest.us, ' ')}, came in second ${countText(slowest.second)}.${column}`;
}

/** As wide as the columns that they speak of. */
function marksOf(record: BenchRecord, op: string, { columns, step }: Heat): { marks?: readonly Mark[] } {
  const first = columns[0] ?? 0;
  const end = (columns.at(-1) ?? 0) + step;
  const around = (fromSecond: number, toSecond: number) => ({
    from: first + Math.max(0, Math.floor((fromSecond - first) / step)) * step,
    to: Math.min(end, first + Math.ceil((toSecond - first) / step) * step),
  });
  const { warmUpSeconds } = record.steadiness;
  const warmUp: Mark[] = warmUpSeconds === 0 ? [] : [{ kind: 'warm-up', ...around(first, warmUpSeconds), text: WARM_UP_WORDS }];
  const evidence = evidenceFor(record, ['response'], op)
    .filter(({ lowUs }) => lowUs === undefined)
    .map(({ kind, fromSecond, toSecond }): Mark => {
      return { kind: 'evidence', ...around(fromSecond, toSecond), text: DIAGNOSIS_WORDS[kind] };
    });
  const marks = [...warmUp, ...evidence].filter(({ from, to }) => from < to);
  return marks.length === 0 ? {} : { marks };
}
