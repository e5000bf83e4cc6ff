// A record as one page that stands by itself: no scripts, nothing fetched, light or dark as the reader's system is.

import { type BenchRecord, VIEWS, type View } from '../../harness/record/record.ts';
import { busiestFirst } from '../busiest-first.ts';
import { bytesText, counted, countText, latencyText, percentText, threeDigits } from '../figures.ts';
import {
  connectionsSentence,
  correctnessSentence,
  errorsByCount,
  generatorSentence,
  headline,
  notesToShow,
  shellText,
  targetSentence,
  thresholdText,
  throughputSentence,
  trialsLines,
  turnsSentence,
} from '../sentences.ts';
import { type Html, html, joined } from './html.ts';
import { lineChart } from './line-chart.ts';
import { STYLE } from './style.ts';

export function renderSummaryPage(record: BenchRecord): string {
  const { scenario, verdict, startedAt } = record;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdict}: ${scenario.name}, ${startedAt}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
<header>
<p class="verdict ${verdict}">${verdict}</p>
<h1>${headline(record)}</h1>
<p>${capital(scenario.summary)}. Started at <time datetime="${startedAt}">${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>, seed ${String(record.seed)}.</p>
${list(record.causes.map(({ verdict: severity, sentence }) => html`<strong class="${severity}">${severity}</strong> ${sentence}`))}
</header>
${cards(record)}
${latencyTable(record)}
${timeCharts(record)}
${facts(record)}
${thresholdTable(record)}
${errorTable(record)}
${sentencesSection(
  'Diagnoses',
  record.diagnoses.map(({ sentence }) => sentence),
)}
${sentencesSection('Trials', trialsLines(record))}
${sentencesSection('Notes', notesToShow(record))}
${surroundings(record)}
</main>
</body>
</html>
`;
  return page.markup;
}

function cards(record: BenchRecord): Html {
  const { totals, correctness, latencyUs } = record;
  const [busiest] = busiestFirst(Object.entries(latencyUs), ({ response }) => response.count);
  const wrong =
    correctness.lost + correctness.duplicated + correctness.reordered + correctness.misdelivered + correctness.corrupted;
  const figures: [string, string][] = [
    ['operations a second', threeDigits(totals.operationsPerSecond).toLocaleString('en-US')],
    ...(busiest === undefined || busiest[1].response.count === 0
      ? []
      : ([
          [`response p50, ${busiest[0]}`, latencyText(busiest[1].response.p50, ' ')],
          [`response p99, ${busiest[0]}`, latencyText(busiest[1].response.p99, ' ')],
        ] satisfies [string, string][])),
    ['errors', countText(totals.errors)],
    [
      correctness.enabled ? `wrong of ${counted(correctness.checked, 'delivery', 'deliveries')}` : 'deliveries were not checked',
      correctness.enabled ? countText(wrong) : '–',
    ],
  ];
  return html`<dl class="cards">${joined(figures.map(([name, figure]) => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`))}</dl>`;
}

const VIEW_NAMES: Readonly<Record<View, string>> = { response: 'response', service: 'service', sendLag: 'send lag' };
const STATS = ['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'max'] as const;

function latencyTable({ latencyUs }: BenchRecord): Html {
  const rows = busiestFirst(Object.entries(latencyUs), ({ response }) => response.count).flatMap(([op, latency]) =>
    VIEWS.map((view, index) => {
      const distribution = latency[view];
      const cells = STATS.map((stat) => html`<td>${distribution.count === 0 ? '–' : latencyText(distribution[stat], ' ')}</td>`);
      const name = index === 0 ? html`<th scope="rowgroup" rowspan="${String(VIEWS.length)}">${op}</th>` : html``;
      return html`<tr>${name}<th scope="row">${VIEW_NAMES[view]}</th><td>${countText(distribution.count)}</td>${joined(cells)}</tr>`;
    }),
  );
  if (rows.length === 0) return html`<section><h2>Latency</h2><p>No operation was done.</p></section>`;
  const titles = ['operation', 'view', 'count', ...STATS.map((stat) => (stat === 'p999' ? 'p99.9' : stat))];
  return html`<section><h2>Latency</h2>
<p>Response counts from when a turn was due, service from when it was sent; send lag is what lies between.</p>
${table(titles, rows)}</section>`;
}

function timeCharts({ timeline: whole, totals }: BenchRecord): Html {
  // A last second that the run filled in part only would look like a drop.
  const timeline = whole.slice(0, Math.max(2, Math.floor(totals.seconds)));
  if (timeline.length < 2) return html``;
  const ops = [...new Set(timeline.flatMap(({ latencyUs }) => Object.keys(latencyUs)))];
  const charts = [
    lineChart({
      title: 'Turns a second',
      points: timeline.map(({ second, turns }) => [second, turns]),
      text: (value) => countText(value),
    }),
    ...ops.map((op) =>
      lineChart({
        title: `Response p99, ${op}`,
        points: timeline.flatMap(({ second, latencyUs }) => {
          const latency = latencyUs[op];
          return latency === undefined || latency.count === 0 ? [] : [[second, latency.responseP99] as const];
        }),
        text: (value) => latencyText(value, ' '),
      }),
    ),
    lineChart({
      title: 'CPU of the target',
      points: timeline.flatMap(({ second, target }) => (target === undefined ? [] : [[second, target.cpuShare] as const])),
      text: (value) => percentText(value),
    }),
  ];
  return html`<section><h2>Over time</h2><div class="charts">${joined(charts)}</div></section>`;
}

function facts(record: BenchRecord): Html {
  const { totals } = record;
  const bytes = `${bytesText(totals.bytesSent)} and ${counted(totals.framesSent, 'frame')} sent, ${bytesText(totals.bytesReceived)} and ${counted(totals.framesReceived, 'frame')} received`;
  const rows: [string, string | undefined][] = [
    ['Throughput', throughputSentence(record)],
    ['Correct', correctnessSentence(record)],
    ['Turns', turnsSentence(record)],
    ['Clients', connectionsSentence(record)],
    ['Traffic', bytes],
    ['Target', targetSentence(record)],
    ['Generator', generatorSentence(record)],
    ['Steady', record.steadiness.sentence],
  ];
  const shown = rows.flatMap(([name, text]) => (text === undefined ? [] : [html`<dt>${name}</dt><dd>${text}</dd>`]));
  return html`<section><h2>The run</h2><dl class="facts">${joined(shown)}</dl>${list(record.correctness.examples.map((text) => html`${text}`))}</section>`;
}

function thresholdTable({ thresholds }: BenchRecord): Html {
  if (thresholds.length === 0) return html``;
  const items = thresholds.map(
    (threshold) =>
      html`<span class="${threshold.passed ? 'pass' : 'fail'}">${thresholdText(threshold)}</span>${threshold.isDefault ? ' (default)' : ''}`,
  );
  return html`<section><h2>Thresholds</h2>${list(items)}</section>`;
}

function errorTable({ errors }: BenchRecord): Html {
  if (errors.length === 0) return html``;
  const rows = errorsByCount(errors).map(
    ({ count, phase, code, blame, firstAtSeconds, example }) =>
      html`<tr><td>${countText(count)}</td><td>${phase}</td><td>${code}</td><td>${blame}</td><td>${firstAtSeconds.toFixed(1)} s</td><td class="text">${example}</td></tr>`,
  );
  return html`<section><h2>Errors</h2>${table(['count', 'phase', 'code', 'blame', 'first at', 'example'], rows)}</section>`;
}

function surroundings({ environment, command, scenario, generator }: BenchRecord): Html {
  const { harness, node, platform, kernel, architecture, processor, processors, memoryBytes, transport, transportReason } =
    environment;
  const params = Object.entries(scenario.params).map(([name, value]) => `${name}=${value}`);
  const rows: [string, string][] = [
    ['Command', shellText(command)],
    ...(params.length === 0 ? [] : ([['Parameters', params.join(', ')]] satisfies [string, string][])),
    [
      'Machine',
      `${counted(processors, 'processor')} (${processor}), ${bytesText(memoryBytes)}, ${platform} ${kernel} on ${architecture}`,
    ],
    ['Harness', `${harness} on Node ${node}, ${counted(generator.agents, 'agent')}, transport ${transport}: ${transportReason}`],
  ];
  return html`<section><h2>Where it ran</h2><dl class="facts">${joined(rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`))}</dl></section>`;
}

function sentencesSection(title: string, sentences: readonly string[]): Html {
  if (sentences.length === 0) return html``;
  return html`<section><h2>${title}</h2>${list(sentences.map((sentence) => html`${sentence}`))}</section>`;
}

function list(items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<ul>${joined(items.map((item) => html`<li>${item}</li>`))}</ul>`;
}

function table(titles: readonly string[], rows: readonly Html[]): Html {
  const head = joined(titles.map((title) => html`<th scope="col">${title}</th>`));
  return html`<div class="scrolled"><table><thead><tr>${head}</tr></thead><tbody>${joined(rows)}</tbody></table></div>`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}`;
}
