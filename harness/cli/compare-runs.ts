// What `harness compare` puts together of records or of runs that it makes, before anything is said of it.

import { HarnessError } from '../errors.ts';
import type { LoadedScenario } from '../fleet/bench-options.ts';
import { findPins } from '../fleet/pinning.ts';
import type { ComparedSubject, ComparisonRecord } from '../record/comparison-record.ts';
import type { BenchRecord } from '../record/record.ts';
import { concludeComparison } from '../study/comparison.ts';
import { checkDecisive, decisiveFigures } from '../study/decisive.ts';
import { type InTurn, runInTurn } from '../study/in-turn.ts';
import { runOf } from '../study/run-of.ts';
import type { Engine } from './bench-command.ts';
import type { Circumstances } from './bench-flags.ts';
import { type CompareFlags, durationMsOf, marginOf, type ServersToCompare, serversToCompare, trialsOf } from './compare-flags.ts';
import { startCompareProgress } from './compare-progress.ts';
import { readComparison } from './compare-records.ts';
import { onInterrupt } from './interrupt.ts';
import { usualProgress } from './progress.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { progressPlace, type Surroundings } from './surroundings.ts';

type Words = Pick<Surroundings, 'command' | 'harnessVersion'>;

export async function comparisonOfFiles(
  words: readonly string[],
  flags: CompareFlags,
  { command }: Words,
): Promise<ComparisonRecord> {
  checkDecisive(flags.by ?? []);
  const { subjects, runs, resampled, notes } = await readComparison(words, flags.anyway === true);
  const records = subjects.flatMap(({ read }) => read.map(({ record }) => record));
  const first = recordOf(records);
  return concludeComparison({
    ...wishesOf(flags, first),
    circumstances: circumstancesOf(first, command, notes),
    subjects: subjects.map(({ name, read }) => ({
      name,
      target: targetOf(recordOf(read.map(({ record }) => record))),
      file: read.map(({ file }) => file).join(', '),
    })),
    levels: [{ plan: first.plan, subjects: runs }],
    resampled,
    order: [],
    secondsPerTrial: Math.max(first.totals.seconds, 0.001),
  });
}

export interface ComparisonOfServers {
  /** Undefined: not one trial of each was made. */
  readonly record: ComparisonRecord | undefined;
  readonly inTurn: InTurn;
}

export async function comparisonOfServers(
  flags: CompareFlags,
  { servers, plans, base }: ServersToCompare,
  engine: Pick<Engine, 'runBench'>,
  surroundings: Surroundings,
  keep: (name: string, record: BenchRecord, number: number) => void,
): Promise<ComparisonOfServers> {
  const pinning = flags.pin ? findPins() : { kind: 'not-pinned' as const, why: 'nobody asked for it' };
  const stop = new AbortController();
  const abort = new AbortController();
  const kind: ProgressKind = flags.progress ?? usualProgress(surroundings.stderr, surroundings.environment);
  const title = `${base.loaded.name}, ${trialsOf(flags)} ${trialsOf(flags) === 1 ? 'trial' : 'trials'} of each: ${servers.map(({ name }) => name).join(', ')}`;
  const interrupt = onInterrupt(
    () => {
      progress.onNote('Stopping in order; once more to end at once.');
      stop.abort();
    },
    () => abort.abort(),
  );
  const names = madeUpNames(servers, flags);
  const progress = startCompareProgress(kind, [title, ...names], progressPlace(surroundings));
  let last: ServersToCompare['servers'][number] | undefined;
  try {
    const ran = await runInTurn(
      {
        servers,
        plans,
        trials: trialsOf(flags),
        isPatient: flags.anyway !== true,
        base: { ...base, ...(pinning.kind === 'pinned' ? { pinned: pinning.pins } : {}) },
      },
      engine.runBench,
      {
        begin(trial) {
          last = servers[trial.index];
          return progress.begin(trial);
        },
        end(trial, record) {
          keep(trial.server.name, record, trial.number);
          progress.end(trial, record);
        },
        again: (trial, record) => progress.again(trial, record),
      },
      { stop: stop.signal, abort: abort.signal },
    );
    const inTurn = ran.failure === undefined ? ran : { ...ran, failure: failureOf(ran.failure, last) };
    const [level] = inTurn.levels;
    const first = level?.records[0]?.[0];
    if (level === undefined || first === undefined) return { record: undefined, inTurn };
    const record = concludeComparison({
      ...wishesOf(flags, first),
      circumstances: circumstancesOf(first, surroundings.command, [
        ...names,
        ...(pinning.kind === 'pinned' ? [] : [`Servers and clients shared all processors: ${pinning.why}.`]),
        ...madeAgain(inTurn),
        ...shortened(inTurn, trialsOf(flags), plans.length),
      ]),
      subjects: servers.map(({ name }, index): ComparedSubject => {
        const own = level.records[index]?.[0] ?? first;
        const words = own.target.how === 'embedded' ? embeddedCommand(servers[index]?.target(level.plan.clients)) : undefined;
        return {
          name,
          target: { ...targetOf(own), ...(words === undefined ? {} : { command: words }) },
          ...(pinning.kind === 'pinned' ? { processors: [...pinning.pins.target] } : {}),
        };
      }),
      levels: inTurn.levels.map(({ plan, records }) => ({
        plan: { ...plan, segments: [...plan.segments] },
        subjects: servers.map(({ name }, index) => ({
          name,
          runs: (records[index] ?? []).map(runOf),
          places: inTurn.order.flatMap((server, place) => (server === index ? [place] : [])),
        })),
      })),
      resampled: 'trials',
      // What was begun and not compared has no place in it.
      order: inTurn.order.slice(0, servers.length * Math.max(...inTurn.levels.map(({ records }) => records[0]?.length ?? 0))),
      secondsPerTrial: durationMsOf(flags) / 1000,
    });
    return { record, inTurn };
  } finally {
    progress.close();
    interrupt.release();
  }
}

