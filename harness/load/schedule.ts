// When the turns of an open plan are due. Each due time is computed from the turn's number alone, so nothing drifts, no agent
// needs to know of another, and no client keeps more than how many turns it has had.

import type { OpenPlan } from './plan.ts';

/** What all clients of a plan share, so that a due time costs a search among the segments and a root. */
export interface Schedule {
  readonly clients: number;
  /** How many turns are due strictly before the end. */
  readonly turns: number;
  readonly endUs: number;
  /** By segment: when it begins, how many turns are due before that (a fraction counts), its rate there, and the rate's growth. */
  readonly startsUs: Float64Array;
  readonly turnsBefore: Float64Array;
  readonly ratesPerSecond: Float64Array;
  readonly growthsPerSecond2: Float64Array;
}

/** Sums that miss a whole number of turns by less are meant to be whole: 1.1 a second for 50 s is 55 turns, and not one more. */
const TURNS_TOLERANCE = 1e-7;
/** What adding up may get wrong, as a share of the sum. */
const ROUNDING = 1e-15;

export function scheduleOf({ clients, segments, turns }: OpenPlan): Schedule {
  const startsUs = new Float64Array(segments.length);
  const turnsBefore = new Float64Array(segments.length);
  const ratesPerSecond = new Float64Array(segments.length);
  const growthsPerSecond2 = new Float64Array(segments.length);
  let atUs = 0;
  let due = 0;
  for (const [index, { durationUs, from, to }] of segments.entries()) {
    startsUs[index] = atUs;
    turnsBefore[index] = due;
    ratesPerSecond[index] = from;
    growthsPerSecond2[index] = ((to - from) / durationUs) * US_PER_SECOND;
    atUs += durationUs;
    due = wholeWhereMeant(due + ((from + to) * durationUs) / (2 * US_PER_SECOND));
  }
  const planned = Math.min(Math.ceil(due), turns ?? Number.POSITIVE_INFINITY);
  return { clients, turns: planned, endUs: atUs, startsUs, turnsBefore, ratesPerSecond, growthsPerSecond2 };
}

/**
 * When turn `k` (from 0) is due: at the last instant at which no more than `k` turns' worth of the rate has passed. So turn 0
 * of a constant rate is due at once, and where the rate is 0 for a while, the next turn waits until it grows again.
 */
export function dueUs({ startsUs, turnsBefore, ratesPerSecond, growthsPerSecond2, endUs }: Schedule, k: number): number {
  const index = startsUs.length === 1 ? 0 : segmentOf(turnsBefore, k);
  const startUs = startsUs[index] ?? 0;
  const turns = k - (turnsBefore[index] ?? 0);
  if (turns <= 0) return startUs;
  // turns = rate * t + growth / 2 * t^2, solved for t without subtracting what is nearly equal: the usual formula does that
  // where the growth is small beside the rate.
  const rate = ratesPerSecond[index] ?? 0;
  const growth = growthsPerSecond2[index] ?? 0;
  const root = growth === 0 ? rate : Math.sqrt(Math.max(0, rate * rate + 2 * growth * turns));
  const latestUs = startsUs[index + 1] ?? endUs;
  return Math.min(latestUs, startUs + (2 * US_PER_SECOND * turns) / (rate + root));
}

/** When the client's turn `n` (from 0) is due; undefined when it has none of that number. Its turns are c, c + clients, ... */
export function dueUsOfClientTurn(schedule: Schedule, client: number, n: number): number | undefined {
  const k = client + n * schedule.clients;
  return k < schedule.turns ? dueUs(schedule, k) : undefined;
}

export function turnsPlanned(plan: OpenPlan): number {
  return scheduleOf(plan).turns;
}

const US_PER_SECOND = 1_000_000;

function wholeWhereMeant(turns: number): number {
  const whole = Math.round(turns);
  return Math.abs(turns - whole) < TURNS_TOLERANCE + turns * ROUNDING ? whole : turns;
}

/** The last segment before which no more than `k` turns are due: of segments without a turn and the next, the next. */
function segmentOf(turnsBefore: Float64Array, k: number): number {
  let low = 0;
  let high = turnsBefore.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((turnsBefore[middle] ?? 0) <= k) low = middle;
    else high = middle - 1;
  }
  return low;
}
