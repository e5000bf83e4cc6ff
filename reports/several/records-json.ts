// The records that are compared, in one file: a list, as `harness report --format json` makes it and reads it again.

import { gzipSync } from 'node:zlib';
import type { BenchRecord } from '../../harness/record/record.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
import { withoutHistograms, withoutTranscripts } from '../lighter-records.ts';
import type { Entry } from '../report.ts';

/** Compressed, as it stands in the page. */
const PACKED_BYTES_MAX = 300 * 1024;

export interface RecordsJson {
  readonly text: string;
  /** What was left out of it, in a sentence; undefined: nothing. */
  readonly says: string | undefined;
}

/** Without the histograms of single seconds where they would make the page large. */
export function benchRecordsJson(entries: readonly Entry<BenchRecord>[]): RecordsJson {
  const whole = textOf(entries);
  if (isSmall(whole)) return { text: whole, says: undefined };
  const text = textOf(entries.map(({ name, record }) => ({ name, record: withoutHistograms(record) })));
  return {
    text,
    says: 'records.json in this page leaves out the histograms of single seconds (responseHdr), which take much room; the records that it was made of have them.',
  };
}

/** Without transcripts where they would make the page large. */
export function verifyRecordsJson(entries: readonly Entry<VerifyRecord>[]): RecordsJson {
  const whole = textOf(entries);
  if (isSmall(whole)) return { text: whole, says: undefined };
  const text = textOf(entries.map(({ name, record }) => ({ name, record: withoutTranscripts(record) })));
  return {
    text,
    says: 'records.json in this page leaves out the transcripts, which take much room; the records that it was made of have them.',
  };
}

function textOf(entries: readonly Entry<BenchRecord | VerifyRecord>[]): string {
  return `${JSON.stringify(entries.map(({ record }) => record))}\n`;
}

function isSmall(text: string): boolean {
  return gzipSync(text).length <= PACKED_BYTES_MAX;
}
