// From what somebody wishes to the plan: the only place where plans are made, so that no later one has to doubt them.

import { HarnessError } from '../errors.ts';
import { DURATION_MS_MAX, describeDurationMs } from './duration.ts';
import type { ClosedPlan, OpenPlan, Plan, Segment } from './plan.ts';
import { dueUs, scheduleOf } from './schedule.ts';
import { CLIENTS_MAX, RATE_MAX, type Stages } from './stages.ts';

export interface PlanWishes {
  /** Stages in clients ask for theirs instead. */
  readonly clients: number;
  /** Makes the plan an open one; so do stages in turns a second. */
  readonly ratePerSecond?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Part of the duration. Closed: clients begin spread over it. Open: the rate grows in a straight line from 0. */
  readonly rampUpMs?: number | undefined;
  readonly stages?: Stages | undefined;
  /** Of all clients together. The plan ends with them, or with its duration, whichever comes first. */
  readonly turns?: number | undefined;
  readonly thinkMs?: number | undefined;
}

/** Turns are counted exactly only as far as numbers reach. */
const TURNS_MAX = 2 ** 40;

/**
 * Without a duration a plan has as long as its turns take: an open one ends when one more turn would be due, a closed one has a
 * day. A closed plan has a turn at least for each client; an open one may have fewer, as where many idle and a few are probed.
 */
export function makePlan(wishes: PlanWishes): Plan {
  const { stages, ratePerSecond, turns } = wishes;
  checkOne('--clients', wishes.clients, CLIENTS_MAX, true);
  if (turns !== undefined) checkOne('--turns', turns, TURNS_MAX, true);
  if (ratePerSecond !== undefined) checkOne('--rate', ratePerSecond, RATE_MAX, false);
  if (wishes.durationMs !== undefined) checkDuration('--duration', wishes.durationMs);
  if (wishes.rampUpMs !== undefined && wishes.rampUpMs !== 0) checkDuration('--ramp-up', wishes.rampUpMs);
  if (wishes.thinkMs !== undefined && wishes.thinkMs !== 0) checkDuration('--think', wishes.thinkMs);
  if (stages !== undefined) checkGoesWithStages(wishes, stages);
  else if (wishes.durationMs === undefined && turns === undefined) {
    throw refusal('A plan needs an end: give --duration (such as 10s), --turns or --stages');
  }
  if (isOpen(wishes) && (wishes.thinkMs ?? 0) > 0) {
    throw refusal(
      '--think is for clients that take turn after turn; with a rate the plan says when a turn is due, so leave one of them out',
    );
  }
  return isOpen(wishes) ? openPlan(wishes) : closedPlan(wishes);
}

function isOpen({ ratePerSecond, stages }: PlanWishes): boolean {
  return ratePerSecond !== undefined || stages?.kind === 'rate';
}

function checkGoesWithStages({ ratePerSecond, durationMs, rampUpMs }: PlanWishes, stages: Stages): void {
  const others = [
    durationMs === undefined ? [] : ['--duration'],
    ratePerSecond === undefined ? [] : ['--rate'],
    rampUpMs === undefined ? [] : ['--ramp-up'],
  ].flat();
  if (others.length > 0) throw refusal(`--stages say how much and how long by themselves: leave ${others.join(' and ')} out`);
  const ms = stages.segments.reduce((sum, { durationUs }) => sum + durationUs, 0) / 1000;
  if (ms > DURATION_MS_MAX) throw refusal(`The stages take ${describeDurationMs(ms)} together, and a run has 24 h at the most`);
}

function closedPlan({ clients, durationMs, rampUpMs, stages, turns, thinkMs }: PlanWishes): ClosedPlan {
  const segments = stages?.segments ?? rampThenHold(clients, durationMs, rampUpMs);
  const clientsMax = Math.max(...segments.flatMap(({ from, to }) => [from, to]));
  if (turns !== undefined && turns < clientsMax) {
    throw refusal(`--turns ${turns} leaves some of the ${clientsMax} clients without any: give at least one for each client`);
  }
  return {
    kind: 'closed',
    clients: clientsMax,
    segments,
    thinkUs: microseconds(thinkMs ?? 0),
    ...(turns !== undefined && { turns }),
  };
}

function openPlan({ clients, ratePerSecond, durationMs, rampUpMs, stages, turns }: PlanWishes): OpenPlan {
  const segments = stages?.segments ?? rampThenHold(ratePerSecond ?? 0, durationMs, rampUpMs);
  const plan: OpenPlan = { kind: 'open', clients, segments, ...(turns !== undefined && { turns }) };
  const schedule = scheduleOf({ kind: 'open', clients, segments });
  if (schedule.turns === 0) throw refusal('The plan asks for no turn at all: give it a higher rate or a longer time');
  if (turns === undefined || durationMs !== undefined || stages !== undefined) return plan;
  if (schedule.turns < turns) {
    throw refusal(`${turns} turns take more than 24 h at ${ratePerSecond} a second: give a higher --rate or fewer --turns`);
  }
  return { ...plan, segments: cutAt(segments, Math.ceil(dueUs(schedule, turns)), turns) };
}

/** Without a duration: a day. */
function rampThenHold(value: number, durationMs = DURATION_MS_MAX, rampUpMs = 0): Segment[] {
  if (rampUpMs > durationMs) {
    throw refusal(
      `--ramp-up ${describeDurationMs(rampUpMs)} is part of --duration ${describeDurationMs(durationMs)}, and can't be longer`,
    );
  }
  const rampUs = rampUpMs === 0 ? 0 : microseconds(rampUpMs);
  const holdUs = microseconds(durationMs) - rampUs;
  return [
    ...(rampUs > 0 ? [{ durationUs: rampUs, from: 0, to: value }] : []),
    ...(holdUs > 0 ? [{ durationUs: holdUs, from: value, to: value }] : []),
  ];
}

/** The last segment holds a rate, and ends early. */
function cutAt(segments: readonly Segment[], atUs: number, turns: number): Segment[] {
  const last = segments.at(-1);
  const beforeUs = segments.slice(0, -1).reduce((sum, { durationUs }) => sum + durationUs, 0);
  if (last === undefined || atUs <= beforeUs) {
    throw refusal(
      `--turns ${turns} are over before --ramp-up ${describeDurationMs(beforeUs / 1000)} is: give more turns or a shorter ramp`,
    );
  }
  return [...segments.slice(0, -1), { ...last, durationUs: atUs - beforeUs }];
}

function checkOne(flag: string, value: number, max: number, isWhole: boolean): void {
  if (value > 0 && value <= max && (!isWhole || Number.isInteger(value))) return;
  const range = isWhole ? `a whole number from 1 to ${max}` : `turns a second, above 0 and up to ${max}`;
  throw refusal(`${flag} takes ${range}, not ${value}`);
}

function checkDuration(flag: string, ms: number): void {
  if (ms > 0 && ms <= DURATION_MS_MAX) return;
  throw refusal(`${flag} takes a time above 0 and up to 24 h, not ${ms} ms`);
}

function microseconds(ms: number): number {
  return ms === 0 ? 0 : Math.max(1, Math.round(ms * 1000));
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}.`);
}
