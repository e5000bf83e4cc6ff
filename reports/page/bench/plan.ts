// What load was planned, and how much of it came about.

import { describePlan } from '../../../harness/load/plan.ts';
import type { BenchRecord } from '../../../harness/record/record.ts';
import { planOf, secondsText, turnsSentence } from '../../bench/sentences.ts';
import { bytesText, counted, countText } from '../../figures.ts';
import type { Section } from '../content.ts';
import { html } from '../html.ts';
import { facts, section } from '../parts.ts';
import { type Cell, figureTable, fold } from './tables.ts';
import { sentence } from './words.ts';

const KINDS: Readonly<Record<BenchRecord['plan']['kind'], string>> = {
  open: 'open: turns are due by the clock, whether the server keeps up or not, as people come to it',
  closed: 'closed: a client begins its next turn when the last is answered, so a slow server is asked less',
};

export function planSection(record: BenchRecord): Section | undefined {
  const { plan, totals, scenario } = record;
  const params = Object.entries(scenario.params).map(([name, value]) => `${name}=${value}`);
  const { framesSharingReads, framesReceived } = totals;
  const body = html`${facts([
    ['Scenario file', scenario.source],
    ['Parameters', params.length === 0 ? undefined : params.join(', ')],
    ['Plan', sentence(describePlan(planOf(plan)))],
    ['Kind', KINDS[plan.kind]],
    [
      'Turns',
      turnsSentence(record) ?? (totals.turns === 0 ? 'none began' : `${counted(totals.turns, 'turn')} began, all in time`),
    ],
    ['Sent', `${counted(totals.framesSent, 'frame')}, ${bytesText(totals.bytesSent)}`],
    [
      'Received',
      `${counted(framesReceived, 'frame')}, ${bytesText(totals.bytesReceived)}${framesSharingReads > 0 ? `; ${countText(framesSharingReads)} came in one read with an earlier one` : ''}`,
    ],
  ])}
${segments(plan)}`;
  return section('plan', 'Plan', body);
}

const SEGMENTS_OPEN_MAX = 8;

function segments({ kind, segments: all }: BenchRecord['plan']) {
  if (all.length < 2) return html``;
  const unit = kind === 'open' ? 'turns a second' : 'clients';
  let startUs = 0;
  const rows = all.map(({ durationUs, from, to }, index): Cell[] => {
    const atUs = startUs;
    startUs += durationUs;
    return [
      String(index + 1),
      { text: secondsText(atUs / 1e6), value: atUs },
      { text: secondsText(durationUs / 1e6), value: durationUs },
      { text: figureText(from), value: from },
      { text: figureText(to), value: to },
    ];
  });
  const shown = figureTable(
    'Stretches of the plan',
    ['stretch', 'begins at', 'takes', `${unit} at its start`, 'at its end'].map((title) => ({ title })),
    rows,
  );
  return all.length <= SEGMENTS_OPEN_MAX ? shown : fold(`${counted(all.length, 'stretch', 'stretches')} of the plan`, shown);
}

function figureText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
