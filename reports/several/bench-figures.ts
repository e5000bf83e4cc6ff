// The figures by which runs of bench are compared: one row each, with a value for each run that has it.

import type { BenchRecord, Distribution } from '../../harness/record/record.ts';
import type { View } from '../../harness/record/views.ts';
import { type Stat, statText, VIEW_WORDS } from '../bench/latency-words.ts';
import { latencyOf, operationsOf } from '../bench/operations.ts';
import { WRONGS, wrongCount } from '../bench/sentences.ts';
import type { Unit } from '../page/chart.ts';
import type { Better } from './difference.ts';

interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface ComparedFigure {
  /** Its own in the table; as trials name it, where they do. */
  readonly id: string;
  /** What it is a figure of: the run, an operation, the target. */
  readonly group: string;
  readonly name: string;
  readonly unit: Unit;
  readonly better: Better;
  /** By run; undefined: it was not measured there. */
  readonly values: readonly (number | undefined)[];
  /** By run: the 95 % interval of its median over trials, where there were any. */
  readonly intervals: readonly (Interval | undefined)[];
}

/** Those that no run has are left out. */
export function comparedFigures(records: readonly BenchRecord[]): ComparedFigure[] {
  const definitions = [
    ...RUN_FIGURES,
    ...WRONG_FIGURES.filter(({ read }) => records.some((record) => (read(record) ?? 0) > 0)),
    ...TURN_FIGURES,
    ...operationNames(records).flatMap(operationFigures),
    ...CONNECTION_FIGURES,
    ...TARGET_FIGURES,
    ...GENERATOR_FIGURES,
  ];
  return definitions
    .map(({ read, ...figure }) => ({
      ...figure,
      values: records.map(read),
      intervals: records.map(({ trials }) => trials?.figures[figure.id]),
    }))
    .filter(({ values }) => values.some((value) => value !== undefined));
}

/** Those that somebody measured: the busiest of the first run that has any first, then what others have besides. */
export function operationNames(records: readonly BenchRecord[]): string[] {
  return [...new Set(records.flatMap((record) => operationsOf(record).map(([name]) => name)))];
}

/** Of those that all of the runs have that did anything. */
export function busiestCommon(records: readonly BenchRecord[]): string | undefined {
  const busy = records.filter((record) => operationsOf(record).length > 0);
  return operationNames(busy).find((op) => busy.every((record) => hasSamples(record, op)));
}

export function hasSamples(record: BenchRecord, op: string): boolean {
  return (latencyOf(record, op)?.response.count ?? 0) > 0;
}

type Definition = Omit<ComparedFigure, 'values' | 'intervals'> & {
  readonly read: (record: BenchRecord) => number | undefined;
};

const RUN_FIGURES: readonly Definition[] = [
  {
    ...{ id: 'rate', group: 'run', name: 'rate', unit: 'perSecond', better: 'higher' },
    read: ({ totals }) => totals.operationsPerSecond,
  },
  // How many there were depends on how long it was asked for.
  {
    ...{ id: 'operations', group: 'run', name: 'operations', unit: 'count', better: undefined },
    read: ({ totals }) => totals.operations,
  },
  { ...{ id: 'errors', group: 'run', name: 'errors', unit: 'count', better: 'lower' }, read: ({ totals }) => totals.errors },
  {
    ...{ id: 'wrong', group: 'run', name: 'wrong deliveries', unit: 'count', better: 'lower' },
    read: (record) => (record.correctness.enabled ? wrongCount(record) : undefined),
  },
];

/** Those of which there are none stand in the sum. */
const WRONG_FIGURES = WRONGS.map(
  (kind): Definition => ({
    ...{ id: kind, group: 'run', name: kind, unit: 'count', better: 'lower' },
    read: ({ correctness }) => (correctness.enabled ? correctness[kind] : undefined),
  }),
);

