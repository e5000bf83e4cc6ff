// From the runs of several subjects to the record of their comparison.

import { assert } from '../errors.ts';
import type { Plan } from '../load/plan.ts';
import {
  COMPARISON_RECORD_SCHEMA,
  type ComparedSubject,
  type ComparisonLevel,
  type ComparisonRecord,
} from '../record/comparison-record.ts';
import type { BenchRecord } from '../record/record.ts';
import type { StudyCircumstances } from '../record/study.ts';
import { type ComparedRuns, compareRuns, type SubjectRuns } from './compared-level.ts';
import { differenceText, JUDGEMENT_WORDS } from './difference-words.ts';
import { judgeTogether } from './judgement.ts';

interface SubjectLevel {
  readonly plan: Pick<Plan, 'kind' | 'clients'> & Pick<BenchRecord['plan'], 'segments'>;
  /** By subject. */
  readonly subjects: readonly SubjectRuns[];
}

interface ComparisonWishes {
  readonly margin: number;
  readonly decisive: readonly string[];
  readonly failOnWorse: number | undefined;
  /** Runs that can't be trusted are compared all the same. */
  readonly isAnyway: boolean;
}

export interface ComparisonSeen extends ComparisonWishes {
  readonly circumstances: StudyCircumstances;
  readonly subjects: readonly ComparedSubject[];
  readonly levels: readonly SubjectLevel[];
  readonly resampled: ComparisonRecord['resampled'];
  readonly order: readonly number[];
  readonly secondsPerTrial: number;
}

const CONFIDENCE = 0.95;

export function concludeComparison(seen: ComparisonSeen): ComparisonRecord {
  const { circumstances, subjects, levels, failOnWorse } = seen;
  assert(levels.length > 0 && subjects.length > 1, 'a comparison is of two subjects at least, at one level at least');
  const compared = levels.map((level) =>
    compareRuns(level.subjects, { ...seen, confidence: CONFIDENCE, levels: levels.length, seed: circumstances.seed }),
  );
  const { verdict, causes } = verdictOf(seen, compared);
  return {
    schema: COMPARISON_RECORD_SCHEMA,
    kind: 'comparison',
    verdict,
    causes,
    ...circumstances,
    ...(failOnWorse === undefined ? {} : { failOnWorse }),
    confidence: CONFIDENCE,
    resampled: seen.resampled,
    order: [...seen.order],
    secondsPerTrial: seen.secondsPerTrial,
    subjects: [...subjects],
    judgements: subjects.slice(1).map((_, index) => judgementOf(index, seen, compared)),
    levels: levels.map((level, index) => levelOf(level, compared[index])),
  };
}

function levelOf({ plan, subjects }: SubjectLevel, compared: ComparedRuns | undefined): ComparisonLevel {
  const rate = plan.kind === 'open' ? Math.max(...plan.segments.flatMap(({ from, to }) => [from, to])) : 0;
  return {
    clients: plan.clients,
    ...(rate > 0 ? { rate } : {}),
    runs: subjects.map(({ runs }) => [...runs]),
    figures: compared?.figures ?? [],
  };
}

function judgementOf(
  index: number,
  { subjects, levels }: ComparisonSeen,
  compared: readonly ComparedRuns[],
): ComparisonRecord['judgements'][number] {
  const [first, other] = [subjects[0]?.name ?? '', subjects[index + 1]?.name ?? ''];
  const found = compared.map(({ judgements }, level) => ({ ...judgements[index], clients: levels[level]?.plan.clients ?? 0 }));
  const judgement = judgeTogether(found.map((one) => one.judgement ?? 'cannot-tell'));
  const telling =
    judgement === 'cannot-tell' || judgement === 'same' ? found : found.filter((one) => one.judgement === judgement);
  const texts = telling.map(({ text = '', clients }) => (levels.length === 1 ? text : `with ${clients} clients ${text}`));
  const sentence =
    judgement === 'cannot-tell'
      ? `Whether ${other} is better or worse than ${first} can't be told: ${texts.join('; ')}.`
      : `${other} is ${JUDGEMENT_WORDS[judgement]} ${judgement === 'same' ? 'as' : 'than'} ${first}: ${texts.join('; ')}.`;
  return { judgement, sentence };
}

