// The timeline of bench as a table: a row for each second, what it is in all and of the target and the generator as columns, and then
// the columns of each operation behind its name and a point, as in `ping.response_p99_us`. Wide, because that is what spreadsheets and
// data frames draw lines of. Names end in their unit.

import type { BenchRecord, Second } from '../../../harness/record/record.ts';
import { busiestFirst } from '../../bench/busiest-first.ts';
import { ownOf } from '../../bench/own-of.ts';
import { largest } from '../../figures.ts';
import type { Entries } from '../../report.ts';
import type { Cell, TableOfRuns } from './table.ts';

export function timelineTable(entries: Entries<BenchRecord>): TableOfRuns {
  const ops = opsOf(entries);
  return {
    columns: [
      ...SECOND_COLUMNS.map(([name]) => name),
      ...ops.flatMap((op) => ['count', ...OP_LATENCIES.map(([name]) => name)].map((name) => `${op}.${name}`)),
    ],
    runs: entries.map(({ name, record }) => ({
      name,
      rows: record.timeline.map((second) => [
        ...SECOND_COLUMNS.map(([, cell]) => cell(second, record)),
        ...ops.flatMap((op) => opCells(second, op)),
      ]),
    })),
  };
}

type SecondColumn = readonly [name: string, cell: (second: Second, record: BenchRecord) => Cell];

const SECOND_COLUMNS: readonly SecondColumn[] = [
  ['second', ({ second }) => second],
  // 1: latencies and the rate of the record leave it out.
  ['is_warm_up', ({ second }, { steadiness }) => (second < steadiness.warmUpSeconds ? 1 : 0)],
  ['turns', ({ turns }) => turns],
  ['turns_late', ({ turnsLate }) => turnsLate],
  ['operations', ({ operations }) => operations],
  ['errors', ({ errors }) => errors],
  ['active_clients', ({ activeClients }) => activeClients],
  ['connects', ({ connects }) => connects],
  ['sent_bytes', ({ bytesSent }) => bytesSent],
  ['received_bytes', ({ bytesReceived }) => bytesReceived],
  ['received_frames', ({ framesReceived }) => framesReceived],
  ['received_frames_sharing_reads', ({ framesSharingReads }) => framesSharingReads],
  ['target_cpu_share', ({ target }) => target?.cpuShare],
  ['target_rss_bytes', ({ target }) => target?.rssBytes],
  ['target_processes', ({ target }) => target?.processes],
  ['target_threads', ({ target }) => target?.threads],
  ['target_zombies', ({ target }) => target?.zombies],
  ['target_descriptors', ({ target }) => target?.descriptors],
  ['target_context_switches_voluntary', ({ target }) => target?.contextSwitchesVoluntary],
  ['target_context_switches_involuntary', ({ target }) => target?.contextSwitchesInvoluntary],
  ['target_receive_queue_bytes', ({ target }) => target?.receiveQueueBytes],
  ['target_send_queue_bytes', ({ target }) => target?.sendQueueBytes],
  ['target_accept_queue', ({ target }) => target?.acceptQueue],
  ['generator_cpu_share_max', (second) => most(second, ({ cpuShare }) => cpuShare)],
  ['generator_loop_lag_max_us', (second) => most(second, ({ loopLagUsMax }) => loopLagUsMax)],
  ['generator_rss_bytes', (second) => sum(second, ({ rssBytes }) => rssBytes)],
  ['generator_gc_ms', (second) => sum(second, ({ gcMs }) => gcMs)],
];

type OpSecond = Second['latencyUs'][string];

/** Behind `count`. */
const OP_LATENCIES: readonly (readonly [name: string, cell: (figures: OpSecond) => number])[] = [
  ['response_p50_us', ({ responseP50 }) => responseP50],
  ['response_p99_us', ({ responseP99 }) => responseP99],
  ['response_max_us', ({ responseMax }) => responseMax],
  ['service_p50_us', ({ serviceP50 }) => serviceP50],
  ['service_p99_us', ({ serviceP99 }) => serviceP99],
  ['send_lag_p99_us', ({ sendLagP99 }) => sendLagP99],
];

/** A second without a sample has no latency, which is not the same as one of nothing. */
function opCells({ latencyUs }: Second, op: string): Cell[] {
  const figures = ownOf(latencyUs, op);
  const count = figures?.count ?? 0;
  return [count, ...OP_LATENCIES.map(([, cell]) => (figures === undefined || count === 0 ? undefined : cell(figures)))];
}

/** Of all records: the busiest first, those that only the warm-up had behind them. */
function opsOf(entries: Entries<BenchRecord>): string[] {
  const counts = new Map<string, number>();
  for (const { record } of entries) {
    for (const { latencyUs } of record.timeline) {
      for (const [op, { count }] of Object.entries(latencyUs)) counts.set(op, (counts.get(op) ?? 0) + count);
    }
  }
  return busiestFirst([...counts], (count) => count).map(([op]) => op);
}

type AgentSecond = NonNullable<Second['agents'][number]>;

function figuresOfAgents({ agents }: Second, figure: (agent: AgentSecond) => number): number[] {
  return agents.filter((agent) => agent !== null).map(figure);
}

/** undefined: no agent told anything of this second. */
function most(second: Second, figure: (agent: AgentSecond) => number): Cell {
  const figures = figuresOfAgents(second, figure);
  return figures.length === 0 ? undefined : largest(figures);
}

function sum(second: Second, figure: (agent: AgentSecond) => number): Cell {
  const figures = figuresOfAgents(second, figure);
  return figures.length === 0 ? undefined : figures.reduce((total, one) => total + one, 0);
}
