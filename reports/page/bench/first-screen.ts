// What is to be understood in ten seconds: how it ended and why, the numbers that matter, whether they can be believed, and of what
// they are.

import { describePlan } from '../../../harness/load/plan.ts';
import type { BenchRecord, Cause } from '../../../harness/record/record.ts';
import { describeEndpoint } from '../../../harness/transport/endpoint.ts';
import { clockWarning } from '../../bench/fleet.ts';
import { operationsOf } from '../../bench/operations.ts';
import { filesWrittenAgain, repeatWords } from '../../bench/repeat-command.ts';
import {
  deliveriesDue,
  measuredText,
  notesToShow,
  passSentence,
  planOf,
  secondsText,
  shellText,
  WRONGS,
  wrongCount,
} from '../../bench/sentences.ts';
import { thresholdWords } from '../../bench/threshold-words.ts';
import { generatorShareSentence, whyInvalid } from '../../bench/validity.ts';
import { counted, countText, latencyText, threeDigits } from '../../figures.ts';
import { type Html, html, joined } from '../html.ts';
import { command, facts, list, moment } from '../parts.ts';
import { VERDICT_SIGNS } from '../verdict-signs.ts';
import { linkToEvidence } from './diagnoses.ts';
import type { RunCharts } from './run-charts.ts';
import { fold } from './tables.ts';
import { sentence } from './words.ts';

export function firstScreen(record: BenchRecord, charts: RunCharts): Html {
  const { verdict } = record;
  return html`<p class="verdict ${verdict}"><span aria-hidden="true">${VERDICT_SIGNS[verdict]}</span> ${verdict}</p>
<h1>${titleText(record)}</h1>
${causes(record)}
${cards(record)}
${validity(record)}
${diagnoses(record, charts)}
${circumstances(record)}
${repeat(record)}`;
}

/** Without the command that started the target: that is told below, and can be long. */
function titleText({ scenario, target, plan }: BenchRecord): string {
  const { address, port, how } = target;
  const place = how === 'embedded' ? 'the reference server' : describeEndpoint({ address, port });
  return `${scenario.name} on ${place}: ${describePlan(planOf(plan))}`;
}

/** So many at once; of a run that fails in a hundred ways the first say enough. */
const CAUSES_OPEN_MAX = 5;

function causes(record: BenchRecord): Html {
  const { verdict } = record;
  if (verdict === 'pass') return html`<p class="because">${passSentence(record)}</p>`;
  // Of a run that failed it is said below what makes its latencies worthless as well.
  const telling = record.causes.filter((cause) => verdict === 'invalid' || cause.verdict === verdict);
  const items = telling.map(
    (cause) =>
      html`<strong class="${cause.verdict}">${VERDICT_SIGNS[cause.verdict]} ${cause.verdict}</strong> ${causeText(cause, record)}`,
  );
  const rest = items.slice(CAUSES_OPEN_MAX);
  return html`<div class="because">${list(items.slice(0, CAUSES_OPEN_MAX))}${rest.length === 0 ? '' : fold(`and ${counted(rest.length, 'more cause')}`, list(rest))}</div>`;
}

/** Thresholds are told by their text; here in words, too. */
function causeText({ code, sentence: told }: Cause, { thresholds, trials }: BenchRecord): string {
  if (code !== 'threshold') return told;
  const missed = thresholds.find(({ text }) => told.includes(text));
  const words = missed === undefined ? undefined : thresholdWords(missed.text);
  if (missed === undefined || words === undefined) return `A threshold was missed: ${told}`;
  // What the trials missed is not what the one in the middle measured.
  if (missed.passed || missed.actual === undefined || trials !== undefined) return `Missed: ${words}. ${told}`;
  return `Missed: ${words} (${missed.text}). Measured: ${measuredText(missed)}.`;
}

interface Card {
  readonly name: string;
  readonly figures: readonly { readonly text: string; readonly of?: string; readonly kind?: 'fail' }[];
  readonly note?: string | Html;
}

