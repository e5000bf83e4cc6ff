// What a study leaves: its record, its reports, what it says at the end, and the exit code. And what is found out before it begins.

import type { SummaryShown } from '../../reports/formats/text/bench.ts';
import { reportOn } from '../../reports/report.ts';
import type { HarnessError } from '../errors.ts';
import type { CapacityRecord } from '../record/capacity-record.ts';
import type { BenchRecord } from '../record/record.ts';
import type { StudyCircumstances } from '../record/study.ts';
import type { SweepRecord } from '../record/sweep-record.ts';
import { EXIT_CODE_BY_VERDICT } from './exit-codes.ts';
import type { ProgressKind } from './progress-kinds.ts';
import { attemptToWrite, defaultRecordFile, prepareFile, writeWhole } from './record-file.ts';
import { prepareReports, type ReportFile, refuseOneForTwo, writeReports } from './report-files.ts';
import { COLUMNS_DEFAULT, hasColours, type Surroundings, textFor } from './surroundings.ts';

export interface StudyFiles {
  readonly recordFile: string;
  readonly reports: readonly ReportFile[];
}

interface OutputFlags {
  readonly out?: string;
  readonly report?: readonly ReportFile[];
  readonly json?: true;
}

/** Refuses places that take no file, before anything runs. */
export function prepareStudyFiles({ out, report = [] }: OutputFlags, name: string, now: Date): StudyFiles {
  const recordFile = out ?? defaultRecordFile(name, now);
  prepareFile('--out', recordFile);
  prepareReports('--report', report);
  refuseOneForTwo([{ flag: '--out', file: recordFile }, ...report.map(({ file }) => ({ flag: '--report', file }))]);
  return { recordFile, reports: report };
}

export interface StudyLeft<R> {
  readonly record: R;
  readonly files: StudyFiles;
  readonly flags: OutputFlags;
  readonly progress: ProgressKind;
  /** What ended it, where that is no outcome of a search. */
  readonly failure: HarnessError | undefined;
  readonly render: (record: R, shown: SummaryShown) => string;
}

export async function leaveStudy<R extends CapacityRecord | SweepRecord>(
  { record, files, flags, progress, failure, render }: StudyLeft<R>,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr } = surroundings;
  const recordFailure = attemptToWrite(() => writeWhole(files.recordFile, `${JSON.stringify(record)}\n`));
  const { written, failures: reportFailures } = await writeReports(files.reports, reportOn(record));
  if (flags.json) stdout.write(`${JSON.stringify(record)}\n`);
  const output = flags.json ? stderr : stdout;
  // Whoever reads the events by program has no use for a text among them.
  if (!(flags.json && progress === 'json')) {
    const text = render(record, {
      columns: output.columns || COLUMNS_DEFAULT,
      hasColours: hasColours(output, surroundings),
      recordFile: recordFailure === undefined ? files.recordFile : undefined,
      reportFiles: written.map(({ file }) => file),
    });
    output.write(textFor(output, text, surroundings));
  }
  const failures = [failure, recordFailure, ...reportFailures].filter((one) => one !== undefined);
  for (const { message } of failures.slice(0, -1)) stderr.write(`harness: ${message}\n`);
  const last = failures.at(-1);
  if (last !== undefined) throw last;
  return EXIT_CODE_BY_VERDICT[record.verdict];
}

/** Where all runs stand, by the first of them. */
export function circumstancesOf(
  { scenario, environment, calibration, target }: BenchRecord,
  seed: number,
  startedAt: Date,
  command: readonly string[],
  notes: readonly string[],
): StudyCircumstances & Pick<CapacityRecord, 'target'> {
  return {
    notes: [...notes],
    scenario,
    seed,
    startedAt: startedAt.toISOString(),
    command: [...command],
    environment,
    ...(calibration !== undefined && { calibration }),
    target: {
      how: target.how,
      address: target.address,
      port: target.port,
      ...(target.command !== undefined && { command: target.command }),
    },
  };
}

/** Of the first run, but for what only that run came to. */
export function lastingNotes({ notes, target }: BenchRecord): string[] {
  const lasting = notes.filter((note) => !/^\d/.test(note));
  return target.how === 'running' ? lasting : [...lasting, 'Each run had a target of its own, started afresh.'];
}
