// What the flags of a study make of each of its runs: all that bench would, but for how much load there is and for how long.

import { HarnessError } from '../errors.ts';
import type { BenchOptions, LoadedScenario } from '../fleet/bench-options.ts';
import { type BenchFlags, type Circumstances, optionsFrom } from './bench-flags.ts';
import type { NatsFlags } from './nats-flags.ts';

/** Of the flags, what all runs share. */
export type StudyFlags = Pick<
  BenchFlags,
  | 'target'
  | 'start'
  | 'pid'
  | 'param'
  | 'seed'
  | 'check'
  | 'timeout'
  | 'agents'
  | 'onLoss'
  | 'requireLabels'
  | 'transport'
  | 'awake'
  | 'source'
  | 'think'
  | keyof NatsFlags
> & {
  /** Milliseconds, without the warm-up. */
  readonly step: number;
  /** Seconds. */
  readonly warmup: number;
};

export interface StepLoad {
  readonly clients: number | undefined;
  readonly rate: number | undefined;
  readonly seconds: number;
  readonly thresholds: readonly string[];
  /** Added to the seed. */
  readonly number: number;
}

export function stepOptions(
  { step: _, warmup, ...shared }: StudyFlags,
  { clients, rate, seconds, thresholds, number }: StepLoad,
  loaded: LoadedScenario,
  circumstances: Circumstances,
): Promise<BenchOptions> {
  const flags: BenchFlags = {
    ...shared,
    seed: ((shared.seed ?? circumstances.seed) + number) % 2 ** 31,
    trials: 1,
    warmup,
    duration: (warmup + seconds) * 1000,
    threshold: thresholds,
    ...(clients !== undefined && { clients }),
    ...(rate !== undefined && { rate }),
  };
  return optionsFrom(flags, loaded, circumstances);
}

/** A run is looked at second by second, so a step has whole ones. */
export function stepSeconds({ step }: Pick<StudyFlags, 'step'>): number {
  if (step % 1000 === 0) return step / 1000;
  throw new HarnessError('flag-invalid', `--step takes whole seconds, such as 5s, not ${step} ms.`);
}