function cards(record: BenchRecord): Html {
  const shown = [rateCard(record), latencyCard(record), correctnessCard(record)].map(
    ({ name, figures, note }) =>
      html`<div><dt>${name}</dt><dd class="figures">${joined(
        figures.map(
          ({ text, of, kind = '' }) =>
            html`<span class="figure ${kind}">${text}${of === undefined ? '' : html` <small>${of}</small>`}</span>`,
        ),
      )}</dd>${note === undefined ? '' : html`<dd class="note">${note}</dd>`}</div>`,
  );
  return html`<dl class="cards three">${joined(shown)}</dl>`;
}

function rateCard({ totals, steadiness, trials, errors: kinds }: BenchRecord): Card {
  const { operations, errors, operationsPerSecond, measuredSeconds } = totals;
  const some = html`<span class="fail">${counted(errors, 'error')}</span>`;
  const errorText = errors === 0 ? html`no errors` : kinds.length === 0 ? some : html`<a href="#errors">${some}</a>`;
  if (operations === 0) return { name: 'Rate', figures: [{ text: '–' }], note: html`no operation was done, ${errorText}` };
  const warmUp = steadiness.warmUpSeconds === 0 ? '' : `, without the ${steadiness.warmUpSeconds} s of warm-up`;
  const interval = trials?.figures.rate;
  const sure =
    interval === undefined
      ? ''
      : `; of ${counted(trials?.verdicts.length ?? 0, 'trial')} the median is ${perSecond(interval.median)}, most likely ${perSecond(interval.low)} to ${perSecond(interval.high)}`;
  return {
    name: 'Rate',
    figures: [{ text: perSecond(operationsPerSecond), of: 'operations a second' }],
    note: html`over ${secondsText(measuredSeconds)}${warmUp}; ${errorText}${sure}`,
  };
}

function perSecond(rate: number): string {
  return threeDigits(rate).toLocaleString('en-US');
}

function latencyCard(record: BenchRecord): Card {
  const [busiest, ...others] = operationsOf(record);
  if (busiest === undefined) return { name: 'Response', figures: [{ text: '–' }], note: 'nothing was answered' };
  const [op, { response }] = busiest;
  const more = others.length === 0 ? '' : html`; <a href="#operations">${counted(others.length, 'other operation')}</a>`;
  return {
    name: `Response of ${op}`,
    figures: [
      { text: latencyText(response.p50, ' '), of: 'p50' },
      { text: latencyText(response.p99, ' '), of: 'p99' },
    ],
    note: html`half took p50 or less, 99 of 100 took p99 or less${more}`,
  };
}

function correctnessCard(record: BenchRecord): Card {
  const { correctness } = record;
  const { enabled, checked, unsettled } = correctness;
  const wrong = wrongCount(record);
  const name = 'Correctness';
  if (!enabled) return { name, figures: [{ text: 'not checked' }], note: 'whether deliveries were right is not known' };
  if (checked === 0 && wrong === 0 && unsettled === 0)
    return { name, figures: [{ text: '–' }], note: 'there was no delivery to check' };
  const kinds = WRONGS.filter((kind) => correctness[kind] > 0).map((kind) => `${countText(correctness[kind])} ${kind}`);
  const open = unsettled === 0 ? [] : [`the fate of ${countText(unsettled)} is not known`];
  const found = kinds.length === 0 ? ['none lost, duplicated, reordered, misdelivered or corrupted'] : kinds;
  return {
    name,
    figures: [
      {
        text: countText(wrong),
        of: `wrong of ${counted(deliveriesDue(record), 'delivery', 'deliveries')}`,
        ...(wrong === 0 ? {} : { kind: 'fail' as const }),
      },
    ],
    note: wrong === 0 ? [...found, ...open].join(', ') : html`<a href="#correctness">${[...found, ...open].join(', ')}</a>`,
  };
}

