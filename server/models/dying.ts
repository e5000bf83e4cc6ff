// The end of a server that a fault brings about.

import { writeSync } from 'node:fs';

const STANDARD_ERROR = 2;

/** Ends this process as a fatal signal would, and those that are the server with it. */
export function die(cause: string, ...others: readonly number[]): void {
  try {
    writeSync(STANDARD_ERROR, `harness: The server dies, as its fault has it: ${cause}.\n`);
  } catch {
    // Nobody is there to be told.
  }
  for (const pid of [...others, process.pid]) process.kill(pid, 'SIGKILL');
}
