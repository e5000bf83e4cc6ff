// Studies on a sheet of Markdown.

import type { StudyRecord } from '../../../harness/record/any-record.ts';
import type { CapacityRecord } from '../../../harness/record/capacity-record.ts';
import type { ComparedFigureRecord, ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import type { SweepRecord } from '../../../harness/record/sweep-record.ts';
import {
  answerText,
  capacityHeadline,
  conditionsText,
  howSentences,
  meaningSentence,
  OUTCOME_SIGNS,
  searchSentence,
} from '../../capacity/sentences.ts';
import {
  changeText,
  comparisonHeadline,
  JUDGEMENT_LABELS,
  JUDGEMENT_SIGNS,
  judgedSubjects,
  levelText,
  methodSentence,
  rangeText,
  warningSentences,
} from '../../comparison/sentences.ts';
import { countText } from '../../figures.ts';
import { figureName, figureOf, figureText, operationsIn } from '../../study/figure-words.ts';
import { numberText, repeatStudyWords } from '../../study/sentences.ts';
import {
  leftOutSentences,
  levelFigures,
  medianIn,
  offText,
  parametersOf,
  peakInterval,
  sweepAnswer,
  sweepHeadline,
} from '../../sweep/sentences.ts';
import { targetText } from '../../target-words.ts';
import { code, codeCell, htmlText, prose } from './escape.ts';
import { repeat } from './repeat.ts';
import { folded, heading, labelled, list, Sheet, some, table } from './sheet.ts';

const CAUSES_MAX = 10;
const ROWS_MAX = 60;
const SIGN = { pass: '✓', fail: '✗', invalid: '!' } as const;

export function capacitySheet(record: CapacityRecord, title: string | undefined): string {
  const { steps, axis, target } = record;
  const sheet = begun(record, capacityHeadline(record), title);
  sheet.add(`**${prose(answerText(record))}** ${prose(conditionsText(record))}`);
  sheet.add(prose(meaningSentence(record)));
  const [op = ''] = operationsIn(steps.map(({ run }) => run));
  const p99 = `${op}.response.p99`;
  const rows = steps
    .slice(0, ROWS_MAX)
    .map(({ phase, load, outcome, sentence, run }, index) => [
      String(index + 1),
      phase,
      numberText(load),
      `${OUTCOME_SIGNS[outcome]} ${outcome}`,
      figureText('rate', figureOf(run, 'rate')),
      figureText(p99, figureOf(run, p99)),
      prose(sentence),
    ]);
  const titles = ['step', 'phase', axis === 'rate' ? 'turns a second' : 'clients', 'objective', 'rate', 'response p99', 'why'];
  sheet.add(folded(htmlText(searchSentence(record)), [table(titles, rows, (column) => [0, 2, 4, 5].includes(column))]));
  sheet.add(
    labelled(
      'How the answer comes about',
      howSentences(record).map((text) => prose(text)),
    ),
  );
  sheet.add(labelled('Besides', [`Target: ${prose(targetText(target))}`, ...record.notes.map((note) => `Note: ${prose(note)}`)]));
  sheet.add(repeat(record, repeatStudyWords(record, true) ?? record.command));
  return sheet.end();
}

export function sweepSheet(record: SweepRecord, title: string | undefined): string {
  const { fit, levels, target } = record;
  const sheet = begun(record, sweepHeadline(record), title);
  const interval = peakInterval(record);
  sheet.add(`**${prose(sweepAnswer(record))}**${interval === undefined ? '' : prose(` (95 %: ${interval})`)}`);
  if (fit !== undefined) {
    sheet.add(prose(fit.sentence));
    const rows = parametersOf(fit).map(({ sign, name, value, interval: between, means }) => [
      sign,
      name,
      value,
      between,
      prose(means),
    ]);
    sheet.add(table(['', 'parameter', 'value', '95 %', 'what it is'], rows, (column) => column === 2 || column === 3));
  }
  const [op = ''] = operationsIn(levels.flatMap(({ trials }) => trials));
  const p99 = `${op}.response.p99`;
  const rows = levelFigures(record)
    .slice(0, ROWS_MAX)
    .map(({ level, rate, fitted, off }) => [
      countText(level.clients),
      countText(level.trials.length),
      figureText('rate', rate),
      level.leftOut === undefined ? figureText('rate', fitted) : 'left out',
      offText(off),
      figureText(p99, medianIn(level, p99)),
    ]);
  sheet.add(table(['clients', 'trials', 'rate', 'by the law', 'off by', 'response p99'], rows, () => true));
  sheet.add(
    labelled('Besides', [
      ...leftOutSentences(record).map((text) => prose(text)),
      `Target: ${prose(targetText(target))}`,
      ...record.notes.map((note) => `Note: ${prose(note)}`),
    ]),
  );
  sheet.add(repeat(record, repeatStudyWords(record, true) ?? record.command));
  return sheet.end();
}

export function comparisonSheet(record: ComparisonRecord, title: string | undefined): string {
  const { subjects, levels, notes, order } = record;
  const sheet = begun(record, comparisonHeadline(record), title);
  sheet.add(
    labelled(
      `Compared with ${code(subjects[0]?.name ?? '')}`,
      judgedSubjects(record).map(
        ({ name, judgement, sentence }) =>
          `**${JUDGEMENT_SIGNS[judgement]} ${JUDGEMENT_LABELS[judgement]}** ${code(name)}: ${prose(sentence)}`,
      ),
    ),
  );
  sheet.add(
    labelled(
      'Warnings',
      warningSentences(record).map((text) => prose(text)),
    ),
  );
  const titles = ['', ...subjects.map(({ name }) => codeCell(name, 60))];
  for (const level of levels) {
    const rows = level.figures
      .slice(0, ROWS_MAX)
      .map((figure) => [
        `${prose(figureName(figure.id), 80)}${figure.isDecisive ? '' : ' (does not decide)'}`,
        ...figure.subjects.map((values) => cellText(figure, values)),
      ]);
    const shown = table(titles, rows, (column) => column > 0);
    sheet.add(levels.length === 1 ? shown : folded(htmlText(levelText(level)), [shown]));
  }
  sheet.add(
    labelled('How', [
      prose(methodSentence(record)),
      ...subjects.map(({ name, target, file }) => `${code(name)}: ${prose(file ?? targetText(target))}`),
      ...notes.map((note) => `Note: ${prose(note)}`),
    ]),
  );
  sheet.add(repeat(record, repeatStudyWords(record, order.length > 0) ?? record.command));
  return sheet.end();
}

function cellText({ id }: ComparedFigureRecord, values: ComparedFigureRecord['subjects'][number]): string {
  if (values === null) return '–';
  const { mean, difference } = values;
  if (difference === undefined) return prose(figureText(id, mean));
  const { judgement } = difference;
  return prose(
    `${figureText(id, mean)} ${JUDGEMENT_SIGNS[judgement]} ${changeText(difference)} (${rangeText(difference)}) ${JUDGEMENT_LABELS[judgement]}`,
  );
}

function begun(record: StudyRecord, headline: string, title: string | undefined): Sheet {
  const sheet = new Sheet();
  const { verdict, causes } = record;
  sheet.add(heading(2, `${SIGN[verdict]} ${verdict.toUpperCase()} ${prose(title ?? headline)}`));
  if (title !== undefined) sheet.add(prose(headline));
  sheet.add(list(some(causes, CAUSES_MAX, (cause) => `**${verdict}**: ${prose(cause)}`)));
  return sheet;
}