const TURN_FIGURES: readonly Definition[] = [
  {
    ...{ id: 'turnsLate', group: 'run', name: 'turns begun late', unit: 'count', better: 'lower' },
    read: ({ totals, plan }) => (plan.kind === 'open' ? totals.turnsLate : undefined),
  },
  {
    ...{ id: 'turnsUnstarted', group: 'run', name: 'turns never begun', unit: 'count', better: 'lower' },
    read: ({ totals, plan }) => (plan.kind === 'open' ? totals.turnsUnstarted : undefined),
  },
];

const STATS = [
  ['response', 'p50'],
  ['response', 'p90'],
  ['response', 'p99'],
  ['response', 'p999'],
  ['response', 'max'],
  ['service', 'p99'],
] as const satisfies readonly (readonly [View, Stat])[];

function operationFigures(op: string): Definition[] {
  return STATS.map(([view, stat]) => ({
    ...{ id: `${op}.${view}.${stat}`, group: op, name: `${VIEW_WORDS[view]} ${statText(stat)}`, unit: 'us', better: 'lower' },
    read: (record) => statOf(latencyOf(record, op)?.[view], stat),
  }));
}

const CONNECTION_FIGURES: readonly Definition[] = [
  {
    ...{ id: 'connected', group: 'connections', name: 'clients connected', unit: 'count', better: undefined },
    read: ({ totals }) => totals.connected,
  },
  {
    ...{ id: 'connect.p99', group: 'connections', name: 'connect p99', unit: 'us', better: 'lower' },
    read: ({ connect }) => statOf(connect.timeUs, 'p99'),
  },
  {
    ...{ id: 'firstFrame.p99', group: 'connections', name: 'first frame p99', unit: 'us', better: 'lower' },
    read: ({ connect }) => statOf(connect.firstFrameUs, 'p99'),
  },
];

const TARGET_FIGURES: readonly Definition[] = [
  {
    ...{ id: 'target.cpu', group: 'target', name: 'CPU mean', unit: 'share', better: 'lower' },
    read: ({ targetUsage }) => targetUsage?.cpuShareMean,
  },
  {
    ...{ id: 'target.cpuPerOperation', group: 'target', name: 'CPU for each operation', unit: 'us', better: 'lower' },
    read: cpuUsPerOperation,
  },
  {
    ...{ id: 'target.memory', group: 'target', name: 'memory, most', unit: 'bytes', better: 'lower' },
    read: ({ targetUsage }) => targetUsage?.rssBytesMax,
  },
  {
    ...{ id: 'target.processes', group: 'target', name: 'processes, most', unit: 'count', better: undefined },
    read: ({ targetUsage }) => targetUsage?.processesMax,
  },
  {
    ...{ id: 'target.threads', group: 'target', name: 'threads, most', unit: 'count', better: undefined },
    read: ({ targetUsage }) => targetUsage?.threadsMax,
  },
  {
    ...{ id: 'target.descriptors', group: 'target', name: 'descriptors, most', unit: 'count', better: undefined },
    read: ({ targetUsage }) => targetUsage?.descriptorsMax,
  },
  {
    ...{ id: 'target.contextSwitches', group: 'target', name: 'context switches', unit: 'count', better: undefined },
    read: ({ targetUsage }) => targetUsage?.contextSwitches,
  },
];

const GENERATOR_FIGURES: readonly Definition[] = [
  {
    ...{ id: 'generator.cpu', group: 'generator', name: 'CPU of the busiest agent', unit: 'share', better: undefined },
    read: ({ generator }) => generator.cpuShareMax,
  },
];

export function cpuUsPerOperation({ targetUsage, totals }: BenchRecord): number | undefined {
  if (targetUsage === undefined || totals.operations === 0) return undefined;
  return (targetUsage.cpuSeconds * 1e6) / totals.operations;
}

function statOf(distribution: Distribution | undefined, stat: Stat): number | undefined {
  return distribution === undefined || distribution.count === 0 ? undefined : distribution[stat];
}
