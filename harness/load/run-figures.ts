// The figures by which runs are set beside each other, by their ids: trials, studies and comparisons name them alike.

import type { BenchRecord, Distribution, Second } from '../record/record.ts';
import { measuredSeconds } from './measured-seconds.ts';
import { isStolen } from './stolen.ts';

const LATENCIES = [
  ['response', 'p50'],
  ['response', 'p90'],
  ['response', 'p99'],
  ['response', 'p999'],
  ['service', 'p50'],
  ['service', 'p99'],
] as const satisfies readonly (readonly [string, keyof Distribution])[];

/**
 * Of the second in the middle, by how much it did: a burst of other work moves it less than the mean, and so does a server that stands
 * still. Seconds of which a virtual machine's host took too much are none of the server's, as long as there are enough others.
 */
export const MEDIAN_RATE = 'rate.median';
/** In fewer there is none in the middle. */
const SECONDS_MIN = 3;

/** In the order in which they are to be read. What was not measured is not there. */
export function runFigures(record: BenchRecord): Map<string, number> {
  const { totals, latencyUs, correctness, targetUsage, plan } = record;
  const figures = new Map([['rate', totals.operationsPerSecond]]);
  const seconds = plan.kind === 'closed' ? measuredSeconds(record) : [];
  if (seconds.length >= SECONDS_MIN) figures.set(MEDIAN_RATE, middleOf(undisturbed(seconds).map(({ operations }) => operations)));
  for (const [op, latency] of Object.entries(latencyUs)) {
    for (const [view, stat] of LATENCIES) {
      if (latency[view].count > 0) figures.set(`${op}.${view}.${stat}`, latency[view][stat]);
    }
  }
  if (targetUsage !== undefined && totals.operations > 0) {
    // All of the run on both sides: the processor's time is not known without the warm-up.
    figures.set('cpuUsPerOperation', (targetUsage.cpuSeconds * 1e6) / totals.operations);
    figures.set('targetRssBytes', targetUsage.rssBytesMax);
  }
  figures.set('errors', totals.errors);
  if (correctness.enabled) {
    const { lost, duplicated, reordered, misdelivered, corrupted } = correctness;
    figures.set('wrong', lost + duplicated + reordered + misdelivered + corrupted);
  }
  return figures;
}

function undisturbed(seconds: readonly Second[]): readonly Second[] {
  const own = seconds.filter(({ agents }) => !agents.some((agent) => agent !== null && isStolen(agent)));
  return own.length >= SECONDS_MIN ? own : seconds;
}

/** Of two in the middle the better: other work only ever takes away. */
function middleOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
