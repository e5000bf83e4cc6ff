// A search for the capacity as a page: the answer, how it was found, and what the server did at each load.

import type { CapacityRecord } from '../../../harness/record/capacity-record.ts';
import { thresholdWords } from '../../bench/threshold-words.ts';
import {
  byLoad,
  capacityHeadline,
  howSentences,
  intervalText,
  loadText,
  meaningSentence,
  medianFigure,
  OUTCOME_SIGNS,
  searchSentence,
} from '../../capacity/sentences.ts';
import { counted, percentText } from '../../figures.ts';
import { figureOf, figureText, operationsIn } from '../../study/figure-words.ts';
import { numberText } from '../../study/sentences.ts';
import { targetText } from '../../target-words.ts';
import { chartGrid } from '../bench/run-charts.ts';
import { type Cell, figureTable } from '../bench/tables.ts';
import { sentence } from '../bench/words.ts';
import type { PageContent } from '../content.ts';
import { figure } from '../figure.ts';
import { type Html, html, joined } from '../html.ts';
import { facts, list, moment, section } from '../parts.ts';
import { type Card, cards, studyScreen } from '../study/first-screen.ts';
import { lastSections, studyDownloads } from '../study/last-sections.ts';
import { loadCharts, objectiveCharts, searchChart } from './charts.ts';

export function capacityContent(record: CapacityRecord): PageContent {
  const { verdict, startedAt } = record;
  const answer = html`${cards([answerCard(record), ...atAnswerCards(record)])}
<p class="because">${meaningSentence(record)}</p>`;
  const objective = objectiveCharts(record);
  const sections = [
    section(
      'search',
      'The search',
      html`${figure(searchChart(record))}${list(howSentences(record).map((text) => html`${text}`))}`,
    ),
    section('objective', 'The objective', joined(objective.map(figure))),
    section('load', 'Over the load', chartGrid(loadCharts(record))),
    section('steps', 'Steps', html`<p>${sentence(searchSentence(record))}</p>${stepTable(record)}`),
    ...lastSections(record),
  ];
  return {
    title: `${verdict}: ${capacityHeadline(record)}, ${startedAt}`,
    first: studyScreen(record, capacityHeadline(record), answer, about(record)),
    sections: sections.filter((one) => one !== undefined),
    downloads: studyDownloads(record, 'steps.csv'),
  };
}

function answerCard(record: CapacityRecord): Card {
  const { answer, axis, objective } = record;
  const of = axis === 'rate' ? 'turns a second' : 'clients';
  const note = objective.length === 0 ? undefined : `with ${objective.join(', ')}`;
  const rest = note === undefined ? {} : { note };
  switch (answer.kind) {
    case 'found':
      return {
        ...{ name: 'Capacity', figures: [{ text: numberText(answer.load), of }] },
        note: `${intervalText(answer)} (95 % interval)${note === undefined ? '' : `, ${note}`}`,
      };
    case 'at-least':
      return { name: 'Capacity', figures: [{ text: `≥ ${numberText(answer.load)}`, of }], ...rest };
    case 'at-most':
      return { name: 'Capacity', figures: [{ text: `< ${numberText(answer.load)}`, of }], ...rest };
    case 'unknown':
      return { name: 'Capacity', figures: [{ text: 'not known' }], ...rest };
  }
}

/** What the server did there. */
function atAnswerCards({ answer, steps }: CapacityRecord): Card[] {
  if (answer.kind === 'unknown') return [];
  const group = byLoad(steps).find(({ load }) => load === answer.load);
  const [op] = operationsIn((group?.steps ?? []).map(({ run }) => run));
  if (group === undefined || op === undefined) return [];
  const figureAt = (id: string) =>
    figureText(
      id,
      medianFigure(group, ({ run }) => figureOf(run, id)),
    );
  const cpu = medianFigure(group, ({ run }) => run?.targetCpuShare);
  const generator = medianFigure(group, ({ run }) => run?.generatorCpuShare);
  return [
    {
      name: `Response of ${op} there`,
      figures: [
        { text: figureAt(`${op}.response.p50`), of: 'p50' },
        { text: figureAt(`${op}.response.p99`), of: 'p99' },
      ],
      note:
        group.steps.length === 1
          ? 'of the one step at that load'
          : `medians of ${counted(group.steps.length, 'step')} at that load`,
    },
    {
      name: 'Target CPU there',
      figures: [{ text: cpu === undefined ? 'not watched' : percentText(cpu) }],
      ...(generator === undefined ? {} : { note: `the busiest agent of the generator: ${percentText(generator)}` }),
    },
  ];
}

function about(record: CapacityRecord): Html {
  const { objective, clients, wanted, axis, scenario, startedAt, seed, target } = record;
  const words = objective.map((text) => {
    const meant = thresholdWords(text);
    return html`<code>${text}</code>${meant === undefined ? '' : `: ${meant}`}`;
  });
  return facts([
    ['Objective', words.length === 0 ? undefined : list(words)],
    ['Wanted', wanted === undefined ? undefined : loadText(axis, wanted)],
    ['Clients', clients === undefined ? undefined : counted(clients, 'client')],
    ['Search', searchSentence(record)],
    ['Target', targetText(target)],
    ['Scenario', `${scenario.name}: ${sentence(scenario.summary)}`],
    ['When', moment(startedAt)],
    ['Seed', String(seed)],
  ]);
}

function stepTable({ steps, axis }: CapacityRecord): Html {
  const [op = ''] = operationsIn(steps.map(({ run }) => run));
  const rows = steps.map(({ phase, load, outcome, sentence: why, run }, index): Cell[] => {
    const cell = (id: string): Cell => {
      const value = figureOf(run, id);
      return value === undefined ? '–' : { text: figureText(id, value), value };
    };
    const share = (value: number | undefined): Cell => (value === undefined ? '–' : { text: percentText(value), value });
    return [
      String(index + 1),
      phase,
      { text: numberText(load), value: load },
      html`<span class="outcome ${outcome}"><span aria-hidden="true">${OUTCOME_SIGNS[outcome]}</span> ${outcome}</span>`,
      cell('rate'),
      cell(`${op}.response.p50`),
      cell(`${op}.response.p99`),
      share(run?.targetCpuShare),
      share(run?.generatorCpuShare),
      why,
    ];
  });
  return figureTable(
    'Steps of the search',
    [
      { title: 'step' },
      { title: 'phase', is: 'word' },
      { title: axis === 'rate' ? 'turns a second' : 'clients' },
      { title: 'objective', is: 'word' },
      ...['rate', 'response p50', 'response p99', 'target CPU', 'generator CPU'].map((title) => ({ title })),
      { title: 'why', is: 'text' },
    ],
    rows,
  );
}
