// What the generator itself used: latencies are worth nothing where it is hard pressed.

import type { BenchRecord, Second } from '../../../harness/record/record.ts';
import { ceilingSentence, type Point, rangeSentence } from '../../bench/findings.ts';
import { highest } from '../../bench/thinned.ts';
import { bytesText, latencyText, percentText } from '../../figures.ts';
import type { LineChart, Unit } from '../chart.ts';
import { type Joining, lineOf, type TimeAxis, withJoining } from './time-axis.ts';
import { timeMarks } from './time-marks.ts';

export function generatorCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  if (!axis.timeline.some(({ agents }) => agents.some((agent) => agent !== null))) return [];
  return [
    chartOf(record, axis, {
      id: 'chart-generator-cpu',
      title: "The generator's processor time",
      says: rangeSentence('What the busiest agent used of a processor', pointsOf(axis, busiest), percentText),
      y: ['of one processor', 'share'],
      line: ['busiest agent', busiest],
      joining: 'mean',
    }),
    chartOf(record, axis, {
      id: 'chart-generator-lag',
      title: "The generator's loop lag",
      says: ceilingSentence('The latest that a timer of 10 ms came in a second', pointsOf(axis, latest), (us) =>
        latencyText(us, ' '),
      ),
      y: ['late', 'us'],
      line: ['latest timer', latest],
      joining: 'highest',
    }),
    chartOf(record, axis, {
      id: 'chart-generator-memory',
      title: "The generator's memory",
      says: rangeSentence('Resident memory of all agents together', pointsOf(axis, held), bytesText),
      y: ['resident', 'bytes'],
      line: ['resident memory', held],
      joining: 'highest',
    }),
  ];
}

type FigureIn = (second: Second) => number | null;

const busiest: FigureIn = ({ agents }) => highest(agents.map((agent) => agent?.cpuShare ?? null));
const latest: FigureIn = ({ agents }) => highest(agents.map((agent) => agent?.loopLagUsMax ?? null));
/** Of seconds in which an agent told nothing there is no sum. */
const held: FigureIn = ({ agents }) =>
  agents.reduce<number | null>((sum, agent) => (sum === null || agent === null ? null : sum + agent.rssBytes), 0);

interface Given {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly y: readonly [name: string, unit: Unit];
  readonly line: readonly [name: string, figureIn: FigureIn];
  readonly joining: Joining;
}

function chartOf(record: BenchRecord, axis: TimeAxis, { id, title, says, y, line, joining }: Given): LineChart {
  return {
    kind: 'lines',
    id,
    title,
    says: withJoining(says, axis, joining),
    group: 'time',
    x: axis.x,
    y: { name: y[0], unit: y[1], scale: 'linear' },
    lines: [lineOf(axis, line[0], (second) => (axis.isWhole(second) ? line[1](second) : null), joining)],
    ...timeMarks(record, axis.x.values, axis.together, []),
  };
}

function pointsOf({ measured }: TimeAxis, figureIn: FigureIn): Point[] {
  return measured.flatMap((second) => {
    const value = figureIn(second);
    return value === null ? [] : [{ second: second.second, value }];
  });
}
