// The operations of a run beside each other, a row each. With one there is nothing to compare.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { operationsOf } from '../../bench/operations.ts';
import { percentText, threeDigits } from '../../figures.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { section } from '../parts.ts';
import { countCell, latencyCell } from './latency.ts';
import { type Cell, type Column, figureTable } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { title: 'operation', is: 'name' },
  ...[
    'count',
    'share',
    'a second',
    'response p50',
    'response p99',
    'response max',
    'service p50',
    'service p99',
    'send lag p99',
  ].map((title) => ({
    title,
  })),
];

export function operationsSection(record: BenchRecord): Section | undefined {
  const operations = operationsOf(record);
  if (operations.length < 2) return undefined;
  const all = operations.reduce((sum, [, { response }]) => sum + response.count, 0);
  const { measuredSeconds } = record.totals;
  const rows = operations.map(([op, { response, service, sendLag }]): Cell[] => {
    const { count } = response;
    const perSecond = measuredSeconds > 0 ? count / measuredSeconds : 0;
    return [
      html`${op}`,
      countCell(count),
      { text: percentText(count / all), value: count / all },
      measuredSeconds > 0 ? { text: threeDigits(perSecond).toLocaleString('en-US'), value: perSecond } : '–',
      ...(['p50', 'p99', 'max'] as const).map((stat) => latencyCell(response, stat)),
      latencyCell(service, 'p50'),
      latencyCell(service, 'p99'),
      latencyCell(sendLag, 'p99'),
    ];
  });
  const body = html`<p>What the scenario measures separately, the busiest first. One turn of a client can be measured by several of them.</p>
${figureTable('Operations side by side', COLUMNS, rows)}`;
  return section('operations', 'Operations', body);
}
