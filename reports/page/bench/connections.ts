// How clients came to their connections.

import type { BenchRecord, Distribution } from '../../../harness/record/record.ts';
import { counted, countText } from '../../figures.ts';
import type { Chart } from '../chart.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { facts, section } from '../parts.ts';
import { countCell, footnotes, latencyCell } from './latency.ts';
import { chartGrid } from './run-charts.ts';
import { type Cell, type Column, figureTable } from './tables.ts';

const STATS = ['min', 'mean', 'p50', 'p90', 'p99', 'max'] as const;
const COLUMNS: readonly Column[] = [{ title: 'time', is: 'name' }, { title: 'count' }, ...STATS.map((title) => ({ title }))];

export function connectionSection({ connect, totals }: BenchRecord, charts: readonly Chart[]): Section | undefined {
  const { attempts, established, timeUs, firstFrameUs } = connect;
  const failed = attempts - established;
  const times: [string, Distribution][] = [
    ['until the connection stood', timeUs],
    ['from then to the first frame of the server', firstFrameUs],
  ];
  const rows = times
    .filter(([, { count }]) => count > 0)
    .map(([name, distribution]): Cell[] => [
      name,
      countCell(distribution.count),
      ...STATS.map((stat) => latencyCell(distribution, stat)),
    ]);
  const body = html`${facts([
    ['Clients', `${countText(totals.connected)} of ${countText(totals.clients)} had a connection at some time`],
    [
      'Attempts',
      `${counted(attempts, 'attempt')}, ${countText(established)} established${failed > 0 ? `, ${countText(failed)} failed` : ''}`,
    ],
  ])}
${rows.length === 0 ? '' : figureTable('Times of connections', COLUMNS, rows)}
${footnotes([timeUs, firstFrameUs], STATS)}
${chartGrid(charts)}`;
  return section('connections', 'Connections', body);
}
