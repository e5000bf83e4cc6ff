// Waiting, in tests of processes, for what nobody announces.

import { setInterval as looks } from 'node:timers/promises';

const LOOK_MS = 5;

/** Looks again and again, and leaves the processor to those it waits for meanwhile. */
export async function settled(holds: () => boolean | Promise<boolean>): Promise<void> {
  if (await holds()) return;
  for await (const _ of looks(LOOK_MS)) if (await holds()) return;
}