type Verdict = Pick<ComparisonRecord, 'verdict' | 'causes'>;

/** What was delivered wrong was wrong however it was measured; what can't be trusted can't be called worse. */
function verdictOf(seen: ComparisonSeen, compared: readonly ComparedRuns[]): Verdict {
  const wrong = wrongCauses(seen);
  const invalid = seen.isAnyway ? [] : invalidCauses(seen);
  const worse = worseCauses(seen, compared);
  if (wrong.length > 0) return { verdict: 'fail', causes: [...wrong, ...invalid, ...worse] };
  if (invalid.length > 0) return { verdict: 'invalid', causes: [...invalid, ...worse] };
  return { verdict: worse.length > 0 ? 'fail' : 'pass', causes: worse };
}

function runsOfSubject({ levels }: ComparisonSeen, index: number): SubjectRuns['runs'] {
  return levels.flatMap(({ subjects }) => subjects[index]?.runs ?? []);
}

function wrongCauses(seen: ComparisonSeen): string[] {
  return seen.subjects.flatMap(({ name }, index) => {
    const wrong = runsOfSubject(seen, index).reduce((sum, { figures }) => sum + (figures.wrong ?? 0), 0);
    return wrong === 0 ? [] : [`${name} has ${wrong === 1 ? '1 wrong delivery' : `${wrong} wrong deliveries`}.`];
  });
}

function invalidCauses(seen: ComparisonSeen): string[] {
  return seen.subjects.flatMap(({ name }, index) => {
    const runs = runsOfSubject(seen, index);
    const invalid = runs.filter(({ verdict }) => verdict === 'invalid');
    if (invalid.length === 0) return [];
    const why = invalid.flatMap(({ causes }) => causes).find(({ verdict }) => verdict === 'invalid')?.sentence;
    const which =
      runs.length === 1 ? `The run of ${name} is invalid` : `Of ${name}, ${invalid.length} of ${runs.length} runs are invalid`;
    return [why === undefined ? `${which}.` : `${which}: ${why}`];
  });
}

/** Judged worse, and by more than what is allowed: the estimate itself, not the nearer end of its interval. */
function worseCauses({ subjects, levels, failOnWorse, decisive }: ComparisonSeen, compared: readonly ComparedRuns[]): string[] {
  if (failOnWorse === undefined) return [];
  return compared.flatMap(({ figures, judgements }, level) => {
    const where = levels.length === 1 ? '' : ` with ${levels[level]?.plan.clients} clients`;
    return judgements.flatMap(({ judgement, text }, index) => {
      const name = subjects[index + 1]?.name ?? '';
      const differences = figures
        .filter(({ id }) => decisive.includes(id))
        .flatMap(({ id, subjects: own }) => {
          const difference = own[index + 1]?.difference;
          const isTooMuch = difference?.judgement === 'worse' && Math.abs(difference.ratio - 1) > failOnWorse;
          return difference !== undefined && isTooMuch ? [`${id} ${differenceText(difference)}`] : [];
        });
      const isWorseByRight = judgement === 'worse' && differences.length === 0 && !figures.some(hasWorse(index, decisive));
      const why = isWorseByRight ? [text] : differences;
      if (why.length === 0) return [];
      return [`${name} is worse than ${subjects[0]?.name}${where} by more than ${percentText(failOnWorse)}: ${why.join('; ')}.`];
    });
  });
}

/** Worse by a figure, and not by what it delivered. */
function hasWorse(index: number, decisive: readonly string[]) {
  return ({ id, subjects }: ComparedRuns['figures'][number]) =>
    decisive.includes(id) && subjects[index + 1]?.difference?.judgement === 'worse';
}

function percentText(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
