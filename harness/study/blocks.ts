// One run cut into blocks of time, where there is no second run to compare it with: what neighbouring seconds share is in one block.

import { measuredSeconds } from '../load/measured-seconds.ts';
import { LatencyHistogram } from '../record/latency-histogram.ts';
import type { BenchRecord, Second } from '../record/record.ts';

/** With fewer nothing is known of how much they scatter. */
export const BLOCKS_MIN = 6;

/** The figures of each block, by their ids, as `runFigures` names them. `prepareHistograms` comes first. */
export function blockFigures(record: BenchRecord): Map<string, number[]> {
  const seconds = measuredSeconds(record);
  const length = blockSeconds(seconds.length);
  const blocks = Array.from({ length: Math.floor(seconds.length / length) }, (_, block) =>
    seconds.slice(block * length, (block + 1) * length),
  );
  const figures = new Map<string, number[]>();
  const set = (id: string, values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    if (known.length === blocks.length && known.length > 0) figures.set(id, known);
  };
  set(
    'rate',
    blocks.map((block) => operationsOf(block) / block.length),
  );
  set('cpuUsPerOperation', blocks.map(cpuUsPerOperation));
  for (const op of Object.keys(record.latencyUs)) {
    const percentiles = blocks.map((block) => percentilesOf(block, op));
    for (const [index, name] of ['p50', 'p90', 'p99'].entries()) {
      set(
        `${op}.response.${name}`,
        percentiles.map((values) => values?.[index]),
      );
    }
  }
  return figures;
}

/** Longer in longer runs, so that less of what one block knows is in the next; at least 1 s. */
function blockSeconds(seconds: number): number {
  return Math.max(1, Math.floor(Math.sqrt(seconds) / 2));
}

function operationsOf(block: readonly Second[]): number {
  return block.reduce((sum, { operations }) => sum + operations, 0);
}

function cpuUsPerOperation(block: readonly Second[]): number | undefined {
  const operations = operationsOf(block);
  let cpuUs = 0;
  for (const { target } of block) {
    if (target === undefined) return undefined;
    cpuUs += target.cpuShare * 1e6;
  }
  return operations === 0 ? undefined : cpuUs / operations;
}

/** Of all responses of the block together: percentiles of seconds can't be averaged. */
function percentilesOf(block: readonly Second[], op: string): readonly number[] | undefined {
  const together = new LatencyHistogram();
  try {
    for (const { latencyUs } of block) {
      const own = latencyUs[op];
      if (own === undefined || own.count === 0) continue;
      if (own.responseHdr === undefined) return undefined;
      together.add({ count: own.count, sumUs: 0, minUs: 0, maxUs: own.responseMax, clamped: 0, hdr: own.responseHdr });
    }
    return together.count === 0 ? undefined : [50, 90, 99].map((percent) => together.percentile(percent));
  } finally {
    together.destroy();
  }
}
