// The flags of `harness verify` as they come from the command line, and from them what a run is to be.

import { fileURLToPath } from 'node:url';
import { HarnessError } from '../errors.ts';
import type { Contract, Level } from '../judge/case.ts';
import type { Counterexample } from '../judge/counterexample.ts';
import type { ExpectedFailure, TargetWish, VerifyOptions } from '../judge/verify-options.ts';
import type { TransportChoice } from '../transport/choose.ts';
import { parseTarget, resolveTarget } from '../transport/endpoint.ts';
import type { ChosenContract } from './contract-choice.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { judgedReferenceWords } from './reference-words.ts';
import type { ReportFile } from './report-files.ts';

/** Where the server is; the same for all commands that judge one. */
export interface TargetFlags {
  readonly target?: string;
  readonly start?: string;
  readonly pid?: number;
}

export interface VerifyFlags extends TargetFlags {
  readonly clientFrame?: number;
  readonly capacity?: number;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly level: Level;
  readonly expectFail?: string;
  readonly runs: number;
  readonly seed?: number;
  readonly budget: number;
  readonly transport: TransportChoice;
  readonly timeout: number;
  readonly out?: string;
  readonly report?: readonly ReportFile[];
  readonly junit?: string;
  readonly json?: true;
  readonly list?: true;
  readonly progress?: ProgressKind;
}

/** What is not said by flags. */
export interface VerifyCircumstances {
  readonly command: readonly string[];
  readonly harnessVersion: string;
  readonly seed: number;
  readonly expectFail: readonly ExpectedFailure[];
  keep(counterexample: Counterexample): string | undefined;
}

/** Refuses whatever makes no sense; names are resolved, and nothing else is opened. */
export async function verifyOptionsFrom(
  flags: VerifyFlags,
  { contract, source }: ChosenContract,
  { command, harnessVersion, seed, expectFail, keep }: VerifyCircumstances,
): Promise<VerifyOptions> {
  const clientFrame = clientFrameOf(flags, contract);
  return {
    contract,
    ...(source !== undefined && { source }),
    target: await targetWish(flags, contract, flags.capacity),
    ...(clientFrame !== undefined && { clientFrame }),
    ...(flags.capacity !== undefined && { capacity: flags.capacity }),
    ...selectionOf(flags),
    expectFail,
    runs: flags.runs,
    seed: flags.seed ?? seed,
    budgetMs: flags.budget,
    patienceMs: flags.timeout,
    transport: flags.transport,
    command,
    harnessVersion,
    keep,
  };
}

export function selectionOf({ only = [], skip = [], level }: VerifyFlags): Pick<VerifyOptions, 'only' | 'skip' | 'level'> {
  return { only: idsIn(only), skip: idsIn(skip), level };
}

/** With spaces or commas between them. */
function idsIn(words: readonly string[]): string[] {
  return words
    .flatMap((word) => word.split(','))
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

function clientFrameOf({ clientFrame }: VerifyFlags, { dialect, clientFrames }: Contract): number | undefined {
  if (clientFrame === undefined || clientFrames?.includes(clientFrame)) return clientFrame;
  throw refusal(
    clientFrames === undefined
      ? `${dialect.name} leaves no choice of client frames: leave --client-frame out`
      : `--client-frame takes ${clientFrames.join(' or ')} for ${dialect.name}, not ${clientFrame}`,
  );
}

/** Without `--target` and `--start` it is the reference server. */
export async function targetWish(flags: TargetFlags, contract: Contract, capacity?: number): Promise<TargetWish> {
  const { name, port, reference } = contract.dialect;
  const { target, start, pid } = flags;
  if (target !== undefined || start !== undefined) {
    const to = await resolveTarget(target === undefined ? { host: '127.0.0.1', port } : parseTarget(target));
    if (start === undefined) return { how: 'running', to, ...(pid !== undefined && { pid }) };
    if (start.trim() === '') throw refusal("--start takes a command, such as --start './server 3490'");
    if (pid !== undefined) throw refusal('--pid is the process of a server that runs already: what --start starts is known');
    return { how: 'started', command: start, to };
  }
  if (pid !== undefined) throw refusal('--pid is the process of a server of yours: give --target with it');
  if (reference === undefined) {
    throw refusal(
      `There is no reference server for ${name}: say where yours listens with --target host:port, or start it with --start 'cmd'`,
    );
  }
  return { how: 'embedded', argv: [process.execPath, mainScript(), ...judgedReferenceWords(reference, capacity)] };
}

/** The command itself, built or not. */
function mainScript(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}.`);
}
