// A sweep over numbers of clients as a page: where it is fastest, the law that it follows, and what each level did.

import type { SweepRecord } from '../../../harness/record/sweep-record.ts';
import { counted, countText, percentText } from '../../figures.ts';
import { figureText, medianOf, operationsIn } from '../../study/figure-words.ts';
import { numberText } from '../../study/sentences.ts';
import {
  leftOutSentences,
  levelFigures,
  levelOff,
  medianIn,
  offText,
  parametersOf,
  shareText,
  sweepAnswer,
  sweepHeadline,
} from '../../sweep/sentences.ts';
import { targetText } from '../../target-words.ts';
import { chartGrid } from '../bench/run-charts.ts';
import { type Cell, figureTable } from '../bench/tables.ts';
import { sentence } from '../bench/words.ts';
import type { PageContent } from '../content.ts';
import { figure } from '../figure.ts';
import { type Html, html, joined } from '../html.ts';
import { facts, list, moment, scrolled, section } from '../parts.ts';
import { type Card, cards, studyScreen } from '../study/first-screen.ts';
import { lastSections, studyDownloads } from '../study/last-sections.ts';
import { levelCharts, rateChart, residualChart } from './charts.ts';

export function sweepContent(record: SweepRecord): PageContent {
  const { verdict, startedAt, fit } = record;
  const residuals = residualChart(record);
  const leftOut = list(leftOutSentences(record).map((text) => html`${text}`));
  const answer = html`${cards(cardsOf(record))}${fit === undefined ? '' : html`<p class="because">${fit.sentence}</p>`}`;
  const sections = [
    section('rate', 'Rate over the clients', html`${figure(rateChart(record))}${leftOut}`),
    section('law', 'The law of scalability', law(record)),
    section('residuals', 'How far the law is off', residuals === undefined ? html`` : figure(residuals)),
    section('cost', 'Response and CPU', chartGrid(levelCharts(record))),
    section('levels', 'Levels', levelTable(record)),
    ...lastSections(record),
  ];
  return {
    title: `${verdict}: ${sweepHeadline(record)}, ${startedAt}`,
    first: studyScreen(record, sweepHeadline(record), answer, about(record)),
    sections: sections.filter((one) => one !== undefined),
    downloads: studyDownloads(record, 'levels.csv'),
  };
}

function cardsOf(record: SweepRecord): Card[] {
  const { fit, levels } = record;
  const peak = fit?.peak;
  if (fit === undefined) return [{ name: 'Peak', figures: [{ text: 'not known' }], note: 'the law can’t be fitted' }];
  const most = levels.at(-1)?.clients ?? 0;
  const level = levelOff(record);
  return [
    peak === undefined
      ? {
          name: 'Peak',
          figures: [level === undefined ? { text: `beyond ${countText(most)}`, of: 'clients' } : { text: 'none' }],
          note: sentence(sweepAnswer(record)),
        }
      : {
          name: 'Peak',
          figures: [{ text: countText(peak.clients.value), of: 'clients' }],
          note: `${countText(peak.clients.low)} to ${countText(peak.clients.high)} (95 % interval)`,
        },
    ...(peak === undefined
      ? []
      : [
          {
            name: 'Rate there',
            figures: [{ text: numberText(peak.rate.value), of: 'operations a second' }],
            note: `${numberText(peak.rate.low)} to ${numberText(peak.rate.high)} (95 % interval)`,
          },
        ]),
    {
      name: 'Explained by the law',
      figures: [{ text: `${Number((fit.rSquared * 100).toFixed(1))} %`, of: 'of the differences' }],
      note: `contention ${shareText(fit.sigma.value)}, coherence ${shareText(fit.kappa.value)}`,
    },
  ];
}

function about({ scenario, startedAt, seed, target, levels, secondsPerTrial }: SweepRecord): Html {
  const trials = levels.reduce((sum, level) => sum + level.trials.length, 0);
  return facts([
    [
      'Sweep',
      `${counted(levels.length, 'number')} of clients, ${counted(trials, 'trial')} of ${numberText(secondsPerTrial)} s in all`,
    ],
    ['Target', targetText(target)],
    ['Scenario', `${scenario.name}: ${sentence(scenario.summary)}`],
    ['When', moment(startedAt)],
    ['Seed', String(seed)],
  ]);
}

function law({ fit }: SweepRecord): Html {
  if (fit === undefined) return html``;
  const rows = parametersOf(fit).map(
    ({ sign, name, value, interval, means }) =>
      html`<tr><th scope="row">${sign}, ${name}</th><td>${value}</td><td>${interval}</td><td class="text">${means}</td></tr>`,
  );
  return html`<p>Universal Scalability Law: with N clients the rate is λN ÷ (1 + σ(N − 1) + κN(N − 1)). Without σ and κ it would rise with each client for ever; σ bends it to a ceiling, κ makes it fall again.</p>
${scrolled('Parameters of the law', html`<table><thead><tr><th scope="col">parameter</th><th scope="col">value</th><th scope="col">95 % interval</th><th scope="col" class="text">what it is</th></tr></thead><tbody>${joined(rows)}</tbody></table>`)}`;
}

function levelTable(record: SweepRecord): Html {
  const [op = ''] = operationsIn(record.levels.flatMap(({ trials }) => trials));
  const rows = levelFigures(record).map(({ level, rate, fitted, off }): Cell[] => {
    const cell = (id: string, value = medianIn(level, id)): Cell =>
      value === undefined ? '–' : { text: figureText(id, value), value };
    const share = (value: number | undefined): Cell => (value === undefined ? '–' : { text: percentText(value), value });
    return [
      countText(level.clients),
      { text: countText(level.trials.length), value: level.trials.length },
      cell('rate', rate),
      fitted === undefined ? '–' : cell('rate', fitted),
      off === undefined ? '–' : { text: offText(off), value: off },
      cell(`${op}.response.p50`),
      cell(`${op}.response.p99`),
      share(medianOf(level.trials.map(({ targetCpuShare }) => targetCpuShare))),
      share(medianOf(level.trials.map(({ generatorCpuShare }) => generatorCpuShare))),
      level.leftOut ?? '',
    ];
  });
  const titles = [
    'clients',
    'trials',
    'rate',
    'by the law',
    'off by',
    'response p50',
    'response p99',
    'target CPU',
    'generator CPU',
  ];
  return html`<p>Medians of the trials.</p>${figureTable(
    'Levels of the sweep',
    [...titles.map((title) => ({ title })), { title: 'left out, because', is: 'text' }],
    rows,
  )}`;
}
