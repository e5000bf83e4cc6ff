// Several records side by side, as rows that a table of any form can show: figures down, runs across; or cases down, servers across.

import type { BenchRecord } from '../../harness/record/record.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import { VIEWS, type View } from '../../harness/record/views.ts';
import { busiestFirst } from '../bench/busiest-first.ts';
import { type Stat, statText, VIEW_WORDS } from '../bench/latency-words.ts';
import { latencyOf } from '../bench/operations.ts';
import { wrongCount } from '../bench/sentences.ts';
import { bytesText, countText, latencyText, percentText, threeDigits } from '../figures.ts';
import type { Entries } from '../report.ts';
import { durationText, isExpectedFailure, type Outcome, outcomesOf } from '../verify/sentences.ts';

export interface Row {
  readonly name: string;
  /** One for each record; what it does not have is a dash. */
  readonly cells: readonly string[];
}

const NONE = '–';

/** More operations are for the page. */
const OPS_MAX = 6;

const STATS: Readonly<Record<View, readonly Stat[]>> = {
  response: ['p50', 'p99', 'p999', 'max'],
  service: ['p50', 'p99'],
  sendLag: ['p99'],
};

/** Each figure as in a report of one record; rows that no record has anything for are left out. */
export function benchRows(entries: Entries<BenchRecord>): Row[] {
  const row = (name: string, cell: (record: BenchRecord) => string | undefined): Row => ({
    name,
    cells: entries.map(({ record }) => cell(record) ?? NONE),
  });
  const ops = opsOf(entries);
  const rows = [
    row('verdict', ({ verdict }) => verdict),
    row('clients', ({ totals }) => countText(totals.clients)),
    row('operations a second', ({ totals }) => threeDigits(totals.operationsPerSecond).toLocaleString('en-US')),
    ...ops.flatMap((op) =>
      VIEWS.flatMap((view) =>
        STATS[view].map((stat) => {
          const name = `${ops.length === 1 ? '' : `${op} `}${VIEW_WORDS[view]} ${statText(stat)}`;
          return row(name, (record) => latencyCell(record, op, view, stat));
        }),
      ),
    ),
    row('errors', ({ totals }) => countText(totals.errors)),
    row('wrong deliveries', (record) => (record.correctness.enabled ? countText(wrongCount(record)) : undefined)),
    row('turns that never began', ({ totals }) => (totals.turnsUnstarted === 0 ? undefined : countText(totals.turnsUnstarted))),
    row('target CPU', ({ targetUsage }) => targetUsage && percentText(targetUsage.cpuShareMean)),
    row('target memory, max', ({ targetUsage }) => targetUsage && bytesText(targetUsage.rssBytesMax)),
    row('generator CPU, max', ({ generator }) => percentText(generator.cpuShareMax)),
  ];
  return rows.filter(({ cells }) => cells.some((cell) => cell !== NONE));
}

function opsOf(entries: Entries<BenchRecord>): string[] {
  const counts = new Map<string, number>();
  for (const { record } of entries) {
    for (const [op, { response }] of Object.entries(record.latencyUs)) counts.set(op, (counts.get(op) ?? 0) + response.count);
  }
  return busiestFirst([...counts], (count) => count)
    .slice(0, OPS_MAX)
    .map(([op]) => op);
}

function latencyCell(record: BenchRecord, op: string, view: View, stat: Stat): string | undefined {
  const latency = latencyOf(record, op)?.[view];
  return latency === undefined || latency.count === 0 ? undefined : latencyText(latency[stat], ' ');
}

export function verifyRows(entries: Entries<VerifyRecord>): Row[] {
  const row = (name: string, cell: (record: VerifyRecord) => string): Row => ({
    name,
    cells: entries.map(({ record }) => cell(record)),
  });
  return [
    row('verdict', ({ verdict }) => verdict),
    row('passed', ({ totals }) => countText(totals.pass)),
    row('failed', (record) => {
      const { failed, expectedFailures } = outcomesOf(record);
      return `${countText(failed.length)}${expectedFailures.length === 0 ? '' : ` (${countText(expectedFailures.length)} more as expected)`}`;
    }),
    row('inconclusive', ({ totals }) => countText(totals.inconclusive)),
    row('not applicable', ({ totals }) => countText(totals.notApplicable)),
    row('took', ({ durationMs }) => durationText(durationMs)),
  ];
}

/** The cases that are not as they should be with at least one of the servers, in the order of the records. */
export function differingCases(entries: Entries<VerifyRecord>): Row[] {
  const byId = entries.map(({ record }) => new Map(outcomesOf(record).all.map((outcome) => [outcome.id, outcome])));
  const ids = new Set(byId.flatMap((outcomes) => [...outcomes.keys()]));
  return [...ids]
    .filter((id) => byId.some((outcomes) => isTroubled(outcomes.get(id))))
    .map((name) => ({ name, cells: byId.map((outcomes) => verdictCell(outcomes.get(name))) }));
}

function isTroubled(outcome: Outcome | undefined): boolean {
  if (outcome === undefined) return false;
  const { verdict, expected } = outcome;
  return verdict === 'fail' || verdict === 'inconclusive' || (verdict === 'pass' && expected === 'fails');
}

/** A sign and a word: neither colour nor shape has to carry it alone. */
function verdictCell(outcome: Outcome | undefined): string {
  if (outcome === undefined) return NONE;
  if (isExpectedFailure(outcome)) return '~ fail, as expected';
  switch (outcome.verdict) {
    case 'pass':
      return outcome.expected === 'fails' ? '✗ pass, not expected' : '✓ pass';
    case 'fail':
      return '✗ fail';
    case 'inconclusive':
      return '? inconclusive';
    case 'not-applicable':
      return '– not applicable';
  }
}
