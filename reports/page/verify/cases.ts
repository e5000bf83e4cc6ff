// All cases and properties, by the sections of the contract, with what filters look at in each row.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted, countText } from '../../figures.ts';
import { KIND_WORDS, kindOf, OUTCOME_KINDS, verdictText } from '../../verify/outcome-kinds.ts';
import { bySection, durationText, isProperty, type Outcome, outcomesOf, runsSentence } from '../../verify/sentences.ts';
import type { Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';
import { section } from '../parts.ts';
import type { Anchors } from './anchors.ts';
import { messageText, shortText, sign } from './texts.ts';

export function casesSection(record: VerifyRecord, anchors: Anchors): Section | undefined {
  const { all } = outcomesOf(record);
  if (all.length === 0) return undefined;
  const folds = [...bySection(all)].map(([name, outcomes]) => fold(name, outcomes, anchors));
  return section(
    'cases',
    'All cases',
    html`<div data-filtered>${filters(all)}
<p class="shown" role="status" data-shown>${counted(all.length, 'case or property', 'cases and properties')}</p>
<p class="no-match" data-no-match hidden>None is like that. <button type="button" data-clear>Show all again</button></p>
${joined(folds)}</div>`,
  );
}

/** They need the script, which shows them. */
function filters(all: readonly Outcome[]): Html {
  const kinds = OUTCOME_KINDS.flatMap((kind) =>
    button('verdict', kind, KIND_WORDS[kind], all.filter((one) => kindOf(one) === kind).length),
  );
  const levels = LEVELS.flatMap((level) => button('level', level, level, all.filter((one) => one.level === level).length));
  return html`<form class="filters" aria-label="Filters" data-filters hidden>
<div role="group" aria-label="Verdict">${joined(kinds)}</div>
<div role="group" aria-label="Level">${joined(levels)}</div>
<label>Text <input type="search" data-text autocomplete="off" spellcheck="false" placeholder="id, rule, clause, message"></label>
<button type="button" data-clear>Clear</button></form>`;
}

const LEVELS: readonly Outcome['level'][] = ['must', 'should', 'may'];

function button(group: string, value: string, name: string, count: number): Html[] {
  if (count === 0) return [];
  return [
    html`<button type="button" aria-pressed="false" data-${{ markup: group }}="${value}">${name} <small>${countText(count)}</small></button>`,
  ];
}

/** Open where there is something to see. */
function fold(name: string, outcomes: readonly Outcome[], anchors: Anchors): Html {
  const isQuiet = outcomes.every((outcome) => ['pass', 'not-applicable', 'expected-failure'].includes(kindOf(outcome)));
  const open = { markup: isQuiet ? '' : ' open' };
  return html`<details class="group"${open}><summary>${name} <span>${tally(outcomes)}</span></summary>
<table><thead><tr><th scope="col">case</th><th scope="col">verdict</th><th scope="col">evidence</th><th scope="col">level</th><th scope="col">time</th></tr></thead>
<tbody>${joined(outcomes.map((outcome) => row(outcome, anchors)))}</tbody></table></details>`;
}

function tally(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(verdictText(outcome), (counts.get(verdictText(outcome)) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${countText(count)} ${verdict}`).join(', ');
}

function row(outcome: Outcome, anchors: Anchors): Html {
  const { id, rule, level, evidence, clause, durationMs } = outcome;
  const kind = kindOf(outcome);
  const article = anchors.articleOf(outcome);
  const name = article === undefined ? html`${id}` : html`<a href="#${article}">${id}</a>`;
  const runs = isProperty(outcome) ? html` <small>${runsSentence(outcome)}</small>` : html``;
  return html`<tr id="${anchors.rowOf(outcome)}" data-kind="${kind}" data-level="${level}"><th scope="row">${name}${runs}<p>${messageText(rule)}</p>${why(outcome)}</th><td class="is-verdict ${kind}">${sign(kind)} ${verdictText(outcome)}</td><td>${evidence ?? ''}</td><td>${level} <small>${clause}</small></td><td>${durationMs === 0 ? '' : durationText(durationMs)}</td></tr>`;
}

/** A failure has an article for itself: its row has the beginning. */
function why(outcome: Outcome): Html {
  const { message, reason, verdict } = outcome;
  if (kindOf(outcome) === 'expected-failure')
    return reason === undefined ? html`` : html`<p class="why">Expected, because ${shortText(reason)}</p>`;
  if (verdict === 'pass' || message === undefined) return html``;
  return html`<p class="why">${verdict === 'fail' ? shortText(message) : messageText(message)}</p>`;
}
