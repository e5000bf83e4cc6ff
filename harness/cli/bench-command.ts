// What `harness bench` does: checks everything, runs, writes the files, says what came of it, and returns the exit code.

import { renderCalibration, renderSummary } from '../../reports/formats/text/bench.ts';
import { reportOn } from '../../reports/report.ts';
import { HarnessError } from '../errors.ts';
import type { BenchOptions, LoadedScenario, RunBench } from '../fleet/bench-options.ts';
import type { CalibrateOptions } from '../fleet/calibrate.ts';
import { describePlan, endUs } from '../load/plan.ts';
import { concludeTrials } from '../load/trials.ts';
import type { BenchRecord, Calibration } from '../record/record.ts';
import { describeEndpoint } from '../transport/endpoint.ts';
import { type BenchFlags, type Machine, type MachineFlags, optionsFrom } from './bench-flags.ts';
import { EXIT_CODE_BY_VERDICT, EXIT_COULD_NOT_RUN, EXIT_INCONCLUSIVE } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { printable } from './printable.ts';
import { type Progress, startProgress, usualProgress } from './progress.ts';
import { attemptToWrite, defaultRecordFile, prepareFile, writeWhole } from './record-file.ts';
import { prepareReports, refuseOneForTwo, writeReports } from './report-files.ts';
import { loadedScenario, SCENARIO_DEFAULT } from './scenario-choice.ts';
import { COLUMNS_DEFAULT, hasColours, progressPlace, SEEDS, type Surroundings, textFor } from './surroundings.ts';

/** What the command leads; a test brings others. */
export interface Engine {
  readonly runBench: RunBench;
  readonly scenarios: readonly LoadedScenario[];
  /** Bundles the file; refuses one that doesn't compile, throws, or is no scenario. */
  loadScenario(file: string): Promise<LoadedScenario>;
  machineFor(flags: MachineFlags): Promise<Machine>;
  /** Runs the null target, and keeps what it finds for later runs. */
  calibrate(options: Omit<CalibrateOptions, 'loaded' | 'awake'> & MachineFlags): Promise<Calibration>;
  /** Where that is. */
  calibrationFile(): string;
}

export async function benchCommand(
  argument: string | undefined,
  flags: BenchFlags,
  engine: Engine,
  surroundings: Surroundings,
): Promise<number> {
  const loaded = await loadedScenario(argument ?? SCENARIO_DEFAULT, engine);
  const now = surroundings.now();
  const { command, harnessVersion, stderr } = surroundings;
  const machine = await engine.machineFor(flags);
  const seed = now.getTime() % SEEDS;
  const options = await optionsFrom(flags, loaded, {
    command,
    harnessVersion,
    seed,
    ...machine,
    environment: surroundings.environment,
  });
  const recordFile = flags.out ?? defaultRecordFile(loaded.name, now);
  prepareFile('--out', recordFile);
  const reports = flags.report ?? [];
  prepareReports('--report', reports);
  refuseOneForTwo([{ flag: '--out', file: recordFile }, ...reports.map(({ file }) => ({ flag: '--report', file }))]);

  const kind = flags.progress ?? usualProgress(stderr, surroundings.environment);
  const { records, failure } = await runTrials(flags.trials, options, engine.runBench, (title) =>
    startProgress(kind, { title, clients: options.plan.clients, seconds: secondsOf(options) }, progressPlace(surroundings)),
  );
  if (records.length === 0) {
    if (failure !== undefined) throw failure;
    stderr.write('Stopped before anything was measured.\n');
    return EXIT_INCONCLUSIVE;
  }
  const record = concludeTrials(records);
  const recordFailure = attemptToWrite(() => writeWhole(recordFile, `${JSON.stringify(record)}\n`));
  const { written, failures: reportFailures } = await writeReports(reports, reportOn(record));
  const files = {
    recordFile: recordFailure === undefined ? recordFile : undefined,
    reportFiles: written.map(({ file }) => file),
  };
  if (flags.json) surroundings.stdout.write(`${JSON.stringify(record)}\n`);
  const summaryOutput = flags.json ? stderr : surroundings.stdout;
  const obstacle = record.causes.find(({ code }) => code === 'target-unreachable' || code === 'script-error');
  // Whoever reads the events of a run by program has no use for a text among them; nor has anybody for a table of nothing.
  if (obstacle === undefined && !(flags.json && kind === 'json')) {
    const columns = summaryOutput.columns || COLUMNS_DEFAULT;
    const text = renderSummary(record, { columns, hasColours: hasColours(summaryOutput, surroundings), ...files });
    summaryOutput.write(textFor(summaryOutput, text, surroundings));
  }
  const failures = [failure, recordFailure, ...reportFailures].filter((one) => one !== undefined);
  for (const { message } of failures.slice(0, -1)) stderr.write(`harness: ${message}\n`);
  const last = failures.at(-1);
  if (last !== undefined) throw last;
  if (obstacle === undefined) return EXIT_CODE_BY_VERDICT[record.verdict];
  stderr.write(`harness: ${printable(obstacle.sentence)}\n`);
  return EXIT_COULD_NOT_RUN;
}

