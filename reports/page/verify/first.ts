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
  selectionSentence,
  shortHeadline,
} from '../../verify/sentences.ts';
import { tellingFirst } from '../../verify/telling-first.ts';
import { type Html, html, joined } from '../html.ts';
import { command, facts, list, moment } from '../parts.ts';
import type { Anchors } from './anchors.ts';
import { messageText, shortId, shortText, sign } from './texts.ts';

/** Further ones are folded: the numbers are to stay in sight. */
const LINKS_MAX = 8;
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
<div class="beside"><div>${findings(record, anchors)}${failureLinks(record, anchors)}</div>
<div>${run(record)}</div></div>`;
}

function causes(record: VerifyRecord): Html {
  const told = new Set(record.findings.map(({ sentence }) => sentence));
  return list(
    causesToShow(record)
      .filter((cause) => !told.has(cause))
      .map((cause) => html`${messageText(cause)}`),
  );
}

function cards(record: VerifyRecord): Html {
  const { passed, failed, inconclusive, expectedFailures, notApplicable } = outcomesOf(record);
  const figures = [
    ['passed', passed.length, 'pass'],
    ['failed', failed.length, 'fail'],
    ['inconclusive', inconclusive.length, 'inconclusive'],
  ] as const;
  const selection = selectionSentence(record);
  const small = [
    ...(expectedFailures.length === 0 ? [] : [`${countText(expectedFailures.length)} failed as expected`]),
    ...(notApplicable.length === 0 ? [] : [`${countText(notApplicable.length)} not applicable`]),
    ...(selection === undefined ? [] : [selection]),
  ];
  return html`<dl class="cards three">${joined(
    figures.map(
      ([name, count, kind]) =>
        html`<div><dt>${name}</dt><dd class="${count === 0 ? 'none' : kind}">${countText(count)}</dd></div>`,
    ),
  )}</dl>${small.length === 0 ? '' : html`<p class="besides">Besides: ${small.join(', ')}.</p>`}`;
}

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
  const { protocol, target, startedAt, durationMs, seed, cases, properties } = record;
  const { clientFrameBytes, capacity, source } = protocol;
  const sizes = [
    ...(clientFrameBytes === undefined ? [] : [`client frames of ${countText(clientFrameBytes)} bytes`]),
    ...(capacity === undefined ? [] : [`${counted(capacity, 'client')} at once`]),
  ];
  const rows = facts([
    [
      'Protocol',
      html`<strong>${protocol.name}</strong>, ${messageText(protocol.summary)}${sizes.length === 0 ? '' : ` (${sizes.join(', ')})`}`,
    ],
    ['Contract', source],
    ['Target', targetText(target)],
    ['Judged', `${counted(cases.length, 'case')}, ${counted(properties.length, 'property', 'properties')}`],
    ['Started', moment(startedAt)],
    ['Took', durationText(durationMs)],
    ['Seed', String(seed)],
  ]);
  const words = repeatingWords(record);
  const again = words === undefined ? '' : html`<p class="where">The same run again:</p>${command(shellText(words))}`;
  return html`<h2 class="minor">The run</h2>${rows}${again}`;
}

function targetText({ address, port, how, command: started, restarts }: VerifyRecord['target']): string {
  const place = describeEndpoint({ address, port });
  const again = restarts === 0 ? '' : `, started again ${restarts === 1 ? 'once' : `${countText(restarts)} times`}`;
  switch (how) {
    case 'embedded':
      return `the reference server${again}`;
    case 'started':
      return `${place}, started by this run${started === undefined ? '' : `: ${started}`}${again}`;
    case 'running':
      return `${place}, which was running`;
  }
}
