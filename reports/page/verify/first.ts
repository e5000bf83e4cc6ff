// What is seen at first: the verdict and why, the three numbers, how sure they are, what was judged, and where to go on reading.

import type { Finding, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { describeEndpoint } from '../../../harness/transport/endpoint.ts';
import { shellText } from '../../bench/sentences.ts';
import { counted, countText } from '../../figures.ts';
import {
  causesToShow,
  certaintyOf,
  certaintySentence,
  durationText,
  type Outcome,
  outcomesOf,
  repeatingWords,
  restartsText,
  selectionSentence,
  shortHeadline,
} from '../../verify/sentences.ts';
import { tellingFirst } from '../../verify/telling-first.ts';
import { type Html, html, joined } from '../html.ts';
import { command, facts, list, moment } from '../parts.ts';
import type { Anchors } from './anchors.ts';
import { messageText, shortId, shortText, sign } from './texts.ts';

/** Further ones are folded: the numbers are to stay in sight. */
const LINKS_MAX = 5;
const FOLDED_MAX = 100;
const FINDINGS_MAX = 20;
const PLACES_MAX = 3;

export function firstScreen(record: VerifyRecord, anchors: Anchors): Html {
  const { verdict } = record;
  return html`<p class="verdict ${verdict}">${verdict}</p>
<h1>${shortHeadline(record)}</h1>
${causes(record)}
${cards(record)}
${certainty(record)}
${findings(record, anchors)}
${failureLinks(record, anchors)}
${run(record)}`;
}

function causes(record: VerifyRecord): Html {
  const told = new Set(record.findings.map(({ sentence }) => sentence));
  const items = causesToShow(record)
    .filter((cause) => !told.has(cause))
    .map((cause) => html`${messageText(cause.replace(FAILED_NAMES, '.'))}`);
  return items.length === 0 ? html`` : html`<div class="because">${list(items)}</div>`;
}

/** They are listed below, each with what was wrong. */
const FAILED_NAMES = /(?<=^\d+ of \d+ failed): .*$/s;

function cards(record: VerifyRecord): Html {
  const { passed, failed, inconclusive } = outcomesOf(record);
  const figures = [
    ['Passed', passed, 'pass'],
    ['Failed', failed, 'fail'],
    ['Inconclusive', inconclusive, 'inconclusive'],
  ] as const;
  return html`<dl class="cards three counts">${joined(
    figures.map(
      ([name, these, kind]) =>
        html`<div><dt>${name}</dt><dd class="${these.length === 0 ? 'none' : kind}">${countText(these.length)}</dd><dd class="note">${levelsText(these)}</dd></div>`,
    ),
  )}</dl>`;
}

/** What failed of what must be weighs more than what failed of what may be. */
function levelsText(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return 'none';
  return LEVELS.map((level) => [level, outcomes.filter((one) => one.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${countText(count)} ${level}`)
    .join(', ');
}

const LEVELS: readonly Outcome['level'][] = ['must', 'should', 'may'];

/** As a bar, too: a share is seen before it is read. */
function certainty(record: VerifyRecord): Html {
  const sentence = certaintySentence(record);
  if (sentence === undefined) return html``;
  const { proved, seen, waitedFor } = certaintyOf(record);
  const shares = [
    ['proved', proved],
    ['seen', seen],
    ['waited', waitedFor],
  ] as const;
  const bars = shares
    .filter(([, count]) => count > 0)
    .map(([name, count]) => html`<i class="${name}" style="--share:${String(count)}"></i>`);
  return html`<div class="certainty"><div class="shares" aria-hidden="true">${joined(bars)}</div><p>${sentence}</p></div>`;
}

/** What happened several times stands there once, with some of the cases that it happened in. */
function findings(record: VerifyRecord, anchors: Anchors): Html {
  const byId = new Map(outcomesOf(record).all.map((outcome) => [outcome.id, outcome]));
  const groups = alikeOf(record.findings);
  const items = groups.slice(0, FINDINGS_MAX).map((alike) => {
    const ids = alike.flatMap(({ during }) => during ?? []);
    const places = ids.slice(0, PLACES_MAX).map((id) => placeLink(id, byId.get(id), anchors).markup);
    const others = ids.length > PLACES_MAX ? ` and ${countText(ids.length - PLACES_MAX)} more` : '';
    const where = places.length === 0 ? html`` : html` (during ${{ markup: places.join(', ') }}${others})`;
    const times = alike.length === 1 ? '' : ` ${counted(alike.length, 'time')}`;
    const { kind = '', sentence = '' } = alike[0] ?? {};
    return html`<strong class="fail">${kind.replaceAll('-', ' ')}${times}</strong> ${messageText(sentence)}${where}`;
  });
  if (items.length === 0) return html``;
  const more = groups.length - items.length;
  return html`<h2 class="minor">The target as a whole</h2>${list(items)}${more > 0 ? html`<p>and ${counted(more, 'more finding')}, in the record</p>` : ''}`;
}

function alikeOf(all: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of all) {
    const key = `${finding.kind} ${finding.sentence}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function placeLink(id: string, outcome: Outcome | undefined, anchors: Anchors): Html {
  return outcome === undefined ? html`${id}` : linkTo(outcome, anchors, id);
}

function failureLinks(record: VerifyRecord, anchors: Anchors): Html {
  const failed = tellingFirst(outcomesOf(record).failed);
  if (failed.length === 0) return html``;
  const items = failed.map((outcome) => {
    const message = outcome.message === undefined ? '' : html`<span>${shortText(outcome.message)}</span>`;
    return html`<li>${linkTo(outcome, anchors, shortId(outcome.id, record))} <small>${outcome.level}</small>${message}</li>`;
  });
  const others = items.slice(LINKS_MAX, FOLDED_MAX);
  const more = items.length - FOLDED_MAX;
  const folded =
    others.length === 0
      ? html``
      : html`<details><summary>${countText(items.length - LINKS_MAX)} more</summary><ol class="telling" start="${String(LINKS_MAX + 1)}">${joined(others)}</ol>${more > 0 ? html`<p>and ${countText(more)} more, among all cases</p>` : ''}</details>`;
  return html`<h2 class="minor">${sign('fail')} What failed, the most telling first</h2><ol class="telling">${joined(items.slice(0, LINKS_MAX))}</ol>${folded}`;
}

function linkTo(outcome: Outcome, anchors: Anchors, text: string): Html {
  return html`<a href="#${anchors.articleOf(outcome) ?? anchors.rowOf(outcome)}">${text}</a>`;
}

function run(record: VerifyRecord): Html {
  const { protocol, target, startedAt, durationMs, seed } = record;
  const { clientFrameBytes, capacity, source } = protocol;
  const sizes = [
    ...(clientFrameBytes === undefined ? [] : [`client frames of ${countText(clientFrameBytes)} bytes`]),
    ...(capacity === undefined ? [] : [`${counted(capacity, 'client')} at once`]),
  ];
  const rows = facts([
    ['Target', targetFact(target)],
    [
      'Protocol',
      html`<strong>${protocol.name}</strong>, ${messageText(protocol.summary)}${sizes.length === 0 ? '' : ` (${sizes.join(', ')})`}`,
    ],
    ['When', moment(startedAt)],
    ['How long', durationText(durationMs)],
    ['Seed', String(seed)],
    ['Judged', judgedText(record)],
    ['Contract', source],
  ]);
  const words = repeatingWords(record);
  const again = words === undefined ? '' : html`<p class="repeat">Run it again:</p>${command(shellText(words))}`;
  return html`${rows}${again}`;
}

/** And what of it the three numbers leave out. */
function judgedText(record: VerifyRecord): string {
  const { cases, properties } = record;
  const { expectedFailures, notApplicable } = outcomesOf(record);
  const selection = selectionSentence(record);
  const besides = [
    ...(expectedFailures.length === 0 ? [] : [`${countText(expectedFailures.length)} failed as expected`]),
    ...(notApplicable.length === 0 ? [] : [`${countText(notApplicable.length)} not applicable`]),
    ...(selection === undefined ? [] : [selection]),
  ];
  const all = `${counted(cases.length, 'case')}, ${counted(properties.length, 'property', 'properties')}`;
  return besides.length === 0 ? all : `${all}; besides: ${besides.join(', ')}`;
}

function targetFact({ address, port, how, command: started, restarts }: VerifyRecord['target']): Html {
  const place = describeEndpoint({ address, port });
  const again = restarts === 0 ? '' : `, ${restartsText(restarts)}`;
  switch (how) {
    case 'embedded':
      return html`the reference server${again}`;
    case 'started':
      return html`${place}, started by${started === undefined ? ' the harness' : html` <code>${started}</code>`}${again}`;
    case 'running':
      return html`${place}, which was running already`;
  }
}
