// What a comparison of servers says, in words.

import type {
  ComparedFigureRecord,
  ComparisonLevel,
  ComparisonRecord,
  FigureDifference,
  Judgement,
} from '../../harness/record/comparison-record.ts';
import type { StudyRun } from '../../harness/record/study.ts';
import { JUDGEMENT_WORDS } from '../../harness/study/difference-words.ts';
import { counted, countText, percentText } from '../figures.ts';
import { listed } from '../listed.ts';
import { someListed } from '../several/names.ts';
import { numberText } from '../study/sentences.ts';

/** A sign and a word: neither colour nor shape has to carry it alone. */
export const JUDGEMENT_SIGNS: Readonly<Record<Judgement, string>> = { better: '▲', worse: '▼', same: '=', 'cannot-tell': '?' };
/** Beside a sign, where what follows says as what. */
export const JUDGEMENT_LABELS: Readonly<Record<Judgement, string>> = { ...JUDGEMENT_WORDS, same: 'same' };

export interface JudgedSubject {
  readonly name: string;
  readonly judgement: Judgement;
  readonly sentence: string;
}

/** All but the first, in their order. */
export function judgedSubjects({ subjects, judgements }: ComparisonRecord): JudgedSubject[] {
  return subjects.slice(1).map(({ name }, index) => {
    const { judgement, sentence } = judgements[index] ?? { judgement: 'cannot-tell', sentence: '' };
    return { name, judgement, sentence };
  });
}

/** Such as `chat/direct: thread and event compared with process`. */
export function comparisonHeadline({ scenario, subjects }: ComparisonRecord): string {
  const [first, ...others] = subjects.map(({ name }) => name);
  return `${scenario.name}: ${someListed(others)} compared with ${first ?? ''}`;
}

/** Such as `thread is worse, event is better`; of one subject `worse`. */
export function judgementsText(record: ComparisonRecord): string {
  const judged = judgedSubjects(record);
  const [only, ...others] = judged;
  if (only !== undefined && others.length === 0) return JUDGEMENT_WORDS[only.judgement];
  return judged.map(({ name, judgement }) => `${name} ${IS[judgement]}`).join(', ');
}

const IS: Readonly<Record<Judgement, string>> = {
  better: 'is better',
  worse: 'is worse',
  same: 'is the same',
  'cannot-tell': "can't be told",
};

/** By so much more or less than the first, with a sign. */
export function changeText({ ratio }: Pick<FigureDifference, 'ratio'>): string {
  if (!Number.isFinite(ratio)) return 'from 0';
  if (ratio >= 2) return `× ${Number(ratio.toPrecision(2)).toLocaleString('en-US')}`;
  const percent = Math.abs(ratio - 1) * 100;
  const shown = percent >= 10 ? String(Math.round(percent)) : String(Number(percent.toFixed(1)));
  return shown === '0' ? '±0 %' : `${ratio < 1 ? '−' : '+'}${shown} %`;
}

export function rangeText({ low, high }: Pick<FigureDifference, 'low' | 'high'>): string {
  return `${changeText({ ratio: low })} to ${changeText({ ratio: high })}`;
}

/** What a level was run with, such as `100 clients, 5,000 turns a second`. */
export function levelText({ clients, rate }: ComparisonLevel): string {
  return `${counted(clients, 'client')}${rate === undefined ? '' : `, ${numberText(rate)} turns a second`}`;
}

const SOURCES: Readonly<Record<ComparisonRecord['resampled'], string>> = {
  trials: 'trials',
  blocks: 'blocks of time',
  'trials-and-blocks': 'trials, and blocks of time in them',
};

/** How the intervals come about. */
export function methodSentence(record: ComparisonRecord): string {
  const { resampled, confidence, order, secondsPerTrial } = record;
  const made =
    order.length === 0
      ? 'The runs were read from files'
      : `${counted(runsIn(record).length, 'run')} of ${numberText(secondsPerTrial)} s, the subjects in turn, so that a machine that drifts does so to all`;
  return `${made}. The intervals come from resampling ${SOURCES[resampled]}, never single requests, and hold for all decisive figures of a subject together in ${percentText(confidence)} of cases.`;
}

export function runsIn({ levels }: ComparisonRecord): { level: ComparisonLevel; subject: number; run: StudyRun }[] {
  return levels.flatMap((level) => level.runs.flatMap((runs, subject) => runs.map((run) => ({ level, subject, run }))));
}

/** Of runs that are not to be trusted, or failed, in a sentence for each subject. */
export function warningSentences(record: ComparisonRecord): string[] {
  return record.subjects.flatMap(({ name }, index) =>
    (['invalid', 'fail'] as const).flatMap((verdict) => {
      const all = runsIn(record).filter(({ subject }) => subject === index);
      const bad = all.filter(({ run }) => run.verdict === verdict);
      const [first] = bad;
      if (first === undefined) return [];
      const why = [...new Set(bad.flatMap(({ run }) => run.causes.map(({ sentence }) => sentence)))].slice(0, 2);
      const where = [...new Set(bad.map(({ level }) => levelText(level)))];
      const what = verdict === 'invalid' ? 'can’t be trusted' : 'failed';
      return [
        `${name}: ${countText(bad.length)} of ${counted(all.length, 'run')} ${what}${record.levels.length === 1 ? '' : ` (with ${listed(where.slice(0, 3))}${where.length > 3 ? ` and ${countText(where.length - 3)} more` : ''})`}${why.length === 0 ? '.' : `: ${why.join(' ')}`}`,
      ];
    }),
  );
}

export function decisiveFigures({ figures }: ComparisonLevel): ComparedFigureRecord[] {
  return figures.filter(({ isDecisive }) => isDecisive);
}

/** Of records that were read the same command says the same again. */
export function nextAfterComparison(record: ComparisonRecord): string | undefined {
  if (record.subjects.some(({ file }) => file !== undefined)) return undefined;
  if (record.verdict === 'invalid') return 'runs it again: on a quiet machine, or with more --agents';
  if (record.judgements.some(({ judgement }) => judgement === 'cannot-tell'))
    return 'runs it again; more trials, or longer ones, tell smaller differences';
  return undefined;
}
