// The flags of `harness compare` as they come from the command line, and from them what is compared.

import { existsSync } from 'node:fs';
import { HarnessError } from '../errors.ts';
import type { BenchOptions, LoadedScenario, TargetChoice } from '../fleet/bench-options.ts';
import type { Plan } from '../load/plan.ts';
import type { ServerInTurn } from '../study/in-turn.ts';
import { MARGIN_DEFAULT } from '../study/judgement.ts';
import { readLimits } from '../transport/limits.ts';
import { type BenchFlags, type Circumstances, mainScript, optionsFrom } from './bench-flags.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { referenceWords } from './reference-words.ts';
import type { ReportFile } from './report-files.ts';
import { shortNames } from './short-names.ts';

export interface CompareFlags
  extends Pick<
    BenchFlags,
    'rate' | 'think' | 'seed' | 'param' | 'check' | 'timeout' | 'agents' | 'onLoss' | 'transport' | 'source' | 'awake' | 'target'
  > {
  readonly start?: readonly string[];
  readonly reference?: readonly string[];
  /** Refused, with what to do instead. */
  readonly nats?: string;
  readonly name?: readonly string[];
  /** `--no-pin` makes it false. */
  readonly pin: boolean;
  readonly clients?: readonly number[];
  /** Those that go with servers have their default where the servers are. */
  readonly duration?: number;
  readonly warmup?: number | 'detect';
  readonly trials?: number;
  readonly by?: readonly string[];
  readonly margin?: number;
  readonly failOnWorse?: number;
  readonly anyway?: true;
  readonly keep?: string;
  readonly out?: string;
  readonly report?: readonly ReportFile[];
  readonly json?: true;
  readonly progress?: ProgressKind;
}

/** Programs that have just started get faster in their first second. */
const WARM_UP_SECONDS_DEFAULT = 1;

/** Of two kinds of comparison, the one that makes runs. */
export function startsServers({ start, reference }: CompareFlags): boolean {
  return start !== undefined || reference !== undefined;
}

/** What may fail a comparison has to be able to be told. */
export function marginOf({ margin, failOnWorse }: CompareFlags): number {
  return margin ?? (failOnWorse === undefined || failOnWorse === 0 ? MARGIN_DEFAULT : Math.min(MARGIN_DEFAULT, failOnWorse));
}

interface TypedServer extends ServerInTurn {
  /** As it stands on the command line. */
  readonly typed: string;
}

export interface ServersToCompare {
  readonly servers: readonly TypedServer[];
  readonly plans: readonly Plan[];
  readonly base: Omit<BenchOptions, 'plan' | 'target'>;
}

export async function serversToCompare(
  flags: CompareFlags,
  loaded: LoadedScenario,
  circumstances: Circumstances,
): Promise<ServersToCompare> {
  const clients = flags.clients ?? [undefined];
  const optionsFor = (start: string | undefined, number: number | undefined) =>
    optionsFrom(benchFlags(flags, start, number), loaded, circumstances);
  const starts = flags.start ?? [];
  const models = (flags.reference ?? []).flatMap(modelsIn);
  if (models.length > 0 && flags.target !== undefined && starts.length === 0) {
    throw refusal('--reference serves at a port of its own: leave --target out');
  }
  const subjects: TypedServer[] = [];
  for (const start of starts) {
    const { target } = await optionsFor(start, clients[0]);
    subjects.push({ name: start, typed: start, target: () => target });
  }
  if (models.length > 0) {
    const { reference } = loaded.scenario.dialect;
    if (reference === undefined) {
      throw refusal(`The reference server does not speak ${loaded.scenario.dialect.name}: compare servers of yours with --start`);
    }
    for (const words of models)
      subjects.push({ name: words, typed: words, target: (number) => referenceTarget(reference, words, number) });
  }
  if (subjects.length < 2) {
    throw refusal('A comparison needs two servers: give --start twice, or --reference with two models, such as process,event');
  }
  const plans: Plan[] = [];
  for (const number of clients) plans.push((await optionsFor(starts[0], number)).plan);
  const { plan: _plan, target: _target, ...base } = await optionsFor(starts[0], clients[0]);
  return { servers: named(subjects, flags.name), plans, base };
}

