// What `harness compare` does: checks everything, reads or runs, writes the files, says what came of it, and returns the exit code.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderComparisonSummary } from '../../reports/formats/text/comparison.ts';
import { reportOn } from '../../reports/report.ts';
import type { HarnessError } from '../errors.ts';
import type { ComparisonRecord } from '../record/comparison-record.ts';
import type { BenchRecord } from '../record/record.ts';
import type { Engine } from './bench-command.ts';
import { type CompareFlags, refusal, startsServers } from './compare-flags.ts';
import { checkedServers, comparisonOfFiles, comparisonOfServers } from './compare-runs.ts';
import { EXIT_CODE_BY_VERDICT, EXIT_INCONCLUSIVE } from './exit-codes.ts';
import { usualProgress } from './progress.ts';
import { attemptToWrite, defaultRecordFile, prepareFile, writeWhole } from './record-file.ts';
import { prepareReports, refuseOneForTwo, writeReports } from './report-files.ts';
import { loadedScenario, SCENARIO_DEFAULT } from './scenario-choice.ts';
import { COLUMNS_DEFAULT, hasColours, SEEDS, type Surroundings, textFor } from './surroundings.ts';

/** A server that is started here for each trial listens at an address of this machine, where agents of others don't find it. */
const NOT_OVER_NATS =
  'harness compare takes no --nats: it starts the servers beside its clients. Make a record of each with harness bench --nats ... --trials 5, and compare the records';

export type CompareEngine = Pick<Engine, 'runBench' | 'scenarios' | 'loadScenario' | 'machineFor'>;

export async function compareCommand(
  words: readonly string[],
  flags: CompareFlags,
  engine: CompareEngine,
  surroundings: Surroundings,
): Promise<number> {
  const { stderr } = surroundings;
  if (flags.nats !== undefined) throw refusal(NOT_OVER_NATS);
  if (!startsServers(flags)) {
    refuseFlagsOfRuns(flags);
    return conclude(await comparisonOfFiles(words, flags, surroundings), flags, surroundings, flags.out);
  }
  const [argument, ...more] = words;
  if (more.length > 0)
    throw refusal(`With --start or --reference goes one scenario, and there are ${words.length}: ${words.join(', ')}`);
  const loaded = await loadedScenario(argument ?? SCENARIO_DEFAULT, engine);
  const now = surroundings.now();
  const { command, harnessVersion, environment } = surroundings;
  const machine = await engine.machineFor(flags);
  const seed = now.getTime() % SEEDS;
  const servers = await checkedServers(flags, loaded, { command, harnessVersion, environment, seed, ...machine });
  const recordFile = flags.out ?? defaultRecordFile(`compare-${loaded.name}`, now);
  prepareOutputs(flags, recordFile);
  const { record, inTurn } = await comparisonOfServers(flags, servers, engine, surroundings, keeper(flags));
  if (record === undefined) {
    if (inTurn.failure !== undefined) throw inTurn.failure;
    stderr.write('Stopped before each server had a trial: there is nothing to compare.\n');
    return EXIT_INCONCLUSIVE;
  }
  const code = await conclude(record, flags, surroundings, recordFile);
  if (inTurn.failure !== undefined) throw inTurn.failure;
  return code;
}

/** Records have their load behind them. */
function refuseFlagsOfRuns(flags: CompareFlags): void {
  const given = [
    [flags.target, '--target'],
    [flags.clients, '--clients'],
    [flags.rate, '--rate'],
    [flags.duration, '--duration'],
    [flags.trials, '--trials'],
    [flags.seed, '--seed'],
    [flags.source, '--source'],
    [flags.onLoss, '--on-loss'],
    [flags.think, '--think'],
    [flags.param, '--param'],
    [flags.name, '--name'],
    [flags.keep, '--keep'],
    [flags.warmup, '--warmup'],
  ].flatMap(([value, flag]) => (value === undefined ? [] : [String(flag)]));
  if (given.length === 0) return;
  throw refusal(
    `${given.join(', ')} ${given.length === 1 ? 'goes' : 'go'} with servers that are started: give --start or --reference, or leave them out for records`,
  );
}

function prepareOutputs({ report = [], keep }: CompareFlags, recordFile: string | undefined): void {
  if (recordFile !== undefined) prepareFile('--out', recordFile);
  prepareReports('--report', report);
  refuseOneForTwo([
    ...(recordFile === undefined ? [] : [{ flag: '--out', file: recordFile }]),
    ...report.map(({ file }) => ({ flag: '--report', file })),
  ]);
  if (keep !== undefined) prepareFile('--keep', join(keep, 'trial-1.json'));
}

function keeper({ keep }: CompareFlags): (name: string, record: BenchRecord, number: number) => void {
  if (keep === undefined) return () => {};
  mkdirSync(keep, { recursive: true });
  return (name, record, number) => {
    const place = String(number + 1).padStart(3, '0');
    writeWhole(join(keep, `${place}-${name.replace(/[^\w.-]+/g, '-').slice(0, 60)}.json`), `${JSON.stringify(record)}\n`);
  };
}

/** Of records no record is kept unless somebody names a file: they can be compared again. */
async function conclude(
  record: ComparisonRecord,
  flags: CompareFlags,
  surroundings: Surroundings,
  recordFile: string | undefined,
): Promise<number> {
  const { stdout, stderr, environment } = surroundings;
  if (!startsServers(flags)) prepareOutputs(flags, recordFile);
  const text = `${JSON.stringify(record)}\n`;
  const recordFailure = recordFile === undefined ? undefined : attemptToWrite(() => writeWhole(recordFile, text));
  const { written, failures } = await writeReports(flags.report ?? [], reportOn(record));
  if (flags.json) stdout.write(text);
  const output = flags.json ? stderr : stdout;
  const kind = flags.progress ?? usualProgress(stderr, environment);
  // Whoever reads the events of a run by program has no use for a text among them.
  if (!(flags.json && kind === 'json')) {
    const shown = {
      columns: output.columns || COLUMNS_DEFAULT,
      hasColours: hasColours(output, surroundings),
      recordFile: recordFailure === undefined ? recordFile : undefined,
      reportFiles: written.map(({ file }) => file),
    };
    output.write(textFor(output, renderComparisonSummary(record, shown), surroundings));
  }
  const all: HarnessError[] = [recordFailure, ...failures].filter((one) => one !== undefined);
  for (const { message } of all.slice(0, -1)) stderr.write(`harness: ${message}\n`);
  const last = all.at(-1);
  if (last !== undefined) throw last;
  return EXIT_CODE_BY_VERDICT[record.verdict];
}
