// Latency by percentile: what few answers have to wait for stands at the right, in as much room as what most do.

import type { BenchRecord, Distribution, OpLatency } from '../../../harness/record/record.ts';
import { VIEWS } from '../../../harness/record/views.ts';
import { VIEW_WORDS } from '../../bench/latency-words.ts';
import { latenciesAt, percentilesUpTo } from '../../bench/percentile-curve.ts';
import { counted, countText, latencyText } from '../../figures.ts';
import type { Line, LineChart } from '../chart.ts';
import { bandsFor } from './evidence.ts';
import { latencyLimits } from './limits.ts';
import { dealt, type Op, opsOf } from './ops.ts';

export function percentileCharts(record: BenchRecord): LineChart[] {
  const { own, shared, left } = dealt(opsOf(record));
  return [
    ...own.map((op) => chartOf(record, op)),
    ...shared.map((ops, index) => sharedChart(record, ops, index, index === shared.length - 1 ? left : 0)),
  ];
}

/** How long connecting took; that is a matter of the target's accept queue. */
export function connectCharts(record: BenchRecord): LineChart[] {
  const { timeUs, firstFrameUs } = record.connect;
  if (timeUs.count < 2) return [];
  const percentiles = percentilesUpTo(Math.max(timeUs.count, firstFrameUs.count));
  return [
    {
      kind: 'lines',
      id: 'chart-percentiles-connect',
      title: 'Time to connect, by percentile',
      says: `Half of the ${counted(timeUs.count, 'connection')} stood within ${us(timeUs.p50)}, and the slowest took ${us(timeUs.max)}.`,
      x: axisX(percentiles),
      y: { name: 'time', unit: 'us', scale: 'log' },
      lines: [
        line('until it stood', timeUs, percentiles),
        ...(firstFrameUs.count === 0 ? [] : [line('from then until the first frame', firstFrameUs, percentiles)]),
      ],
      ...bandsFor(record, ['connect']),
    },
  ];
}

function chartOf(record: BenchRecord, op: Op): LineChart {
  const percentiles = percentilesUpTo(op.latency.response.count);
  return {
    kind: 'lines',
    id: `chart-percentiles-${op.id}`,
    title: `Latency of ${op.shown}, by percentile`,
    says: findingOf(op.latency),
    x: axisX(percentiles),
    y: { name: 'latency', unit: 'us', scale: 'log' },
    lines: VIEWS.filter((view) => op.latency[view].count > 0).map((view) =>
      line(VIEW_WORDS[view], op.latency[view], percentiles),
    ),
    ...latencyLimits(record, op, VIEWS),
    ...bandsFor(record, ['response', 'service'], [op.op]),
  };
}

function sharedChart(record: BenchRecord, ops: readonly Op[], index: number, left: number): LineChart {
  const percentiles = percentilesUpTo(ops.reduce((most, { latency }) => Math.max(most, latency.response.count), 0));
  const slowest = ops.reduce((one, other) => (other.latency.response.p99 > one.latency.response.p99 ? other : one));
  const others =
    left === 0
      ? ''
      : ` Another ${counted(left, 'operation')} that ${left === 1 ? 'is' : 'are'} done less often ${left === 1 ? 'has' : 'have'} no chart.`;
  return {
    kind: 'lines',
    id: `chart-percentiles-others-${index + 1}`,
    title: 'Response of other operations, by percentile',
    says: `Of these ${slowest.shown} is the slowest, with a p99 of ${us(slowest.latency.response.p99)}.${others}`,
    x: axisX(percentiles),
    y: { name: 'response', unit: 'us', scale: 'log' },
    lines: ops.map(({ shown, latency }) => line(shown, latency.response, percentiles)),
    ...bandsFor(
      record,
      ['response', 'service'],
      ops.map(({ op }) => op),
    ),
  };
}

function findingOf({ response, service, sendLag }: OpLatency): string {
  const { count, p50, p99, max, clamped } = response;
  if (count === 1) return `The only response took ${us(max)}.`;
  const most = count < 100 ? '' : ` 99 % within ${us(p99)},`;
  const above = clamped === 0 ? '' : ` ${countText(clamped)} took more than an hour and stand there as an hour.`;
  const tail = `Half of the ${counted(count, 'response')} came within ${us(p50)},${most} and the slowest took ${us(max)}.${above}`;
  if (service.count === 0 || sendLag.count === 0) return tail;
  if (service.p99 <= p99 / 2) {
    return `${tail} Much of it is send lag, the wait before a turn is sent: service alone is ${us(service.p99)} at p99.`;
  }
  return sendLag.p99 <= p99 / 10
    ? `${tail} Nearly all of it is service: send lag is ${us(sendLag.p99)} at p99.`
    : `${tail} At p99 service is ${us(service.p99)}, and send lag, the wait before a turn is sent, ${us(sendLag.p99)}.`;
}

function axisX(percentiles: readonly number[]): LineChart['x'] {
  return { name: 'percentile', unit: 'percentile', scale: 'tail', values: percentiles };
}

function line(name: string, distribution: Distribution, percentiles: readonly number[]): Line {
  return { name, values: latenciesAt(distribution, percentiles) };
}

function us(value: number): string {
  return latencyText(value, ' ');
}
