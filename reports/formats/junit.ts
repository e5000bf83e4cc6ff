// A record as JUnit XML, which CI systems read: a suite for each section of the contract. What failed is a failure. What is
// inconclusive is an error, for what never ran must not look green; what does not apply, or was expected to fail, is skipped.

import { HarnessError } from '../../harness/errors.ts';
import type { RecordedBytes, VerifyRecord } from '../../harness/record/verify-record.ts';
import { counted } from '../figures.ts';
import type { Report } from '../report.ts';
import { inOneLine, sizeOf } from '../verify/bytes-shown.ts';
import { compareFrames, type FramesCompared } from '../verify/frames-compared.ts';
import { excerptOf } from '../verify/moment.ts';
import {
  bySection,
  evidenceSentence,
  isExpectedFailure,
  isProperty,
  type Outcome,
  outcomesOf,
  shrunkSentence,
  transcriptText,
  verifyHeadline,
} from '../verify/sentences.ts';

/** Of a transcript: logs of a CI are no place for more. */
const TRANSCRIPT_MAX = 60;

interface Test {
  readonly name: string;
  readonly durationMs: number;
  readonly result?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string; readonly text?: string };
}

interface Suite {
  readonly name: string;
  readonly tests: readonly Test[];
}

export function renderJunit(report: Report): string {
  if (report.kind === 'bench') throw new HarnessError('flag-invalid', 'JUnit of bench is to come.');
  const { record } = report.entries[0];
  const suites: Suite[] = [...bySection(outcomesOf(record).all)].map(([name, outcomes]) => ({
    name,
    tests: outcomes.map(testOf),
  }));
  const ofTheRun = testsOfTheRun(record, suites);
  if (ofTheRun.length > 0) suites.push({ name: `${record.protocol.name}/run`, tests: ofTheRun });
  const started = record.startedAt.replace(/\.\d+Z$/, '').replace(/Z$/, '');
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`harness verify ${verifyHeadline(record)}`)}" ${countsOf(
      suites.flatMap(({ tests }) => tests),
      record.durationMs,
    )}>`,
    ...suites.flatMap(({ name, tests }) => [
      `  <testsuite name="${attribute(name)}" ${countsOf(tests)} timestamp="${attribute(started)}">`,
      ...tests.flatMap((test) => testLines(name, test)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ];
  return lines.join('\n');
}

function testOf(outcome: Outcome): Test {
  const { id, durationMs, message, reason, verdict } = outcome;
  const test = { name: id, durationMs };
  if (isExpectedFailure(outcome)) {
    const why = reason === undefined ? '' : `: ${reason}`;
    return { ...test, result: { kind: 'skipped', message: `failed, as expected${why}` } };
  }
  switch (verdict) {
    case 'pass':
      return test;
    case 'fail':
      return { ...test, result: { kind: 'failure', message: message ?? outcome.rule, text: failureText(outcome) } };
    case 'inconclusive':
      return { ...test, result: { kind: 'error', message: message ?? 'It is not known.', text: failureText(outcome) } };
    case 'not-applicable':
      return { ...test, result: { kind: 'skipped', message: message ?? 'It does not apply.' } };
  }
}

/** What is wrong with the run and with none of its cases alone; and whatever the verdict, it is never greener than the run. */
function testsOfTheRun({ expectations, verdict, causes }: VerifyRecord, suites: readonly Suite[]): Test[] {
  const unmet = expectations.map(
    (sentence, index): Test => ({
      name: `expectation ${index + 1}`,
      durationMs: 0,
      result: { kind: 'failure', message: sentence },
    }),
  );
  const kinds = [...suites.flatMap(({ tests }) => tests), ...unmet].map(({ result }) => result?.kind);
  const looksGreen = !kinds.includes('failure') && !kinds.includes('error');
  if (verdict === 'pass' || !looksGreen) return unmet;
  const message = causes.length === 0 ? `The run as a whole: ${verdict}.` : causes.join(' ');
  return [...unmet, { name: 'verdict', durationMs: 0, result: { kind: verdict === 'fail' ? 'failure' : 'error', message } }];
}

function countsOf(tests: readonly Test[], durationMs = tests.reduce((sum, test) => sum + test.durationMs, 0)): string {
  const of = (kind: string) => tests.filter(({ result }) => result?.kind === kind).length;
  return [
    `tests="${tests.length}"`,
    `failures="${of('failure')}"`,
    `errors="${of('error')}"`,
    `skipped="${of('skipped')}"`,
    `time="${secondsText(durationMs)}"`,
  ].join(' ');
}

function testLines(suite: string, { name, durationMs, result }: Test): string[] {
  const start = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}" time="${secondsText(durationMs)}"`;
  if (result === undefined) return [`${start}/>`];
  const { kind, message, text } = result;
  const element = `<${kind} message="${attribute(message)}"`;
  const body = text === undefined ? `${element}/>` : `${element}>${escaped(text)}</${kind}>`;
  return [`${start}>`, `      ${body}`, '    </testcase>'];
}

/** What a reader of a CI log wants of it, in plain lines. */
function failureText(outcome: Outcome): string {
  const { clause, level, rule, message, difference, replay } = outcome;
  const evidence = evidenceSentence(outcome);
  return [
    `${clause} (${level}): ${rule}`,
    ...(message === undefined ? [] : [message]),
    ...(evidence === undefined ? [] : [evidence]),
    ...(difference === undefined
      ? []
      : [`${difference.actor}:`, ...compareFrames(difference.expected, difference.actual).flatMap(partLines)]),
    ...(isProperty(outcome) && outcome.shrunk !== undefined
      ? [shrunkSentence(outcome) ?? '', ...outcome.shrunk.program.map((line) => `  ${line}`)]
      : []),
    ...excerptOf(outcome, TRANSCRIPT_MAX).map((entry) =>
      typeof entry === 'number'
        ? `… ${entry} more, in the record`
        : `${entry.atMs.toFixed(1).padStart(9)} ms  ${entry.actor ?? ''}  ${transcriptText(entry)}`,
    ),
    ...(replay === undefined ? [] : [replay.command]),
  ].join('\n');
}

function partLines(part: FramesCompared): string[] {
  const text = (bytes: RecordedBytes) => `${counted(sizeOf(bytes), 'byte')}: ${inOneLine(bytes)}`;
  switch (part.kind) {
    case 'alike':
      return [`  = ${part.count} as expected`];
    case 'changed':
      return [`  - ${text(part.expected)}`, `  + ${text(part.actual)}`];
    case 'missing':
      return [`  - ${text(part.expected)}`];
    case 'surplus':
      return [`  + ${text(part.actual)}`];
  }
}

function secondsText(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Line ends in attributes would be read as spaces. */
function attribute(text: string): string {
  return escaped(text).replace(/[\n\r\t]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** What no XML may hold, whatever it is written as, becomes a sign for it. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/(?![\n\r\t])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\u{fffd}');
}
