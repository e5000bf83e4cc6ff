// A record of bench as tests: is it a measurement at all, was everything delivered, what went wrong, and one for each threshold.

import type { BenchRecord, Correctness, ThresholdResult } from '../../../harness/record/record.ts';
import {
  connectionsSentence,
  correctnessSentence,
  errorSentence,
  errorsByCount,
  generatorSentence,
  headline,
  measuredText,
  notesToShow,
  shellText,
  targetSentence,
  thresholdText,
  throughputSentence,
  trialsLines,
  turnsSentence,
} from '../../bench/sentences.ts';
import { counted } from '../../figures.ts';
import { isRed, type Suite, type Test } from './suite.ts';

export function benchSuite(name: string, record: BenchRecord): Suite {
  const durationMs = record.totals.seconds * 1000;
  const tests: [Test, ...Test[]] = [
    validityTest(record, durationMs),
    correctnessTest(record),
    errorsTest(record),
    ...record.thresholds.filter((threshold) => speaksOf(threshold) === undefined).map((one) => thresholdTest(one, record)),
    ...targetTests(record),
    ...trialTests(record),
  ];
  if (record.verdict !== 'pass' && !tests.some(isRed)) tests.push(verdictTest(record));
  return { name, tests, startedAt: record.startedAt, durationMs, properties: propertiesOf(record), says: saysOf(record) };
}

function validityTest({ verdict, causes }: BenchRecord, durationMs: number): Test {
  const test = { name: 'the measurement is valid', durationMs };
  const why = causes.filter((cause) => cause.verdict === 'invalid').map(({ sentence }) => sentence);
  if (verdict !== 'invalid' && why.length === 0) return test;
  return { ...test, result: { kind: 'error', ...told(why, 'The measurement is invalid.') } };
}

const WRONGS = ['lost', 'duplicated', 'reordered', 'misdelivered', 'corrupted'] as const satisfies readonly (keyof Correctness)[];

function correctnessTest(record: BenchRecord): Test {
  const test = { name: 'every delivery is correct', durationMs: 0 };
  const message = correctnessSentence(record);
  const wrong = WRONGS.filter((kind) => record.correctness[kind] > 0 && !hasOwnTest(kind, record));
  if (!record.correctness.enabled) return { ...test, result: { kind: 'skipped', message } };
  // Where nothing happened nothing was right.
  if (record.correctness.checked === 0 && record.totals.operations === 0 && wrong.length === 0) {
    return { ...test, result: { kind: 'skipped', message: 'Nothing is known of it: there was nothing to check.' } };
  }
  if (wrong.length === 0 || record.verdict === 'pass') return { ...test, says: message };
  return { ...test, result: { kind: 'failure', message, text: [message, ...record.correctness.examples].join('\n') } };
}

function errorsTest(record: BenchRecord): Test {
  const test = { name: 'nothing ends in an error', durationMs: 0 };
  const { errors } = record.totals;
  const kinds = errorsByCount(record.errors).map(errorSentence);
  if (errors === 0 && kinds.length === 0) return test;
  const message = `${counted(errors, 'error')}: ${kinds[0] ?? 'of which nothing else is known'}`;
  if (record.verdict === 'pass' || hasOwnTest('errors', record)) return { ...test, says: kinds.join('\n') };
  return { ...test, result: { kind: 'failure', message, text: kinds.join('\n') } };
}

/** The default thresholds about deliveries and errors are what the tests above judge: one thing wrong is one failure. */
function speaksOf({ isDefault, text }: ThresholdResult): string | undefined {
  return isDefault ? [...WRONGS, 'errors'].find((counter) => isAbout(text, counter)) : undefined;
}

function hasOwnTest(counter: string, { thresholds }: BenchRecord): boolean {
  return thresholds.some(({ isDefault, text }) => !isDefault && isAbout(text, counter));
}

function isAbout(text: string, counter: string): boolean {
  return new RegExp(`^\\s*${counter}\\s*[<>=!]`).test(text);
}

function thresholdTest(threshold: ThresholdResult, { verdict, causes }: BenchRecord): Test {
  const test = { name: threshold.text, durationMs: 0 };
  const isDisturbed = causes.some((cause) => cause.verdict === 'invalid') && NEEDS_VALIDITY.test(threshold.text);
  if (verdict === 'invalid' || isDisturbed) {
    const message = `Nothing is known of it, because the measurement is invalid. What was measured: ${measuredText(threshold)}`;
    return { ...test, result: { kind: 'skipped', message } };
  }
  const message = thresholdText(threshold);
  return threshold.passed ? { ...test, says: message } : { ...test, result: { kind: 'failure', message } };
}

/** Latencies, the rate, and turns that came late or never are as much the doing of a generator that is hard pressed. */
const NEEDS_VALIDITY = /^\s*([^\s<>=!]*\.|(rate|late|unstarted|never-?connected)\b)/i;

/** What ended the run and is no threshold, such as a target that died. */
function targetTests({ causes }: BenchRecord): Test[] {
  const why = causes.filter(({ verdict, code }) => verdict === 'fail' && code !== 'threshold').map(({ sentence }) => sentence);
  if (why.length === 0) return [];
  return [{ name: 'the target lasts until the end', durationMs: 0, result: { kind: 'failure', ...told(why, '') } }];
}

function trialTests({ trials }: BenchRecord): Test[] {
  const all = trials?.verdicts ?? [];
  return all.map((verdict, index): Test => {
    const test = { name: `trial ${index + 1} of ${all.length}`, durationMs: 0 };
    if (verdict === 'pass') return test;
    const message = `This trial by itself: ${verdict}.`;
    return { ...test, result: { kind: verdict === 'fail' ? 'failure' : 'error', message } };
  });
}

function verdictTest({ verdict, causes }: BenchRecord): Test {
  const why = told(
    causes.map(({ sentence }) => sentence),
    `The run as a whole: ${verdict}.`,
  );
  return { name: 'verdict', durationMs: 0, result: { kind: verdict === 'fail' ? 'failure' : 'error', ...why } };
}

/** In one line, and below it each on its own where there are several. */
function told(sentences: readonly string[], otherwise: string): { readonly message: string; readonly text?: string } {
  if (sentences.length === 0) return { message: otherwise };
  return { message: sentences.join(' '), ...(sentences.length > 1 ? { text: sentences.join('\n') } : {}) };
}

function propertiesOf(record: BenchRecord): [string, string][] {
  const { scenario, seed, command, environment, verdict } = record;
  return [
    ['verdict', verdict],
    ['headline', headline(record)],
    ['scenario', scenario.name],
    ['seed', String(seed)],
    ['command', shellText(command)],
    ['harness', environment.harness],
    ...Object.entries(scenario.params).map(([name, value]): [string, string] => [`parameter ${name}`, String(value)]),
  ];
}

function saysOf(record: BenchRecord): string {
  const lines = [
    throughputSentence(record),
    correctnessSentence(record),
    turnsSentence(record),
    connectionsSentence(record),
    targetSentence(record),
    generatorSentence(record),
    record.steadiness.sentence,
    ...record.diagnoses.map(({ sentence }) => sentence),
    ...trialsLines(record),
    ...notesToShow(record),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}
