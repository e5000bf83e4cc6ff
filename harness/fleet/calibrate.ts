// What this machine can measure at all: how many operations the harness carries against a target that does nothing, and how large
// a latency and a lateness it sees there, which no measurement on this machine can go below.

import { fileURLToPath } from 'node:url';
import { HarnessError } from '../errors.ts';
import { makePlan, type PlanWishes } from '../load/make-plan.ts';
import type { BenchRecord, Calibration } from '../record/record.ts';
import type { TransportChoice } from '../transport/choose.ts';
import type { BenchObserver, BenchOptions, BenchSignals, LoadedScenario, RunBench } from './bench-options.ts';

export interface CalibrateOptions {
  /** `echo-block/ping`: blocks of so many bytes come back as they went. */
  readonly loaded: LoadedScenario;
  readonly transport: TransportChoice;
  readonly awake: readonly number[];
  readonly observer: BenchObserver;
  readonly signals: BenchSignals;
  readonly command: readonly string[];
  readonly harnessVersion: string;
}

const CLIENTS = 50;
const FRAME_BYTES = 1024;
const DURATION_MS = 3000;
const WARM_UP_SECONDS = 1;
/** Of the ceiling: little enough that nobody waits for anybody. */
const NOISE_SHARE = 0.1;
const TIMEOUT_MS = 10_000;

/**
 * One agent, with everything on: first as fast as it can, then paced. That the first run uses all of the agent's processor, and is
 * no valid measurement of its target, is what it is for.
 */
export async function calibrate(run: RunBench, options: CalibrateOptions): Promise<Calibration> {
  const measure = async (what: string, wishes: Pick<PlanWishes, 'ratePerSecond'>) => {
    const record = await run(benchOptions(options, wishes), options.observer, options.signals);
    checkMeasured(record, what, options.signals);
    return record;
  };
  const ceiling = (await measure('as fast as it can', {})).totals.operationsPerSecond;
  // A whole rate makes a plan that a person can read.
  const ratePerSecond = Math.max(1, Math.round(ceiling * NOISE_SHARE));
  const { latencyUs } = await measure('at a tenth of that', { ratePerSecond });
  const [latency] = Object.values(latencyUs);
  if (latency === undefined) throw failure('there was no operation to be timed');
  return {
    operationsPerSecondMax: ceiling,
    sendLagP99Us: latency.sendLag.p99,
    responseP50Us: latency.response.p50,
    responseP99Us: latency.response.p99,
  };
}

function benchOptions(options: CalibrateOptions, wishes: Pick<PlanWishes, 'ratePerSecond'>): BenchOptions {
  const { loaded, transport, awake, command, harnessVersion } = options;
  return {
    loaded,
    target: { how: 'embedded', words: [process.execPath, nullTarget()] },
    plan: makePlan({ clients: CLIENTS, durationMs: DURATION_MS, ...wishes }),
    params: { frameBytes: FRAME_BYTES },
    seed: 1,
    agents: 1,
    awake,
    transport,
    sources: [],
    timeoutMs: TIMEOUT_MS,
    isChecking: true,
    thresholds: [],
    abortOnFail: false,
    warmUpSeconds: WARM_UP_SECONDS,
    command,
    harnessVersion,
  };
}

/** The program beside this file, built or not. */
function nullTarget(): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`./null-target-process${extension}`, import.meta.url));
}

/** `invalid` is no obstacle here: the busiest generator that there can be is what is looked for, and lateness is the figure. */
function checkMeasured({ verdict, causes, totals }: BenchRecord, what: string, { stop, abort }: BenchSignals): void {
  if (stop.aborted || abort.aborted) throw failure('it was stopped before it was done');
  if (verdict === 'fail') {
    const cause = causes.find((one) => one.verdict === 'fail');
    throw failure(`the run ${what} has failed: ${cause?.sentence.replace(/\.$/, '') ?? 'it gave no cause'}`);
  }
  if (totals.operations === 0 || totals.operationsPerSecond === 0) {
    const [cause] = causes;
    const why = cause === undefined ? '' : `: ${cause.sentence.replace(/\.$/, '')}`;
    throw failure(`the run ${what} came to no operation behind its warm-up${why}`);
  }
}

function failure(why: string): HarnessError {
  return new HarnessError('measurement-failed', `This machine is not calibrated: ${why}. Run harness bench --calibrate again.`);
}
