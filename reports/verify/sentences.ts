// What a record of `harness verify` says, in words: the same on the terminal, on a page and for other machines.

import type { CaseEntry, Finding, PropertyEntry, TranscriptEntry, VerifyRecord } from '../../harness/record/verify-record.ts';
import { describeEndpoint } from '../../harness/transport/endpoint.ts';
import { counted, countText, latencyText, percentText } from '../figures.ts';
import { targetText, usageParts } from '../target-words.ts';
import { inOneLine, sizeOf } from './bytes-shown.ts';

export type Outcome = CaseEntry | PropertyEntry;

/** All that were judged, in the order of the record, parted by what a reader does with them. */
export interface Outcomes {
  readonly all: readonly Outcome[];
  readonly passed: readonly Outcome[];
  /** That nobody expected to. */
  readonly failed: readonly Outcome[];
  readonly expectedFailures: readonly Outcome[];
  readonly inconclusive: readonly Outcome[];
  readonly notApplicable: readonly Outcome[];
}

export function outcomesOf({ cases, properties }: VerifyRecord): Outcomes {
  const all = [...cases, ...properties];
  const of = (verdict: Outcome['verdict']) => all.filter((one) => one.verdict === verdict);
  return {
    all,
    passed: of('pass'),
    failed: of('fail').filter((one) => !isExpectedFailure(one)),
    expectedFailures: all.filter(isExpectedFailure),
    inconclusive: of('inconclusive'),
    notApplicable: of('not-applicable'),
  };
}

export function isExpectedFailure({ verdict, expected }: Outcome): boolean {
  return verdict === 'fail' && expected === 'fails';
}

export function isProperty(outcome: Outcome): outcome is PropertyEntry {
  return 'runs' in outcome;
}

/** Such as `chat on 127.0.0.1:9311 ('./my-server')`. */
export function verifyHeadline({ protocol, target }: VerifyRecord): string {
  const frames =
    protocol.clientFrameBytes === undefined ? '' : `, client frames of ${countText(protocol.clientFrameBytes)} bytes`;
  return `${protocol.name} on ${targetText(target)}${frames}`;
}

/** Such as `chat on 127.0.0.1:9311`: for where the command and the frames stand elsewhere. */
export function shortHeadline({ protocol, target }: VerifyRecord): string {
  return `${protocol.name} on ${target.how === 'embedded' ? 'the reference server' : describeEndpoint(target)}`;
}

/** Such as `84 cases and 3 properties in 8.24 s: 79 passed, 3 failed (1 as expected), 4 inconclusive, 1 not applicable`. */
export function countsSentence(record: VerifyRecord): string {
  const { totals, cases, properties, durationMs } = record;
  const { expectedFailures } = outcomesOf(record);
  const what = countedSelection(cases.length, properties.length);
  const asExpected = expectedFailures.length === 0 ? '' : ` (${countText(expectedFailures.length)} as expected)`;
  const counts = [
    `${countText(totals.pass)} passed`,
    ...(totals.fail === 0 ? [] : [`${countText(totals.fail)} failed${asExpected}`]),
    ...(totals.inconclusive === 0 ? [] : [`${countText(totals.inconclusive)} inconclusive`]),
    ...(totals.notApplicable === 0 ? [] : [`${countText(totals.notApplicable)} not applicable`]),
  ];
  return `${what} in ${durationText(durationMs)}: ${counts.join(', ')}`;
}

/** Such as `84 cases and 3 properties`. */
export function countedSelection(cases: number, properties: number): string {
  return [
    ...(cases > 0 || properties === 0 ? [counted(cases, 'case')] : []),
    ...(properties > 0 ? [counted(properties, 'property', 'properties')] : []),
  ].join(' and ');
}

/** Without those that stand among what was not as expected. */
export function causesToShow({ causes, expectations }: VerifyRecord): string[] {
  return causes.filter((cause) => !expectations.includes(cause));
}

/** What was left out by what was asked for; undefined: nothing was. */
export function selectionSentence({ selection: { only, skip, level, notSelected } }: VerifyRecord): string | undefined {
  if (notSelected === 0) return undefined;
  const words = [
    ...(only.length === 0 ? [] : [`--only ${only.join(' ')}`]),
    ...(skip.length === 0 ? [] : [`--skip ${skip.join(' ')}`]),
    ...(level === 'may' ? [] : [`--level ${level}`]),
  ];
  return `${countText(notSelected)} left out${words.length === 0 ? '' : `, by ${words.join(' ')}`}`;
}

/** What was found out about the target as a whole, and in which case. */
export function findingSentence({ sentence, during }: Finding): string {
  return during === undefined ? sentence : `${sentence} (during ${during})`;
}

/** How sure a verdict is. */
export function evidenceSentence({ verdict, evidence }: Outcome): string | undefined {
  switch (evidence) {
    case undefined:
      return undefined;
    case 'eof':
      return 'proved: the server had ended the stream';
    case 'fence':
      return 'proved: an ordinary exchange sent behind it came first';
    case 'timer':
      return verdict === 'pass'
        ? 'nothing came while it was waited for, which is no proof'
        : 'it was waited for, and did not come';
  }
}

/** Passes, by how it is known that nothing else came. */
export interface Certainty {
  /** By the end of the stream, or by a fence. */
  readonly proved: number;
  /** What is asked for came; whether more came was not asked. */
  readonly seen: number;
  readonly waitedFor: number;
}

