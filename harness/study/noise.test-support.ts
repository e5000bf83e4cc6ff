// Trials of servers that do not exist: how fast each truly is, and noise of a known kind around it.

import { type Chance, seededChance } from '../chance.ts';
import type { Measured } from './resampling.ts';

export interface Noise {
  /** With a deviation of 1. */
  draw(chance: Chance): number;
  /** Steps of a random walk that both servers are on, as a share of the noise. */
  readonly drift: number;
}

export const NOISES = {
  normal: { draw: normal, drift: 0 },
  'heavy-tailed': { draw: heavyTailed, drift: 0 },
  'one-sided': { draw: (chance) => Math.log(uniform(chance)) + 1, drift: 0 },
  // As a machine that nothing else runs on.
  'slowly drifting': { draw: normal, drift: 0.2 },
  drifting: { draw: normal, drift: 1 },
} as const satisfies Record<string, Noise>;

/** Trials in the order A B B A. */
export function twoServers(
  { trials, ratio, deviation, noise }: { trials: number; ratio: number; deviation: number; noise: Noise },
  chance: Chance,
): { first: Measured[]; other: Measured[] } {
  const sides = { first: [] as Measured[], other: [] as Measured[] };
  let walked = 0;
  for (let at = 0; at < 2 * trials; at++) {
    walked += deviation * noise.drift * normal(chance);
    const isOther = at % 4 === 1 || at % 4 === 2;
    const log = Math.log(1000 * (isOther ? ratio : 1)) + walked + deviation * noise.draw(chance);
    (isOther ? sides.other : sides.first).push({ value: Math.exp(log), at });
  }
  return sides;
}

/** How often it holds, of so many simulations. */
export function shareOf(simulations: number, holds: (chance: Chance, simulation: number) => boolean): number {
  let count = 0;
  for (let simulation = 0; simulation < simulations; simulation++) {
    if (holds(seededChance(simulation * 7919 + 1), simulation)) count += 1;
  }
  return count / simulations;
}

function uniform(chance: Chance): number {
  return (chance.below(2 ** 31) + 1) / (2 ** 31 + 1);
}

export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(uniform(chance))) * Math.cos(2 * Math.PI * uniform(chance));
}

/** Student's, with three degrees of freedom. */
function heavyTailed(chance: Chance): number {
  const square = (normal(chance) ** 2 + normal(chance) ** 2 + normal(chance) ** 2) / 3;
  return normal(chance) / Math.sqrt(square) / Math.sqrt(3);
}
