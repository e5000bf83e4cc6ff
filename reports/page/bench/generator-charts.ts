// What the generator itself used: latencies are worth nothing where it is hard pressed.

import type { BenchRecord, Second } from '../../../harness/record/record.ts';
import { ceilingSentence, rangeSentence } from '../../bench/findings.ts';
import { agentNames } from '../../bench/fleet.ts';
import { highest } from '../../bench/thinned.ts';
import { bytesText, counted, countText, latencyText, percentText } from '../../figures.ts';
import type { LineChart } from '../chart.ts';
import { type FigureIn, pointsOf, secondsChart } from './seconds-chart.ts';
import type { TimeAxis } from './time-axis.ts';

export function generatorCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  if (!axis.timeline.some(({ agents }) => agents.some((agent) => agent !== null))) return [];
  const named = namedAgents(record);
  return [
    secondsChart(record, axis, {
      id: 'chart-generator-cpu',
      title: "The generator's processor time",
      says: `${rangeSentence('What the busiest agent used of a processor', pointsOf(axis, busiest), percentText)}${named.says}`,
      y: ['of one processor', 'share'],
      lines: [['busiest agent', busiest], ...named.lines(({ cpuShare }) => cpuShare)],
      joining: 'mean',
    }),
    secondsChart(record, axis, {
      id: 'chart-generator-lag',
      title: "The generator's loop lag",
      says: `${ceilingSentence('The latest that a timer of 10 ms came in a second', pointsOf(axis, latest), (us) => latencyText(us, ' '))}${named.says}`,
      y: ['late', 'us'],
      lines: [['latest timer', latest], ...named.lines(({ loopLagUsMax }) => loopLagUsMax)],
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

/** Beside the line of all of them: no more can be told apart. */
const NAMED_MAX = 7;

interface NamedAgents {
  /** Behind what a chart says. */
  readonly says: string;
  lines(figure: (agent: AgentSecond) => number): (readonly [name: string, figureIn: FigureIn])[];
}

type AgentSecond = NonNullable<Second['agents'][number]>;

/** Those of a fleet that used most of a processor in a second, by name and in their order: processes of one machine have no names. */
function namedAgents(record: BenchRecord): NamedAgents {
  const names = agentNames(record);
  const mostOf = (place: number) => highest(record.timeline.map(({ agents }) => agents[place]?.cpuShare ?? null)) ?? 0;
  const chosen = names
    .map((name, place) => ({ name, place, most: mostOf(place) }))
    .sort((one, other) => other.most - one.most)
    .slice(0, NAMED_MAX)
    .sort((one, other) => one.place - other.place);
  const are = `${counted(chosen.length, 'agent')} of ${countText(names.length)} that used most of a processor ${chosen.length === 1 ? 'has a line' : 'have lines'}`;
  return {
    says: chosen.length === names.length ? '' : ` The ${are} of their own.`,
    lines: (figure) =>
      chosen.map(({ name, place }) => {
        const figureIn: FigureIn = ({ agents }) => {
          const agent = agents[place];
          return agent === undefined || agent === null ? null : figure(agent);
        };
        return [name, figureIn];
      }),
  };
}

const busiest: FigureIn = ({ agents }) => highest(agents.map((agent) => agent?.cpuShare ?? null));
const latest: FigureIn = ({ agents }) => highest(agents.map((agent) => agent?.loopLagUsMax ?? null));
/** Of seconds in which an agent told nothing there is no sum. */
const held: FigureIn = ({ agents }) =>
  agents.reduce<number | null>((sum, agent) => (sum === null || agent === null ? null : sum + agent.rssBytes), 0);
