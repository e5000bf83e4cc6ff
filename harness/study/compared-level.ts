// The figures of several subjects under one load beside each other, and what follows from them for each but the first.

import { type Chance, seededChance } from '../chance.ts';
import { medianInterval } from '../load/intervals.ts';
import { MEDIAN_RATE } from '../load/run-figures.ts';
import type { ComparedFigureRecord, FigureDifference, Judgement } from '../record/comparison-record.ts';
import type { StudyRun } from '../record/study.ts';
import { BLOCKS_MIN } from './blocks.ts';
import { differenceSentence, differenceText } from './difference-words.ts';
import { type Better, judge, judgeTogether } from './judgement.ts';
import { estimateMean, estimateRatio, type Measured, VALUES_MIN } from './resampling.ts';

export interface SubjectRuns {
  readonly name: string;
  /** In their order. */
  readonly runs: readonly StudyRun[];
  /** When each ran, in steps of the whole order; without, they were not made in turn. */
  readonly places?: readonly number[];
  /** Of its only run, by figure, the values of the blocks. */
  readonly blocks?: ReadonlyMap<string, readonly number[]>;
}

export interface CompareOptions {
  /** Ids of figures. */
  readonly decisive: readonly string[];
  readonly margin: number;
  /** Of all that the judgement of one subject follows from, together. */
  readonly confidence: number;
  /** How many levels there are: what is said of one is a part of what is said of all. */
  readonly levels: number;
  readonly seed: number;
}

interface LevelJudgement {
  readonly judgement: Judgement;
  /** Part of a sentence. */
  readonly text: string;
}

export interface ComparedRuns {
  readonly figures: ComparedFigureRecord[];
  /** Of each subject but the first. */
  readonly judgements: readonly LevelJudgement[];
}

export function compareRuns(subjects: readonly SubjectRuns[], asked: CompareOptions): ComparedRuns {
  const options = { ...asked, decisive: decisiveHere(subjects, asked.decisive) };
  const figures = idsOf(subjects, options.decisive).map((id) => comparedFigure(id, subjects, options));
  const judgements = subjects.slice(1).map((_, index) => judgeSubject(subjects, index + 1, figures, options));
  return { figures, judgements };
}

/** Blocks of a run are of seconds already, and short runs and old records have no second in the middle: the rate speaks for itself there. */
function decisiveHere(subjects: readonly SubjectRuns[], decisive: readonly string[]): readonly string[] {
  const hasMedian = subjects.every((subject) => subject.blocks === undefined && valuesOf(subject, MEDIAN_RATE).length > 0);
  return hasMedian || !decisive.includes('rate') ? decisive : decisive.filter((id) => id !== MEDIAN_RATE);
}

/** Those that more of is better. */
function betterOf(id: string): Better {
  return id === 'rate' || id === MEDIAN_RATE ? 'higher' : 'lower';
}

/** Bonferroni's share: what is said of all figures and levels together is wrong no more often than this confidence allows. */
function confidenceOfEach({ confidence, decisive, levels }: CompareOptions): number {
  return 1 - (1 - confidence) / (Math.max(1, decisive.length) * levels);
}

/** The decisive ones first, then in the order of the runs. */
function idsOf(subjects: readonly SubjectRuns[], decisive: readonly string[]): string[] {
  const all = new Set(subjects.flatMap(({ runs }) => runs.flatMap(({ figures }) => Object.keys(figures))));
  return [...new Set([...decisive.filter((id) => all.has(id)), ...all])];
}

function comparedFigure(id: string, subjects: readonly SubjectRuns[], options: CompareOptions): ComparedFigureRecord {
  const [first] = subjects;
  const better = betterOf(id);
  return {
    id,
    better,
    isDecisive: options.decisive.includes(id),
    margin: options.margin,
    subjects: subjects.map((subject, index) => {
      const values = valuesOf(subject, id);
      if (values.length === 0) return null;
      const described = describedValues(
        values.map(({ value }) => value),
        subject.blocks !== undefined,
      );
      if (index === 0 || first === undefined) return described;
      const difference = differenceOf(valuesOf(first, id), values, {
        ...options,
        better,
        isSeries: subject.blocks !== undefined,
        hasDrift: first.places !== undefined && subject.places !== undefined,
      });
      return { ...described, ...(difference === undefined ? {} : { difference }) };
    }),
  };
}

const MEAN_CONFIDENCE = 0.95;

function describedValues(values: readonly number[], isSeries: boolean) {
  if (values.every((value) => value > 0)) return { values: [...values], ...estimateMean(values, isSeries, MEAN_CONFIDENCE) };
  const { median, low, high } = medianInterval(values);
  return { values: [...values], mean: median, low, high };
}

/** A figure that one of its runs does not have is none of the subject. */
function valuesOf({ runs, places, blocks }: SubjectRuns, id: string): Measured[] {
  const inBlocks = blocks?.get(id);
  if (inBlocks !== undefined) return inBlocks.map((value, at) => ({ value, at }));
  const values = runs.flatMap(({ figures }, index) => {
    const value = figures[id];
    return value === undefined ? [] : [{ value, at: places?.[index] ?? index }];
  });
  return values.length < runs.length ? [] : values;
}

interface DifferenceOptions extends CompareOptions {
  readonly better: Better;
  readonly isSeries: boolean;
  readonly hasDrift: boolean;
}

