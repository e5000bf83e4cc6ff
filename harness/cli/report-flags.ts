// The words for the forms of a report, without what makes them: the help of a command needs no more.

import { endingOf, FORMATS, type Format, formatOfFile } from '../../reports/formats/format-names.ts';
import { HarnessError } from '../errors.ts';
import { oneOf } from './flags.ts';

export const reportFormat = oneOf('--format', FORMATS);

/** What the name of a file asks for; undefined: it has no ending. Whoever asks for `.pdf` is not to find a page in it. */
export function formatAskedFor(flag: string, file: string, otherwise: string): Format | undefined {
  const format = formatOfFile(file);
  const ending = endingOf(file);
  if (format !== undefined || ending === undefined) return format;
  throw new HarnessError(
    'flag-invalid',
    `${flag} '${file}': no report ends with '.${ending}'; .html, .xml, .md, .csv, .hlog, .json and .txt do, ` +
      `and ${otherwise} writes a page under any name.`,
  );
}