const TRIALS_DEFAULT = 5;
const DURATION_MS_DEFAULT = 5000;

export function trialsOf({ trials = TRIALS_DEFAULT }: CompareFlags): number {
  return trials;
}

export function durationMsOf({ duration = DURATION_MS_DEFAULT }: CompareFlags): number {
  return duration;
}

function benchFlags(flags: CompareFlags, start: string | undefined, clients: number | undefined): BenchFlags {
  const { rate, think, seed, param, check, timeout, agents, onLoss, transport, source, awake, target } = flags;
  const duration = durationMsOf(flags);
  const isLong = duration >= 2000 * WARM_UP_SECONDS_DEFAULT;
  return {
    trials: 1,
    check,
    timeout,
    agents,
    transport,
    awake,
    duration,
    warmup: flags.warmup ?? (isLong ? WARM_UP_SECONDS_DEFAULT : 0),
    ...(start === undefined ? {} : { start, ...(target === undefined ? {} : { target }) }),
    ...(clients === undefined ? {} : { clients }),
    ...(rate === undefined ? {} : { rate }),
    ...(think === undefined ? {} : { think }),
    ...(seed === undefined ? {} : { seed }),
    ...(param === undefined ? {} : { param }),
    ...(source === undefined ? {} : { source }),
    ...(onLoss === undefined ? {} : { onLoss }),
  };
}

/** `process,thread,event` are three; `event --fault slow=10` is one, with words of `harness serve` behind the model. */
function modelsIn(text: string): string[] {
  const models = /\s/.test(text.trim()) ? [text.trim()] : text.split(',');
  for (const words of models) {
    const [model = '', ...rest] = words.split(/\s+/);
    if (!MODELS.includes(model)) {
      throw refusal(`--reference takes models with commas between them (${MODELS.join(', ')}), and '${model}' is none`);
    }
    const own = rest.find((word) => OURS.includes(word));
    if (own !== undefined) throw refusal(`--reference '${words}': ${own} is given by the comparison, leave it out`);
  }
  return models;
}

const MODELS = ['event', 'single', 'process', 'thread'];
const OURS = ['--model', '--port', '--host', '--json', '--end-with-parent', '--once'];

function referenceTarget(reference: readonly string[], text: string, clients: number): TargetChoice {
  const [model = '', ...rest] = text.split(/\s+/);
  const words = referenceWords([...reference, '--model', model, ...rest], clients, readLimits());
  return { how: 'embedded', words: [process.execPath, mainScript(), ...words] };
}

function named(subjects: readonly TypedServer[], names: readonly string[] | undefined): TypedServer[] {
  if (names !== undefined && names.length !== subjects.length) {
    throw refusal(`There are ${subjects.length} servers and ${names.length} of --name: give one for each, in the same order`);
  }
  const twice = names?.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refusal(`--name '${twice}' is given twice: give each server its own`);
  const own = names ?? shortNames(subjects.map(({ name }) => name));
  return subjects.map((subject, index) => ({ ...subject, name: own[index] ?? subject.name }));
}

export interface NamedFile {
  readonly name: string;
  readonly file: string;
}

/** `old=runs/a.json`, unless there is a file of that whole name. Files of one name are trials of one subject. */
export function namedFile(argument: string): NamedFile {
  const [, name, file] = /^([^=/]+)=(.+)$/s.exec(argument) ?? [];
  if (name !== undefined && file !== undefined && !existsSync(argument)) return { name, file };
  return { name: argument.replace(/^.*\//, '').replace(/\.json$/, ''), file: argument };
}

export function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}.`);
}
