// What `harness verify` does: checks everything, runs, writes the files, says what came of it, and returns the exit code.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_HLOG_OF_VERIFY } from '../../reports/formats/format-names.ts';
import { renderVerifySummary } from '../../reports/formats/text/verify.ts';
import { reportOn } from '../../reports/report.ts';
import { HarnessError } from '../errors.ts';
import type { Contract } from '../judge/case.ts';
import type { Counterexample } from '../judge/counterexample.ts';
import type { ExpectedFailure, RunVerify, VerifyOptions } from '../judge/verify-options.ts';
import type { VerifyRecord } from '../record/verify-record.ts';
import { describeEndpoint } from '../transport/endpoint.ts';
import { type ContractSource, chooseContract } from './contract-choice.ts';
import { EXIT_CODE_BY_VERDICT, EXIT_COULD_NOT_RUN, EXIT_INCONCLUSIVE } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { printable } from './printable.ts';
import { usualProgress } from './progress.ts';
import { attemptToWrite, defaultRecordFile, folderBeside, prepareFile, whyUnread, writeWhole } from './record-file.ts';
import { prepareReports, type ReportFile, refuseOneForTwo, writeReports } from './report-files.ts';
import { COLUMNS_DEFAULT, hasColours, progressPlace, SEEDS, type Surroundings, textFor } from './surroundings.ts';
import { selectionOf, type VerifyFlags, verifyOptionsFrom } from './verify-flags.ts';
import { casesAsJson, renderCases, type Selected } from './verify-list.ts';
import { startVerifyProgress, type VerifyProgress } from './verify-progress.ts';

/** What the command leads; a test brings another. */
export interface VerifyEngine extends ContractSource {
  readonly runVerify: RunVerify;
  /** All that a contract's servers are held to, its own and what holds in any protocol. */
  wholeOf(contract: Contract): Selected;
  /** Refuses a selector that matches nothing, and a selection of nothing. */
  select(whole: Selected, selection: Selection): Selected;
  /** Refuses what is no list of ids with reasons; `ids` are all that there are. */
  parseExpectedFailures(text: string, file: string, ids: readonly string[]): readonly ExpectedFailure[];
  /** The text of the file that it is kept in. */
  writeCounterexample(counterexample: Counterexample): string;
}

type Selection = Pick<VerifyOptions, 'only' | 'skip' | 'level'>;

export interface VerifySurroundings extends Surroundings {
  /** Does not come back: whatever still runs is left as it is, and what was started is ended. */
  endAtOnce(): void;
}

export async function verifyCommand(
  argument: string | undefined,
  flags: VerifyFlags,
  engine: VerifyEngine,
  surroundings: VerifySurroundings,
): Promise<number> {
  if (flags.list) return await listCommand(argument, flags, engine, surroundings);
  const chosen = await chooseContract(argument, engine);
  const whole = engine.wholeOf(chosen.contract);
  engine.select(whole, selectionOf(flags));
  const now = surroundings.now();
  const { command, harnessVersion, stderr } = surroundings;
  const usualFile = defaultRecordFile(chosen.contract.dialect.name, now);
  const recordFile = flags.out ?? usualFile;
  const keeper = new Keeper(folderBeside(recordFile, usualFile), engine.writeCounterexample);
  const options = await verifyOptionsFrom(flags, chosen, {
    command,
    harnessVersion,
    seed: now.getTime() % SEEDS,
    expectFail: flags.expectFail === undefined ? [] : expectedFailuresIn(flags.expectFail, whole, engine),
    keep: (counterexample) => keeper.keep(counterexample),
  });
  const reports = flags.report ?? [];
  if (reports.some(({ format }) => format === 'hlog')) throw new HarnessError('flag-invalid', NO_HLOG_OF_VERIFY);
  prepareFile('--out', recordFile);
  const junit: readonly ReportFile[] = flags.junit === undefined ? [] : [{ format: 'junit', file: flags.junit }];
  prepareReports('--report', reports);
  prepareReports('--junit', junit);
  refuseOneForTwo([
    { flag: '--out', file: recordFile },
    ...reports.map(({ file }) => ({ flag: '--report', file })),
    ...junit.map(({ file }) => ({ flag: '--junit', file })),
  ]);

  const kind = flags.progress ?? usualProgress(stderr, surroundings.environment);
  const progress = startVerifyProgress(
    kind,
    { title: titleOf(options), budgetMs: options.budgetMs },
    progressPlace(surroundings),
  );
  const run = await runInterruptibly(options, engine.runVerify, progress, surroundings);
  if (run === 'ended-at-once') return EXIT_INCONCLUSIVE;
  if (run === 'stopped') {
    stderr.write('Stopped before anything was judged.\n');
    return EXIT_INCONCLUSIVE;
  }
  const { record } = run;

  const recordFailure = attemptToWrite(() => writeWhole(recordFile, `${JSON.stringify(record)}\n`));
  const { written, failures: reportFailures } = await writeReports([...reports, ...junit], reportOn(record));
  if (flags.json) surroundings.stdout.write(`${JSON.stringify(record)}\n`);
  const summaryOutput = flags.json ? stderr : surroundings.stdout;
  // Whoever reads the events of a run by program has no use for a text among them.
  if (!(flags.json && kind === 'json')) {
    const text = renderVerifySummary(record, {
      columns: summaryOutput.columns || COLUMNS_DEFAULT,
      hasColours: hasColours(summaryOutput, surroundings),
      recordFile: recordFailure === undefined ? recordFile : undefined,
      reportFiles: written.map(({ file }) => file),
    });
    summaryOutput.write(textFor(summaryOutput, text, surroundings));
  }
  const failures = [recordFailure, ...reportFailures, keeper.failure].filter((one) => one !== undefined);
  for (const { message } of failures.slice(0, -1)) stderr.write(`harness: ${message}\n`);
  const last = failures.at(-1);
  if (last !== undefined) throw last;
  const obstacle = obstacleOf(record);
  if (obstacle === undefined) return EXIT_CODE_BY_VERDICT[record.verdict];
  stderr.write(`harness: ${printable(obstacle)}\n`);
  return EXIT_COULD_NOT_RUN;
}

