// Waiting, in tests of processes, for what nobody announces.

import { setInterval as looks } from 'node:timers/promises';

/** A look may read of every process of the machine. */
const LOOK_MS = 20;

/** Looks again and again, and leaves the processor to those it waits for meanwhile. */
export async function settled(holds: () => boolean | Promise<boolean>): Promise<void> {
  if (await holds()) return;
  for await (const _ of looks(LOOK_MS)) if (await holds()) return;
}
