// Each run in a few figures: cards while they fit a screen, and a table beyond.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { latencyOf, operationsOf } from '../../bench/operations.ts';
import { deliveriesDue, wrongCount } from '../../bench/sentences.ts';
import { countText, latencyText, percentText } from '../../figures.ts';
import type { Entries } from '../../report.ts';
import { busiestCommon, hasSamples } from '../../several/bench-figures.ts';
import { valueText } from '../chart/value-text.ts';
import { type Html, html, joined } from '../html.ts';
import { scrolled } from '../parts.ts';
import { swatch, verdictWord } from './verdict-word.ts';

const CARDS_MAX = 8;

export function runCards(entries: Entries<BenchRecord>): Html {
  // The operation that they are compared by; where a run has not got it, its own busiest.
  const common = busiestCommon(entries.map(({ record }) => record));
  return entries.length <= CARDS_MAX ? cards(entries, common) : runsTable(entries, common);
}

function cards(entries: Entries<BenchRecord>, common: string | undefined): Html {
  const items = entries.map(({ name, record }, index) => {
    const rows = figuresOf(record, common).map(({ name: figure, op, text }) => {
      const title = op === undefined ? figure : `${figure}, ${op}`;
      return html`<div><dt>${title}</dt><dd>${text}</dd></div>`;
    });
    return html`<li class="run"><p class="run-name">${swatch(index)}<strong>${name}</strong> ${verdictWord(record.verdict)}</p><dl>${joined(rows)}</dl></li>`;
  });
  return html`<ul class="runs">${joined(items)}</ul>`;
}

function runsTable(entries: Entries<BenchRecord>, common: string | undefined): Html {
  const heads = ['run', 'verdict', ...figuresOf(entries[0].record, common).map(({ name }) => name)];
  const rows = entries.map(({ name, record }, index) => {
    const cells = figuresOf(record, common).map(
      ({ op, text, value }) =>
        html`<td data-value="${value === undefined ? '' : String(value)}">${text}${op === undefined ? html`` : html` <span class="of">${op}</span>`}</td>`,
    );
    return html`<tr><th scope="row">${swatch(index)}${name}</th><td data-value="${record.verdict}">${verdictWord(record.verdict)}</td>${joined(cells)}</tr>`;
  });
  return html`<div class="compared summary">${scrolled('Runs', html`<table data-sortable><thead><tr>${joined(heads.map((head) => html`<th scope="col">${head}</th>`))}</tr></thead><tbody>${joined(rows)}</tbody></table>`)}</div>`;
}

interface CardFigure {
  readonly name: string;
  /** What it is a figure of. */
  readonly op?: string;
  readonly text: string;
  readonly value: number | undefined;
}

function figuresOf(record: BenchRecord, common: string | undefined): CardFigure[] {
  const { totals, correctness, targetUsage } = record;
  const op = common !== undefined && hasSamples(record, common) ? common : operationsOf(record)[0]?.[0];
  const response = op === undefined ? undefined : latencyOf(record, op)?.response;
  const latency = (stat: 'p50' | 'p99'): CardFigure => ({
    name: `response ${stat}`,
    ...(op !== undefined && { op }),
    text: response === undefined ? '–' : latencyText(response[stat], ' '),
    value: response?.[stat],
  });
  const wrong = wrongCount(record);
  return [
    { name: 'rate', text: valueText('perSecond', totals.operationsPerSecond), value: totals.operationsPerSecond },
    latency('p50'),
    latency('p99'),
    {
      name: 'wrong deliveries',
      text: correctness.enabled ? `${countText(wrong)} of ${countText(deliveriesDue(record))}` : 'not checked',
      value: correctness.enabled ? wrong : undefined,
    },
    { name: 'errors', text: countText(totals.errors), value: totals.errors },
    {
      name: 'target CPU',
      text: targetUsage === undefined ? 'not watched' : percentText(targetUsage.cpuShareMean),
      value: targetUsage?.cpuShareMean,
    },
  ];
}
