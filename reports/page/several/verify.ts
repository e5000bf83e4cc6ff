// Several runs of verify on one page: servers x cases, a matrix for each protocol.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted, countText } from '../../figures.ts';
import { verifyComparisonCsv } from '../../formats/csv/comparison.ts';
import type { Entries } from '../../report.ts';
import { titleOf } from '../../several/names.ts';
import { verifyRecordsJson } from '../../several/records-json.ts';
import { environmentSettings, profileSettings, verifySettings } from '../../several/settings.ts';
import { cautionSentences, matrixSentences } from '../../several/verify-answer.ts';
import { serversMatrices } from '../../several/verify-matrix.ts';
import type { PageContent } from '../content.ts';
import { html, joined } from '../html.ts';
import { list, section } from '../parts.ts';
import { foundArticle, foundIn } from './found-articles.ts';
import { serverDetails } from './server-details.ts';
import { serversMatrix } from './servers-matrix.ts';
import { settingsSummary, settingsTable } from './settings-table.ts';
import { summaryTable } from './summary-table.ts';

export function severalVerifyContent(entries: Entries<VerifyRecord>): PageContent {
  const records = entries.map(({ record }) => record);
  const names = entries.map(({ name }) => name);
  const matrices = serversMatrices(entries);
  const title = titleOf(
    names,
    matrices.map(({ protocol }) => protocol),
  );
  const { found, leftOut } = foundIn(matrices);
  const anchors = new Map(found.map(({ outcome, anchor, entry }) => [`${names.indexOf(entry.name)} ${outcome.id}`, anchor]));
  const settings = verifySettings(records);
  const json = verifyRecordsJson(entries);
  const sentences = matrices.flatMap(matrixSentences);
  const cautions = cautionSentences(entries);
  const first = html`<p class="kind">${counted(entries.length, 'run')} of verify compared</p>
<h1>${title}</h1>
<div class="answer">${list(sentences.map((sentence) => html`${sentence}`))}</div>
${cautions.length === 0 ? html`` : html`<div class="caution inconclusive">${list(cautions.map((sentence) => html`${sentence}`))}</div>`}
${matrices.length > 1 ? html`<p class="soft">The runs are of ${countText(matrices.length)} protocols, which share no cases: each has a matrix of its own.</p>` : html``}
${joined(matrices.map(({ protocol, entries: servers }) => html`${matrices.length > 1 ? html`<p class="kind">${protocol}</p>` : html``}${summaryTable(servers)}`))}
${settingsSummary(settings, 'settings')}`;
  return {
    title,
    first,
    sections: [
      ...matrices.map((matrix, index) =>
        section(
          index === 0 ? 'matrix' : `matrix-${String(index + 1)}`,
          matrices.length === 1 ? 'Servers and cases' : `Servers and cases: ${matrix.protocol}`,
          serversMatrix(matrix, (outcome, server) => anchors.get(`${names.indexOf(server.name)} ${outcome.id}`)),
        ),
      ),
      section(
        'found',
        'What did not pass',
        html`${joined(found.map(foundArticle))}${leftOut === 0 ? html`` : html`<p>and ${countText(leftOut)} more, in the records</p>`}`,
      ),
      ...matrices.map((matrix, index) => {
        const questions = profileSettings(matrix.entries.map(({ record }) => record));
        return section(
          index === 0 ? 'profiles' : `profiles-${String(index + 1)}`,
          matrices.length === 1 ? 'Profiles' : `Profiles: ${matrix.protocol}`,
          questions.length === 0
            ? html``
            : html`<p>What the contract leaves open, and what each server does: it was held to that. Where they differ stands first.</p>${settingsTable(
                `Profiles of ${matrix.protocol}`,
                matrix.entries.map(({ name }) => name),
                questions,
                'question',
              )}`,
        );
      }),
      section(
        'servers',
        'Each run',
        html`${serverDetails(entries)}${json.says === undefined ? html`` : html`<p>${json.says}</p>`}`,
      ),
      section('settings', 'Settings', settingsTable('Settings by run', names, settings)),
      section(
        'environments',
        'Environments',
        settingsTable('Environments by run', names, environmentSettings(records.map(({ environment }) => environment))),
      ),
    ].filter((one) => one !== undefined),
    downloads: [
      { file: 'records.json', mediaType: 'application/json', text: json.text },
      { file: 'comparison.csv', mediaType: 'text/csv', text: verifyComparisonCsv(entries) },
    ],
  };
}
