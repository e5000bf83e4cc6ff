// Studies as tests. Of a search for the capacity: is it known, and is it what was wanted; of a sweep: can its fit be trusted; of a
// comparison: a test for each subject, which fails where the subject is worse than was allowed.

import type { StudyRecord } from '../../../harness/record/any-record.ts';
import type { CapacityRecord } from '../../../harness/record/capacity-record.ts';
import type { ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import type { StudyRun } from '../../../harness/record/study.ts';
import type { SweepRecord } from '../../../harness/record/sweep-record.ts';
import { shellText } from '../../bench/sentences.ts';
import {
  answerText,
  capacityHeadline,
  conditionsText,
  howSentences,
  loadText,
  meaningSentence,
} from '../../capacity/sentences.ts';
import { comparisonHeadline, judgedSubjects, methodSentence, warningSentences } from '../../comparison/sentences.ts';
import { leftOutSentences, peakInterval, sweepAnswer, sweepHeadline } from '../../sweep/sentences.ts';
import { isRed, type Suite, type Test } from './suite.ts';

export function capacitySuite(record: CapacityRecord): Suite {
  const { answer, wanted, axis, verdict } = record;
  const says = meaningSentence(record);
  const isKnown = answer.kind !== 'unknown' && !(answer.kind === 'at-least' && answer.limit === 'generator');
  const known: Test = { name: 'the capacity is known', durationMs: studyMs(record) };
  const message = `${answerText(record)}: ${says}`;
  const tests: [Test, ...Test[]] = [
    isKnown ? { ...known, says: message } : { ...known, result: { kind: 'error', ...told(record.causes, message) } },
  ];
  if (wanted !== undefined) {
    const test: Test = {
      name: `it carries ${loadText(axis, wanted)} ${conditionsText({ ...record, wanted: undefined })}`.trim(),
      durationMs: 0,
    };
    if (verdict === 'pass') tests.push({ ...test, says: message });
    else if (verdict === 'fail') tests.push({ ...test, result: { kind: 'failure', ...told(record.causes, message) } });
    else tests.push({ ...test, result: { kind: 'skipped', message: 'Nothing is known of it, because the capacity is not.' } });
  }
  return suiteOf(record, tests, capacityHeadline(record), [says, ...howSentences(record)]);
}

export function sweepSuite(record: SweepRecord): Suite {
  const { fit } = record;
  const fitted: Test = { name: 'the law of scalability fits', durationMs: studyMs(record) };
  const tests: [Test, ...Test[]] = [
    fit === undefined
      ? { ...fitted, result: { kind: 'error', ...told(record.causes, sweepAnswer(record)) } }
      : { ...fitted, says: fit.sentence },
  ];
  const interval = peakInterval(record);
  return suiteOf(record, tests, sweepHeadline(record), [
    ...(fit === undefined ? [] : [fit.sentence]),
    ...(interval === undefined ? [] : [`The peak, 95 %: ${interval}.`]),
    ...leftOutSentences(record),
  ]);
}

/** Which of them failed is told by the cause: it says the name. */
export function comparisonSuite(record: ComparisonRecord): Suite {
  const { subjects, verdict, causes, failOnWorse } = record;
  const base = subjects[0]?.name ?? '';
  const judged = judgedSubjects(record).map(({ name, judgement, sentence }): Test => {
    const test = { name: `${name} is no worse than ${base}`, durationMs: 0 };
    if (verdict === 'invalid') {
      const message = `Nothing is known of it, because the comparison is invalid. What was measured: ${sentence}`;
      return { ...test, result: { kind: 'skipped', message } };
    }
    if (judgement === 'cannot-tell') return { ...test, result: { kind: 'skipped', message: sentence } };
    const isTooBad = judgement === 'worse' && failOnWorse !== undefined && verdict === 'fail';
    return isTooBad ? { ...test, result: { kind: 'failure', message: sentence } } : { ...test, says: sentence };
  });
  const valid: Test = { name: 'the runs can be compared', durationMs: studyMs(record) };
  const tests: [Test, ...Test[]] = [
    verdict === 'invalid' ? { ...valid, result: { kind: 'error', ...told(causes, 'The comparison is invalid.') } } : valid,
    ...judged,
  ];
  return suiteOf(record, tests, comparisonHeadline(record), [methodSentence(record), ...warningSentences(record)]);
}

/** Never greener than the study: where nothing else is red although it did not pass, a test of it all says why. */
function suiteOf(record: StudyRecord, tests: [Test, ...Test[]], headline: string, says: readonly string[]): Suite {
  const { scenario, startedAt, command, environment, seed, verdict, causes, notes } = record;
  if (verdict !== 'pass' && !tests.some(isRed)) {
    const kind = verdict === 'fail' ? 'failure' : 'error';
    tests.push({ name: 'verdict', durationMs: 0, result: { kind, ...told(causes, `As a whole: ${verdict}.`) } });
  }
  const properties: (readonly [string, string])[] = [
    ['verdict', verdict],
    ['headline', headline],
    ['scenario', scenario.name],
    ['seed', String(seed)],
    ['command', shellText(command)],
    ['harness', environment.harness],
  ];
  return {
    ...{ name: scenario.name, tests, startedAt, durationMs: studyMs(record), properties },
    says: [...says, ...notes].join('\n'),
  };
}

/** What was measured, one run after the other. */
export function studyMs(record: StudyRecord): number {
  return runsOf(record).reduce((sum, { seconds }) => sum + seconds * 1000, 0);
}

function runsOf(record: StudyRecord): readonly StudyRun[] {
  switch (record.kind) {
    case 'capacity':
      return record.steps.flatMap(({ run }) => run ?? []);
    case 'sweep':
      return record.levels.flatMap(({ trials }) => trials);
    case 'comparison':
      return record.levels.flatMap(({ runs }) => runs.flat());
  }
}

/** In one line, and below it each on its own where there are several. */
function told(sentences: readonly string[], otherwise: string): { readonly message: string; readonly text?: string } {
  if (sentences.length === 0) return { message: otherwise };
  return { message: sentences.join(' '), ...(sentences.length > 1 ? { text: sentences.join('\n') } : {}) };
}
