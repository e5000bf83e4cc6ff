// What the generator itself used: latencies are worth nothing where it is hard pressed.

import type { BenchRecord } from '../../../harness/record/record.ts';
import { ceilingSentence, rangeSentence } from '../../bench/findings.ts';
import { highest } from '../../bench/thinned.ts';
import { bytesText, latencyText, percentText } from '../../figures.ts';
import type { LineChart } from '../chart.ts';
import { type FigureIn, pointsOf, secondsChart } from './seconds-chart.ts';
import type { TimeAxis } from './time-axis.ts';

export function generatorCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  if (!axis.timeline.some(({ agents }) => agents.some((agent) => agent !== null))) return [];
  return [
    secondsChart(record, axis, {
      id: 'chart-generator-cpu',
      title: "The generator's processor time",
      says: rangeSentence('What the busiest agent used of a processor', pointsOf(axis, busiest), percentText),
      y: ['of one processor', 'share'],
      lines: [['busiest agent', busiest]],
      joining: 'mean',
    }),
    secondsChart(record, axis, {
      id: 'chart-generator-lag',
      title: "The generator's loop lag",
      says: ceilingSentence('The latest that a timer of 10 ms came in a second', pointsOf(axis, latest), (us) =>
        latencyText(us, ' '),
      ),
      y: ['late', 'us'],
      lines: [['latest timer', latest]],
      joining: 'highest',
    }),
    secondsChart(record, axis, {
      id: 'chart-generator-memory',
      title: "The generator's memory",
      says: rangeSentence('Resident memory of all agents together', pointsOf(axis, held), bytesText),
      y: ['resident', 'bytes'],
      lines: [['resident memory', held]],
      joining: 'highest',
    }),
  ];
}

const busiest: FigureIn = ({ agents }) => highest(agents.map((agent) => agent?.cpuShare ?? null));
const latest: FigureIn = ({ agents }) => highest(agents.map((agent) => agent?.loopLagUsMax ?? null));
/** Of seconds in which an agent told nothing there is no sum. */
const held: FigureIn = ({ agents }) =>
  agents.reduce<number | null>((sum, agent) => (sum === null || agent === null ? null : sum + agent.rssBytes), 0);
