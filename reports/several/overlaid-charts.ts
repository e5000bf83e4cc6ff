// Runs of bench laid over each other: one line each.

import type { BenchRecord, Distribution, Second } from '../../harness/record/record.ts';
import { latencyOf } from '../bench/operations.ts';
import { ownOf } from '../bench/own-of.ts';
import { latenciesAt, percentilesUpTo } from '../bench/percentile-curve.ts';
import { highest, mean, thinned } from '../bench/thinned.ts';
import type { Line, LineChart, Unit } from '../page/chart.ts';
import type { Entry } from '../report.ts';
import { hasSamples, operationNames } from './bench-figures.ts';

/** More can't be told apart. */
const LINES_MAX = 8;
/** More operations than these would be charts that nobody looks through; the difference table has all. */
const OPERATIONS_MAX = 3;

type BenchEntry = Entry<BenchRecord>;

/** Of each of the first operations, those that are in at least one of the runs shown. */
export function percentileCharts(entries: readonly BenchEntry[]): LineChart[] {
  const shown = entries.slice(0, LINES_MAX);
  return shownOperations(shown).map((op, index): LineChart => {
    const withOp = shown.flatMap((entry) => {
      const response = latencyOf(entry.record, op)?.response;
      return response === undefined || response.count === 0 ? [] : [{ entry, response }];
    });
    const percentiles = percentilesUpTo(Math.max(...withOp.map(({ response }) => response.count)));
    return {
      kind: 'lines',
      id: `percentiles-${index + 1}`,
      title: `Response by percentile: ${op}`,
      says: 'So many percent of the responses took no longer than this. Each further nine takes as much room as the last.',
      x: { name: 'percentile', unit: 'percentile', scale: 'tail', values: percentiles },
      y: { name: 'response', unit: 'us', scale: 'log' },
      // Each run keeps its colour, whether or not it has the operation.
      lines: shown.map((entry) => ({
        name: lineName(entry),
        values: curveOf(withOp.find((one) => one.entry === entry)?.response, percentiles),
      })),
    };
  });
}

/** Fewer samples than another run's tell of the tail only as far as their slowest one, which is at 100. */
function curveOf(response: Distribution | undefined, percentiles: readonly number[]): (number | null)[] {
  if (response === undefined) return percentiles.map(() => null);
  const last = percentilesUpTo(response.count).at(-2) ?? 0;
  return latenciesAt(response, percentiles).map((value, index) => {
    const percentile = percentiles[index] ?? 0;
    return percentile <= last || percentile === 100 ? value : null;
  });
}

/** A chart with more points than these is slow to open and shows no more. */
const POINTS_MAX = 900;

interface OverTime {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly name: string;
  readonly unit: Unit;
  /** What stands for several seconds, where there are too many to show each. */
  readonly together: 'mean' | 'most';
  readonly read: (second: Second) => number | undefined;
}

export function timeCharts(entries: readonly BenchEntry[]): LineChart[] {
  const shown = entries.slice(0, LINES_MAX).map((entry) => ({ name: lineName(entry), seconds: wholeSeconds(entry.record) }));
  const length = Math.max(0, ...shown.map(({ seconds }) => seconds.length));
  if (length < 2) return [];
  const step = Math.ceil(length / POINTS_MAX);
  const starts = Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
  return [RATE, ...shownOperations(entries.slice(0, LINES_MAX)).map(tailOf), CPU, MEMORY].flatMap((figure): LineChart[] => {
    const { id, title, says, name, unit, together, read } = figure;
    const intoOne = together === 'most' ? highest : mean;
    const lines = shown.map(({ name: run, seconds }): Line => {
      const values = Array.from({ length }, (_, index) => {
        const second = seconds[index];
        return second === undefined ? null : (read(second) ?? null);
      });
      return { name: run, values: thinned(values, step, intoOne) };
    });
    if (lines.every(({ values }) => values.every((value) => value === null))) return [];
    const joined = step === 1 ? '' : ` Each point is the ${together} of ${step} seconds.`;
    const x = { name: 'second', unit: 'seconds', scale: 'linear', values: starts } as const;
    return [{ kind: 'lines', id, title, says: `${says}${joined}`, group: 'time', x, y: { name, unit, scale: 'linear' }, lines }];
  });
}

const RATE: OverTime = {
  id: 'rate',
  title: 'Rate over time',
  says: 'Operations that were done in each second, by seconds since the start of each run.',
  name: 'operations',
  unit: 'perSecond',
  together: 'mean',
  read: ({ operations }) => operations,
};

function tailOf(op: string, index: number): OverTime {
  return {
    id: `response-${index + 1}`,
    title: `Response p99 over time: ${op}`,
    says: 'Of the responses of each second.',
    name: 'response p99',
    unit: 'us',
    together: 'most',
    read: ({ latencyUs }) => {
      const latency = ownOf(latencyUs, op);
      return latency === undefined || latency.count === 0 ? undefined : latency.responseP99;
    },
  };
}

const CPU: OverTime = {
  id: 'target-cpu',
  title: 'Target CPU over time',
  says: '100 % is one processor, fully used, by all processes of the target together.',
  name: 'CPU',
  unit: 'share',
  together: 'mean',
  read: ({ target }) => target?.cpuShare,
};

const MEMORY: OverTime = {
  id: 'target-memory',
  title: 'Target memory over time',
  says: 'Resident memory of all processes of the target. What they share is counted for each.',
  name: 'memory',
  unit: 'bytes',
  together: 'most',
  read: ({ target }) => target?.rssBytes,
};

/** What the charts leave out, in sentences. */
export function leftOutOfCharts(entries: readonly BenchEntry[]): string[] {
  const shown = entries.slice(0, LINES_MAX);
  const operations = operationNames(shown.map(({ record }) => record));
  return [
    ...(entries.length > LINES_MAX
      ? [
          `More than ${LINES_MAX} lines can't be told apart: the charts show the first ${LINES_MAX} of ${entries.length} runs, and the tables show all.`,
        ]
      : []),
    ...(operations.length > OPERATIONS_MAX
      ? [`The charts of latency are of ${OPERATIONS_MAX} of ${operations.length} operations; the difference table has all.`]
      : []),
  ];
}

/** Those that most of the runs have first, since there is most to compare. */
function shownOperations(entries: readonly BenchEntry[]): string[] {
  const records = entries.map(({ record }) => record);
  const runsWith = (op: string) => records.filter((record) => hasSamples(record, op)).length;
  return operationNames(records)
    .toSorted((one, other) => runsWith(other) - runsWith(one))
    .slice(0, OPERATIONS_MAX);
}

function lineName({ name, record }: BenchEntry): string {
  return record.verdict === 'invalid' ? `${name} (not to be trusted)` : name;
}

/** A last second that the run filled in part only would look like a drop. Where a second is missing there is a gap. */
function wholeSeconds({ timeline, totals }: BenchRecord): (Second | undefined)[] {
  const seconds: (Second | undefined)[] = [];
  for (const second of timeline) {
    if (second.second < Math.max(2, Math.floor(totals.seconds))) seconds[second.second] = second;
  }
  return Array.from(seconds);
}
