// How the generator itself fared: what it measures is worth as much as it was on time.

import { generatorLimits } from '../../../harness/load/validity.ts';
import type { BenchRecord } from '../../../harness/record/record.ts';
import { generatorChecks, whyInvalid } from '../../bench/validity.ts';
import { bytesText, counted, countText, latencyText, percentText, threeDigits } from '../../figures.ts';
import type { Chart } from '../chart.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { facts, list, section } from '../parts.ts';
import { VERDICT_SIGNS } from '../verdict-signs.ts';
import { chartGrid } from './run-charts.ts';
import { type Cell, type Column, figureTable } from './tables.ts';

const COLUMNS: readonly Column[] = [
  { title: 'check', is: 'word' },
  { title: 'what it is', is: 'text' },
  { title: 'this run' },
  { title: 'allowed' },
  { title: 'of what is allowed' },
];

export function generatorSection(record: BenchRecord, charts: readonly Chart[]): Section | undefined {
  const { generator, totals, environment, calibration, fleet } = record;
  const { agents, agentsLost, cpuSeconds, rssBytesMax, rssBytesEmpty, gcMs, stolenShare } = generator;
  const lost = agentsLost === 0 ? '' : `, ${countText(agentsLost)} lost`;
  const reasons = whyInvalid(record);
  const least = generatorLimits(0);
  const rows = generatorChecks(record).map(({ name, explained, actual, limit, shareOfLimit }): Cell[] => [
    name,
    explained,
    actual,
    limit,
    shareOfLimit > 1
      ? html`<strong class="invalid">✗ ${percentText(shareOfLimit)}</strong>`
      : { text: percentText(shareOfLimit), value: shareOfLimit },
  ]);
  const perClient =
    totals.connected > 0 && rssBytesMax > rssBytesEmpty ? (rssBytesMax - rssBytesEmpty) / totals.connected : undefined;
  const by = environment.transport === '' ? '' : ` (${environment.transport})`;
  const body = html`${reasons.length === 0 ? '' : html`<p>The measurement is not valid:</p>${list(reasons.map((reason) => html`<strong class="invalid">${VERDICT_SIGNS.invalid} invalid</strong> ${reason}`))}`}
${rows.length === 0 ? '' : html`<p>Above any of these limits a measurement is invalid. A delay may be a tenth of the slowest operation's response p99; ${latencyText(least.wakeLagP99Us, ' ')} of its own delay and ${latencyText(least.loopLagP99Us, ' ')} of the loop are always allowed.</p>${figureTable('Limits of the generator', COLUMNS, rows)}`}
${facts([
  [
    'Agents',
    fleet === undefined
      ? `${counted(agents, 'process', 'processes')} that ${agents === 1 ? 'hosts' : 'host'} the clients${by}${lost}`
      : html`<a href="#fleet">${counted(agents, 'agent')} on other machines</a>${by}${lost}`,
  ],
  ['Processor time', `${threeDigits(cpuSeconds).toLocaleString('en-US')} s`],
  ['Memory', `${bytesText(rssBytesMax)} at most${perClient === undefined ? '' : `, ${bytesText(perClient)} for each client`}`],
  ['Garbage collection', `${latencyText(gcMs * 1000, ' ')} in all`],
  ...(stolenShare === undefined || stolenShare === 0
    ? []
    : [['Given to other machines', `${percentText(stolenShare)} of the time in which processors had something to do`] as const]),
  [
    'Calibration',
    calibration === undefined
      ? 'none: harness bench --calibrate finds what this machine carries'
      : calibrationText(record, calibration),
  ],
])}
${chartGrid(charts)}`;
  return section('generator', 'Generator', body);
}

function calibrationText({ totals, generator }: BenchRecord, calibration: NonNullable<BenchRecord['calibration']>): string {
  const { operationsPerSecondMax, sendLagP99Us, responseP50Us, responseP99Us } = calibration;
  const rate = totals.operationsPerSecond / Math.max(1, generator.agents);
  const share =
    operationsPerSecondMax > 0 && rate > 0
      ? `; this run had ${percentText(rate / operationsPerSecondMax)} of that for each agent`
      : '';
  return `one agent carries ${countText(operationsPerSecondMax)} operations a second here against a target that only echoes${share}. There the response takes ${latencyText(responseP50Us, ' ')} at p50 and ${latencyText(responseP99Us, ' ')} at p99, and the send lag ${latencyText(sendLagP99Us, ' ')} at p99: nothing below that can be told from noise`;
}
