// One clock for all processes of a machine: the start of a run is named by it.

import { monotonicUs } from '../clock.ts';

/** Microseconds of the system's monotonic clock, which has one origin for all processes. */
export function machineUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** The same instant on the clock that this process's loops turn. */
export function processUsOf(atMachineUs: number): number {
  // The two are read one behind the other: of three differences the smallest is the one that was least disturbed.
  const differences = [0, 1, 2].map(() => machineUs() - monotonicUs());
  return atMachineUs - Math.min(...differences);
}
