// The agents on other machines, by name: what each was to host, how well its clock was known, and which were lost.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { agentNames, clockWarning, fleetSentence, labelsText } from '../../bench/fleet.ts';
import { counted, countText, largest, latencyText, percentText } from '../../figures.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { section } from '../parts.ts';
import { type Cell, type Column, figureTable, fold } from './tables.ts';
import { sentence } from './words.ts';

const COLUMNS: readonly Column[] = [
  { title: 'agent', is: 'name' },
  { title: 'host', is: 'name' },
  { title: 'labels', is: 'text' },
  { title: 'clients' },
  { title: 'busiest second' },
  { title: 'clock error' },
  { title: 'clock drift' },
  { title: 'lost', is: 'text' },
];
/** More are a fold. */
const ROWS_OPEN_MAX = 32;

export function fleetSection(record: BenchRecord): Section | undefined {
  const { fleet } = record;
  if (fleet === undefined) return undefined;
  const names = agentNames(record);
  const rows = fleet.agents.map((agent, place): Cell[] => {
    const { host, clients, clockErrorUs, clockDriftUs, lost } = agent;
    const shares = record.timeline.flatMap(({ agents }) => agents[place]?.cpuShare ?? []);
    return [
      names[place] ?? '',
      host,
      labelsText(agent),
      { text: countText(clients), value: clients },
      shares.length === 0 ? NOTHING : { text: percentText(largest(shares)), value: largest(shares) },
      { text: latencyText(clockErrorUs, ' '), value: clockErrorUs },
      clockDriftUs === undefined ? NOTHING : { text: driftText(clockDriftUs), value: clockDriftUs },
      lost === undefined ? '' : html`<strong class="invalid">${lost}</strong>`,
    ];
  });
  const table = figureTable('Agents', COLUMNS, rows);
  const warning = clockWarning(record);
  const onLoss = fleet.onLoss === 'fail' ? 'end' : 'go on without it';
  const body = html`<p>${sentence(fleetSentence(record) ?? '')} The run was to ${onLoss} when an agent is lost.</p>
${warning === undefined ? '' : html`<p>${warning}</p>`}
${rows.length > ROWS_OPEN_MAX ? fold(counted(rows.length, 'agent'), table) : table}
<p class="note">Busiest second: what it used of one processor. Clock error: the agent began so much before or after the others at most. Clock drift: what its clock gained on that of the coordinator until the end.</p>`;
  return section('fleet', 'Agents', body);
}

const NOTHING: Cell = { text: '–', value: Number.NaN, isSoft: true };

function driftText(us: number): string {
  return `${us < 0 ? '−' : '+'}${latencyText(Math.abs(us), ' ')}`;
}
