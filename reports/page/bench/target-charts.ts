// What the target used, second by second, as far as it could be watched.

import type { BenchRecord, Usage } from '../../../harness/record/record.ts';
import { ceilingSentence, rangeSentence } from '../../bench/findings.ts';
import { mean } from '../../bench/thinned.ts';
import { bytesText, counted, countText, percentText } from '../../figures.ts';
import { listed } from '../../listed.ts';
import type { LineChart } from '../chart.ts';
import { evidenceFor } from './evidence.ts';
import { type FigureIn, pointsOf, secondsChart } from './seconds-chart.ts';
import type { TimeAxis } from './time-axis.ts';

export function targetCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  if (!axis.timeline.some(({ target }) => target !== undefined)) return [];
  return [
    cpuChart(record, axis),
    memoryChart(record, axis),
    ...countCharts(record, axis),
    ...queueCharts(record, axis),
    ...acceptCharts(record, axis),
    switchChart(record, axis),
  ];
}

type Figure = Exclude<keyof Usage, 'zombies'>;
function cpuChart(record: BenchRecord, axis: TimeAxis): LineChart {
  const points = pointsOf(axis, told('cpuShare'));
  const share = mean(points.map(({ value }) => value)) ?? 0;
  const { processors } = record.environment;
  return secondsChart(record, axis, {
    id: 'chart-target-cpu',
    title: "The target's processor time",
    says: `It used ${percentText(share)} of one processor on average, on a machine with ${counted(processors, 'processor')}. ${rangeSentence('The share in a second', points, percentText)}${looksText(axis, points.length, 'It was')}`,
    y: ['of one processor', 'share'],
    lines: [['processor time', told('cpuShare')]],
    joining: 'mean',
    evidence: ['target-cpu'],
  });
}

function memoryChart(record: BenchRecord, axis: TimeAxis): LineChart {
  return secondsChart(record, axis, {
    id: 'chart-target-memory',
    title: "The target's memory",
    says: rangeSentence('Resident memory', pointsOf(axis, told('rssBytes')), bytesText),
    y: ['resident', 'bytes'],
    lines: [['resident memory', told('rssBytes')]],
    joining: 'highest',
  });
}

/** Those that change; of the others the target's figures say enough. */
function countCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  const lines = (['processes', 'threads', 'descriptors'] as const).filter((figure) => {
    const [first, ...others] = axis.timeline.flatMap(({ target }) => target?.[figure] ?? []);
    return others.some((value) => value !== first);
  });
  if (lines.length === 0) return [];
  const sentences = lines.map((figure) => rangeSentence(`The number of ${figure}`, pointsOf(axis, told(figure)), countText));
  return [
    secondsChart(record, axis, {
      id: 'chart-target-counts',
      title: `The target's ${listed(lines)}`,
      says: sentences.join(' '),
      y: ['number', 'count'],
      lines: lines.map((figure) => [figure, told(figure)]),
      joining: 'highest',
    }),
  ];
}

/** None where the queues can't be seen. Queues in which nothing waits are worth showing: then the delay is elsewhere. */
function queueCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  const [receive, send] = [pointsOf(axis, told('receiveQueueBytes')), pointsOf(axis, told('sendQueueBytes'))];
  if (receive.length === 0 && send.length === 0) return [];
  const isEmpty = [...receive, ...send].every(({ value }) => value === 0);
  const looks = looksText(axis, Math.max(receive.length, send.length), 'They were');
  const says = isEmpty
    ? "Whenever they were looked at, nothing waited in the queues of the target's sockets."
    : `${ceilingSentence('What waited to be read', receive, bytesText)} ${ceilingSentence('What waited to be sent', send, bytesText)}`;
  return [
    secondsChart(record, axis, {
      id: 'chart-target-queues',
      title: "The queues of the target's sockets",
      says: `${says}${looks}`,
      y: ['waiting', 'bytes'],
      lines: [
        ['to be read by the target', told('receiveQueueBytes')],
        ['to be taken from it', told('sendQueueBytes')],
      ],
      joining: 'highest',
    }),
  ];
}

/** None where nobody ever waited, unless a diagnosis speaks of it. */
function acceptCharts(record: BenchRecord, axis: TimeAxis): LineChart[] {
  const values = axis.timeline.flatMap(({ target }) => target?.acceptQueue ?? []);
  const isSpokenOf = evidenceFor(record, ['accept-queue']).length > 0;
  if (values.length === 0 || (!isSpokenOf && values.every((value) => value === 0))) return [];
  return [
    secondsChart(record, axis, {
      id: 'chart-target-accept',
      title: 'Connections that wait to be accepted',
      says: rangeSentence('Their number', pointsOf(axis, told('acceptQueue')), countText),
      y: ['connections', 'count'],
      lines: [['waiting', told('acceptQueue')]],
      joining: 'highest',
      evidence: ['accept-queue'],
    }),
  ];
}

function switchChart(record: BenchRecord, axis: TimeAxis): LineChart {
  const voluntary = sinceLastLook(axis, 'contextSwitchesVoluntary');
  return secondsChart(record, axis, {
    id: 'chart-target-switches',
    title: "The target's context switches",
    says: rangeSentence('The number of voluntary ones in a second', pointsOf(axis, voluntary), countText),
    y: ['a second', 'perSecond'],
    lines: [
      ['voluntary', voluntary],
      ['involuntary', sinceLastLook(axis, 'contextSwitchesInvoluntary')],
    ],
    joining: 'mean',
  });
}

function told(figure: Figure): FigureIn {
  return ({ target }) => target?.[figure];
}

/** Of what is counted from one look to the next: as much as that is in a second, since some seconds go without a look. */
function sinceLastLook({ timeline }: TimeAxis, figure: 'contextSwitchesVoluntary' | 'contextSwitchesInvoluntary'): FigureIn {
  const rates = new Map<number, number>();
  let lastSecond = (timeline[0]?.second ?? 0) - 1;
  for (const { second, target } of timeline) {
    if (target === undefined) continue;
    rates.set(second, target[figure] / (second - lastSecond));
    lastSecond = second;
  }
  return ({ second }) => rates.get(second);
}

/** Said where some seconds went without one: what is long to read is read more seldom. */
function looksText({ measured }: TimeAxis, looks: number, were: string): string {
  return looks >= measured.length ? '' : ` ${were} looked at in ${countText(looks)} of ${counted(measured.length, 'second')}.`;
}
