// Which figures the judgement follows from, when nobody says which.

import { HarnessError } from '../errors.ts';
import { MEDIAN_RATE } from '../load/run-figures.ts';
import type { BenchRecord } from '../record/record.ts';

const OF_RUN = ['rate', MEDIAN_RATE, 'cpuUsPerOperation', 'targetRssBytes'];
const LATENCY = /^(?:(.+)\.)?((?:response|service)\.(?:p50|p90|p99|p999))$/;

/** Refuses what no run has, before anything runs. */
export function checkDecisive(wanted: readonly string[]): void {
  for (const id of wanted) {
    if (OF_RUN.includes(id) || LATENCY.test(id)) continue;
    const sentence =
      `--by '${id}' is no figure of a run: ${OF_RUN.join(', ')}, response.p50, response.p90, response.p99, response.p999, service.p50 ` +
      'and service.p99 are, those of answers also of one operation, such as ping.response.p99.';
    throw new HarnessError('flag-invalid', sentence);
  }
}

/**
 * In a closed plan each turn follows the last, so that the rate says all of the speed: response times are clients divided by it. Both of
 * its kinds are asked, since each misses what the other shows: `weighed` says how. An open plan prescribes the rate, and the server
 * shows in how long its answers take.
 */
export function decisiveFigures(wanted: readonly string[], record: BenchRecord): string[] {
  if (wanted.length === 0 && record.plan.kind === 'closed') return [MEDIAN_RATE, 'rate'];
  const asked = wanted.length > 0 ? wanted : ['response.p50', 'response.p99'];
  const op = busiestOperation(record);
  return [...new Set(asked.map((id) => (LATENCY.exec(id)?.[1] === undefined && !OF_RUN.includes(id) ? `${op}.${id}` : id)))];
}

function busiestOperation({ latencyUs }: BenchRecord): string {
  const counts = Object.entries(latencyUs).map(([op, { response }]) => [op, response.count] as const);
  return counts.toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? 'turn';
}
