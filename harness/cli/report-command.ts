// What `harness report` does: reads the records, makes the report, and writes it.

import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Format } from '../../reports/formats/format-names.ts';
import { renderReport } from '../../reports/formats/formats.ts';
import { type Entry, reportOf } from '../../reports/report.ts';
import { HarnessError } from '../errors.ts';
import type { AnyRecord } from '../record/any-record.ts';
import { parseRecords } from '../record/parse-record.ts';
import type { ProgressOutput } from './progress.ts';
import { prepareFile, whyUnread, writeWhole } from './record-file.ts';
import { formatAskedFor } from './report-flags.ts';

export interface ReportFlags {
  readonly out?: string;
  readonly format?: Format;
  readonly title?: string;
}

export interface ReportStreams {
  readonly stdout: ProgressOutput;
  readonly stderr: ProgressOutput;
}

const STANDARD = '-';

export async function reportCommand(
  files: readonly string[],
  flags: ReportFlags,
  { stdout, stderr }: ReportStreams,
): Promise<number> {
  refuseStandardInputTwice(files);
  // Before anything is read: it may be long.
  const asked = flags.format ?? (flags.out === undefined ? undefined : formatAskedFor('--out', flags.out, '--format html'));
  const [first, ...others] = files.flatMap(read);
  if (first === undefined)
    throw new HarnessError('flag-invalid', 'Say of which record: a file that harness bench, verify, capacity or compare wrote.');
  const report = reportOf([first, ...others], flags.title);
  const format = asked ?? 'html';
  const out = flags.out ?? (format === 'html' ? pageBeside(files[0] ?? STANDARD) : STANDARD);
  if (out === STANDARD) {
    stdout.write(await renderReport(format, report));
    return 0;
  }
  refuseToReplace(files, out);
  prepareFile('--out', out);
  writeWhole(out, await renderReport(format, report));
  stderr.write(`Report: ${out}\n`);
  return 0;
}

/** The first would take it all. */
function refuseStandardInputTwice(files: readonly string[]): void {
  if (files.filter((argument) => named(argument).file === STANDARD).length < 2) return;
  throw new HarnessError('flag-invalid', "Standard input can be read once, and '-' is there twice: give the others as files.");
}

function read(argument: string): Entry<AnyRecord>[] {
  const { name, file } = named(argument);
  let text: string;
  try {
    // 0 is standard input.
    text = readFileSync(file === STANDARD ? 0 : file, 'utf8');
  } catch (cause) {
    throw new HarnessError('record-invalid', `'${file}' can't be read: ${whyUnread(cause)}.`, cause);
  }
  try {
    return parseRecords(text).map((record) => ({ name: name ?? nameOf(file), record }));
  } catch (error) {
    if (error instanceof HarnessError) throw new HarnessError(error.code, `'${file}': ${error.message}`, error);
    throw error;
  }
}

/** `thread=runs/a.json`, unless there is a file of that whole name. */
function named(argument: string): { readonly name?: string; readonly file: string } {
  const [, name, file] = /^([^=/]+)=(.+)$/s.exec(argument) ?? [];
  return name === undefined || file === undefined || existsSync(argument) ? { file: argument } : { name, file };
}

function nameOf(file: string): string {
  return file === STANDARD ? 'standard input' : basename(file).replace(/\.json$/, '');
}

function pageBeside(argument: string): string {
  const { file } = named(argument);
  return file === STANDARD ? STANDARD : `${file.replace(/\.json$/, '')}.html`;
}

/** A run can't be had again: a report is not to take its place. */
function refuseToReplace(files: readonly string[], out: string): void {
  const isRead = files.some((argument) => resolve(named(argument).file) === resolve(out));
  if (isRead) throw new HarnessError('flag-invalid', `--out '${out}' is one of the records: name another file.`);
}
