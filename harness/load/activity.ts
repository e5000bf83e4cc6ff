// Which clients of a closed plan are active when: client i while the plan asks for more than i. So the first clients stay the
// longest, and how many are active is what the plan says, rounded up.

import type { ClosedPlan } from './plan.ts';

/** From the first instant (counted in) to the last (not counted in). */
export interface Period {
  readonly fromUs: number;
  readonly toUs: number;
}

/** In order, apart from each other. Empty for a client that the plan never asks for. */
export function activePeriods({ segments }: ClosedPlan, client: number): readonly Period[] {
  const periods: Period[] = [];
  let startUs = 0;
  for (const { durationUs, from, to } of segments) {
    const isActiveAtFirst = from > client;
    const isActiveAtLast = to > client;
    const crossingUs = startUs + (durationUs * (client - from)) / (to - from);
    const fromUs = isActiveAtFirst ? startUs : crossingUs;
    const toUs = isActiveAtLast ? startUs + durationUs : crossingUs;
    if ((isActiveAtFirst || isActiveAtLast) && toUs > fromUs) append(periods, fromUs, toUs);
    startUs += durationUs;
  }
  return periods;
}

/** The plan's turns spread evenly, the first clients having those that are left over; undefined: as many as there is time for. */
export function turnsOfClient({ clients, turns }: ClosedPlan, client: number): number | undefined {
  if (turns === undefined) return undefined;
  return Math.floor(turns / clients) + (client < turns % clients ? 1 : 0);
}

function append(periods: Period[], fromUs: number, toUs: number): void {
  const last = periods.at(-1);
  if (last === undefined || last.toUs < fromUs) periods.push({ fromUs, toUs });
  else periods[periods.length - 1] = { fromUs: last.fromUs, toUs };
}
