// The flags of `harness bench` as they come from the command line, and from them what a run is to be.

import { fileURLToPath } from 'node:url';
import { HarnessError } from '../errors.ts';
import type { AwakeChoice } from '../fleet/awake.ts';
import type { BenchOptions, FleetChoice, LoadedScenario, TargetChoice } from '../fleet/bench-options.ts';
import { makePlan } from '../load/make-plan.ts';
import { endUs, type Plan } from '../load/plan.ts';
import { parseStages, type Stages } from '../load/stages.ts';
import { parseThreshold, type Threshold } from '../load/thresholds.ts';
import type { Calibration } from '../record/record.ts';
import type { Scenario } from '../script/scenario.ts';
import { parseTarget, resolveTarget } from '../transport/endpoint.ts';
import { readLimits } from '../transport/limits.ts';
import { planSources } from '../transport/sources.ts';
import type { Labels } from './label-flags.ts';
import { type NatsFlags, natsSettingsFrom } from './nats-flags.ts';
import { resolveParams } from './params.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { referenceWords } from './reference-words.ts';
import type { ReportFile } from './report-files.ts';

export interface BenchFlags extends NatsFlags {
  readonly target?: string;
  readonly start?: string;
  readonly pid?: number;
  readonly clients?: number;
  readonly rate?: number;
  readonly duration?: number;
  readonly rampUp?: number;
  readonly stages?: string;
  readonly turns?: number;
  readonly think?: number;
  readonly warmup?: number | 'detect';
  readonly trials: number;
  readonly seed?: number;
  readonly param?: readonly string[];
  readonly threshold?: readonly string[];
  readonly abortOnFail?: true;
  /** `--no-check` makes it false. */
  readonly check: boolean;
  readonly timeout: number;
  readonly agents: number | 'auto';
  readonly onLoss?: 'fail' | 'continue';
  readonly transport: 'auto' | 'epoll' | 'node';
  readonly source?: readonly string[];
  readonly awake: AwakeChoice;
  readonly requireLabels?: Labels;
  readonly out?: string;
  readonly report?: readonly ReportFile[];
  readonly json?: true;
  readonly progress?: ProgressKind;
  readonly calibrate?: true;
}

export type MachineFlags = Pick<BenchFlags, 'transport' | 'awake'>;

/** What is known of this one, for these flags. */
export interface Machine {
  /** The processors to keep awake. */
  readonly awake: readonly number[];
  /** What an earlier `--calibrate` left. */
  readonly calibration: Calibration | undefined;
}