/** Refuses whatever makes no sense, before anything is started. */
export async function checkedServers(
  flags: CompareFlags,
  loaded: LoadedScenario,
  circumstances: Circumstances,
): Promise<ServersToCompare> {
  checkDecisive(flags.by ?? []);
  return await serversToCompare(flags, loaded, circumstances);
}

/** Which of the servers it was, and how it is started. */
function failureOf(
  { code, message, cause }: HarnessError,
  server: ServersToCompare['servers'][number] | undefined,
): HarnessError {
  if (server === undefined || message.startsWith(`${server.name}: `)) return new HarnessError(code, message, cause);
  const which = server.name === server.typed ? server.name : `${server.name} ('${server.typed}')`;
  return new HarnessError(code, `${which}: ${message}`, cause);
}

function wishesOf(flags: CompareFlags, first: BenchRecord) {
  return {
    margin: marginOf(flags),
    decisive: decisiveFigures(flags.by ?? [], first),
    failOnWorse: flags.failOnWorse,
    isAnyway: flags.anyway === true,
  };
}

function circumstancesOf(
  { scenario, seed, startedAt, environment, calibration }: BenchRecord,
  command: readonly string[],
  notes: readonly string[],
) {
  return {
    notes: [...notes],
    scenario,
    seed,
    startedAt,
    command: [...command],
    environment,
    ...(calibration === undefined ? {} : { calibration }),
  };
}

function madeAgain({ disturbed: { again, kept } }: InTurn): string[] {
  if (again === 0 && kept === 0) return [];
  const made = again === 1 ? '1 trial was made again' : `${again} trials were made again`;
  const counted = kept === 1 ? '1 trial that counts was disturbed' : `${kept} trials that count were disturbed`;
  const what = [...(again === 0 ? [] : [made]), ...(kept === 0 ? [] : [counted])].join(', and ');
  return [`${what}: something else took too much of this machine's time.`];
}

function shortened({ isStopped, failure, levels }: InTurn, trials: number, wanted: number): string[] {
  const had = levels.map(({ records }) => records[0]?.length ?? 0);
  if (!isStopped && failure === undefined) return [];
  const what = isStopped ? 'It was stopped' : 'It ended early';
  const missing = wanted - levels.length;
  const levelsText = missing === 0 ? '' : `, and ${missing} of ${wanted} numbers of clients are missing`;
  return [`${what}: ${had.at(-1)} of ${trials} trials of each server are complete${levelsText}.`];
}

/** Which is which, where a name is not what somebody typed. */
function madeUpNames(servers: ServersToCompare['servers'], { name }: CompareFlags): string[] {
  const made = servers.filter((server) => name === undefined && !server.name.startsWith(server.typed));
  return made.map((server) => `${server.name} is '${server.typed}'.`);
}

function targetOf({ target: { how, address, port, command } }: BenchRecord): ComparedSubject['target'] {
  return { how, address, port, ...(command === undefined ? {} : { command }) };
}

/** Without the program and what only a parent needs. */
function embeddedCommand(target: ReturnType<ServersToCompare['servers'][number]['target']> | undefined): string | undefined {
  if (target?.how !== 'embedded') return undefined;
  const words = target.words.slice(2).filter((word) => word !== '--json' && word !== '--end-with-parent');
  return ['harness', ...words].join(' ');
}

function recordOf(records: readonly BenchRecord[]): BenchRecord {
  const [first] = records;
  if (first === undefined) throw new Error('defect in the harness: a subject has a record');
  return first;
}
