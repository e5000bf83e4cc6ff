// The charts of a sweep: the rate over the clients with the law that fits it, how far that is off, and what it cost.

import type { SweepLevel, SweepRecord } from '../../../harness/record/sweep-record.ts';
import { figureName, figureOf, medianOf, operationsIn } from '../../study/figure-words.ts';
import { levelFigures, peakInterval, rateByLaw } from '../../sweep/sentences.ts';
import type { Axis, Line, LineChart, Mark } from '../chart.ts';

const CLIENTS: Axis = { name: 'clients', unit: 'count', scale: 'log' };
/** Of the law, between the fewest clients and the most: its curve is smooth to the eye. */
const CURVE_POINTS = 60;
const LINES_MAX = 8;
/** A peak far beyond what was tried is drawn no further than this many times the most clients. */
const EXTENDED_MAX = 4;

export function rateChart(record: SweepRecord): LineChart {
  const { fit, levels } = record;
  const clients = curveClients(record);
  const byClients = new Map(levels.map((level) => [level.clients, level]));
  const measured = (isCounted: boolean): Line => {
    const of = (count: number): SweepLevel | undefined => {
      const level = byClients.get(count);
      return level !== undefined && (level.leftOut === undefined) === isCounted ? level : undefined;
    };
    const samples = clients.map((count) => ratesOf(of(count)));
    return {
      name: isCounted ? 'measured: median of the trials' : 'left out of the fit',
      values: samples.map((rates) => medianOf(rates) ?? null),
      samples,
      isPoints: true,
    };
  };
  const law: Line[] = fit === undefined ? [] : [{ name: 'the law', values: clients.map((count) => rateByLaw(fit, count)) }];
  const leftOut = levels.some((level) => level.leftOut !== undefined) ? [measured(false)] : [];
  return {
    kind: 'lines',
    id: 'chart-rate',
    title: 'Rate over the clients',
    says: `Each dot is a trial, each large sign the median of a level.${fit === undefined ? '' : ' The line is the law of scalability that fits them.'}`,
    group: 'clients',
    x: { ...CLIENTS, values: clients },
    y: { name: 'operations', unit: 'perSecond', scale: 'linear' },
    lines: [measured(true), ...law, ...leftOut],
    marks: peakMarks(record),
  };
}

/** The levels, and between and beyond them what the curve needs, in whole clients. */
function curveClients({ levels, fit }: SweepRecord): number[] {
  const own = levels.map(({ clients }) => clients);
  const first = own[0] ?? 1;
  const last = own.at(-1) ?? 1;
  const peak = fit?.peak?.clients.high ?? last;
  const end = fit === undefined ? last : Math.max(last, Math.min(peak * 1.1, last * EXTENDED_MAX));
  const between =
    fit === undefined
      ? []
      : Array.from({ length: CURVE_POINTS }, (_, index) => Math.round(first * (end / first) ** (index / (CURVE_POINTS - 1))));
  return [...new Set([...own, ...between])].toSorted((one, other) => one - other);
}

function peakMarks(record: SweepRecord): Mark[] {
  const peak = record.fit?.peak;
  const interval = peakInterval(record);
  if (peak === undefined || interval === undefined) return [];
  const { low, high } = peak.clients;
  return [{ kind: 'evidence', from: Math.round(low), to: Math.round(high), text: `the peak, 95 %: ${interval}` }];
}

export function residualChart(record: SweepRecord): LineChart | undefined {
  const counted = levelFigures(record).filter(({ off }) => off !== undefined);
  if (counted.length === 0) return undefined;
  return {
    kind: 'lines',
    id: 'chart-residuals',
    title: 'How far the law is off',
    says: 'The median rate of each level, compared with the law: around zero without a pattern it fits; in a bow something else is at work.',
    group: 'clients',
    x: { ...CLIENTS, values: counted.map(({ level }) => level.clients) },
    y: { name: 'off by', unit: 'share', scale: 'linear' },
    lines: [
      { name: 'measured', values: counted.map(({ off }) => off ?? null), isPoints: true },
      { name: 'the law', values: counted.map(() => 0) },
    ],
  };
}

export function levelCharts({ levels }: SweepRecord): LineChart[] {
  const x = { ...CLIENTS, values: levels.map(({ clients }) => clients) };
  const ops = operationsIn(levels.flatMap(({ trials }) => trials)).slice(0, LINES_MAX / 2);
  const line = (name: string, read: (run: SweepLevel['trials'][number]) => number | undefined): Line => {
    const samples = levels.map(({ trials }) => trials.flatMap((run) => read(run) ?? []));
    return { name, values: samples.map((of) => medianOf(of) ?? null), samples };
  };
  const response = ops.flatMap((op) =>
    (['p50', 'p99'] as const).map((stat) => {
      const id = `${op}.response.${stat}`;
      return line(ops.length === 1 ? `response ${stat}` : figureName(id), (run) => figureOf(run, id));
    }),
  );
  return [
    {
      ...{ kind: 'lines', id: 'chart-response', title: 'Response over the clients', group: 'clients', x },
      says: 'Medians of the trials, which are the dots. Beyond the peak more clients only wait for longer.',
      y: { name: 'response', unit: 'us', scale: 'log' },
      lines: response,
    },
    {
      ...{ kind: 'lines', id: 'chart-cpu', title: 'CPU over the clients', group: 'clients', x },
      says: '100 % is one processor, fully used: by all of the target, and by the busiest agent of the generator.',
      y: { name: 'CPU', unit: 'share', scale: 'linear' },
      lines: [line('target', (run) => run.targetCpuShare), line('busiest agent', (run) => run.generatorCpuShare)],
    },
  ];
}

function ratesOf(level: SweepLevel | undefined): number[] {
  return (level?.trials ?? []).flatMap((run) => figureOf(run, 'rate') ?? []);
}
