// The reports that a run or `harness report` leaves: `--report FILE`, as often as one likes, each in the form that its name or the
// word before it says.

import { resolve } from 'node:path';
import { FORMATS, type Format } from '../../reports/formats/format-names.ts';
import type { Report } from '../../reports/report.ts';
import { HarnessError } from '../errors.ts';
import { attemptToWrite, prepareFile, writeWhole } from './record-file.ts';
import { formatAskedFor } from './report-flags.ts';

export interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** `page.html`, `junit=out/results.xml`; may be given several times. */
export function reportFile(flag: string): (text: string, others?: readonly ReportFile[]) => readonly ReportFile[] {
  return (text, others = []) => {
    const [, word, rest] = /^([a-z]+)=(.*)$/s.exec(text) ?? [];
    const named = FORMATS.find((format) => format === word);
    if (word !== undefined && named === undefined) {
      const sentence = `${flag} '${text}': '${word}' is no form of a report: ${FORMATS.join(', ')} are; a file of that name is './${text}'.`;
      throw new HarnessError('flag-invalid', sentence);
    }
    const file = named === undefined ? text : (rest ?? '');
    if (file.trim() === '')
      throw new HarnessError('flag-invalid', `${flag} takes the name of a file, and was given an empty one.`);
    // A name without an ending is of a page, as it always was.
    return [...others, { format: named ?? formatAskedFor(flag, file, `html=${file}`) ?? 'html', file }];
  };
}

/** Before the run: a place that takes no file is found out then. */
export function prepareReports(flag: string, files: readonly ReportFile[]): void {
  for (const { file } of files) prepareFile(flag, file);
}

/** The second would take the place of the first. A device takes as many as come. */
export function refuseOneForTwo(files: readonly { readonly flag: string; readonly file: string }[]): void {
  const flagOf = new Map<string, string>();
  for (const { flag, file } of files) {
    if (file.startsWith('/dev/')) continue;
    const place = resolve(file);
    const other = flagOf.get(place);
    if (other !== undefined) {
      const both = other === flag ? `${flag} is given twice for` : `${other} and ${flag} name`;
      throw new HarnessError('flag-invalid', `${both} the same file '${file}': give each its own.`);
    }
    flagOf.set(place, flag);
  }
}

export interface ReportsWritten {
  readonly written: readonly ReportFile[];
  readonly failures: readonly HarnessError[];
}

/** One that can't be written keeps none of the others from it. */
export async function writeReports(files: readonly ReportFile[], report: Report): Promise<ReportsWritten> {
  if (files.length === 0) return { written: [], failures: [] };
  // Not loaded before somebody wants one.
  const { renderReport } = await import('../../reports/formats/formats.ts');
  const written: ReportFile[] = [];
  const failures: HarnessError[] = [];
  for (const { format, file } of files) {
    const text = await renderReport(format, report);
    const failure = attemptToWrite(() => writeWhole(file, text));
    if (failure === undefined) written.push({ format, file });
    else failures.push(failure);
  }
  return { written, failures };
}
