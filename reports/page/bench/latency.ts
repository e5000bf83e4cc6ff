// How long operations took: the three latencies of each, side by side.

import type { BenchRecord, Distribution, OpLatency } from '../../../harness/record/record.ts';
import { VIEWS } from '../../../harness/record/views.ts';
import { VIEW_WORDS } from '../../bench/latency-words.ts';
import { operationsOf } from '../../bench/operations.ts';
import { countText, latencyText } from '../../figures.ts';
import type { Chart } from '../chart.ts';
import type { Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';
import { facts, section } from '../parts.ts';
import { chartGrid } from './run-charts.ts';
import { type Cell, type Column, figureTable, fold } from './tables.ts';

/** More of them fill a screen. */
const OPERATIONS_OPEN_MAX = 4;
const SAMPLES_BEYOND_MIN = 10;

export function latencySection(record: BenchRecord, charts: readonly Chart[]): Section | undefined {
  const operations = operationsOf(record);
  if (operations.length === 0)
    return section('latency', 'Latency', html`<p>No operation was done: there is nothing to show.</p>`);
  const whole = latencyTable(operations);
  const shown = operations.length <= OPERATIONS_OPEN_MAX ? whole : fold(`All figures of ${operations.length} operations`, whole);
  const body = html`<p>Half of them took p50 or less, 99 of 100 took p99 or less. Each is measured in three ways:</p>
${facts([
  [
    'Response',
    'From when a turn was due until it was answered: what somebody who uses the server waits for. Judge the server by it.',
  ],
  [
    'Service',
    'From when it was sent until it was answered. It leaves out the waiting that a slow answer causes to those behind it, so it looks better than it is.',
  ],
  [
    'Send lag',
    'From when it was due until it was sent: response less service. It grows when a client still waits for its last answer.',
  ],
])}
${chartGrid(charts, 'wide')}
${shown}
${footnotes(operations.flatMap(([, latency]) => VIEWS.map((view) => latency[view])))}`;
  return section('latency', 'Latency', body);
}

const COLUMNS: readonly Column[] = [
  { title: 'operation', is: 'name' },
  { title: 'latency', is: 'word' },
  ...['count', 'min', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max'].map((title) => ({ title })),
];

function latencyTable(operations: readonly (readonly [string, OpLatency])[]): Html {
  const rows = operations.flatMap(([op, latency]) =>
    VIEWS.map((view): Cell[] => [
      html`${op}`,
      VIEW_WORDS[view],
      countCell(latency[view].count),
      ...STATS.map((stat) => latencyCell(latency[view], stat)),
    ]),
  );
  return figureTable('Response, service and send lag of each operation', COLUMNS, rows);
}

const STATS = ['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const;
type Stat = (typeof STATS)[number];

const BEYOND: Readonly<Partial<Record<Stat, number>>> = { p50: 0.5, p90: 0.1, p99: 0.01, p999: 0.001 };

/** In brackets where too few samples lie beyond it. */
export function latencyCell(distribution: Distribution, stat: Stat): Cell {
  if (distribution.count === 0) return '–';
  const value = distribution[stat];
  const text = latencyText(value, ' ');
  return isThin(distribution, stat) ? { text: `(${text})`, value, isSoft: true } : { text, value };
}

function isThin({ count }: Distribution, stat: Stat): boolean {
  return count * (BEYOND[stat] ?? Number.POSITIVE_INFINITY) < SAMPLES_BEYOND_MIN;
}

export function countCell(count: number): Cell {
  return { text: countText(count), value: count };
}

/** What brackets mean, where a table of these has some; and what an hour is. */
export function footnotes(distributions: readonly Distribution[], stats: readonly Stat[] = STATS): Html {
  const notes = [
    ...(distributions.some((one) => one.count > 0 && stats.some((stat) => isThin(one, stat)))
      ? [`In brackets: fewer than ${SAMPLES_BEYOND_MIN} samples lie beyond it, so chance made it as much as the server.`]
      : []),
    ...(distributions.some(({ clamped }) => clamped > 0)
      ? ['Some took more than an hour; percentiles count them as an hour.']
      : []),
  ];
  return joined(notes.map((note) => html`<p class="note">${note}</p>`));
}