/** By itself, whatever the verdict: what was delivered wrong was wrong, even where latencies can't be believed. */
function validity(record: BenchRecord): Html {
  const reasons = whyInvalid(record);
  const { operations } = record.totals;
  const besides = [
    generatorShareSentence(record) ?? '',
    operations === 0 ? '' : record.steadiness.sentence,
    clockWarning(record) ?? '',
  ].join(' ');
  if (reasons.length === 0) {
    return html`<p class="validity"><strong class="pass">${VERDICT_SIGNS.pass} The measurement is valid.</strong> ${besides}</p>`;
  }
  const what = operations === 0 ? 'Nothing was measured.' : 'Its latencies and rates can’t be believed.';
  // An invalid run has its reasons right below the verdict.
  const why = record.verdict === 'invalid' ? '' : reasons.join(' ');
  return html`<p class="validity"><strong class="invalid">${VERDICT_SIGNS.invalid} The measurement is not valid.</strong> ${what} ${why} ${besides}</p>`;
}

/** What was found; what it means and what mends it is said below. */
function diagnoses(record: BenchRecord, charts: RunCharts): Html {
  if (record.diagnoses.length === 0) return html``;
  const items = record.diagnoses.map(
    (diagnosis) => html`${sentence(diagnosis.sentence.split(': ')[0] ?? '')} ${linkToEvidence(diagnosis, charts)}`,
  );
  return html`<div class="found"><h2>What the figures show</h2>${list(items)}</div>`;
}

function circumstances(record: BenchRecord): Html {
  const { scenario, startedAt, seed } = record;
  return facts([
    ['Target', targetWords(record)],
    ['Scenario', html`${scenario.name}: ${sentence(scenario.summary)}`],
    ['When', moment(startedAt)],
    ['How long', durationWords(record)],
    ['Seed', String(seed)],
    ['Note', noteText(record)],
  ]);
}

/** The first stands here, for it can be that the run was stopped, or came near to what this machine carries. */
function noteText(record: BenchRecord): Html | undefined {
  const [first, ...others] = notesToShow(record);
  if (first === undefined) return undefined;
  return html`${first}${others.length === 0 ? '' : html` <a href="#notes">${counted(others.length, 'more note')}</a>`}`;
}

function targetWords({ target }: BenchRecord): Html {
  const { address, port, how, command: started, pid } = target;
  const place = describeEndpoint({ address, port });
  const process = pid === undefined ? '' : `, process ${pid}`;
  switch (how) {
    case 'embedded':
      return html`the reference server of the harness, at ${place}${process}`;
    case 'started':
      return html`${place}${process}, started by${started === undefined ? ' the harness' : html` <code>${started}</code>`}`;
    case 'running':
      return html`${place}${process}, which was running already`;
  }
}

function durationWords({ totals, steadiness, plan }: BenchRecord): string {
  const { seconds, measuredSeconds } = totals;
  const planned = plan.segments.reduce((sum, { durationUs }) => sum + durationUs, 0) / 1e6;
  if (seconds === 0) return `it ended before its first turn; ${secondsText(planned)} were planned`;
  const short = plan.turns === undefined && seconds < planned - 1 ? ` of the ${secondsText(planned)} that were planned` : '';
  const { warmUpSeconds, howChosen } = steadiness;
  const warmUp =
    warmUpSeconds === 0
      ? ''
      : `; ${secondsText(measuredSeconds)} of it count, behind ${warmUpSeconds} s of warm-up (${howChosen})`;
  return `${secondsText(seconds)}${short}${warmUp}`;
}

function repeat(record: BenchRecord): Html {
  const words = repeatWords(record);
  if (words === undefined) return html``;
  const files = filesWrittenAgain(record);
  const again =
    files.length === 0 ? '' : html`<p class="note">It writes ${files.join(' and ')} again, in the place of what is there.</p>`;
  return html`<p class="repeat">Run it again:</p>${command(shellText(words))}${again}`;
}
