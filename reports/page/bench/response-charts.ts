// Response times, second by second.

import type { BenchRecord, Second } from '../../../harness/record/record.ts';
import { ceilingSentence, type Point } from '../../bench/findings.ts';
import { ownOf } from '../../bench/own-of.ts';
import { latencyText } from '../../figures.ts';
import type { LineChart } from '../chart.ts';
import { latencyLimits } from './limits.ts';
import { dealt, type Op, opsOf } from './ops.ts';
import { lineOf, type TimeAxis, withJoining } from './time-axis.ts';
import { timeMarks } from './time-marks.ts';

export function responseCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  const { own, shared } = dealt(opsOf(record));
  return [...own.map((op) => chartOf(record, axis, op)), ...shared.map((ops, index) => sharedChart(record, axis, ops, index))];
}

type Figure = Exclude<keyof Second['latencyUs'][string], 'count' | 'responseHdr'>;

/** Null where nothing was done. */
function figureOf(op: string, figure: Figure): (second: Second) => number | null {
  return ({ latencyUs }) => {
    const latency = ownOf(latencyUs, op);
    return latency === undefined || latency.count === 0 ? null : latency[figure];
  };
}

function chartOf(record: BenchRecord, axis: TimeAxis, op: Op): LineChart {
  const line = (name: string, figure: Figure) => lineOf(axis, name, figureOf(op.op, figure), 'highest');
  return {
    kind: 'lines',
    id: `chart-response-${op.id}`,
    title: `Response to ${op.shown}`,
    says: withJoining(ceilingSentence('p99', pointsOf(axis, op.op), us), axis, 'highest'),
    group: 'time',
    x: axis.x,
    y: { name: 'response', unit: 'us', scale: 'log' },
    lines: [
      line('p50', 'responseP50'),
      line('p99', 'responseP99'),
      line('max', 'responseMax'),
      { ...line('service p99', 'serviceP99'), isHidden: true },
      { ...line('send lag p99', 'sendLagP99'), isHidden: true },
    ],
    ...latencyLimits(record, op, ['response']),
    ...timeMarks(record, axis.x.values, axis.together, ['response'], [op.op]),
  };
}

function sharedChart(record: BenchRecord, axis: TimeAxis, ops: readonly Op[], index: number): LineChart {
  const points = ops.flatMap(({ op }) => pointsOf(axis, op));
  return {
    kind: 'lines',
    id: `chart-response-others-${index + 1}`,
    title: 'Response p99 of other operations',
    says: withJoining(ceilingSentence('p99', points, us), axis, 'highest'),
    group: 'time',
    x: axis.x,
    y: { name: 'response', unit: 'us', scale: 'log' },
    lines: ops.map(({ op, shown }) => lineOf(axis, shown, figureOf(op, 'responseP99'), 'highest')),
    ...timeMarks(
      record,
      axis.x.values,
      axis.together,
      ['response'],
      ops.map(({ op }) => op),
    ),
  };
}

function pointsOf({ measured }: TimeAxis, op: string): Point[] {
  const figureIn = figureOf(op, 'responseP99');
  return measured.flatMap((second) => {
    const value = figureIn(second);
    return value === null ? [] : [{ second: second.second, value }];
  });
}

function us(value: number): string {
  return latencyText(value, ' ');
}