export function certaintyOf(record: VerifyRecord): Certainty {
  const { passed } = outcomesOf(record);
  const waitedFor = passed.filter(({ evidence }) => evidence === 'timer').length;
  const seen = passed.filter(({ evidence }) => evidence === undefined).length;
  return { proved: passed.length - waitedFor - seen, seen, waitedFor };
}

/** How sure the passes are; undefined: there are none. */
export function certaintySentence(record: VerifyRecord): string | undefined {
  const { proved, seen, waitedFor } = certaintyOf(record);
  const shares = [
    { count: proved, how: 'proved by a fence or the end of the stream' },
    { count: seen, how: 'known by what was seen to come' },
    { count: waitedFor, how: 'known only by waiting, which is no proof' },
  ].filter(({ count }) => count > 0);
  const passed = proved + seen + waitedFor;
  const [first, ...others] = shares;
  if (first === undefined) return undefined;
  if (others.length === 0) return `${passed === 1 ? 'The pass is' : `All ${countText(passed)} passes are`} ${first.how}.`;
  return `Of ${countText(passed)} passes ${shares.map(({ count, how }) => `${countText(count)} ${count === 1 ? 'is' : 'are'} ${how}`).join(', ')}.`;
}

/** The words of the command line that repeat the run, with its seed. Undefined: a program called it, and no command is known. */
export function repeatingWords({ command, seed }: VerifyRecord): string[] | undefined {
  if (!command.includes('verify')) return undefined;
  const isSeeded = command.some((word) => word === '--seed' || word.startsWith('--seed='));
  return isSeeded ? [...command] : [...command, '--seed', String(seed)];
}

/** How it came to the program that is shown; undefined: none was found. */
export function shrunkSentence({ runs, wanted, shrunk }: PropertyEntry): string | undefined {
  if (shrunk === undefined) return undefined;
  const { program, steps, attempts, failureRate } = shrunk;
  const rate = failureRate === 1 ? 'each time' : `${percentText(failureRate)} of the time`;
  return (
    `program ${countText(runs)} of ${countText(wanted)} failed, and ${rate} when run again; ` +
    `${counted(program.length, 'act')} left after ${counted(steps, 'step')} (${counted(attempts, 'attempt')})`
  );
}

export function runsSentence({ runs, wanted }: PropertyEntry): string {
  return runs === wanted ? counted(runs, 'program') : `${countText(runs)} of ${counted(wanted, 'program')}`;
}

/** The longest, when they are worth a word. */
export function slowestOf({ cases, properties }: VerifyRecord, most: number): Outcome[] {
  return [...cases, ...properties]
    .filter(({ durationMs }) => durationMs >= SLOW_MS)
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, most);
}

const SLOW_MS = 500;

export function durationText(ms: number): string {
  return latencyText(ms * 1000, ' ');
}

export function usageSentence({ targetUsage, target }: VerifyRecord): string | undefined {
  const parts = [
    ...(targetUsage === undefined ? [] : usageParts(targetUsage)),
    ...(target.restarts === 0 ? [] : [restartsText(target.restarts)]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

export function restartsText(restarts: number): string {
  return `started again ${restarts === 1 ? 'once' : `${countText(restarts)} times`}`;
}

/** More of one message is read by nobody; the record has it. */
const SIGNS_MAX = 100;

/** A step of a transcript in words, without its time and its actor. `bytes` stand in a line of text. */
export function transcriptText(entry: TranscriptEntry): string {
  const { kind, bytes, note, times = 1 } = entry;
  const content = bytes === undefined ? '' : `${counted(sizeOf(bytes), 'byte')}: ${inOneLine(bytes, SIGNS_MAX)}`;
  const text = [stepText(kind, note), content].filter((part) => part !== '').join(' ');
  return times > 1 ? `${text} (${countText(times)} times)` : text;
}

function stepText(kind: TranscriptEntry['kind'], note: string | undefined): string {
  const behind = note === undefined ? '' : ` (${note})`;
  switch (kind) {
    case 'connected':
      return `connects${behind}`;
    case 'not-connected':
      return `could not connect${behind}`;
    case 'sent':
      return `→${behind}`;
    case 'received':
      return `←${behind}`;
    case 'cut':
      return `cut${behind}`;
    case 'ended':
      return `the server ended the stream${behind}`;
    case 'left':
      return `leaves${behind}`;
    case 'reading':
      return note ?? 'reading';
    case 'printed':
      return `reads what the server prints${behind}`;
    case 'typed':
      return `types${behind}`;
    case 'mark':
      return `– ${note ?? 'mark'} –`;
    case 'fence':
      return `fence${behind}`;
    case 'waited':
      return `waited${note === undefined ? '' : ` ${note}`}`;
    case 'goal':
      return `goal${behind}`;
    case 'target-ended':
      return note ?? 'the server has ended';
  }
}

/** Such as `1.1` of `chat/1.1.2/padding-is-all-nul`: the section of the contract, by which cases are grouped. */
export function sectionOf({ id }: Pick<Outcome, 'id'>): string {
  const [protocol = '', clause = ''] = id.split('/');
  const numbers = /^(\d+\.\d+)/.exec(clause);
  return `${protocol}/${numbers?.[1] ?? clause}`;
}

export function bySection<T extends Outcome>(outcomes: readonly T[]): Map<string, T[]> {
  const sections = new Map<string, T[]>();
  for (const outcome of outcomes) {
    const section = sectionOf(outcome);
    const others = sections.get(section);
    if (others === undefined) sections.set(section, [outcome]);
    else others.push(outcome);
  }
  return sections;
}
