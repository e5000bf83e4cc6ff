// A record as one page that stands by itself: no scripts, nothing fetched, light or dark as the reader's system is.

import { type BenchRecord, VIEWS, type View } from '../../../harness/record/record.ts';
import { busiestFirst } from '../../bench/busiest-first.ts';
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
} from '../../bench/sentences.ts';
import { bytesText, counted, countText, latencyText, threeDigits } from '../../figures.ts';
import type { LineChart } from '../chart.ts';
import type { PageContent, Section } from '../content.ts';
import { figure } from '../figure.ts';
import { type Html, html, joined } from '../html.ts';

export function benchContent(record: BenchRecord): PageContent {
  const { scenario, verdict, startedAt } = record;
  const first = html`<p class="verdict ${verdict}">${verdict}</p>
<h1>${headline(record)}</h1>
<p>${capital(scenario.summary)}. Started at <time datetime="${startedAt}">${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>, seed ${String(record.seed)}.</p>
${list(record.causes.map(({ verdict: severity, sentence }) => html`<strong class="${severity}">${severity}</strong> ${sentence}`))}
${cards(record)}`;
  const sections: (Section | undefined)[] = [
    latencySection(record),
    timeSection(record),
    runSection(record),
    thresholdSection(record),
    errorSection(record),
    sentencesSection(
      'Diagnoses',
      record.diagnoses.map(({ sentence }) => sentence),
    ),
    sentencesSection('Trials', trialsLines(record)),
    sentencesSection('Notes', notesToShow(record)),
    surroundings(record),
  ];
  return {
    title: `${verdict}: ${scenario.name}, ${startedAt}`,
    first,
    sections: sections.filter((section) => section !== undefined),
    downloads: [{ file: 'record.json', mediaType: 'application/json', text: `${JSON.stringify(record)}\n` }],
  };
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

function latencySection({ latencyUs }: BenchRecord): Section {
  const rows = busiestFirst(Object.entries(latencyUs), ({ response }) => response.count).flatMap(([op, latency]) =>
    VIEWS.map((view, index) => {
      const distribution = latency[view];
      const cells = STATS.map((stat) => html`<td>${distribution.count === 0 ? '–' : latencyText(distribution[stat], ' ')}</td>`);
      const name = index === 0 ? html`<th scope="rowgroup" rowspan="${String(VIEWS.length)}">${op}</th>` : html``;
      return html`<tr>${name}<th scope="row">${VIEW_NAMES[view]}</th><td>${countText(distribution.count)}</td>${joined(cells)}</tr>`;
    }),
  );
  if (rows.length === 0) return section('Latency', html`<p>No operation was done.</p>`);
  const titles = ['operation', 'view', 'count', ...STATS.map((stat) => (stat === 'p999' ? 'p99.9' : stat))];
  return section(
    'Latency',
    html`<p>Response counts from when a turn was due, service from when it was sent; send lag is what lies between.</p>
${table(titles, rows)}`,
  );
}

function timeSection({ timeline: whole, totals }: BenchRecord): Section | undefined {
  // A last second that the run filled in part only would look like a drop.
  const timeline = whole.slice(0, Math.max(2, Math.floor(totals.seconds)));
  if (timeline.length < 2) return undefined;
  const x: LineChart['x'] = { name: 'second', unit: 'seconds', scale: 'linear', values: timeline.map(({ second }) => second) };
  const turns: LineChart = {
    kind: 'lines',
    id: 'turns',
    title: 'Turns a second',
    says: 'How many turns began in each second.',
    group: 'time',
    x,
    y: { name: 'turns', unit: 'perSecond', scale: 'linear' },
    lines: [{ name: 'turns', values: timeline.map((second) => second.turns) }],
  };
  return section('Over time', figure(turns));
}

function runSection(record: BenchRecord): Section {
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
  return section(
    'The run',
    html`<dl class="facts">${joined(shown)}</dl>${list(record.correctness.examples.map((text) => html`${text}`))}`,
  );
}

function thresholdSection({ thresholds }: BenchRecord): Section | undefined {
  if (thresholds.length === 0) return undefined;
  const items = thresholds.map(
    (threshold) =>
      html`<span class="${threshold.passed ? 'pass' : 'fail'}">${thresholdText(threshold)}</span>${threshold.isDefault ? ' (default)' : ''}`,
  );
  return section('Thresholds', list(items));
}

function errorSection({ errors }: BenchRecord): Section | undefined {
  if (errors.length === 0) return undefined;
  const rows = errorsByCount(errors).map(
    ({ count, phase, code, blame, firstAtSeconds, example }) =>
      html`<tr><td>${countText(count)}</td><td>${phase}</td><td>${code}</td><td>${blame}</td><td>${firstAtSeconds.toFixed(1)} s</td><td class="text">${example}</td></tr>`,
  );
  return section('Errors', table(['count', 'phase', 'code', 'blame', 'first at', 'example'], rows));
}

function surroundings({ environment, command, scenario, generator }: BenchRecord): Section {
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
  return section(
    'Where it ran',
    html`<dl class="facts">${joined(rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`))}</dl>`,
  );
}

function sentencesSection(title: string, sentences: readonly string[]): Section | undefined {
  return sentences.length === 0 ? undefined : section(title, list(sentences.map((sentence) => html`${sentence}`)));
}

function section(title: string, body: Html): Section {
  return { id: title.toLowerCase().replaceAll(' ', '-'), title, body };
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
