// A record of `harness verify` as one page that stands by itself: no scripts, nothing fetched, light or dark as the reader's system is.

import type { RecordedBytes, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { shellText } from '../../bench/sentences.ts';
import { bytesText, counted, countText } from '../../figures.ts';
import { aroundDifferences, type DumpRow, dump, inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { compareFrames, type FramesCompared } from '../../verify/frames-compared.ts';
import { excerptOf, momentOf } from '../../verify/moment.ts';
import {
  bySection,
  causesToShow,
  countsSentence,
  durationText,
  evidenceSentence,
  isExpectedFailure,
  isProperty,
  type Outcome,
  outcomesOf,
  runsSentence,
  selectionSentence,
  shrunkSentence,
  transcriptText,
  usageSentence,
  verifyHeadline,
} from '../../verify/sentences.ts';
import type { PageContent, Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';

/** More than these stand in the record: a page that a browser takes long to open is read by nobody. */
const FAILURES_MAX = 100;
const TRANSCRIPT_MAX = 48;
const ROWS_MAX = 40;
const BYTES_PER_ROW = 8;

export function verifyContent(record: VerifyRecord): PageContent {
  const { protocol, verdict, startedAt, findings, expectations, notes, seed } = record;
  const { failed } = outcomesOf(record);
  const first = html`<p class="verdict ${verdict}">${verdict}</p>
<h1>${verifyHeadline(record)}</h1>
<p>${countsSentence(record)}. Started at <time datetime="${startedAt}">${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>, seed ${String(seed)}.</p>
${list(causesToShow(record).map((cause) => html`${cause}`))}
${cards(record)}`;
  const sections: (Section | undefined)[] = [
    section(
      'Findings',
      list(
        findings.map(
          ({ kind, sentence, during }) =>
            html`<strong class="fail">${kind}</strong> ${sentence}${during === undefined ? '' : html` (during ${linkTo(during, failed)})`}`,
        ),
      ),
      findings.length,
    ),
    section(
      'Failures',
      joined([...failed.slice(0, FAILURES_MAX).map(failureArticle), rest(failed.length - FAILURES_MAX, 'failures')]),
      failed.length,
    ),
    section('Not as expected', list(expectations.map((sentence) => html`${sentence}`)), expectations.length),
    profileTable(record),
    caseSections(record),
    section('Notes', list(notes.map((note) => html`${note}`)), notes.length),
    surroundings(record),
  ];
  return {
    title: `${verdict}: ${protocol.name}, ${startedAt}`,
    first,
    sections: sections.filter((one) => one !== undefined),
    downloads: [{ file: 'record.json', mediaType: 'application/json', text: `${JSON.stringify(record)}\n` }],
  };
}

function cards(record: VerifyRecord): Html {
  const { totals } = record;
  const { failed, expectedFailures } = outcomesOf(record);
  const figures: [string, string, string][] = [
    ['passed', countText(totals.pass), ''],
    ['failed', countText(failed.length), failed.length > 0 ? 'fail' : ''],
    ...(expectedFailures.length === 0 ? [] : ([['failed as expected', countText(expectedFailures.length), '']] as const)).map(
      (card): [string, string, string] => [...card],
    ),
    ['inconclusive', countText(totals.inconclusive), totals.inconclusive > 0 ? 'inconclusive' : ''],
    ['not applicable', countText(totals.notApplicable), ''],
  ];
  return html`<dl class="cards">${joined(
    figures.map(([name, figure, kind]) => html`<div><dt>${name}</dt><dd class="${kind}">${figure}</dd></div>`),
  )}</dl>`;
}

function failureArticle(outcome: Outcome): Html {
  const { id, level, clause, rule, message, difference, replay } = outcome;
  const evidence = evidenceSentence(outcome);
  return html`<article id="${anchorOf(id)}">
<h3>${id}</h3>
<p class="where">${clause}, ${level}${isProperty(outcome) ? `, a property: ${runsSentence(outcome)}` : ''}</p>
<p>${rule}</p>
${message === undefined ? '' : html`<p class="fail found">${message}</p>`}
${evidence === undefined ? '' : html`<p class="where">Evidence: ${evidence}.</p>`}
${difference === undefined ? '' : differenceBlock(difference)}
${isProperty(outcome) && outcome.shrunk !== undefined ? html`<p class="where">The smallest program that fails: ${shrunkSentence(outcome) ?? ''}.</p><ol class="program">${joined(outcome.shrunk.program.map((line) => html`<li>${line}</li>`))}</ol>` : ''}
${transcriptBlock(outcome)}
${replay === undefined ? '' : html`<p class="where">Run it again:</p><pre class="command">${replay.command}</pre>`}
</article>`;
}

function differenceBlock({ actor, expected, actual }: NonNullable<Outcome['difference']>): Html {
  const rows = compareFrames(expected, actual).map(partBlock);
  return html`<div class="difference"><p><strong>${actor}</strong> should have got</p><p class="right">and got</p>${joined(rows)}</div>`;
}

function partBlock(part: FramesCompared): Html {
  switch (part.kind) {
    case 'alike':
      return html`<p class="alike">${part.count === 1 ? `the same: ${inOneLine(part.last)}` : `${counted(part.count, 'frame')} the same`}</p>`;
    case 'changed':
      return html`${bytesBlock(part.expected, part.actual, 'expected')}${bytesBlock(part.actual, part.expected, 'came')}`;
    case 'missing':
      return html`${bytesBlock(part.expected, undefined, 'expected', ', which did not come')}<p class="nothing">nothing</p>`;
    case 'surplus':
      return html`<p class="nothing">nothing</p>${bytesBlock(part.actual, undefined, 'came', ', which were not expected')}`;
  }
}

function bytesBlock(bytes: RecordedBytes, other: RecordedBytes | undefined, side: 'expected' | 'came', what = ''): Html {
  const rows = aroundDifferences(dump(bytes, BYTES_PER_ROW, other), ROWS_MAX, other === undefined ? 'first' : 'last');
  return html`<figure class="${side}"><figcaption>${counted(sizeOf(bytes), 'byte')}${what}</figcaption><pre>${{ markup: rows.map((row) => rowText(row).markup).join('\n') }}</pre></figure>`;
}

function rowText(row: DumpRow): Html {
  if (row.kind === 'folded') return row.differs ? html`<mark>${row.sentence}</mark>` : html`<i>${row.sentence}</i>`;
  const { offset, hex, differs, text } = row;
  const figures = hex.map((byte, index) => (differs[index] ? html`<mark>${byte}</mark>` : html`${byte}`).markup).join(' ');
  const padding = ' '.repeat((BYTES_PER_ROW - hex.length) * 3);
  return html`<i>${offset.toString(16).padStart(4, '0')}</i>  ${{ markup: figures }}${padding}  ${text}`;
}

function transcriptBlock(outcome: Outcome): Html {
  const { transcript } = outcome;
  if (transcript.length === 0) return html``;
  const moment = transcript[momentOf(outcome) ?? -1];
  const rows = excerptOf(outcome, TRANSCRIPT_MAX).map((entry) => {
    if (typeof entry === 'number')
      return html`<tr><td></td><td></td><td class="step mark">… ${countText(entry)} more, in the record</td></tr>`;
    const row = html`<td>${entry.atMs.toFixed(1)} ms</td>${entry.actor === undefined ? html`<td></td>` : html`<th scope="row">${entry.actor}</th>`}<td class="step ${entry.kind}">${transcriptText(entry)}</td>`;
    return entry === moment ? html`<tr class="moment">${row}</tr>` : html`<tr>${row}</tr>`;
  });
  return html`<details open><summary>What happened: ${counted(transcript.length, 'step')}</summary>
<table class="transcript"><tbody>${joined(rows)}</tbody></table></details>`;
}

function profileTable({ profile }: VerifyRecord): Section | undefined {
  const rows = Object.values(profile).map(
    ({ clause, question, answer }) =>
      html`<tr><td class="text">${question}</td><td class="text short"><strong>${answer}</strong></td><td>${clause}</td></tr>`,
  );
  return section(
    'Profile',
    html`<p>What the contract leaves open, and what this server does: it was held to that.</p>
${table(['question', 'answer', 'clause'], rows)}`,
    rows.length,
  );
}

/** A fold for each section of the contract, open where there is something to see. */
function caseSections(record: VerifyRecord): Section | undefined {
  const { all, failed } = outcomesOf(record);
  const selection = selectionSentence(record);
  const folds = [...bySection(all)].map(([name, outcomes]) => {
    const rows = outcomes.map((outcome) => outcomeRow(outcome, failed));
    const isQuiet = outcomes.every((one) => one.verdict === 'pass' || one.verdict === 'not-applicable' || isExpectedFailure(one));
    const open = { markup: isQuiet ? '' : ' open' };
    return html`<details${open}><summary>${name} <span>${tally(outcomes)}</span></summary>${table(['case', 'verdict', 'evidence', 'level', 'time'], rows)}</details>`;
  });
  return section(
    'All cases and properties',
    html`${selection === undefined ? '' : html`<p>${selection}.</p>`}${joined(folds)}`,
    all.length,
  );
}

function tally(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(verdictText(outcome), (counts.get(verdictText(outcome)) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${countText(count)} ${verdict}`).join(', ');
}

function outcomeRow(outcome: Outcome, failed: readonly Outcome[]): Html {
  const { id, rule, verdict, evidence, level, clause, durationMs, message, reason } = outcome;
  const isFailure = failed.includes(outcome);
  const why = isExpectedFailure(outcome) ? reason : verdict === 'pass' || isFailure ? undefined : message;
  const kind = isExpectedFailure(outcome) ? 'soft' : verdict;
  return html`<tr><td class="text"><strong>${isFailure ? linkTo(id, failed) : html`${id}`}</strong><br>${rule}${why === undefined ? '' : html`<br><em>${why}</em>`}</td><td class="${kind}">${verdictText(outcome)}</td><td>${evidence ?? ''}</td><td>${level}<br><span class="soft">${clause}</span></td><td>${durationText(durationMs)}</td></tr>`;
}

function verdictText(outcome: Outcome): string {
  if (isExpectedFailure(outcome)) return 'failed as expected';
  return { pass: 'passed', fail: 'failed', inconclusive: 'inconclusive', 'not-applicable': 'not applicable' }[outcome.verdict];
}

function surroundings(record: VerifyRecord): Section | undefined {
  const { environment, command, target } = record;
  const { harness, node, platform, kernel, architecture, processor, processors, memoryBytes, transport, transportReason } =
    environment;
  const usage = usageSentence(record);
  const rows: [string, string][] = [
    ['Command', shellText(command)],
    ...(target.command === undefined ? [] : ([['Target', target.command]] satisfies [string, string][])),
    ...(usage === undefined ? [] : ([['It used', usage]] satisfies [string, string][])),
    [
      'Machine',
      `${counted(processors, 'processor')} (${processor}), ${bytesText(memoryBytes)}, ${platform} ${kernel} on ${architecture}`,
    ],
    ['Harness', `${harness} on Node ${node}, transport ${transport}: ${transportReason}`],
  ];
  return section(
    'Where it ran',
    html`<dl class="facts">${joined(rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`))}</dl>`,
    rows.length,
  );
}

function linkTo(id: string, failed: readonly Outcome[]): Html {
  const isThere = failed.slice(0, FAILURES_MAX).some((one) => one.id === id);
  return isThere ? html`<a href="#${anchorOf(id)}">${id}</a>` : html`${id}`;
}

function anchorOf(id: string): string {
  return id.replace(/[^\w.-]+/g, '-');
}

function rest(count: number, noun: string): Html {
  return count > 0 ? html`<p>and ${countText(count)} more ${noun}, in the record</p>` : html``;
}

function section(title: string, body: Html, count: number): Section | undefined {
  return count === 0 ? undefined : { id: title.toLowerCase().replaceAll(' ', '-'), title, body };
}

function list(items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<ul>${joined(items.map((item) => html`<li>${item}</li>`))}</ul>`;
}

function table(titles: readonly string[], rows: readonly Html[]): Html {
  const head = joined(titles.map((title) => html`<th scope="col">${title}</th>`));
  return html`<div class="scrolled"><table><thead><tr>${head}</tr></thead><tbody>${joined(rows)}</tbody></table></div>`;
}
