// The figures by which runs are set beside each other, by their ids: trials, studies and comparisons name them alike.

import type { BenchRecord, Distribution } from '../record/record.ts';

const LATENCIES = [
  ['response', 'p50'],
  ['response', 'p90'],
  ['response', 'p99'],
  ['response', 'p999'],
  ['service', 'p50'],
  ['service', 'p99'],
] as const satisfies readonly (readonly [string, keyof Distribution])[];

/** In the order in which they are to be read. What was not measured is not there. */
export function runFigures({ totals, latencyUs, correctness, targetUsage }: BenchRecord): Map<string, number> {
  const figures = new Map([['rate', totals.operationsPerSecond]]);
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
