// When each turn is due: pure arithmetic over a plain value, the same in every agent. Open plans are absolute schedules: turn k
// belongs to client k mod clients, and is due when the plan's cumulated rate reaches k, whoever hosts that client.

import { DURATION_MS_MAX, describeDurationMs } from './duration.ts';

/** A stretch of the plan: from one value to another in a straight line. Turns a second in open plans, clients in closed ones. */
export interface Segment {
  readonly durationUs: number;
  readonly from: number;
  readonly to: number;
}

/** Each client's turn follows its last, behind `thinkUs`. */
export interface ClosedPlan {
  readonly kind: 'closed';
  /** The most that are active at a time. */
  readonly clients: number;
  readonly segments: readonly Segment[];
  readonly thinkUs: number;
  /** Of all clients together; the plan ends with them. */
  readonly turns?: number;
}

export interface OpenPlan {
  readonly kind: 'open';
  readonly clients: number;
  readonly segments: readonly Segment[];
  readonly turns?: number;
}

export type Plan = ClosedPlan | OpenPlan;

/** How long the plan goes on at the most. A closed plan of so many turns and no duration has a day, and ends with its turns. */
export function endUs(plan: Plan): number {
  return plan.segments.reduce((sum, { durationUs }) => sum + durationUs, 0);
}

/** Such as `10,000 turns a second over 100 clients for 10 s`; part of a sentence. */
export function describePlan(plan: Plan): string {
  return plan.kind === 'open' ? describeOpen(plan) : describeClosed(plan);
}

function describeOpen({ clients, segments, turns }: OpenPlan): string {
  const over = `over ${counted(clients, 'client')}`;
  const [only, ...others] = segments;
  const limit = turns === undefined ? '' : `, ${counted(turns, 'turn')} at the most`;
  if (only !== undefined && others.length === 0 && only.from === only.to) {
    return `${counted(only.from, 'turn')} a second ${over} for ${describeUs(only.durationUs)}${limit}`;
  }
  return `${segments.map((segment) => describeSegment(segment, (rate) => `${counted(rate, 'turn')} a second`)).join(', then ')}, ${over}${limit}`;
}

function describeClosed({ segments, thinkUs, turns }: ClosedPlan): string {
  const thinking = thinkUs === 0 ? '' : `, each thinking for ${describeUs(thinkUs)} between turns`;
  // A day is what a plan has that was given no duration.
  const isUntilTurns = turns !== undefined && segments.reduce((sum, { durationUs }) => sum + durationUs, 0) === DURATION_US_MAX;
  const stretches = segments.map((segment, index) => {
    const isUnbounded = isUntilTurns && index === segments.length - 1;
    const clients = (value: number) => counted(value, 'client');
    return isUnbounded && segment.from === segment.to ? clients(segment.to) : describeSegment(segment, clients);
  });
  const limit = turns === undefined ? '' : isUntilTurns ? ` until ${turnsAreDone(turns)}` : ` or until ${turnsAreDone(turns)}`;
  return `${stretches.join(', then ')}${limit}${thinking}`;
}

const DURATION_US_MAX = DURATION_MS_MAX * 1000;

function describeSegment({ durationUs, from, to }: Segment, describeValue: (value: number) => string): string {
  const duration = describeUs(durationUs);
  return from === to ? `${describeValue(to)} for ${duration}` : `${grouped(from)} to ${describeValue(to)} within ${duration}`;
}

function turnsAreDone(turns: number): string {
  return turns === 1 ? '1 turn is done' : `${grouped(turns)} turns are done`;
}

function counted(value: number, noun: string): string {
  return `${grouped(value)} ${value === 1 ? noun : `${noun}s`}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}

function describeUs(us: number): string {
  return describeDurationMs(us / 1000);
}