/** What is the same for every scenario. */
export interface Circumstances extends Machine {
  readonly command: readonly string[];
  readonly harnessVersion: string;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const CLIENTS_DEFAULT = 100;
/** Of this machine. */
const PROCESSES_MAX = 256;
const DURATION_MS_DEFAULT = 10_000;

/** Refuses whatever makes no sense; names are resolved, and nothing else is opened. */
export async function optionsFrom(
  flags: BenchFlags,
  loaded: LoadedScenario,
  circumstances: Circumstances,
): Promise<BenchOptions> {
  const { scenario, name } = loaded;
  const params = resolveParams(flags.param ?? [], name, scenario.params);
  const thresholds = thresholdsOf(flags.threshold ?? [], scenario.thresholds ?? []);
  const plan = planOf(flags, scenario);
  const warmUpSeconds = flags.warmup === undefined || flags.warmup === 'detect' ? 'detected' : flags.warmup;
  if (warmUpSeconds !== 'detected' && warmUpSeconds * 1e6 >= endUs(plan)) {
    throw refusal(
      `--warmup ${warmUpSeconds}s leaves nothing of a run of ${endUs(plan) / 1e6} s: make one shorter or the other longer`,
    );
  }
  const fleet = fleetOf(flags, circumstances.environment);
  if (fleet === undefined && flags.agents !== 'auto' && flags.agents > PROCESSES_MAX) {
    throw refusal(`--agents ${flags.agents} is more than the ${PROCESSES_MAX} processes that one machine is asked for`);
  }
  const target = await targetOf(flags, loaded, plan);
  const sources = flags.source ?? [];
  if (sources.length > 0) checkSources(sources, target, plan);
  // What this machine carries says nothing of others.
  const calibration = fleet === undefined ? circumstances.calibration : undefined;
  return {
    loaded,
    target,
    plan,
    params,
    seed: flags.seed ?? circumstances.seed,
    agents: flags.agents,
    ...(fleet !== undefined && { fleet }),
    ...(flags.onLoss !== undefined && { onLoss: flags.onLoss }),
    awake: circumstances.awake,
    transport: flags.transport,
    sources,
    timeoutMs: flags.timeout,
    isChecking: flags.check,
    thresholds,
    abortOnFail: flags.abortOnFail === true,
    warmUpSeconds,
    ...(calibration !== undefined && { calibration }),
    command: circumstances.command,
    harnessVersion: circumstances.harnessVersion,
  };
}

/** Undefined: the agents are processes of this machine. */
function fleetOf(flags: BenchFlags, environment: Circumstances['environment']): FleetChoice | undefined {
  const nats = natsSettingsFrom(flags, environment);
  if (nats === undefined) {
    if (flags.requireLabels === undefined) return undefined;
    throw refusal('--require-labels chooses among agents of other machines: say with --nats where they are found');
  }
  if (flags.source !== undefined) {
    throw refusal('--source is an address of the machine that connects: with --nats, give it to `harness agent` there');
  }
  return { nats, labels: flags.requireLabels ?? {} };
}

/** Those of the scenario hold too, unless somebody speaks of the same figure. */
function thresholdsOf(given: readonly string[], usual: readonly string[]): string[] {
  const own = given.flatMap((text) => text.split(',')).map(parseThreshold);
  const isSpokenOf = ({ measure }: Threshold) => own.some((one) => JSON.stringify(one.measure) === JSON.stringify(measure));
  const others = usual.map(parseThreshold).filter((threshold) => !isSpokenOf(threshold));
  return [...own, ...others].map(({ text }) => text);
}

function planOf(flags: BenchFlags, { defaults = {} }: Scenario): Plan {
  const stages = flags.stages === undefined ? undefined : parseStages(flags.stages);
  if (stages?.kind === 'clients' && flags.clients !== undefined && flags.clients !== mostIn(stages)) {
    throw refusal(
      `--stages without '/s' say how many clients there are, and these come to ${mostIn(stages)}: leave --clients out`,
    );
  }
  // Whoever speaks of think time or stages has chosen the kind of plan already.
  const hasOwnPace = flags.think !== undefined || stages !== undefined;
  const ratePerSecond = flags.rate ?? (hasOwnPace ? undefined : defaults.ratePerSecond);
  const isOpen = ratePerSecond !== undefined || stages?.kind === 'rate';
  const isBounded = stages !== undefined || flags.turns !== undefined;
  return makePlan({
    clients: flags.clients ?? defaults.clients ?? CLIENTS_DEFAULT,
    ratePerSecond,
    durationMs: flags.duration ?? (isBounded ? undefined : (defaults.durationMs ?? DURATION_MS_DEFAULT)),
    rampUpMs: flags.rampUp,
    stages,
    turns: flags.turns,
    thinkMs: flags.think ?? (isOpen ? undefined : defaults.thinkMs),
  });
}

function mostIn({ segments }: Stages): number {
  return Math.max(...segments.flatMap(({ from, to }) => [from, to]));
}

async function targetOf(flags: BenchFlags, { name, scenario }: LoadedScenario, plan: Plan): Promise<TargetChoice> {
  const { port, reference, name: dialect } = scenario.dialect;
  const pid = flags.pid === undefined ? {} : { pid: flags.pid };
  if (flags.target !== undefined || flags.start !== undefined) {
    const to = await resolveTarget(flags.target === undefined ? { host: '127.0.0.1', port } : parseTarget(flags.target));
    if (flags.start === undefined) return { how: 'running', to, ...pid };
    if (flags.start.trim() === '') throw refusal("--start takes a command, such as --start './server 3490'");
    return { how: 'started', command: flags.start, to, ...pid };
  }
  if (flags.pid !== undefined) {
    throw refusal('--pid is the process of a server of yours: give --target (or --start) with it');
  }
  if (reference === undefined) {
    throw refusal(
      `${name} needs a server that speaks ${dialect}: say where it listens with --target host:port, or start it with --start 'cmd'`,
    );
  }
  return { how: 'embedded', words: [process.execPath, mainScript(), ...referenceWords(reference, plan.clients, readLimits())] };
}

/** The command itself, built or not. */
export function mainScript(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));
}

function checkSources(sources: readonly string[], target: TargetChoice, { clients }: Plan): void {
  const to = target.how === 'embedded' ? { address: '127.0.0.1', port: 0 } : target.to;
  planSources({ to, clients, sources, ports: readLimits().ports });
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}.`);
}
