// The operations of a run, in the order in which they are shown, with names that fit a page and ids that any name allows.

import type { BenchRecord, OpLatency } from '../../../harness/record/record.ts';
import { operationsOf } from '../../bench/operations.ts';

export interface Op {
  readonly op: string;
  readonly latency: OpLatency;
  /** For ids: `op-1`. */
  readonly id: string;
  /** For titles. */
  readonly shown: string;
}

export function opsOf(record: BenchRecord): Op[] {
  return operationsOf(record).map(([op, latency], index) => ({ op, latency, id: `op-${index + 1}`, shown: clipped(op) }));
}

/** So many have charts of their own. */
const OWN_CHARTS_MAX = 4;
/** Eight lines can be told apart. */
const OPS_A_CHART = 8;
const SHARED_CHARTS_MAX = 3;

/** The busiest have charts of their own, the next ones share some; how many are left is said in the last. */
export function dealt(ops: readonly Op[]): { readonly own: Op[]; readonly shared: Op[][]; readonly left: number } {
  const others = ops.slice(OWN_CHARTS_MAX);
  const shared = Array.from({ length: Math.min(SHARED_CHARTS_MAX, Math.ceil(others.length / OPS_A_CHART)) }, (_, index) =>
    others.slice(index * OPS_A_CHART, (index + 1) * OPS_A_CHART),
  );
  return { own: ops.slice(0, OWN_CHARTS_MAX), shared, left: Math.max(0, others.length - SHARED_CHARTS_MAX * OPS_A_CHART) };
}

const NAME_SIGNS_MAX = 48;

function clipped(op: string): string {
  const signs = [...op];
  return signs.length <= NAME_SIGNS_MAX ? op : `${signs.slice(0, NAME_SIGNS_MAX - 1).join('')}…`;
}
