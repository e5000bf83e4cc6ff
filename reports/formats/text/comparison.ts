// What a comparison says at the end, on one screen.

import type { ComparedFigureRecord, ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import {
  changeText,
  comparisonHeadline,
  decisiveFigures,
  JUDGEMENT_LABELS,
  JUDGEMENT_SIGNS,
  judgedSubjects,
  judgementsText,
  methodSentence,
  nextAfterComparison,
  warningSentences,
} from '../../comparison/sentences.ts';
import { countText } from '../../figures.ts';
import { figureName, figureText } from '../../study/figure-words.ts';
import type { SummaryShown } from './bench.ts';
import { cutToWidth } from './fold.ts';
import { renderStudySummary, type StudySummary } from './study-lines.ts';

const SUBJECT_SIGNS_MAX = 16;

export function renderComparisonSummary(record: ComparisonRecord, shown: SummaryShown): string {
  return renderStudySummary(record, shown, summaryOf);
}

function summaryOf(record: ComparisonRecord): StudySummary {
  const isSwept = record.levels.length > 1;
  const last = record.levels.at(-1);
  const ids = [...new Set(record.levels.flatMap((level) => decisiveFigures(level).map(({ id }) => id)))];
  const rows = ids.flatMap((id) =>
    record.levels.flatMap((level) => decisiveFigures(level).flatMap((figure) => (figure.id === id ? [{ level, figure }] : []))),
  );
  return {
    headline: `${comparisonHeadline(record)}: ${judgementsText(record)}`,
    sentences: judgedSubjects(record).map(({ judgement, sentence }) => ({
      text: `${JUDGEMENT_SIGNS[judgement]} ${JUDGEMENT_LABELS[judgement]}: ${sentence}`,
      style: STYLES[judgement],
    })),
    table: {
      titles: [
        'figure',
        ...(isSwept ? ['clients'] : []),
        ...record.subjects.map(({ name }) => cutToWidth(name.trim(), SUBJECT_SIGNS_MAX)),
      ],
      left: [0],
      rows: rows.map(({ level, figure }) => ({
        cells: [
          figureName(figure.id),
          ...(isSwept ? [countText(level.clients)] : []),
          ...figure.subjects.map((values) => cellText(figure, values)),
        ],
        rank: rank(figure, level === last),
      })),
      noun: 'row',
    },
    facts: [
      ...warnings(record).map((text) => ['Warning', text] as const),
      ...record.notes.map((note) => ['Note', note] as const),
      ['How', methodSentence(record)],
    ],
    next: nextAfterComparison(record),
  };
}

/** All but those whose reason stands among the causes. */
function warnings(record: ComparisonRecord): string[] {
  const isSaid = (warning: string) => record.causes.some((cause) => warning.endsWith(reasonOf(cause)));
  return warningSentences(record).filter((warning) => !isSaid(warning));
}

/** Behind `The run of event is invalid: `. */
function reasonOf(cause: string): string {
  return cause.slice(cause.indexOf(': ') + 2);
}

const STYLES = { better: 'pass', worse: 'fail', same: 'soft', 'cannot-tell': 'invalid' } as const;

/** What is worse is shown, whatever is left out; then the largest level. */
function rank({ subjects }: ComparedFigureRecord, isLast: boolean): number {
  const judgements = subjects.map((values) => values?.difference?.judgement);
  if (judgements.includes('worse')) return 0;
  if (isLast) return 1;
  return judgements.includes('cannot-tell') ? 2 : 3;
}

function cellText({ id }: ComparedFigureRecord, values: ComparedFigureRecord['subjects'][number]): string {
  if (values === null) return '–';
  const { mean, difference } = values;
  if (difference === undefined) return figureText(id, mean);
  return `${figureText(id, mean)} ${JUDGEMENT_SIGNS[difference.judgement]} ${changeText(difference)}`;
}
