// The operations of a run that have samples, and what was measured of one of them.

import type { BenchRecord, OpLatency } from '../../harness/record/record.ts';
import { busiestFirst } from './busiest-first.ts';
import { ownOf } from './own-of.ts';

type Latencies = Pick<BenchRecord, 'latencyUs'>;

/** The busiest first. */
export function operationsOf({ latencyUs }: Latencies): [string, OpLatency][] {
  return busiestFirst(
    Object.entries(latencyUs).filter(([, { response }]) => response.count > 0),
    ({ response }) => response.count,
  );
}

export function latencyOf({ latencyUs }: Latencies, op: string): OpLatency | undefined {
  return ownOf(latencyUs, op);
}