async function listCommand(
  argument: string | undefined,
  flags: VerifyFlags,
  engine: VerifyEngine,
  { stdout }: VerifySurroundings,
): Promise<number> {
  const selection = selectionOf(flags);
  if (argument === undefined && selection.only.length + selection.skip.length > 0) {
    throw new HarnessError('flag-invalid', 'Say of which protocol: --only and --skip choose from the cases of one.');
  }
  const contracts = argument === undefined ? engine.contracts : [(await chooseContract(argument, engine)).contract];
  const listed = contracts.map((contract) => ({ contract, selected: engine.select(engine.wholeOf(contract), selection) }));
  stdout.write(flags.json ? casesAsJson(listed) : renderCases(listed, stdout.columns || COLUMNS_DEFAULT));
  return 0;
}

function expectedFailuresIn(file: string, { cases, properties }: Selected, engine: VerifyEngine): readonly ExpectedFailure[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const why = whyUnread(cause);
    throw new HarnessError('flag-invalid', `--expect-fail ${file} can't be read: ${why}.`, cause);
  }
  return engine.parseExpectedFailures(
    text,
    file,
    [...cases, ...properties].map(({ id }) => id),
  );
}

/** Keeps counterexamples in a folder that is made for the first of them. A failure to do so is told at the end: the run goes on. */
class Keeper {
  failure: HarnessError | undefined;
  readonly #folder: string;
  readonly #write: VerifyEngine['writeCounterexample'];

  constructor(folder: string, write: VerifyEngine['writeCounterexample']) {
    this.#folder = folder;
    this.#write = write;
  }

  keep(counterexample: Counterexample): string | undefined {
    const file = join(this.#folder, `${counterexample.id.replace(/[^\w.-]+/g, '-')}.json`);
    const failure = attemptToWrite(() => writeWhole(file, this.#write(counterexample)));
    this.failure ??= failure;
    return failure === undefined ? file : undefined;
  }
}

type Run = { readonly record: VerifyRecord } | 'stopped' | 'ended-at-once';

/** The first Ctrl-C stops in order: what is left is inconclusive, and there is a record; the second ends at once. */
async function runInterruptibly(
  options: VerifyOptions,
  runVerify: RunVerify,
  progress: VerifyProgress,
  surroundings: VerifySurroundings,
): Promise<Run> {
  const stop = new AbortController();
  let endAtOnce = (): void => {};
  const ended = new Promise<'ended-at-once'>((resolve) => {
    endAtOnce = () => resolve('ended-at-once');
  });
  const interrupt = onInterrupt(
    () => {
      progress.onNote('Stopping in order; once more to end at once.');
      stop.abort();
    },
    () => endAtOnce(),
  );
  try {
    const record = await Promise.race([runVerify(options, progress, stop.signal), ended]);
    if (record !== 'ended-at-once') return { record };
    progress.end();
    interrupt.release();
    surroundings.endAtOnce();
    return record;
  } catch (error) {
    // What was stopped before it had begun has nothing to say.
    if (interrupt.now && (error instanceof HarnessError || (error instanceof Error && error.name === 'AbortError')))
      return 'stopped';
    throw error;
  } finally {
    progress.end();
    interrupt.release();
  }
}

function titleOf({ contract, target }: VerifyOptions): string {
  const place = target.how === 'embedded' ? 'the reference server' : describeEndpoint(target.to);
  return `${contract.dialect.name} on ${place}`;
}

/** Nobody was there to be judged. */
function obstacleOf(record: VerifyRecord): string | undefined {
  const { findings, totals } = record;
  if (totals.pass + totals.fail > 0) return undefined;
  return findings.find(({ kind }) => kind === 'unreachable')?.sentence;
}
