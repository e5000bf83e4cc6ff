// What a search for the capacity says at the end, on one screen.

import type { CapacityRecord } from '../../../harness/record/capacity-record.ts';
import {
  byLoad,
  capacityHeadline,
  conditionsText,
  type LoadGroup,
  meaningSentence,
  medianFigure,
  nextAfterCapacity,
  OUTCOME_SIGNS,
  searchSentence,
} from '../../capacity/sentences.ts';
import { percentText } from '../../figures.ts';
import { figureOf, figureText, operationsIn } from '../../study/figure-words.ts';
import { numberText } from '../../study/sentences.ts';
import { targetText } from '../../target-words.ts';
import type { SummaryShown } from './bench.ts';
import { renderStudySummary, type StudySummary } from './study-lines.ts';

export function renderCapacitySummary(record: CapacityRecord, shown: SummaryShown): string {
  return renderStudySummary(record, shown, summaryOf);
}

function summaryOf(record: CapacityRecord): StudySummary {
  const conditions = conditionsText(record);
  return {
    headline: capacityHeadline(record),
    sentences: [...(conditions === '' ? [] : [{ text: conditions }]), { text: meaningSentence(record) }],
    table: {
      titles: [record.axis === 'rate' ? 'turns/s' : 'clients', 'met', 'rate', 'p50', 'p99', 'target CPU', 'generator'],
      left: [1],
      rows: byLoad(record.steps).map((group) => ({ cells: cells(group, record), rank: distance(group, record) })),
      noun: 'load',
    },
    facts: [
      ['Search', searchSentence(record)],
      ['Target', targetText(record.target)],
      ...record.notes.map((note) => ['Note', note] as const),
    ],
    next: nextAfterCapacity(record),
  };
}

/** What is far from the answer is the first to be left out. */
function distance({ load }: LoadGroup, { steps, answer }: CapacityRecord): number {
  const at = answer.kind === 'unknown' ? (steps.at(-1)?.load ?? load) : answer.load;
  return Math.abs(Math.log(load / at));
}

function cells(group: LoadGroup, { steps }: CapacityRecord): string[] {
  const [op = ''] = operationsIn(steps.map(({ run }) => run));
  const figure = (id: string) =>
    figureText(
      id,
      medianFigure(group, ({ run }) => figureOf(run, id)),
    );
  const share = (value: number | undefined) => (value === undefined ? '–' : percentText(value));
  return [
    numberText(group.load),
    outcomeText(group),
    figure('rate'),
    figure(`${op}.response.p50`),
    figure(`${op}.response.p99`),
    share(medianFigure(group, ({ run }) => run?.targetCpuShare)),
    share(medianFigure(group, ({ run }) => run?.generatorCpuShare)),
  ];
}

function outcomeText({ steps }: LoadGroup): string {
  const [step, ...others] = steps;
  if (step === undefined) return '';
  if (others.length === 0) return `${OUTCOME_SIGNS[step.outcome]} ${step.outcome}`;
  const met = steps.filter(({ outcome }) => outcome === 'met').length;
  const isAlike = others.every(({ outcome }) => outcome === step.outcome);
  const sign = isAlike ? OUTCOME_SIGNS[step.outcome] : met === 0 ? OUTCOME_SIGNS.missed : '~';
  return `${sign} ${String(met)} of ${String(steps.length)}`;
}
