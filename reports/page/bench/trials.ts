// Several runs of the same plan: how sure the figures are.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { counted, countText, largest, latencyText, threeDigits } from '../../figures.ts';
import type { Section } from '../content.ts';
import { html, joined } from '../html.ts';
import { section } from '../parts.ts';
import { VERDICT_SIGNS } from '../verdict-signs.ts';
import { type Cell, type Column, figureTable } from './tables.ts';

/** With fewer not even the lowest and the highest have the median between them in 95 of 100 cases. */
const SURE_TRIALS_MIN = 6;
const TRIALS_SHOWN_MAX = 30;

const COLUMNS: readonly Column[] = [
  { title: 'figure', is: 'name' },
  { title: 'median' },
  { title: 'from' },
  { title: 'to' },
  { title: 'lowest' },
  { title: 'highest' },
];

export function trialsSection({ trials }: BenchRecord): Section | undefined {
  if (trials === undefined) return undefined;
  const { verdicts, figures } = trials;
  const rows = Object.entries(figures).map(([name, { median, low, high, values }]): Cell[] => [
    html`${name === 'rate' ? 'operations a second' : name}`,
    ...[median, low, high, values.reduce((least, value) => Math.min(least, value), median), largest(values, median)].map(
      (value): Cell => ({
        text: name === 'rate' ? threeDigits(value).toLocaleString('en-US') : latencyText(value, ' '),
        value,
      }),
    ),
  ]);
  const sure =
    verdicts.length < SURE_TRIALS_MIN
      ? ` With ${counted(verdicts.length, 'trial')} that is all there is between the lowest and the highest, and a little less sure.`
      : '';
  const shown = verdicts
    .slice(0, TRIALS_SHOWN_MAX)
    .map((verdict, index) => html`<li class="${verdict}">${String(index + 1)} ${VERDICT_SIGNS[verdict]} ${verdict}</li>`);
  const more = verdicts.length - shown.length;
  const body = html`<p>The same plan ${counted(verdicts.length, 'time')}, each with a seed of its own; the verdict is the worst of all. All other figures of this page are of the trial in the middle.</p>
<ul class="trials" aria-label="Verdicts of the trials">${joined(shown)}${more > 0 ? html`<li>and ${countText(more)} more</li>` : ''}</ul>
${rows.length === 0 ? '' : html`<p>From and to: the 95 % interval of the median.${sure}</p>${figureTable('Medians of the trials', COLUMNS, rows)}`}`;
  return section('trials', 'Trials', body);
}
