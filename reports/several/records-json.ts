// The records that are compared, in one file for other programs: a list of names and records.

import { gzipSync } from 'node:zlib';
import type { BenchRecord } from '../../harness/record/record.ts';
import type { VerifyRecord } from '../../harness/record/verify-record.ts';
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
  const text = textOf(entries.map(({ name, record }) => ({ name, record: withoutSecondHistograms(record) })));
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
  return `${JSON.stringify(entries.map(({ name, record }) => ({ name, record })))}\n`;
}

function isSmall(text: string): boolean {
  return gzipSync(text).length <= PACKED_BYTES_MAX;
}

function withoutSecondHistograms(record: BenchRecord): BenchRecord {
  const timeline = record.timeline.map((second) => ({
    ...second,
    latencyUs: Object.fromEntries(Object.entries(second.latencyUs).map(([op, { responseHdr: _, ...latency }]) => [op, latency])),
  }));
  return { ...record, timeline };
}

function withoutTranscripts(record: VerifyRecord): VerifyRecord {
  return {
    ...record,
    cases: record.cases.map((one) => ({ ...one, transcript: [] })),
    properties: record.properties.map((one) => ({ ...one, transcript: [] })),
  };
}
