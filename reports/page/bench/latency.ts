// How long operations took: the three latencies of each, side by side.

import { type BenchRecord, type Distribution, type OpLatency, VIEWS } from '../../../harness/record/record.ts';
import { busiestFirst } from '../../bench/busiest-first.ts';
import { VIEW_WORDS } from '../../bench/threshold-words.ts';
import { countText, latencyText } from '../../figures.ts';
import type { Chart } from '../chart.ts';
import type { Section } from '../content.ts';
import { figure } from '../document.ts';
import { type Html, html, joined } from '../html.ts';
import { facts, section } from '../parts.ts';
import { type Cell, figureTable, fold } from './tables.ts';

/** More of them fill a screen. */
const OPERATIONS_OPEN_MAX = 4;
const SAMPLES_BEYOND_MIN = 10;

export function operationsOf({ latencyUs }: BenchRecord): [string, OpLatency][] {
  return busiestFirst(
    Object.entries(latencyUs).filter(([, { response }]) => response.count > 0),
    ({ response }) => response.count,
  );
}

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
${joined(charts.map(figure))}
${shown}
${footnotes(operations)}`;
  return section('latency', 'Latency', body);
}

function latencyTable(operations: readonly (readonly [string, OpLatency])[]): Html {
  const titles = ['operation', 'latency', 'count', 'min', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max'];
  const rows = operations.flatMap(([op, latency]) =>
    VIEWS.map((view): Cell[] => [
      html`${op}`,
      VIEW_WORDS[view],
      countCell(latency[view].count),
      ...STATS.map((stat) => latencyCell(latency[view], stat)),
    ]),
  );
  return figureTable(
    'Response, service and send lag of each operation',
    titles.map((title, index) => ({ title, isText: index < 2 })),
    rows,
  );
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

export function footnotes(operations: readonly (readonly [string, OpLatency])[]): Html {
  const all = operations.flatMap(([, latency]) => VIEWS.map((view) => latency[view])).filter(({ count }) => count > 0);
  const isAnyThin = all.some((distribution) => STATS.some((stat) => isThin(distribution, stat)));
  const isAnyClamped = all.some(({ clamped }) => clamped > 0);
  return joined([
    ...(isAnyThin
      ? [
          html`<p class="note">In brackets: fewer than ${String(SAMPLES_BEYOND_MIN)} samples lie beyond it, so chance made it as much as the server.</p>`,
        ]
      : []),
    ...(isAnyClamped ? [html`<p class="note">Some took more than an hour; percentiles count them as an hour.</p>`] : []),
  ]);
}
