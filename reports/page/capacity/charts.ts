// The charts of a search for the capacity: how it went, and what the server did at each load.

import { parseThreshold, type Threshold } from '../../../harness/load/thresholds.ts';
import type { CapacityRecord, CapacityStep } from '../../../harness/record/capacity-record.ts';
import type { StudyRun } from '../../../harness/record/study.ts';
import { answerText, byLoad, loadText } from '../../capacity/sentences.ts';
import { figureName, figureOf, figureUnit, medianOf, operationsIn } from '../../study/figure-words.ts';
import type { Line, LineChart, Mark } from '../chart.ts';

const OUTCOMES = ['met', 'missed', 'limited', 'failed'] as const satisfies readonly CapacityStep['outcome'][];
const LINES_MAX = 8;

export function searchChart(record: CapacityRecord): LineChart {
  const { steps, answer } = record;
  const points = OUTCOMES.map(
    (outcome): Line => ({
      name: outcome,
      values: steps.map((step) => (step.outcome === outcome ? step.load : null)),
      isPoints: true,
    }),
  ).filter(({ values }) => values.some((value) => value !== null));
  return {
    kind: 'lines',
    id: 'chart-search',
    title: 'The search, step by step',
    says: `The load of each step in its order, and whether the objective was met at it.${answer.kind === 'found' ? ' The band is the interval of the answer.' : ''}`,
    x: { name: 'step', unit: 'count', scale: 'linear', values: steps.map((_, index) => index + 1) },
    y: axisOf(record),
    lines: [...points, { name: 'load', values: steps.map(({ load }) => load) }],
    ...(answer.kind === 'found'
      ? { bands: [{ from: answer.low, to: answer.high, text: `the capacity: ${answerText(record)}` }] }
      : {}),
  };
}

/** The figures that the objective speaks of, over the load: those that runs keep. */
export function objectiveCharts(record: CapacityRecord): LineChart[] {
  const runs = record.steps.map(({ run }) => run);
  const isMet = record.answer.kind === 'found' || record.answer.kind === 'at-least';
  const about = record.objective.flatMap((text) => {
    const threshold = thresholdIn(text);
    return threshold === undefined ? [] : [{ threshold, ids: idsOf(threshold, operationsIn(runs)) }];
  });
  const keys = [...new Set(about.map(({ ids }) => JSON.stringify(ids)))];
  const groups = keys.map((key) => about.filter(({ ids }) => JSON.stringify(ids) === key));
  return groups.flatMap((group, index): LineChart[] => {
    const ids = (group[0]?.ids ?? []).slice(0, LINES_MAX);
    const [id] = ids;
    if (id === undefined) return [];
    const unit = figureUnit(id);
    const over = overLoad(
      record,
      ids.map((one) => ({ name: figureName(one), read: (run) => figureOf(run, one) })),
    );
    // That there were no errors at all is no curve.
    if (unit === 'count' && over.lines.every(({ values }) => values.every((value) => value === 0 || value === null))) return [];
    return [
      {
        ...over,
        id: `chart-objective-${index + 1}`,
        title: `${ids.length === 1 ? capital(figureName(id)) : 'The objective'} over the load`,
        says: 'The median of all steps at each load, and each step as a dot. The line across is what the objective asks for.',
        y: { name: ids.length === 1 ? figureName(id) : 'figure', unit, scale: unit === 'us' ? 'log' : 'linear' },
        limits: group.map(({ threshold: { text, limit, unitUs } }) => ({ value: limit * unitUs, text, isMet })),
      },
    ];
  });
}

function capital(text: string): string {
  return text.replace(/^./u, (sign) => sign.toUpperCase());
}

function thresholdIn(text: string): Threshold | undefined {
  try {
    return parseThreshold(text);
  } catch {
    return undefined;
  }
}

/** Of those that are drawn: a count of errors that is never above zero is better told in words. */
function idsOf({ measure }: Threshold, ops: readonly string[]): string[] {
  switch (measure.kind) {
    case 'latency': {
      const { stat, view } = measure;
      const name = stat.kind === 'percentile' ? `p${String(stat.percentile).replace('.', '')}` : stat.kind;
      return (measure.op === undefined ? ops : [measure.op]).map((op) => `${op}.${view}.${name}`);
    }
    case 'rate':
      return ['rate'];
    case 'counter':
      return measure.counter === 'errors' ? ['errors'] : [];
    case 'share':
      return [];
  }
}

export function loadCharts(record: CapacityRecord): LineChart[] {
  const ops = operationsIn(record.steps.map(({ run }) => run)).slice(0, LINES_MAX / 2);
  const response = ops.flatMap((op) =>
    (['p50', 'p99'] as const).map((stat) => {
      const id = `${op}.response.${stat}`;
      return {
        name: ops.length === 1 ? `response ${stat}` : figureName(id),
        read: (run: StudyRun | undefined) => figureOf(run, id),
      };
    }),
  );
  return [
    {
      ...overLoad(record, [{ name: 'rate', read: (run) => figureOf(run, 'rate') }]),
      id: 'chart-rate',
      title: 'Rate over the load',
      says: 'Operations a second that were done. Where it no longer rises with the load, something is full.',
      y: { name: 'operations', unit: 'perSecond', scale: 'linear' },
    },
    {
      ...overLoad(record, response),
      id: 'chart-response',
      title: 'Response over the load',
      says: 'From when each turn was due to its answer: half took p50 or less, 99 of 100 took p99 or less. Dots are single steps.',
      y: { name: 'response', unit: 'us', scale: 'log' },
    },
    {
      ...overLoad(record, [
        { name: 'target', read: (run) => run?.targetCpuShare },
        { name: 'busiest agent', read: (run) => run?.generatorCpuShare },
      ]),
      id: 'chart-cpu',
      title: 'CPU over the load',
      says: '100 % is one processor, fully used: by all of the target, and by the busiest agent of the generator.',
      y: { name: 'CPU', unit: 'share', scale: 'linear' },
    },
  ];
}

interface Read {
  readonly name: string;
  readonly read: (run: StudyRun | undefined) => number | undefined;
}

/** Medians at each load with the steps that they are of. Loads lie in logarithms: those near the answer are close together anyway. */
function overLoad(record: CapacityRecord, figures: readonly Read[]): Pick<LineChart, 'kind' | 'x' | 'lines' | 'group' | 'marks'> {
  const groups = byLoad(record.steps);
  const { answer } = record;
  const marks: Mark[] =
    answer.kind === 'found'
      ? [{ kind: 'evidence', from: answer.low, to: answer.high, text: `the capacity: ${answerText(record)}` }]
      : answer.kind === 'unknown'
        ? []
        : [
            {
              kind: 'evidence',
              from: answer.load,
              to: answer.load,
              text: `${answer.kind === 'at-least' ? 'met' : 'missed'} at ${loadText(record.axis, answer.load)}`,
            },
          ];
  return {
    kind: 'lines',
    group: 'load',
    x: { ...axisOf(record), scale: 'log', values: groups.map(({ load }) => load) },
    lines: figures.map(({ name, read }) => {
      const samples = groups.map(({ steps }) => steps.flatMap(({ run }) => read(run) ?? []));
      return { name, values: samples.map((of) => medianOf(of) ?? null), samples };
    }),
    marks,
  };
}

function axisOf({ axis }: CapacityRecord) {
  return axis === 'rate'
    ? ({ name: 'turns a second', unit: 'perSecond', scale: 'linear' } as const)
    : ({ name: 'clients', unit: 'count', scale: 'linear' } as const);
}
