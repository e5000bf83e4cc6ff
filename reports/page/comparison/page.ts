// A comparison as a page: who is better or worse, by how much, and how that is known.

import type { ComparedFigureRecord, ComparisonLevel, ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import {
  changeText,
  comparisonHeadline,
  JUDGEMENT_LABELS,
  JUDGEMENT_SIGNS,
  judgedSubjects,
  judgementsText,
  levelText,
  methodSentence,
  rangeText,
  runsIn,
  warningSentences,
} from '../../comparison/sentences.ts';
import { counted, percentText } from '../../figures.ts';
import { figureName, figureText } from '../../study/figure-words.ts';
import { targetText } from '../../target-words.ts';
import { chartGrid } from '../bench/run-charts.ts';
import { type Cell, type Column, figureTable, fold } from '../bench/tables.ts';
import { sentence } from '../bench/words.ts';
import type { PageContent } from '../content.ts';
import { figure } from '../figure.ts';
import { type Html, html, joined } from '../html.ts';
import { facts, list, moment, section } from '../parts.ts';
import { swatch } from '../several/verdict-word.ts';
import { studyScreen } from '../study/first-screen.ts';
import { lastSections, studyDownloads } from '../study/last-sections.ts';
import { LINES_MAX, levelCharts, orderChart } from './charts.ts';
import { forest } from './forest.ts';

export function comparisonContent(record: ComparisonRecord): PageContent {
  const { verdict, startedAt, subjects, levels, order } = record;
  const title = comparisonHeadline(record);
  const inOrder = orderChart(record);
  const many =
    subjects.length > LINES_MAX
      ? html`<p>More than ${String(LINES_MAX)} lines can't be told apart: the charts show the first ${String(LINES_MAX)} of ${String(subjects.length)} subjects, and the tables show all.</p>`
      : html``;
  const charts = levelCharts(record);
  const sections = [
    section('differences', 'Differences', forest(record)),
    section('clients', 'Over the clients', charts.length === 0 ? html`` : html`${many}${chartGrid(charts)}`),
    section('figures', 'Figures', joined(levels.map((level) => levelFigures(level, record)))),
    section('runs', 'Runs', inOrder === undefined ? html`` : html`${many}${figure(inOrder)}`),
    section('subjects', 'Subjects', subjectTable(record)),
    section('how', 'How it was compared', html`<p>${methodSentence(record)}</p>`),
    ...lastSections(record),
  ];
  return {
    title: `${verdict}: ${title}: ${judgementsText(record)}, ${startedAt}`,
    first: studyScreen(record, title, html`${judgements(record)}${warnings(record)}`, about(record), order.length > 0),
    sections: sections.filter((one) => one !== undefined),
    downloads: studyDownloads(record, 'figures.csv'),
  };
}

/** A sentence for each subject, with the judgement as a sign and a word before it. */
function judgements(record: ComparisonRecord): Html {
  const items = judgedSubjects(record).map(
    ({ name, judgement, sentence: told }, index) =>
      html`<li class="judged ${judgement}"><p><span class="judgement"><span aria-hidden="true">${JUDGEMENT_SIGNS[judgement]}</span> ${JUDGEMENT_LABELS[judgement]}</span> ${swatch(index + 1)}<strong>${name}</strong></p><p>${told}</p></li>`,
  );
  return html`<ul class="judgements">${joined(items)}</ul>`;
}

function warnings(record: ComparisonRecord): Html {
  const all = warningSentences(record);
  return all.length === 0 ? html`` : html`<div class="caution invalid">${list(all.map((text) => html`${text}`))}</div>`;
}

function about(record: ComparisonRecord): Html {
  const { scenario, startedAt, seed, subjects, levels, failOnWorse, order } = record;
  return facts([
    ['Compared with', html`${swatch(0)}${subjects[0]?.name ?? ''}, the first`],
    [
      'Runs',
      `${counted(runsIn(record).length, 'run')}${levels.length === 1 ? ` with ${levels.map(levelText).join('')}` : ` over ${counted(levels.length, 'number')} of clients`}`,
    ],
    ['Allowed', failOnWorse === undefined ? undefined : `none may be worse by more than ${percentText(failOnWorse)}`],
    ['Scenario', `${scenario.name}: ${sentence(scenario.summary)}`],
    ['When', moment(startedAt)],
    ['Seed', order.length === 0 ? undefined : String(seed)],
  ]);
}

const LEVELS_OPEN_MAX = 2;

function levelFigures(level: ComparisonLevel, record: ComparisonRecord): Html {
  const columns: Column[] = [{ title: 'figure', is: 'name' }, ...record.subjects.map(({ name }) => ({ title: name }))];
  const rows = level.figures.map((one): Cell[] => [
    html`${figureName(one.id)}${one.isDecisive ? '' : html` <span class="soft">does not decide</span>`}`,
    ...one.subjects.map((values) => figureCell(one, values)),
  ]);
  const shown = html`<div class="compared">${figureTable(`Figures with ${levelText(level)}`, columns, rows)}</div>`;
  if (record.levels.length === 1) return shown;
  return record.levels.length <= LEVELS_OPEN_MAX ? html`<h3>${levelText(level)}</h3>${shown}` : fold(levelText(level), shown);
}

function figureCell({ id }: ComparedFigureRecord, values: ComparedFigureRecord['subjects'][number]): Cell {
  if (values === null) return '–';
  const { mean, low, high, difference } = values;
  const text = html`<strong>${figureText(id, mean)}</strong> <span class="interval">95 %: ${figureText(id, low)} to ${figureText(id, high)}</span>`;
  if (difference === undefined) return text;
  const { judgement } = difference;
  return html`${text}<span class="judged ${judgement}"><span class="judgement"><span aria-hidden="true">${JUDGEMENT_SIGNS[judgement]}</span> ${JUDGEMENT_LABELS[judgement]}</span> ${changeText(difference)} (${rangeText(difference)})</span>`;
}

/** Where all are the reference server, its words tell them apart. */
function commandedText(target: ComparisonRecord['subjects'][number]['target']): string {
  const text = targetText(target);
  return target.how === 'embedded' && target.command !== undefined ? `${text} ('${target.command}')` : text;
}

function subjectTable(record: ComparisonRecord): Html {
  const all = runsIn(record);
  const rows = record.subjects.map(({ name, target, processors, file }, index): Cell[] => {
    const own = all.filter(({ subject }) => subject === index);
    const invalid = own.filter(({ run }) => run.verdict === 'invalid').length;
    const failed = own.filter(({ run }) => run.verdict === 'fail').length;
    return [
      html`${swatch(index)}${name}`,
      `${commandedText(target)}${file === undefined ? '' : `, read from ${file}`}`,
      processors === undefined ? 'not held to any' : processors.join(', '),
      { text: String(own.length), value: own.length },
      { text: String(invalid), value: invalid },
      { text: String(failed), value: failed },
    ];
  });
  return figureTable(
    'Subjects',
    [
      { title: 'subject', is: 'name' },
      { title: 'target', is: 'text' },
      { title: 'processors', is: 'word' },
      { title: 'runs' },
      { title: 'invalid' },
      { title: 'failed' },
    ],
    rows,
  );
}
