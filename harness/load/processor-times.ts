// What the machine's processors had to do, and how much of that time the host of a virtual machine gave to others meanwhile. Only Linux
// tells, and only in a virtual machine there is something to tell.

import { readFileSync } from 'node:fs';
import type { ProcessorTimes } from '../record/tally.ts';

/** In /proc/stat all times are in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const IDLE = 3;
const IO_WAIT = 4;
const STOLEN = 7;

/** Since the machine started, of all processors; undefined: the system does not tell. */
export function readProcessorTimes(): ProcessorTimes | undefined {
  try {
    return processorTimesIn(readFileSync('/proc/stat', 'latin1'));
  } catch {
    return undefined;
  }
}

export function processorTimesIn(stat: string): ProcessorTimes | undefined {
  const [, fields] = /^cpu +([\d ]+)$/m.exec(stat) ?? [];
  // Those of guests behind it are in the first ones already.
  const ticks =
    fields
      ?.split(' ')
      .map(Number)
      .slice(0, STOLEN + 1) ?? [];
  if (ticks.length <= STOLEN) return undefined;
  const wanted = ticks.reduce((sum, own, index) => (index === IDLE || index === IO_WAIT ? sum : sum + own), 0);
  return { wantedSeconds: wanted / TICKS_PER_SECOND, stolenSeconds: (ticks[STOLEN] ?? 0) / TICKS_PER_SECOND };
}
