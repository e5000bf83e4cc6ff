// Each run in a few figures: cards while they fit a screen, and a table beyond.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { counted, countText, latencyText, percentText } from '../../figures.ts';
import type { Entries, Entry } from '../../report.ts';
import { busiestCommon, latencyOf, wrongsOf } from '../../several/bench-figures.ts';
import { valueText } from '../browser/value-text.ts';
import { type Html, html, joined } from '../html.ts';
import { table } from '../parts.ts';
import { swatch, verdictWord } from './verdict-word.ts';

const CARDS_MAX = 8;

export function runCards(entries: Entries<BenchRecord>): Html {
  const op = busiestCommon(entries.map(({ record }) => record));
  return entries.length <= CARDS_MAX ? cards(entries, op) : runsTable(entries, op);
}

function cards(entries: Entries<BenchRecord>, op: string | undefined): Html {
  const items = entries.map((entry, index) => {
    const rows = figuresOf(entry, op).map(({ name, text }) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`);
    return html`<li><p class="run-name">${swatch(index)}<strong>${entry.name}</strong> ${verdictWord(entry.record.verdict)}</p><dl>${joined(rows)}</dl></li>`;
  });
  return html`<ul class="runs">${joined(items)}</ul>`;
}

function runsTable(entries: Entries<BenchRecord>, op: string | undefined): Html {
  const titles = ['run', 'verdict', ...figuresOf(entries[0], op).map(({ name }) => name)];
  const rows = entries.map((entry, index) => {
    const cells = figuresOf(entry, op).map(
      ({ text, value }) => html`<td data-value="${value === undefined ? '' : String(value)}">${text}</td>`,
    );
    return html`<tr><th scope="row">${swatch(index)}${entry.name}</th><td data-value="${entry.record.verdict}">${verdictWord(entry.record.verdict)}</td>${joined(cells)}</tr>`;
  });
  return html`<div class="compared sortable">${table('Runs', titles, rows)}</div>`;
}

interface CardFigure {
  readonly name: string;
  readonly text: string;
  readonly value: number | undefined;
}

function figuresOf({ record }: Entry<BenchRecord>, op: string | undefined): CardFigure[] {
  const { totals, correctness, targetUsage, latencyUs } = record;
  const response = op === undefined ? undefined : latencyOf(latencyUs, op)?.response;
  const latency = (stat: 'p50' | 'p99'): CardFigure => {
    const value = response === undefined || response.count === 0 ? undefined : response[stat];
    return {
      name: op === undefined ? `response ${stat}` : `response ${stat}, ${op}`,
      text: value === undefined ? '–' : latencyText(value, ' '),
      value,
    };
  };
  const wrong = wrongsOf(record);
  const checked = correctness.enabled
    ? `${countText(wrong)} of ${counted(correctness.checked, 'delivery', 'deliveries')}`
    : 'not checked';
  return [
    { name: 'rate', text: valueText('perSecond', totals.operationsPerSecond), value: totals.operationsPerSecond },
    latency('p50'),
    latency('p99'),
    { name: 'wrong', text: checked, value: correctness.enabled ? wrong : undefined },
    { name: 'errors', text: countText(totals.errors), value: totals.errors },
    {
      name: 'target CPU',
      text: targetUsage === undefined ? 'not watched' : percentText(targetUsage.cpuShareMean),
      value: targetUsage?.cpuShareMean,
    },
  ];
}
