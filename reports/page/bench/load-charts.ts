// How much was asked of the target, second by second, and what became of it.

import type { BenchRecord, Second } from '../../../harness/record/record.ts';
import { ceilingSentence, floorSentence, type Point, rangeSentence } from '../../bench/findings.ts';
import { clientsPlannedAt, turnsPlannedIn } from '../../bench/planned-turns.ts';
import { counted, countText, threeDigits } from '../../figures.ts';
import type { Line, LineChart } from '../chart.ts';
import { rateLimits } from './limits.ts';
import { lineOf, type TimeAxis, withJoining } from './time-axis.ts';
import { timeMarks } from './time-marks.ts';

export function loadCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  return [rateChart(record, axis), ...errorCharts(record, axis), clientChart(record, axis), ...lateCharts(record, axis)];
}

function rateChart(record: BenchRecord, axis: TimeAxis): LineChart {
  const { plan } = record;
  const rate = (name: string, figureIn: (second: Second) => number): Line =>
    lineOf(axis, name, (second) => (axis.isWhole(second) ? figureIn(second) : null), 'mean');
  const planned = plan.kind === 'open' ? [rate('turns planned', ({ second }) => turnsPlannedIn(plan, second))] : [];
  return {
    kind: 'lines',
    id: 'chart-rate',
    title: 'Rate',
    says: withJoining(`${rateFinding(record, axis)} ${errorsFinding(record)}`, axis, 'mean'),
    group: 'time',
    x: axis.x,
    y: { name: 'a second', unit: 'perSecond', scale: 'linear' },
    lines: [rate('operations done', ({ operations }) => operations), rate('turns begun', ({ turns }) => turns), ...planned],
    ...rateLimits(record),
    ...timeMarks(record, axis.x.values, axis.together, ['rate']),
  };
}

/** Turns that began fewer than planned, by more than this share and by more than one. */
const SHORT_SHARE = 0.05;

function rateFinding({ plan }: BenchRecord, { measured }: TimeAxis): string {
  const operations = pointsOf(measured, (second) => second.operations);
  const isHeld = plan.segments.every(({ from, to }) => from === to && from === plan.segments[0]?.from);
  const rate = (value: number) => `${threeDigits(value).toLocaleString('en-US')}/s`;
  const done = isHeld
    ? floorSentence('The rate of operations', operations, rate)
    : rangeSentence('The rate of operations', operations, rate);
  if (plan.kind === 'closed') return done;
  const short = measured
    .map(({ second, turns }) => ({ second, turns, planned: turnsPlannedIn(plan, second) }))
    .filter(({ turns, planned }) => planned - turns > Math.max(1, SHORT_SHARE * planned))
    .toSorted((one, other) => other.planned - other.turns - (one.planned - one.turns));
  const [worst] = short;
  if (worst === undefined) return `${done} The turns began as planned.`;
  return `${done} Fewer turns began than planned in ${counted(short.length, 'second')}, most of all in second ${countText(worst.second)} (${countText(worst.turns)} of ${countText(worst.planned)}).`;
}

function errorsFinding({ totals }: BenchRecord): string {
  if (totals.errors === 0) return 'There were no errors.';
  return `There ${totals.errors === 1 ? 'was' : 'were'} ${counted(totals.errors, 'error')}.`;
}

/** None in a run without errors: that is said with the rate. */
function errorCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  const points = pointsOf(axis.timeline, ({ errors }) => errors).filter(({ value }) => value > 0);
  const [first] = points;
  if (first === undefined) return [];
  const most = highestOf(points);
  const all = points.reduce((sum, { value }) => sum + value, 0);
  const when =
    points.length === 1
      ? `in second ${countText(first.second)}`
      : `in ${counted(points.length, 'second')} from second ${countText(first.second)} on, most in second ${countText(most.second)} (${countText(most.value)})`;
  return [
    {
      kind: 'lines',
      id: 'chart-errors',
      title: 'Errors',
      says: withJoining(`${counted(all, 'error')} ${when}.`, axis, 'mean'),
      group: 'time',
      x: axis.x,
      y: { name: 'a second', unit: 'perSecond', scale: 'linear' },
      lines: [lineOf(axis, 'errors', ({ errors }) => errors, 'mean')],
      ...timeMarks(record, axis.x.values, axis.together, []),
    },
  ];
}

function clientChart(record: BenchRecord, axis: TimeAxis): LineChart {
  const { plan, totals } = record;
  const { timeline, measured, isWhole } = axis;
  const isHeld = plan.segments.every(({ from, to }) => from === to && from === plan.segments[0]?.from);
  const planned =
    plan.kind === 'open' || isHeld
      ? []
      : [lineOf(axis, 'planned', (second) => (isWhole(second) ? clientsPlannedAt(plan, second.second) : null), 'highest')];
  const connects = timeline.some((second) => second.connects > 0)
    ? [lineOf(axis, 'connected in the second', (second) => second.connects, 'highest')]
    : [];
  const points = pointsOf(measured, ({ activeClients }) => activeClients);
  const isAll = points.every(({ value }) => value === totals.clients);
  const says = isAll
    ? `All ${counted(totals.clients, 'client')} were active throughout.`
    : `${rangeSentence('The number of active clients', points, countText)} ${counted(totals.clients, 'client')} took part.`;
  // Where the plan asks for connections at a time, what the accept queue says is to be seen here.
  const hasQueue = timeline.some(({ target }) => target?.acceptQueue !== undefined);
  return {
    kind: 'lines',
    id: 'chart-clients',
    title: 'Clients',
    says: withJoining(totals.clients === 1 && isAll ? 'The one client was active throughout.' : says, axis, 'highest'),
    group: 'time',
    x: axis.x,
    y: { name: 'clients', unit: 'count', scale: 'linear' },
    lines: [
      lineOf(axis, 'active', (second) => (isWhole(second) ? second.activeClients : null), 'highest'),
      ...planned,
      ...connects,
    ],
    ...timeMarks(record, axis.x.values, axis.together, hasQueue ? [] : ['accept-queue']),
  };
}

/** None in a run whose turns all began in time. */
function lateCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  const { totals } = record;
  const points = pointsOf(axis.timeline, ({ turnsLate }) => turnsLate);
  if (highestOf(points).value === 0) return [];
  const of = `${countText(totals.turnsLate)} of ${counted(totals.turns, 'turn')} began more than 1 ms late.`;
  const measured = pointsOf(axis.measured, ({ turnsLate }) => turnsLate);
  return [
    {
      kind: 'lines',
      id: 'chart-late',
      title: 'Turns that began late',
      says: withJoining(`${of} ${ceilingSentence('Their number a second', measured, countText)}`, axis, 'mean'),
      group: 'time',
      x: axis.x,
      y: { name: 'a second', unit: 'perSecond', scale: 'linear' },
      lines: [lineOf(axis, 'late turns', (second) => (axis.isWhole(second) ? second.turnsLate : null), 'mean')],
      ...timeMarks(record, axis.x.values, axis.together, []),
    },
  ];
}

function pointsOf(timeline: readonly Second[], figureIn: (second: Second) => number): Point[] {
  return timeline.map((second) => ({ second: second.second, value: figureIn(second) }));
}

function highestOf(points: readonly Point[]): Point {
  return points.reduce((one, other) => (other.value > one.value ? other : one), { second: 0, value: 0 });
}
