// What `harness report` does: reads the records, makes the report, and writes it.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Format, formatOfFile } from '../../reports/formats/format-names.ts';
import { renderReport } from '../../reports/formats/formats.ts';
import { type Entry, reportOf } from '../../reports/report.ts';
import { HarnessError } from '../errors.ts';
import { parseRecord } from '../record/parse-record.ts';
import type { BenchRecord } from '../record/record.ts';
import type { VerifyRecord } from '../record/verify-record.ts';
import type { ProgressOutput } from './progress.ts';
import { prepareFile, whyUnread, writeWhole } from './record-file.ts';

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
  const [first, ...others] = files.map(read);
  if (first === undefined)
    throw new HarnessError('flag-invalid', 'Say of which record: a file that harness bench or verify wrote.');
  const report = reportOf([first, ...others], flags.title);
  const format = flags.format ?? (flags.out === undefined ? undefined : formatOfFile(flags.out)) ?? 'html';
  const out = flags.out ?? (format === 'html' ? pageBeside(files[0] ?? STANDARD) : STANDARD);
  if (out !== STANDARD) prepareFile('--out', out);
  const text = await renderReport(format, report);
  if (out === STANDARD) {
    stdout.write(text);
    return 0;
  }
  writeWhole(out, text);
  stderr.write(`Report: ${out}\n`);
  return 0;
}

function read(argument: string): Entry<BenchRecord | VerifyRecord> {
  const { name, file } = named(argument);
  let text: string;
  try {
    text = readFileSync(file === STANDARD ? 0 : file, 'utf8');
  } catch (cause) {
    throw new HarnessError('record-invalid', `'${file}' can't be read: ${whyUnread(cause)}.`, cause);
  }
  try {
    return { name: name ?? nameOf(file), record: parseRecord(text) };
  } catch (error) {
    if (error instanceof HarnessError) throw new HarnessError(error.code, `'${file}': ${error.message}`, error);
    throw error;
  }
}

/** `thread=runs/a.json`, where there is no file of that whole name. */
function named(argument: string): { readonly name?: string; readonly file: string } {
  const [, name, file] = /^([^=/]+)=(.+)$/s.exec(argument) ?? [];
  return name === undefined || file === undefined ? { file: argument } : { name, file };
}

function nameOf(file: string): string {
  return file === STANDARD ? 'standard input' : basename(file).replace(/\.json$/, '');
}

function pageBeside(argument: string): string {
  const { file } = named(argument);
  return file === STANDARD ? STANDARD : `${file.replace(/\.json$/, '')}.html`;
}
