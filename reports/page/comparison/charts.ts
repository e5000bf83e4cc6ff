// The charts of a comparison: the figures over the clients, a line for each subject, and all runs in their order.

import type { ComparisonLevel, ComparisonRecord } from '../../../harness/record/comparison-record.ts';
import { runsIn } from '../../comparison/sentences.ts';
import { figureName, figureOf, figureUnit, medianOf, operationsIn } from '../../study/figure-words.ts';
import type { Line, LineChart } from '../chart.ts';

export const LINES_MAX = 8;
const OPERATIONS_MAX = 2;
/** The interval of two is so wide that nothing else would be seen. */
const VALUES_FOR_RANGE = 3;

/** None where there is one level: the table of figures has all that they would say. */
export function levelCharts(record: ComparisonRecord): LineChart[] {
  const { levels } = record;
  if (levels.length < 2) return [];
  const ops = operationsIn(runsIn(record).map(({ run }) => run)).slice(0, OPERATIONS_MAX);
  const ids = ['rate', ...ops.flatMap((op) => [`${op}.response.p50`, `${op}.response.p99`]), 'cpuUsPerOperation'];
  return ids.flatMap((id, index): LineChart[] => {
    const lines = record.subjects.slice(0, LINES_MAX).map(({ name }, subject) => lineOf(levels, name, subject, id));
    if (lines.every(({ values }) => values.every((value) => value === null))) return [];
    return [
      {
        kind: 'lines',
        id: `chart-level-${index + 1}`,
        title: `${figureName(id).replace(/^./, (sign) => sign.toUpperCase())} over the clients`,
        says: 'Means of the trials with their 95 % interval.',
        group: 'clients',
        x: { name: 'clients', unit: 'count', scale: 'log', values: levels.map(({ clients }) => clients) },
        y: { name: figureName(id), unit: figureUnit(id), scale: id.includes('.response.') ? 'log' : 'linear' },
        lines,
      },
    ];
  });
}

/** As the record says it, or else of the runs themselves. */
function lineOf(levels: readonly ComparisonLevel[], name: string, subject: number, id: string): Line {
  const known = levels.map((level) => level.figures.find((figure) => figure.id === id)?.subjects[subject] ?? undefined);
  const medians = levels.map((level) => medianOf((level.runs[subject] ?? []).map((run) => figureOf(run, id))));
  return {
    name,
    values: levels.map((_, index) => known[index]?.mean ?? medians[index] ?? null),
    ranges: known.map((values) =>
      values === undefined || values.values.length < VALUES_FOR_RANGE ? null : [values.low, values.high],
    ),
  };
}

/** So that it is seen if a machine drifted. Runs that were read from files have no order together. */
export function orderChart(record: ComparisonRecord): LineChart | undefined {
  if (record.order.length === 0) return undefined;
  const runs = runsIn(record)
    .map((one) => ({ ...one, rate: figureOf(one.run, 'rate'), of: medianRate(one.level, one.subject) }))
    .toSorted((one, other) => Date.parse(one.run.startedAt) - Date.parse(other.run.startedAt));
  if (runs.length < 2) return undefined;
  const sameLevel = record.levels.length === 1 ? '' : ' with as many clients';
  return {
    kind: 'lines',
    id: 'chart-order',
    title: 'All runs, in their order',
    says: `The rate of each run, compared with the median of its own subject${sameLevel}. A slope that all subjects share is the machine's, and no difference between them.`,
    x: { name: 'run', unit: 'count', scale: 'linear', values: runs.map((_, index) => index + 1) },
    y: { name: 'off its median by', unit: 'share', scale: 'linear' },
    lines: record.subjects.slice(0, LINES_MAX).map(({ name }, subject) => ({
      name,
      isPoints: true,
      values: runs.map((one) =>
        one.subject !== subject || one.rate === undefined || one.of === undefined || one.of === 0 ? null : one.rate / one.of - 1,
      ),
    })),
  };
}

function medianRate({ runs }: ComparisonLevel, subject: number): number | undefined {
  return medianOf((runs[subject] ?? []).map((run) => figureOf(run, 'rate')));
}
