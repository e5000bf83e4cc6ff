// Several runs of bench on one page: laid over each other, with a table of how they differ.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { counted } from '../../figures.ts';
import { benchComparisonCsv } from '../../formats/csv/comparison.ts';
import type { Entries } from '../../report.ts';
import { answerSentences, distrustSentence, noiseSentence } from '../../several/bench-answer.ts';
import { titleOf } from '../../several/names.ts';
import { leftOutOfCharts, percentileCharts, timeCharts } from '../../several/overlaid-charts.ts';
import { benchRecordsJson } from '../../several/records-json.ts';
import { benchSettings, environmentSettings, isOneLoad } from '../../several/settings.ts';
import type { PageContent } from '../content.ts';
import { figure } from '../figure.ts';
import { type Html, html, joined } from '../html.ts';
import { list, section } from '../parts.ts';
import { differenceTable } from './difference-table.ts';
import { runCards } from './run-cards.ts';
import { runDetails } from './run-details.ts';
import { settingsSummary, settingsTable } from './settings-table.ts';

export function severalBenchContent(entries: Entries<BenchRecord>): PageContent {
  const records = entries.map(({ record }) => record);
  const names = entries.map(({ name }) => name);
  const title = titleOf(
    names,
    records.map(({ scenario }) => scenario.name),
  );
  const settings = benchSettings(records);
  const leftOut = list(leftOutOfCharts(entries).map((sentence) => html`${sentence}`));
  const percentiles = percentileCharts(entries);
  const overTime = timeCharts(entries);
  const json = benchRecordsJson(entries);
  const first = html`<p class="kind">${counted(entries.length, 'run')} of bench compared; ${entries[0].name} is the base</p>
<h1>${title}</h1>
${sentences('answer', answerSentences(entries))}
${sentences('caution invalid', [distrustSentence(entries), loadSentence(records)])}
<p class="soft">${noiseSentence(entries)}</p>
${runCards(entries)}
${settingsSummary(settings, 'settings')}`;
  return {
    title,
    first,
    sections: [
      section('differences', 'Differences', differenceTable(entries)),
      section('percentiles', 'Latency', percentiles.length === 0 ? html`` : html`${leftOut}${joined(percentiles.map(figure))}`),
      section('over-time', 'Over time', overTime.length === 0 ? html`` : html`${leftOut}${joined(overTime.map(figure))}`),
      section('settings', 'Settings', settingsTable('Settings by run', names, settings)),
      section('runs', 'Each run', html`${runDetails(entries)}${json.says === undefined ? html`` : html`<p>${json.says}</p>`}`),
      section(
        'environments',
        'Environments',
        settingsTable('Environments by run', names, environmentSettings(records.map(({ environment }) => environment))),
      ),
    ].filter((one) => one !== undefined),
    downloads: [
      { file: 'records.json', mediaType: 'application/json', text: json.text },
      { file: 'comparison.csv', mediaType: 'text/csv', text: benchComparisonCsv(entries) },
    ],
  };
}

function loadSentence(records: readonly BenchRecord[]): string | undefined {
  if (isOneLoad(records)) return undefined;
  return 'These figures are of different loads (scenario, parameters or plan): they show what each run did, and nothing is called better or worse.';
}

/** A sentence by itself, or several in a list, below the one that leads to them. */
function sentences(kind: string, texts: readonly (string | undefined)[]): Html {
  const shown = texts.filter((text) => text !== undefined);
  const lead = shown[0]?.endsWith(':') ? shown[0] : undefined;
  const whole = shown.slice(lead === undefined ? 0 : 1).map((text) => html`${text.endsWith('.') ? text : `${text}.`}`);
  if (lead === undefined && whole.length < 2) return joined(whole.map((text) => html`<p class="${kind}">${text}</p>`));
  return html`<div class="${kind}">${lead ?? ''}${list(whole)}</div>`;
}
