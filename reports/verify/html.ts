// A record of `harness verify` as one page that stands by itself: no scripts, nothing fetched, light or dark as the reader's system is.

import type { RecordedBytes, VerifyRecord } from '../../harness/record/verify-record.ts';
import { bytesText, counted, countText } from '../figures.ts';
import { type Html, html, joined } from '../html/html.ts';
import { STYLE } from '../html/style.ts';
import { shellText } from '../sentences.ts';
import { aroundDifferences, type DumpRow, dump, inOneLine, sizeOf } from './bytes-shown.ts';
import { compareFrames, type FramesCompared } from './frames-compared.ts';
import { excerptOf, momentOf } from './moment.ts';
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
} from './sentences.ts';

/** More than these stand in the record: a page that a browser takes long to open is read by nobody. */
const FAILURES_MAX = 100;
const TRANSCRIPT_MAX = 48;
const ROWS_MAX = 40;
const BYTES_PER_ROW = 8;

export function renderVerifyPage(record: VerifyRecord): string {
  const { protocol, verdict, startedAt, findings, expectations, notes, seed } = record;
  const { failed } = outcomesOf(record);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdict}: ${protocol.name}, ${startedAt}</title>
<style>${{ markup: `${STYLE}${VERIFY_STYLE}` }}</style>
</head>
<body>
<main>
<header>
<p class="verdict ${verdict}">${verdict}</p>
<h1>${verifyHeadline(record)}</h1>
<p>${countsSentence(record)}. Started at <time datetime="${startedAt}">${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>, seed ${String(seed)}.</p>
${list(causesToShow(record).map((cause) => html`${cause}`))}
</header>
${cards(record)}
${section(
  'Findings',
  list(
    findings.map(
      ({ kind, sentence, during }) =>
        html`<strong class="fail">${kind}</strong> ${sentence}${during === undefined ? '' : html` (during ${linkTo(during, failed)})`}`,
    ),
  ),
  findings.length,
)}
${section('Failures', joined([...failed.slice(0, FAILURES_MAX).map(failureArticle), rest(failed.length - FAILURES_MAX, 'failures')]), failed.length)}
${section('Not as expected', list(expectations.map((sentence) => html`${sentence}`)), expectations.length)}
${profileTable(record)}
${sections(record)}
${section('Notes', list(notes.map((note) => html`${note}`)), notes.length)}
${surroundings(record)}
</main>
</body>
</html>
`;
  return page.markup;
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
      return html`<tr><td></td><th></th><td class="step mark">… ${countText(entry)} more, in the record</td></tr>`;
    const row = html`<td>${entry.atMs.toFixed(1)} ms</td><th scope="row">${entry.actor ?? ''}</th><td class="step ${entry.kind}">${transcriptText(entry)}</td>`;
    return entry === moment ? html`<tr class="moment">${row}</tr>` : html`<tr>${row}</tr>`;
  });
  return html`<details open><summary>What happened: ${counted(transcript.length, 'step')}</summary>
<table class="transcript"><tbody>${joined(rows)}</tbody></table></details>`;
}

function profileTable({ profile }: VerifyRecord): Html {
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
function sections(record: VerifyRecord): Html {
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

function surroundings(record: VerifyRecord): Html {
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
  return html`<section><h2>Where it ran</h2><dl class="facts">${joined(rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`))}</dl></section>`;
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

function section(title: string, content: Html, count: number): Html {
  return count === 0 ? html`` : html`<section><h2>${title}</h2>${content}</section>`;
}

function list(items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<ul>${joined(items.map((item) => html`<li>${item}</li>`))}</ul>`;
}

function table(titles: readonly string[], rows: readonly Html[]): Html {
  const head = joined(titles.map((title) => html`<th scope="col">${title}</th>`));
  return html`<div class="scrolled"><table><thead><tr>${head}</tr></thead><tbody>${joined(rows)}</tbody></table></div>`;
}

const VERIFY_STYLE = `
header p.inconclusive, .inconclusive { color: var(--invalid) }
.soft, .not-applicable { color: var(--soft) }
article { background: var(--card); border-radius: .6rem; padding: 1rem 1.2rem; margin: 1rem 0 }
article h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere }
article p { margin: .4rem 0 }
article .where { color: var(--soft); font-size: .88rem }
article p.found { font-weight: 600 }
pre { margin: 0; font: .8rem/1.45 ui-monospace, 'DejaVu Sans Mono', monospace; overflow-x: auto }
pre i { color: var(--soft); font-style: normal }
pre mark { background: none; color: inherit; font-weight: 700; border-bottom: 2px solid }
.expected mark { color: var(--pass) }
.came mark { color: var(--fail) }
pre.command { padding: .5rem .7rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere }
.difference { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem .8rem; margin: .8rem 0 }
.difference p { margin: 0 }
.difference figure, .difference .nothing { background: var(--paper); padding: .5rem .7rem; border-left: 3px solid var(--line) }
.difference figure.expected { border-color: var(--pass) }
.difference figure.came { border-color: var(--fail) }
.difference .nothing { border-radius: .6rem; color: var(--soft) }
.difference .alike { grid-column: 1 / -1; color: var(--soft); font-size: .88rem; overflow-wrap: anywhere }
.difference figcaption { color: var(--soft); font-size: .8rem }
.program { font: .85rem/1.5 ui-monospace, 'DejaVu Sans Mono', monospace; margin: .4rem 0; padding-left: 2rem }
details { margin: .8rem 0 }
summary { cursor: pointer; font-weight: 600 }
summary span { color: var(--soft); font-weight: 400 }
.transcript { font-size: .85rem }
.transcript td, .transcript th { padding: .12rem .6rem; border: 0 }
.transcript td:first-child { color: var(--soft); width: 1% }
.transcript th { width: 1% }
.transcript .step { text-align: left; white-space: normal; overflow-wrap: anywhere; width: 100% }
tr.moment { box-shadow: inset 3px 0 var(--fail) }
.transcript .mark, .transcript .cut, .transcript .goal { color: var(--soft) }
td.short { min-width: 6rem }
a { color: var(--mark) }
@media (max-width: 42rem) {
  .difference { grid-template-columns: 1fr }
  .difference .right { display: none }
  .difference figure.came::before { content: 'got:'; color: var(--soft); font-size: .8rem }
  .difference .nothing { display: none }
  td.text { min-width: 12rem }
  .transcript td, .transcript th { padding: .12rem .3rem }
}
`;
