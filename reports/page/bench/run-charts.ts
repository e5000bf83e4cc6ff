// The charts of a run, made once, and where in the page each stands: with what it is of.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Chart } from '../chart.ts';
import { figure } from '../figure.ts';
import { type Html, html, joined } from '../html.ts';
import { latencyCharts, timeCharts } from './charts.ts';

export interface RunCharts {
  readonly latency: readonly Chart[];
  readonly connections: readonly Chart[];
  readonly time: readonly Chart[];
  readonly generator: readonly Chart[];
}

export function chartsOf(record: BenchRecord): RunCharts {
  const latency = latencyCharts(record);
  const time = timeCharts(record);
  const isOfConnections = ({ id }: Chart) => id === 'chart-percentiles-connect';
  const isOfGenerator = ({ id }: Chart) => id.startsWith('chart-generator');
  return {
    latency: latency.filter((chart) => !isOfConnections(chart)),
    connections: latency.filter(isOfConnections),
    time: time.filter((chart) => !isOfGenerator(chart)),
    generator: time.filter(isOfGenerator),
  };
}

/** Beside each other where there is room for two that can be read; `wide`: where there is much. */
export function chartGrid(charts: readonly Chart[], width?: 'wide'): Html {
  const classes = width === undefined ? 'charts' : `charts ${width}`;
  return charts.length === 0 ? html`` : html`<div class="${classes}">${joined(charts.map(figure))}</div>`;
}
