// The flags of `harness capacity` as they come from the command line, and from them what is to be searched.

import { HarnessError } from '../errors.ts';
import type { BenchOptions, LoadedScenario } from '../fleet/bench-options.ts';
import { CLIENTS_MAX, RATE_MAX } from '../load/stages.ts';
import { parseThreshold } from '../load/thresholds.ts';
import { samplesNeeded } from '../load/validity.ts';
import type { CapacityPhase, SearchOptions } from '../study/capacity-search.ts';
import type { Circumstances } from './bench-flags.ts';
import { ratePerSecond, wholeNumber } from './flags.ts';
import type { ProgressKind } from './progress-kinds.ts';
import type { ReportFile } from './report-files.ts';
import { type StudyFlags, stepOptions, stepSeconds } from './study-steps.ts';

export interface CapacityFlags extends StudyFlags {
  readonly objective?: readonly string[];
  readonly axis?: 'rate' | 'clients';
  readonly clients?: number;
  readonly rate?: number;
  /** As they were typed: what they may be depends on the axis. */
  readonly from?: string;
  readonly max?: string;
  readonly atLeast?: string;
  /** A share. */
  readonly precision?: number;
  readonly maxSteps?: number;
  readonly sweep?: readonly number[] | 'auto';
  readonly trials?: number;
  readonly out?: string;
  readonly report?: readonly ReportFile[];
  readonly json?: true;
  readonly progress?: ProgressKind;
}

export interface CapacityPlan {
  readonly search: SearchOptions;
  readonly clients: number | undefined;
  readonly wanted: number | undefined;
  readonly secondsPerStep: number;
  optionsFor(load: number, phase: CapacityPhase, number: number): Promise<BenchOptions>;
}

const OBJECTIVE_DEFAULT = 'response.p99 < 10ms';
const PRECISION_DEFAULT = 0.02;
const MAX_STEPS_DEFAULT = 100;
const CLIENTS_DEFAULT = 100;
const FROM_DEFAULT = { rate: '1000', clients: '10' } as const;
/** The ascent only looks for the neighbourhood. */
const ASCENT_SHARE = 0.4;
/** A slow load is given more time for its samples, but not for ever. */
const LONGER_MAX = 6;

/** Refuses whatever makes no sense. */
export async function capacityPlanFrom(
  flags: CapacityFlags,
  loaded: LoadedScenario,
  circumstances: Circumstances,
): Promise<CapacityPlan> {
  refuseOthers(flags);
  const axis = flags.axis ?? 'rate';
  const seconds = stepSeconds(flags);
  const { scenario } = loaded;
  const objective = flags.objective ?? (scenario.thresholds === undefined ? [OBJECTIVE_DEFAULT] : []);
  const samples = Math.max(0, ...objective.flatMap((text) => text.split(',')).map((text) => samplesNeeded(parseThreshold(text))));
  const from = loadOf('--from', axis, flags.from ?? FROM_DEFAULT[axis]);
  const max = flags.max === undefined ? (axis === 'rate' ? RATE_MAX : CLIENTS_MAX) : loadOf('--max', axis, flags.max);
  if (flags.from !== undefined && from > max) {
    throw new HarnessError('flag-invalid', `--from ${flags.from} is above --max ${flags.max}: nothing is left to search.`);
  }
  const clients = axis === 'rate' ? (flags.clients ?? scenario.defaults?.clients ?? CLIENTS_DEFAULT) : undefined;
  const plan: CapacityPlan = {
    search: {
      axis,
      from: Math.min(from, max),
      max,
      precision: flags.precision ?? PRECISION_DEFAULT,
      stepsMax: flags.maxSteps ?? MAX_STEPS_DEFAULT,
    },
    clients,
    wanted: flags.atLeast === undefined ? undefined : loadOf('--at-least', axis, flags.atLeast),
    secondsPerStep: seconds,
    optionsFor(load, phase, number) {
      const isQuick = phase === 'ascent';
      const needed = axis === 'rate' && !isQuick ? Math.min(Math.ceil(samples / load), LONGER_MAX * seconds) : 0;
      const stepLoad = {
        clients: axis === 'rate' ? clients : load,
        rate: axis === 'rate' ? load : flags.rate,
        seconds: isQuick ? Math.max(1, Math.round(seconds * ASCENT_SHARE)) : Math.max(seconds, needed),
        thresholds: objective,
        number,
      };
      return stepOptions(flags, stepLoad, loaded, circumstances);
    },
  };
  // Whatever makes no sense is to be found out before anything runs.
  await plan.optionsFor(plan.search.from, 'ascent', 0);
  return plan;
}

function refuseOthers({ axis, clients, rate, think, trials }: CapacityFlags): void {
  const refuse = (sentence: string) => new HarnessError('flag-invalid', `${sentence}.`);
  if (axis === 'clients' && clients !== undefined) {
    throw refuse('--axis clients searches for the number of clients: say where to begin with --from, and leave --clients out');
  }
  if (axis !== 'clients' && rate !== undefined) {
    throw refuse('The rate is what is searched for: say where to begin with --from, or search for clients with --axis clients');
  }
  if (axis !== 'clients' && think !== undefined) {
    throw refuse('--think is for clients that take turn after turn: it goes with --axis clients or --sweep');
  }
  if (trials !== undefined) throw refuse('--trials goes with --sweep; a search tries as often as its confirmation needs');
}

function loadOf(flag: string, axis: 'rate' | 'clients', text: string): number {
  if (axis === 'clients') return wholeNumber(flag, 1, CLIENTS_MAX)(text);
  const rate = ratePerSecond(flag)(text);
  if (rate <= RATE_MAX) return rate;
  throw new HarnessError('flag-invalid', `${flag} takes ${RATE_MAX} turns a second at the most, not '${text}'.`);
}
