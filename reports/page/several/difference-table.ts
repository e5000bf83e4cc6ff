// Figures x runs: the first run is the base, and the others say how they differ from it.

import type { BenchRecord } from '../../../harness/record/record.ts';
import type { Entries } from '../../report.ts';
import { noiseOf } from '../../several/bench-answer.ts';
import { type ComparedFigure, comparedFigures } from '../../several/bench-figures.ts';
import { bestOf, type Difference, differenceOf, differenceText, judgementOf } from '../../several/difference.ts';
import { isOneLoad } from '../../several/settings.ts';
import { valueText } from '../chart/value-text.ts';
import { type Html, html, joined } from '../html.ts';
import { scrolled } from '../parts.ts';
import { swatch, verdictWord } from './verdict-word.ts';

export function differenceTable(entries: Entries<BenchRecord>): Html {
  const records = entries.map(({ record }) => record);
  const trusted = records.map(({ verdict }) => verdict !== 'invalid');
  // Of different loads a higher rate or latency is neither better nor worse.
  const isJudged = isOneLoad(records);
  const heads = entries.map(
    ({ name, record }, index) =>
      html`<th scope="col">${swatch(index)}${name}${index === 0 ? html` <span class="base">base</span>` : ''} ${verdictWord(record.verdict)}</th>`,
  );
  const rows = comparedFigures(records).map((figure, position) => {
    const candidates = figure.values.map((value, index) => (trusted[index] ? value : undefined));
    const best = isJudged ? bestOf(candidates, figure.better) : new Set<number>();
    const cells = figure.values.map((value, index) => {
      const head = html`${value === undefined ? html`<span class="soft">–<span class="unseen">not measured</span></span>` : html`<strong>${valueText(figure.unit, value)}</strong>`}${best.has(index) ? BEST : html``}${intervalText(figure, index)}`;
      // The base sorts as the table was: values of different units have no order.
      if (index === 0) return html`<td data-value="${String(position)}">${head}</td>`;
      const difference = differenceOf(figure.values[0], value);
      const isFair = isJudged && trusted[0] === true && trusted[index] === true;
      return html`<td data-value="${sortValue(difference)}">${head}${differenceBlock(figure, index, difference, isFair)}</td>`;
    });
    return html`<tr><th scope="row">${figure.group === 'run' ? html`` : html`<span class="of">${figure.group}</span> `}${figure.name}</th>${joined(cells)}</tr>`;
  });
  return html`<p class="how"><span aria-hidden="true">★</span> the best of a row, or within 1 % of it; ▲ more and ▼ less than the base, = within 1 % of it; × so many times, ÷ by so many. Latency, CPU, memory and what went wrong or late are better when lower, rates when higher; other figures are neither.</p>
<div class="compared">${scrolled('Differences by run', html`<table class="differences" data-sortable><thead><tr><th scope="col">figure</th>${joined(heads)}</tr></thead><tbody>${joined(rows)}</tbody></table>`)}</div>`;
}

const BEST = html` <span class="best"><span aria-hidden="true">★</span><span class="unseen">best</span></span>`;

function intervalText({ intervals, unit }: ComparedFigure, index: number): Html {
  const interval = intervals[index];
  return interval === undefined
    ? html``
    : html`<span class="interval">95 %: ${valueText(unit, interval.low)} to ${valueText(unit, interval.high)}</span>`;
}

function differenceBlock(figure: ComparedFigure, index: number, difference: Difference, isFair: boolean): Html {
  const text = differenceText(difference);
  if (difference.kind === 'unknown') return html``;
  if (difference.kind === 'same') return html`<span class="difference-line soft">= <span class="word">the same</span></span>`;
  const isNoise = noiseOf(figure, index) === 'within';
  const judgement = isFair && !isNoise ? judgementOf(figure.better, difference) : undefined;
  const word = isNoise ? 'within noise' : (judgement ?? difference.kind);
  const arrow = difference.kind === 'more' ? '▲' : '▼';
  return html`<span class="difference-line ${judgement ?? 'neither'}"><span aria-hidden="true">${arrow}</span> ${text} <span class="word">${word}</span></span>`;
}

/** By how much more it is, whatever the unit; in logarithms, so that twice and half lie on either side. */
function sortValue(difference: Difference): string {
  switch (difference.kind) {
    case 'unknown':
      return '';
    case 'same':
      return '0';
    case 'more':
    case 'less': {
      const amount = Math.min(Math.log(difference.ratio), 1e6);
      return String(difference.kind === 'more' ? amount : -amount);
    }
  }
}
