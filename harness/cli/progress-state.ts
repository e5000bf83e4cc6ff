// What a run has told of itself so far, as far as a screen shows it. It does not grow with the run.

import { busiestFirst } from '../../reports/bench/busiest-first.ts';
import type { BenchPhase, SoFar } from '../fleet/bench-options.ts';
import type { Second } from '../record/record.ts';
import type { ProgressPlan } from './progress.ts';

/** As many as the widest sparkline has marks. */
const SECONDS_KEPT = 240;

export class ProgressState {
  phase: BenchPhase | undefined;
  connected = 0;
  clients: number;
  connectErrors = 0;
  soFar: SoFar | undefined;
  /** Of the plan, those that are over and told of. */
  secondsTold = 0;
  readonly recent: Second[] = [];
  /** The busiest of the first second that had any, so that the same one is told of each time. */
  operation: string | undefined;
  readonly #seconds: number;
  #phaseSinceUs: number;
  #runningSinceUs: number | undefined;

  constructor({ clients, seconds }: ProgressPlan, nowUs: number) {
    this.clients = clients;
    this.#seconds = seconds ?? Number.POSITIVE_INFINITY;
    this.#phaseSinceUs = nowUs;
  }

  get last(): Second | undefined {
    return this.recent.at(-1);
  }

  get errors(): number {
    return this.soFar?.errors ?? 0;
  }

  entered(phase: BenchPhase, nowUs: number): void {
    this.phase = phase;
    this.#phaseSinceUs = nowUs;
    if (phase === 'running') this.#runningSinceUs = nowUs;
  }

  phaseSeconds(nowUs: number): number {
    return Math.floor((nowUs - this.#phaseSinceUs) / 1e6);
  }

  /** Of the plan; what was told of is over, whatever the clock says. */
  elapsedSeconds(nowUs: number): number {
    const byClock = this.phase === 'running' && this.#runningSinceUs !== undefined ? (nowUs - this.#runningSinceUs) / 1e6 : 0;
    return Math.min(this.#seconds, Math.max(this.secondsTold, Math.floor(byClock)));
  }

  connecting(connected: number, clients: number, errors: number): void {
    this.connected = connected;
    this.clients = clients;
    this.connectErrors = errors;
  }

  /** Behind the plan's end only what is counted tells anything: nothing is due there any more. Returns whether it is of the plan. */
  second(second: Second, soFar: SoFar): boolean {
    this.soFar = soFar;
    if (second.second >= this.#seconds) return false;
    this.secondsTold = Math.max(this.secondsTold, second.second + 1);
    this.operation ??= opsOf(second)[0]?.[0];
    this.recent.push(second);
    if (this.recent.length > SECONDS_KEPT) this.recent.shift();
    return true;
  }
}

/** The busiest first. */
export function opsOf({ latencyUs }: Second): [string, Second['latencyUs'][string]][] {
  return busiestFirst(Object.entries(latencyUs), ({ count }) => count);
}

/** Of the busiest agent. */
export function agentCpuShare({ agents }: Second): number {
  return Math.max(0, ...agents.map((agent) => agent?.cpuShare ?? 0));
}

export function phaseText(phase: BenchPhase | undefined): string {
  switch (phase) {
    case undefined:
      return 'getting ready';
    case 'starting-target':
      return 'starting the target';
    case 'connecting':
      return 'connecting';
    case 'running':
      return 'running';
    case 'draining':
      return 'waiting for the last answers';
    case 'leaving':
      return 'leaving';
  }
}
