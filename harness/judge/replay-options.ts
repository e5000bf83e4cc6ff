// A stored counterexample, run again so many times.

import type { TransportChoice } from '../transport/choose.ts';
import type { Contract } from './case.ts';
import type { Counterexample } from './counterexample.ts';
import type { Judgement } from './judgement.ts';
import type { TargetWish } from './verify-options.ts';

export interface ReplayOptions {
  readonly counterexample: Counterexample;
  readonly contract: Contract;
  readonly target: TargetWish;
  readonly times: number;
  /** How long to wait for what should come. */
  readonly patienceMs: number;
  readonly transport: TransportChoice;
}

export interface ReplayRun {
  readonly judgement: Judgement;
  readonly durationMs: number;
}

/** Those that were run before the signal, each told of when it is over. */
export type RunReplay = (
  options: ReplayOptions,
  onRun: (run: ReplayRun) => void,
  signal: AbortSignal,
) => Promise<readonly ReplayRun[]>;
