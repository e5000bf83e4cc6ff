// What the figures show to somebody who has seen the pattern before, and where to see it.

import type { BenchRecord, Diagnosis } from '../../../harness/record/record.ts';
import { operationsOf } from '../../bench/operations.ts';
import { ownOf } from '../../bench/own-of.ts';
import { countText, largest, latencyText, percentText } from '../../figures.ts';
import type { Chart } from '../chart.ts';
import type { Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';
import { section } from '../parts.ts';
import type { RunCharts } from './run-charts.ts';

const NAMES: Readonly<Record<Diagnosis['kind'], string>> = {
  'delayed-acknowledgement': 'Delayed acknowledgements',
  stalls: 'The server stalls',
  'accept-queue-overflow': 'The accept queue overflows',
  'one-core-saturated': 'One processor is all it uses',
  'queue-grows': 'A queue grows',
};

export function diagnosisSection(record: BenchRecord, charts: RunCharts): Section | undefined {
  const blocks = record.diagnoses.map((diagnosis) => {
    const evidence = evidenceOf(diagnosis, record);
    return html`<article class="diagnosis"><h3>${NAMES[diagnosis.kind]}</h3><p>${diagnosis.sentence}</p>
${evidence === undefined ? '' : html`<p class="note">Evidence: ${evidence}.</p>`}
<p>${linkToEvidence(diagnosis, charts)}</p></article>`;
  });
  return section('diagnoses', 'Diagnoses', joined(blocks));
}

/** To the chart that shows it, or else to the section that has its figures; nothing where there is neither. */
export function linkToEvidence({ kind }: Pick<Diagnosis, 'kind'>, charts: RunCharts): Html {
  const { section: id, words, ids } = PLACES[kind];
  const fitting = [...charts.latency, ...charts.connections, ...charts.time].filter((chart) => ids.test(chart.id));
  const marked = fitting.find(isMarked);
  if (marked !== undefined) return html`<a href="#${marked.id}">See it marked: ${marked.title}</a>`;
  if (fitting[0] !== undefined) return html`<a href="#${fitting[0].id}">See: ${fitting[0].title}</a>`;
  return id === 'over-time' && charts.time.length === 0 ? html`` : html`<a href="#${id}">See ${words}</a>`;
}

function isMarked(chart: Chart): boolean {
  return 'bands' in chart || (chart.marks ?? []).some(({ kind }) => kind === 'evidence');
}

interface Place {
  /** The identities of charts that can show it. */
  readonly ids: RegExp;
  readonly section: 'latency' | 'over-time' | 'connections';
  readonly words: string;
}

const PLACES: Readonly<Record<Diagnosis['kind'], Place>> = {
  'delayed-acknowledgement': { ids: /^chart-percentiles-(?!connect$)/, section: 'latency', words: 'the latencies' },
  stalls: { ids: /^chart-(response|rate)/, section: 'over-time', words: 'the run over time' },
  'accept-queue-overflow': {
    ids: /^chart-(percentiles-connect|target-accept)$/,
    section: 'connections',
    words: 'the times of connections',
  },
  'one-core-saturated': { ids: /^chart-target-cpu$/, section: 'over-time', words: 'the run over time' },
  'queue-grows': { ids: /^chart-response/, section: 'over-time', words: 'the run over time' },
};

const STALL_US_MIN = 500_000;
const SECONDS_TOLD_MAX = 4;

/** The figures of this run that it was concluded from; a part of a sentence. */
function evidenceOf({ kind }: Diagnosis, record: BenchRecord): string | undefined {
  switch (kind) {
    case 'delayed-acknowledgement':
      return operationsOf(record)
        .slice(0, SECONDS_TOLD_MAX)
        .map(
          ([op, { service }]) =>
            `service of ${op} p50 ${latencyText(service.p50, ' ')}, p90 ${latencyText(service.p90, ' ')}, p99 ${latencyText(service.p99, ' ')}`,
        )
        .join('; ');
    case 'stalls':
      return stallsText(record);
    case 'accept-queue-overflow':
      return connectText(record);
    case 'one-core-saturated':
      return usageText(record);
    case 'queue-grows':
      return growthText(record);
  }
}

function stallsText({ timeline }: BenchRecord): string | undefined {
  const told = timeline
    .map(({ second, operations, latencyUs }) => ({
      second,
      operations,
      longestUs: largest(Object.values(latencyUs).map(({ responseMax }) => responseMax)),
    }))
    .filter(({ longestUs }) => longestUs >= STALL_US_MIN)
    .toSorted((one, other) => other.longestUs - one.longestUs)
    .slice(0, SECONDS_TOLD_MAX);
  if (told.length === 0) return undefined;
  return told
    .map(
      ({ second, operations, longestUs }) =>
        `in second ${second} an answer came after ${latencyText(longestUs, ' ')} (${countText(operations)} operations done)`,
    )
    .join('; ');
}

function connectText({ connect, targetUsage }: BenchRecord): string {
  const { timeUs } = connect;
  const overflows = targetUsage?.acceptQueueOverflows ?? 0;
  const dropped = overflows === 0 ? '' : `; ${countText(overflows)} attempts dropped`;
  if (timeUs.count === 0) return `no connection stood${dropped}`;
  return `connections stood after ${latencyText(timeUs.p50, ' ')} at p50, ${latencyText(timeUs.p99, ' ')} at p99 and ${latencyText(timeUs.max, ' ')} at most${dropped}`;
}

function usageText({ targetUsage, environment }: BenchRecord): string | undefined {
  if (targetUsage === undefined) return undefined;
  const { cpuShareMean, cpuShareMax, threadsMax } = targetUsage;
  return `processor ${percentText(cpuShareMean)} in the mean and ${percentText(cpuShareMax)} at most, ${countText(threadsMax)} threads, ${countText(environment.processors)} processors in the machine`;
}

function growthText(record: BenchRecord): string | undefined {
  const [busiest] = operationsOf(record);
  if (busiest === undefined) return undefined;
  const [op] = busiest;
  const medians = record.timeline.flatMap(({ second, latencyUs }) => {
    const figures = ownOf(latencyUs, op);
    return figures === undefined || figures.count === 0 ? [] : [{ second, us: figures.responseP50 }];
  });
  const [first, last] = [medians[0], medians.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  return `median response to ${op} ${latencyText(first.us, ' ')} in second ${first.second}, ${latencyText(last.us, ' ')} in second ${last.second}`;
}
