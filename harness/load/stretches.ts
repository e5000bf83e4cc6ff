// Where a plan holds its value, and seconds can be compared with each other.

import type { Plan } from './plan.ts';

/** Whole seconds, the last not counted in. */
export interface Stretch {
  readonly fromSecond: number;
  readonly toSecond: number;
}

/** In order, without those that have no whole second. */
export function holdingStretches({ segments }: Plan): Stretch[] {
  const held: { readonly value: number; readonly fromUs: number; toUs: number }[] = [];
  let atUs = 0;
  for (const { durationUs, from, to } of segments) {
    const last = held.at(-1);
    const toUs = atUs + durationUs;
    if (from === to && last?.value === to && last.toUs === atUs) last.toUs = toUs;
    else if (from === to) held.push({ value: to, fromUs: atUs, toUs });
    atUs = toUs;
  }
  return held
    .filter(({ value }) => value > 0)
    .map(({ fromUs, toUs }) => ({ fromSecond: Math.ceil(fromUs / 1e6), toSecond: Math.floor(toUs / 1e6) }))
    .filter(({ fromSecond, toSecond }) => toSecond > fromSecond);
}
