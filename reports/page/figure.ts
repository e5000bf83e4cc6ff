// The place of a chart in a page: its title, what it shows and what is marked in it as words, and its data. The script draws it, and
// builds the table behind it.

import { letteredMarks } from './chart/lettered-marks.ts';
import { exactText } from './chart/value-text.ts';
import type { Chart, Limit } from './chart.ts';
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
  const items = letteredMarks(marks).map(({ mark, letter }) => {
    const sign = letter === undefined ? html`<b class="sign"></b>` : html`<b class="sign">${letter}</b>`;
    const from = exactText(x.unit, mark.from);
    const where = mark.from === mark.to ? `at ${from}` : `${from} to ${exactText(x.unit, mark.to)}`;
    return html`<li class="${mark.kind}">${sign}<span>${where}: ${mark.text}</span></li>`;
  });
  items.push(
    ...bands.map(({ from, to, text }) => {
      const where = `${exactText(y.unit, from)} to ${exactText(y.unit, to)}`;
      return html`<li class="evidence"><b class="sign">↕</b><span>${where}: ${text}</span></li>`;
    }),
  );
  return items.length === 0 ? html`` : html`<ul class="marks" aria-label="Marked in ${title}">${joined(items)}</ul>`;
}

function limitsList(limits: readonly Limit[]): Html {
  const items = limits.map(({ text, isMet }) =>
    isMet
      ? html`<li class="met"><span><b>✓</b> ${text}: met (dotted line)</span></li>`
      : html`<li class="missed"><span><b>✗</b> ${text}: not met (dashed line)</span></li>`,
  );
  return items.length === 0 ? html`` : html`<ul class="limits" aria-label="Limits">${joined(items)}</ul>`;
}