interface TrialsRun {
  readonly records: readonly BenchRecord[];
  /** What ended the trials before the last. */
  readonly failure?: Error;
}

/** Each with a target of its own where the harness starts it, and with another seed; a stop ends the row. */
async function runTrials(
  trials: number,
  options: BenchOptions,
  runBench: RunBench,
  progressFor: (title: string) => Progress,
): Promise<TrialsRun> {
  const stop = new AbortController();
  const abort = new AbortController();
  let progress: Progress | undefined;
  const interrupt = onInterrupt(
    () => {
      progress?.onNote('Stopping in order; once more to end at once.');
      stop.abort();
    },
    () => abort.abort(),
  );
  const records: BenchRecord[] = [];
  try {
    for (let trial = 0; trial < trials && !interrupt.now; trial++) {
      const title = titleOf(options);
      progress = progressFor(trials === 1 ? title : `Trial ${trial + 1} of ${trials}, ${title}`);
      const signals = { stop: stop.signal, abort: abort.signal };
      records.push(await runBench({ ...options, seed: (options.seed + trial) % SEEDS }, progress, signals));
      progress.end();
    }
    return { records };
  } catch (error) {
    // What was stopped before it had begun has nothing to say; what a defect throws is no outcome.
    const isHarness = error instanceof HarnessError;
    if (interrupt.now && (isHarness || (error instanceof Error && error.name === 'AbortError'))) return { records };
    if (isHarness) return { records, failure: error };
    throw error;
  } finally {
    progress?.end();
    interrupt.release();
  }
}

function titleOf({ loaded, target, plan }: BenchOptions): string {
  const place = target.how === 'embedded' ? 'the reference server' : describeEndpoint(target.to);
  return `${loaded.name} on ${place}: ${describePlan(plan)}`;
}

/** A plan of so many turns has a day, and ends with its turns. */
function secondsOf({ plan }: BenchOptions): number | undefined {
  const seconds = Math.ceil(endUs(plan) / 1e6);
  return plan.turns !== undefined && plan.kind === 'closed' && seconds >= 86_400 ? undefined : seconds;
}

export async function calibrateCommand(
  argument: string | undefined,
  flags: BenchFlags,
  engine: Engine,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr, environment, command, harnessVersion } = surroundings;
  if (argument !== undefined || flags.target !== undefined || flags.start !== undefined) {
    throw new HarnessError('flag-invalid', '--calibrate measures this machine by itself: leave the scenario and the target out.');
  }
  if (flags.nats !== undefined) {
    throw new HarnessError('flag-invalid', '--calibrate measures this machine by itself: leave --nats out.');
  }
  if (flags.out !== undefined || flags.report !== undefined) {
    throw new HarnessError('flag-invalid', '--calibrate is no run and leaves no record: leave --out and --report out.');
  }
  const kind = flags.progress ?? usualProgress(stderr, environment);
  const title = 'what this machine carries against a target that does nothing';
  const stop = new AbortController();
  const abort = new AbortController();
  const interrupt = onInterrupt(
    () => stop.abort(),
    () => abort.abort(),
  );
  const observer = startProgress(kind, { title, clients: 0, seconds: undefined }, progressPlace(surroundings));
  try {
    const signals = { stop: stop.signal, abort: abort.signal };
    const calibration = await engine.calibrate({
      transport: flags.transport,
      awake: flags.awake,
      observer,
      signals,
      command,
      harnessVersion,
    });
    observer.end();
    const file = engine.calibrationFile();
    stdout.write(flags.json ? `${JSON.stringify(calibration)}\n` : renderCalibration(calibration, file));
    if (flags.json) stderr.write(`Kept in ${file}.\n`);
    return 0;
  } catch (error) {
    observer.end();
    if (!interrupt.now) throw error;
    stderr.write('Stopped before anything was measured.\n');
    return EXIT_INCONCLUSIVE;
  } finally {
    interrupt.release();
  }
}
