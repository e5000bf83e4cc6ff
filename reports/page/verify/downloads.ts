// What the reader can take out of the page.

import { gzipSync } from 'node:zlib';
import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { bytesText } from '../../figures.ts';
import { renderCsv } from '../../formats/csv.ts';
import { withoutTranscripts } from '../../lighter-records.ts';
import { reportOn } from '../../report.ts';
import type { Download } from '../content.ts';

/** Compressed, as it stands in the page: what is more takes the room of what is to be read. */
const PACKED_BYTES_MAX = 200_000;

export interface Downloads {
  readonly downloads: readonly Download[];
  /** That they take in the page. */
  readonly packedBytes: number;
  /** What is not there, in sentences. */
  readonly leftOut: readonly string[];
}

/** The record; if it is too large, the record without what happened in each case; or neither. And a row for each case. */
export function downloadsOf(record: VerifyRecord): Downloads {
  const whole = fileOf('record.json', record);
  const cases: Download = { file: 'cases.csv', mediaType: 'text/csv', text: renderCsv(reportOn(record)) };
  const casesBytes = packedSizeOf(cases.text);
  const packedBytes = packedSizeOf(whole.text);
  if (packedBytes <= PACKED_BYTES_MAX) return { downloads: [whole, cases], packedBytes: packedBytes + casesBytes, leftOut: [] };
  const is = `The record is not in this page: compressed it has ${bytesText(packedBytes)}. Its file has all`;
  const short = fileOf('record-without-transcripts.json', withoutTranscripts(record));
  const shortBytes = packedSizeOf(short.text);
  if (shortBytes > PACKED_BYTES_MAX) return { downloads: [cases], packedBytes: casesBytes, leftOut: [`${is}.`] };
  return {
    downloads: [short, cases],
    packedBytes: shortBytes + casesBytes,
    leftOut: [`${is}; what can be taken from here is without transcripts and differences.`],
  };
}

function fileOf(file: string, record: VerifyRecord): Download {
  return { file, mediaType: 'application/json', text: `${JSON.stringify(record)}\n` };
}

/** In the letters of base64, which are a third more. */
function packedSizeOf(text: string): number {
  if (text.length * 3 <= PACKED_BYTES_MAX) return text.length;
  return Math.ceil(gzipSync(text, { level: 9 }).length / 3) * 4;
}
