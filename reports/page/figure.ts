// The place of a chart in a page: its title, what it shows and what is marked in it as words, and its data. The script draws it, and
// builds the table behind it.

import { type LetteredMark, letteredMarks } from './chart/lettered-marks.ts';
import { exactText } from './chart/value-text.ts';
import type { Chart, Limit, Unit } from './chart.ts';
import { type Html, html, joined } from './html.ts';

export function figure(chart: Chart): Html {
  return html`<figure class="chart" id="${chart.id}" data-chart="${chart.kind}">
<figcaption><strong>${chart.title}</strong> <span>${chart.says}</span></figcaption>
${marksList(chart)}${limitsList(chart.kind === 'lines' ? (chart.limits ?? []) : [])}
${data(chart)}
</figure>`;
}

/** Values for the script, in a form that no text in them can leave. */
function data(value: unknown): Html {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return html`<script type="application/json">${{ markup: json }}</script>`;
}

function marksList({ title, x, y, marks, bands = [] }: Chart): Html {
  const items = alikeOf(letteredMarks(marks)).map((alike) => {
    const [{ mark, letter }] = alike;
    const last = alike.at(-1)?.letter;
    const sign = alike.length === 1 ? (letter ?? '') : `${letter ?? ''}–${last ?? ''}`;
    const where = stretchesText(x.unit, alike);
    return html`<li class="${mark.kind}"><b class="sign">${sign}</b><span>${where}: ${mark.text}</span></li>`;
  });
  items.push(
    ...bands.map(({ from, to, text }) => {
      const where = `${exactText(y.unit, from)} to ${exactText(y.unit, to)}`;
      return html`<li class="evidence"><b class="sign">↕</b><span>${where}: ${text}</span></li>`;
    }),
  );
  return items.length === 0 ? html`` : html`<ul class="marks" aria-label="Marked in ${title}">${joined(items)}</ul>`;
}

/** What is said of several in a row is said once: ten lines of the same words are read by nobody. */
function alikeOf(lettered: readonly LetteredMark[]): [LetteredMark, ...LetteredMark[]][] {
  const groups: [LetteredMark, ...LetteredMark[]][] = [];
  for (const one of lettered) {
    const before = groups.at(-1);
    const isAlike = before?.[0].mark.kind === one.mark.kind && before[0].mark.text === one.mark.text;
    if (before !== undefined && isAlike && one.letter !== undefined) before.push(one);
    else groups.push([one]);
  }
  return groups;
}

function stretchesText(unit: Unit, alike: readonly [LetteredMark, ...LetteredMark[]]): string {
  const texts = alike.map(({ mark: { from, to } }) =>
    from === to ? exactText(unit, from) : `${exactText(unit, from)} to ${exactText(unit, to)}`,
  );
  const [{ mark }] = alike;
  return `${mark.from === mark.to ? 'at ' : ''}${texts.join(', ')}`;
}

function limitsList(limits: readonly Limit[]): Html {
  const items = limits.map(({ text, isMet }) =>
    isMet
      ? html`<li class="met"><span><b>✓</b> ${text}: met (dotted line)</span></li>`
      : html`<li class="missed"><span><b>✗</b> ${text}: not met (dashed line)</span></li>`,
  );
  return items.length === 0 ? html`` : html`<ul class="limits" aria-label="Limits">${joined(items)}</ul>`;
}
