// One clock for all processes of a machine: the start of a run is named by it.

import { monotonicUs } from '../clock.ts';

/** Microseconds of the system's monotonic clock, which has one origin for all processes. */
export function machineUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** The same instant on the clock that this process's loops turn. */
export function processUsOf(atMachineUs: number, machine = machineUs, ours = monotonicUs): number {
  // The machine's is read first, so whatever comes in between makes the difference smaller: the largest was least disturbed.
  const differences = [0, 1, 2].map(() => machine() - ours());
  return atMachineUs - Math.max(...differences);
}
