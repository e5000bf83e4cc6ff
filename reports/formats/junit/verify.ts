// A record of verify as tests: a suite for each section of the contract, and one for what is wrong with the run as a whole.

import type { Finding, RecordedBytes, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { shellText } from '../../bench/sentences.ts';
import { counted } from '../../figures.ts';
import { inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { compareFrames, type FramesCompared } from '../../verify/frames-compared.ts';
import { excerptOf } from '../../verify/moment.ts';
import {
  bySection,
  countsSentence,
  evidenceSentence,
  findingSentence,
  isExpectedFailure,
  isProperty,
  type Outcome,
  outcomesOf,
  shrunkSentence,
  transcriptText,
  verifyHeadline,
} from '../../verify/sentences.ts';
import { isRed, type Suite, type Test } from './suite.ts';

/** Of a transcript: logs of a CI are no place for more. */
const TRANSCRIPT_MAX = 60;
const PARTS_MAX = 50;
const SIGNS_MAX = 500;

/** `nameOf` makes the name of a suite from the section's. */
export function verifySuites(record: VerifyRecord, nameOf: (section: string) => string): [Suite, ...Suite[]] {
  const common = { startedAt: record.startedAt, properties: propertiesOf(record) };
  const suites = [...bySection(outcomesOf(record).all)].flatMap(([section, outcomes]): Suite[] => {
    const [first, ...others] = outcomes.map((outcome) => testOf(outcome, record));
    if (first === undefined) return [];
    const durationMs = outcomes.reduce((sum, outcome) => sum + outcome.durationMs, 0);
    return [{ ...common, name: nameOf(section), durationMs, tests: [first, ...others] }];
  });
  const tests = testsOfTheRun(
    record,
    suites.flatMap((suite) => suite.tests),
  );
  const [firstSuite, ...otherSuites] = suites;
  if (tests.length === 0 && firstSuite !== undefined) return [firstSuite, ...otherSuites];
  const [firstTest = { name: 'verdict', durationMs: record.durationMs }, ...otherTests] = tests;
  const ofTheRun: Suite = {
    ...common,
    name: nameOf(`${record.protocol.name}/run`),
    durationMs: firstTest.durationMs,
    tests: [firstTest, ...otherTests],
    says: saysOf(record),
  };
  return firstSuite === undefined ? [ofTheRun] : [firstSuite, ...otherSuites, ofTheRun];
}

function testOf(outcome: Outcome, record: VerifyRecord): Test {
  const { id, durationMs, message, reason, verdict } = outcome;
  const test = { name: id, durationMs };
  if (isExpectedFailure(outcome)) {
    const why = reason === undefined ? '' : `: ${reason}`;
    return { ...test, result: { kind: 'skipped', message: `failed, as expected${why}` } };
  }
  switch (verdict) {
    case 'pass':
      return outcome.expected === 'fails'
        ? { ...test, result: { kind: 'failure', message: surprise(outcome, record), text: outcome.rule } }
        : test;
    case 'fail':
      return { ...test, result: { kind: 'failure', message: message ?? outcome.rule, text: failureText(outcome) } };
    case 'inconclusive':
      return { ...test, result: { kind: 'skipped', message: `inconclusive: ${message ?? 'nothing is known of it'}` } };
    case 'not-applicable':
      return { ...test, result: { kind: 'skipped', message: `not applicable: ${message ?? 'it does not apply'}` } };
  }
}

function surprise({ id }: Outcome, { expectations }: VerifyRecord): string {
  return expectations.find((sentence) => isAbout(sentence, id)) ?? 'It was expected to fail, and passed.';
}

function isAbout(expectation: string, id: string): boolean {
  return expectation.startsWith(`${id} was expected`);
}

/** What is wrong with the run and with none of its cases alone. Inconclusive cases are skipped, so a run that knows nothing says so here. */
function testsOfTheRun(record: VerifyRecord, cases: readonly Test[]): Test[] {
  const { expectations, findings, verdict, causes } = record;
  if (verdict === 'pass') return [];
  const told = cases.filter(isRed).map(({ name }) => name);
  const tests: Test[] = expectations
    .filter((sentence) => !told.some((id) => isAbout(sentence, id)))
    .map((message, index) => ({ name: `expectation ${index + 1}`, durationMs: 0, result: { kind: 'failure', message } }));
  const wrong = findings.filter(({ kind }) => WRONG_WITH_THE_TARGET.includes(kind)).map(findingSentence);
  if (wrong.length > 0) {
    tests.push({
      name: 'the target as a whole',
      durationMs: 0,
      result: { kind: verdict === 'fail' ? 'failure' : 'error', message: wrong.join(' '), text: wrong.join('\n') },
    });
  }
  if ([...cases, ...tests].some(isRed)) return tests;
  const message = causes.length === 0 ? `The run as a whole: ${verdict}.` : causes.join(' ');
  return [...tests, { name: 'verdict', durationMs: 0, result: { kind: verdict === 'fail' ? 'failure' : 'error', message } }];
}

/** That it was started again, or listened late, is for the notes. */
const WRONG_WITH_THE_TARGET: readonly Finding['kind'][] = [
  'died',
  'hung',
  'silent',
  'speaks-otherwise',
  'closes-at-once',
  'endless',
  'unreachable',
];

function propertiesOf(record: VerifyRecord): [string, string][] {
  const { protocol, seed, command, environment, verdict } = record;
  return [
    ['verdict', verdict],
    ['headline', verifyHeadline(record)],
    ['protocol', protocol.name],
    ['seed', String(seed)],
    ['command', shellText(command)],
    ['harness', environment.harness],
  ];
}

function saysOf(record: VerifyRecord): string {
  return [countsSentence(record), ...record.causes, ...record.findings.map(findingSentence), ...record.notes].join('\n');
}

/** What a reader of a CI log wants of it, in plain lines. */
function failureText(outcome: Outcome): string {
  const { clause, level, rule, message, difference, replay } = outcome;
  const evidence = evidenceSentence(outcome);
  return [
    `${clause} (${level}): ${rule}`,
    ...(message === undefined ? [] : [message]),
    ...(evidence === undefined ? [] : [evidence]),
    // Before the transcript: it is what a text that is cut off must not lose.
    ...(replay === undefined ? [] : [replay.command]),
    ...(difference === undefined ? [] : differenceLines(difference)),
    ...(isProperty(outcome) && outcome.shrunk !== undefined
      ? [shrunkSentence(outcome) ?? '', ...outcome.shrunk.program.map((line) => `  ${line}`)]
      : []),
    ...excerptOf(outcome, TRANSCRIPT_MAX).map((entry) =>
      typeof entry === 'number'
        ? `… ${entry} more, in the record`
        : `${entry.atMs.toFixed(1).padStart(9)} ms  ${entry.actor ?? ''}  ${transcriptText(entry)}`,
    ),
  ].join('\n');
}

function differenceLines({ actor, expected, actual }: NonNullable<Outcome['difference']>): string[] {
  const parts = compareFrames(expected, actual);
  const rest = parts.length - PARTS_MAX;
  const more = rest > 0 ? [`  … ${rest} more differences, in the record`] : [];
  return [`${actor}:`, ...parts.slice(0, PARTS_MAX).flatMap(partLines), ...more];
}

function partLines(part: FramesCompared): string[] {
  const text = (bytes: RecordedBytes) => `${counted(sizeOf(bytes), 'byte')}: ${inOneLine(bytes, SIGNS_MAX)}`;
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