function differenceOf(
  first: readonly Measured[],
  other: readonly Measured[],
  options: DifferenceOptions,
): FigureDifference | undefined {
  const isZero = ({ value }: Measured) => value === 0;
  if (first.length > 0 && first.every(isZero) && other.every(isZero)) {
    return { ratio: 1, low: 1, high: 1, judgement: 'same', sentence: 'None with either: the same.' };
  }
  if (first.length < VALUES_MIN || other.length < VALUES_MIN || [...first, ...other].some(isZero)) return undefined;
  const chance: Chance = seededChance(options.seed);
  const estimate = estimateRatio(first, other, options, chance);
  const difference = judge(estimate, { ...options, confidence: confidenceOfEach(options) });
  return { ...difference, sentence: differenceSentence(difference) };
}

function judgeSubject(
  subjects: readonly SubjectRuns[],
  index: number,
  figures: readonly ComparedFigureRecord[],
  { decisive, margin }: CompareOptions,
): LevelJudgement {
  const [first, other] = [subjects[0], subjects[index]];
  if (first === undefined || other === undefined) return { judgement: 'cannot-tell', text: 'there is nothing to compare' };
  const byRight = judgeByRight(first, other);
  if (byRight !== undefined) return byRight;
  const found = weighed(
    decisive.map((id) => {
      const own = figures.find((figure) => figure.id === id)?.subjects;
      return { id, difference: own?.[index]?.difference };
    }),
  );
  const byNothing = decisive.map((id) => judgeByNothing(id, first, other)).find((one) => one !== undefined);
  if (byNothing !== undefined) return byNothing;
  const unknown = found.find(({ difference }) => difference === undefined);
  if (unknown !== undefined) return { judgement: 'cannot-tell', text: whyUnknown(unknown.id, first, other) };
  const judgement = judgeTogether(found.flatMap(({ difference }) => difference?.judgement ?? []));
  const telling = found.filter(({ difference }) => judgement === 'cannot-tell' || difference?.judgement === judgement);
  const text = telling.flatMap(({ id, difference }) => (difference === undefined ? [] : `${id} ${differenceText(difference)}`));
  const isMixed = judgement === 'cannot-tell' && found.some(({ difference }) => difference?.judgement === 'better');
  const why = isMixed
    ? ', which does not go together'
    : judgement === 'same'
      ? `, within ${Number((100 * margin).toFixed(2))} %`
      : '';
  return { judgement, text: `${text.join('; ')}${why}` };
}

interface Found {
  readonly id: string;
  readonly difference: FigureDifference | undefined;
}

/**
 * A burst of other work spoils the mean of a trial, and then the second in its middle speaks alone. A server that stands still for a
 * second of each trial shows in the mean only: there the mean tells, and counts.
 */
function weighed(found: readonly Found[]): readonly Found[] {
  const isKnownByMedian = found.some(({ id, difference }) => id === MEDIAN_RATE && difference !== undefined);
  return found.filter(({ id, difference }) => !(isKnownByMedian && id === 'rate' && difference?.judgement === 'cannot-tell'));
}

/** What is wrong is not made good by being fast. */
function judgeByRight(first: SubjectRuns, other: SubjectRuns): LevelJudgement | undefined {
  for (const [id, what] of [
    ['wrong', 'wrong deliveries'],
    ['errors', 'errors'],
  ] as const) {
    const [before, now] = [sumOf(first, id), sumOf(other, id)];
    if (before === 0 && now > 0) return { judgement: 'worse', text: `it has ${now} ${what}, and ${first.name} has none` };
    if (before > 0 && now === 0) return { judgement: 'better', text: `${first.name} has ${before} ${what}, and it has none` };
    if (id === 'wrong' && before > 0 && now > 0) {
      return { judgement: 'cannot-tell', text: `both have ${what} (${before} and ${now}), and how fast that is says nothing` };
    }
  }
  return undefined;
}

/** There is no ratio to nothing at all, and none is needed. */
function judgeByNothing(id: string, first: SubjectRuns, other: SubjectRuns): LevelJudgement | undefined {
  const [before, now] = [valuesOf(first, id), valuesOf(other, id)].map((values) => values.map(({ value }) => value));
  if (before === undefined || now === undefined || Math.min(before.length, now.length) < VALUES_MIN) return undefined;
  const isNone = (values: readonly number[]) => values.every((value) => value === 0);
  const isAll = (values: readonly number[]) => values.every((value) => value > 0);
  const isBetterWithMore = betterOf(id) === 'higher';
  if (isNone(now) && isAll(before)) {
    return { judgement: isBetterWithMore ? 'worse' : 'better', text: `${id} is 0 in all its runs, and ${first.name} has some` };
  }
  if (isNone(before) && isAll(now)) {
    return { judgement: isBetterWithMore ? 'better' : 'worse', text: `${id} is 0 in all runs of ${first.name}, and it has some` };
  }
  return undefined;
}

function sumOf({ runs }: SubjectRuns, id: string): number {
  return runs.reduce((sum, { figures }) => sum + (figures[id] ?? 0), 0);
}

function whyUnknown(id: string, first: SubjectRuns, other: SubjectRuns): string {
  const [one] = [first, other].filter((subject) => valuesOf(subject, id).length === 0);
  if (one !== undefined) return `${one.name} has no ${id}`;
  const few = [first, other].find((subject) => valuesOf(subject, id).length < VALUES_MIN);
  if (few !== undefined) {
    return `${few.name} has ${few.runs.length} run, which is too few: take trials of both, or runs with ${BLOCKS_MIN} s and more behind the warm-up`;
  }
  return `${id} is 0 in some of the runs`;
}
