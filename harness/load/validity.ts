// Whether a measurement can be trusted: a load that the generator itself delayed is not the one that was planned.

import type { Cause, Distribution } from '../record/record.ts';
import type { Threshold } from './thresholds.ts';

/** An agent that died or fell silent, and took its clients with it. */
export interface LostAgent {
  readonly agent: number;
  /** In words that fit behind its name. */
  readonly how: string;
  readonly sentence: string;
  /** That it was to host. */
  readonly clients: number;
}

export interface Measurement {
  readonly clients: number;
  readonly connected: number;
  readonly hasStarted: boolean;
  readonly operations: number;
  /** By operation, of the measured part of the run. */
  readonly ops: readonly { readonly op: string; readonly responseCount: number; readonly responseP99Us: number }[];
  readonly wakeLagUs: Pick<Distribution, 'count' | 'p99'>;
  readonly loopLagUs: Pick<Distribution, 'count' | 'p99'>;
  /** Of each agent, over the measured seconds. */
  readonly cpuShares: readonly number[];
  readonly thresholds: readonly Threshold[];
  readonly agents: number;
  readonly agentsLost: readonly LostAgent[];
  readonly onLoss: 'fail' | 'continue';
  readonly scriptError: string | undefined;
  readonly notReached: string | undefined;
  /** Something ended it before its time: clients whose time had not come never connected. */
  readonly isCutShort: boolean;
}

const CPU_SHARE_MAX = 0.95;
/** A generator that is late and yet used less than this was kept from running. */
const IDLE_CPU_SHARE = 0.5;
const LAG_US_MIN = 1000;
const LOOP_LAG_US_MIN = 10_000;
/** What the generator may add, as a share of what was measured. */
const LAG_SHARE_MAX = 0.1;

/** Above any of them a measurement is not valid. */
export interface GeneratorLimits {
  readonly wakeLagP99Us: number;
  readonly loopLagP99Us: number;
  /** Of the busiest agent; 1: a whole processor. */
  readonly cpuShare: number;
}

/** Where the slowest operation's response has this p99. */
export function generatorLimits(responseP99Us: number): GeneratorLimits {
  return {
    wakeLagP99Us: Math.max(LAG_US_MIN, responseP99Us * LAG_SHARE_MAX),
    loopLagP99Us: Math.max(LOOP_LAG_US_MIN, responseP99Us * LAG_SHARE_MAX),
    cpuShare: CPU_SHARE_MAX,
  };
}
/** So many samples have to lie beyond a percentile for it to mean anything. */
const SAMPLES_BEYOND = 10;

/** What makes the whole run worthless, whatever else it shows. */
export function findObstacles({
  clients,
  connected,
  hasStarted,
  agents,
  agentsLost,
  onLoss,
  scriptError,
  notReached,
  isCutShort,
}: Measurement): Cause[] {
  const causes: Cause[] = [];
  const add = (code: string, sentence: string) => causes.push({ verdict: 'invalid', code, sentence });
  if (notReached !== undefined) add('target-unreachable', notReached);
  // However large a share is lost, what is left was measured; only of nothing there is nothing to say.
  const isOfTheRest = onLoss === 'continue' && agentsLost.length < agents;
  if (!isOfTheRest) for (const { sentence } of agentsLost) add('agent-died', sentence);
  if (scriptError !== undefined) add('script-error', scriptError);
  if (notReached !== undefined || scriptError !== undefined) return causes;
  if (!hasStarted) add('stopped', 'It ended before the first turn: nothing was measured.');
  else {
    const expected = clients - clientsLost(agentsLost);
    const rest = agentsLost.length === 0 ? '' : ' that are left';
    if (connected < expected && (agentsLost.length === 0 || isOfTheRest) && !isCutShort) {
      add('never-connected', `${count(expected - connected)} of ${count(expected)} clients${rest} never connected.`);
    }
  }
  return causes;
}

export function clientsLost(agentsLost: readonly LostAgent[]): number {
  return agentsLost.reduce((sum, { clients }) => sum + clients, 0);
}

/** What makes its latencies and rates worthless; what was delivered wrong was wrong all the same. */
export function findDisturbances({
  hasStarted,
  operations,
  ops,
  wakeLagUs,
  loopLagUs,
  cpuShares,
  thresholds,
}: Measurement): Cause[] {
  const causes: Cause[] = [];
  const add = (code: string, sentence: string) => causes.push({ verdict: 'invalid', code, sentence });
  // Where errors say why, they come first: a target that answers nothing has failed.
  if (hasStarted && operations === 0) add('nothing-measured', 'Not one operation came to its end: nothing was measured.');
  const p99 = Math.max(0, ...ops.map(({ responseP99Us }) => responseP99Us));
  const limits = generatorLimits(p99);
  const busiest = Math.max(0, ...cpuShares);
  const advice =
    cpuShares.length > 0 && busiest < IDLE_CPU_SHARE
      ? 'something else took the processors of this machine: run it again when it is quiet'
      : 'ask for less, or give it more agents or processors';
  if (wakeLagUs.count > 0 && wakeLagUs.p99 > limits.wakeLagP99Us) {
    add('send-lag', `The generator sent late by itself: p99 ${ms(wakeLagUs.p99)}, where the response has ${ms(p99)}; ${advice}.`);
  }
  if (busiest > limits.cpuShare) {
    add(
      'agent-cpu',
      `An agent used ${(busiest * 100).toFixed(0)} % of a processor: what was measured is the generator as much as the target; use more --agents, fewer --clients, or --think.`,
    );
  }
  if (loopLagUs.count > 0 && loopLagUs.p99 > limits.loopLagP99Us) {
    add('loop-lag', `The generator's loop came late: p99 ${ms(loopLagUs.p99)}, where the response has ${ms(p99)}; ${advice}.`);
  }
  for (const threshold of thresholds) {
    const { text, isDefault, measure } = threshold;
    const needed = samplesNeeded(threshold);
    if (isDefault || measure.kind !== 'latency' || needed === 0) continue;
    for (const { op, responseCount } of ops) {
      if ((measure.op !== undefined && measure.op !== op) || responseCount >= needed || responseCount === 0) continue;
      add(
        'too-few-samples',
        `'${text}' needs ${count(needed)} samples of ${op}, and there are ${count(responseCount)}: run longer, or faster.`,
      );
    }
  }
  return causes;
}

/** For its percentile to mean anything; 0: it speaks of none. */
export function samplesNeeded({ measure }: Threshold): number {
  if (measure.kind !== 'latency' || measure.stat.kind !== 'percentile') return 0;
  return Math.ceil(SAMPLES_BEYOND / Math.max(1e-9, 1 - measure.stat.percentile / 100));
}

function ms(us: number): string {
  return us < 1000 ? `${us.toFixed(0)} us` : `${(us / 1000).toFixed(1)} ms`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
