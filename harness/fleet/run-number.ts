// The number by which messages of this run are told from those of another that still lie about in a server.

import { seededChance } from '../chance.ts';

/** As many as a mark has room for. */
export const RUNS = 2 ** 24;

/** Runs with one seed differ by when they began: neighbours in time are no neighbours in number. */
export function runNumber(seed: number, startedAt: Date): number {
  return seededChance(seed ^ Math.imul(Math.floor(startedAt.getTime() % 2 ** 32), 0x9e3779b1)).below(RUNS);
}
