// The charts of a run of bench.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Chart } from '../chart.ts';

export function latencyCharts(_record: BenchRecord): readonly Chart[] {
  return [];
}

export function timeCharts({ timeline: whole, totals }: BenchRecord): readonly Chart[] {
  // A last second that the run filled in part only would look like a drop.
  const timeline = whole.slice(0, Math.max(2, Math.floor(totals.seconds)));
  if (timeline.length < 2) return [];
  return [
    {
      kind: 'lines',
      id: 'turns',
      title: 'Turns a second',
      says: 'How many turns began in each second.',
      group: 'time',
      x: { name: 'second', unit: 'seconds', scale: 'linear', values: timeline.map(({ second }) => second) },
      y: { name: 'turns', unit: 'perSecond', scale: 'linear' },
      lines: [{ name: 'turns', values: timeline.map((second) => second.turns) }],
    },
  ];
}
