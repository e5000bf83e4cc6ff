// The files that can be taken out of the page of a run.

import { gzipSync } from 'node:zlib';
import type { BenchRecord } from '../../../harness/record/record.ts';
import { renderCsv } from '../../formats/csv.ts';
import { reportOn } from '../../report.ts';
import type { Download } from '../content.ts';

/** In a page, where they stand compressed and in base64. */
const RECORD_BYTES_MAX = 300 * 1024;

export function downloadsOf(record: BenchRecord): readonly Download[] {
  return [recordDownload(record), { file: 'timeline.csv', mediaType: 'text/csv', text: renderCsv(reportOn(record)) }];
}

/** The latencies of single seconds are most of a long record; what is said of a second in figures stays. */
function recordDownload(record: BenchRecord): Download {
  const file = { file: 'record.json', mediaType: 'application/json' };
  const whole = textOf(record);
  if ((gzipSync(whole).length * 4) / 3 <= RECORD_BYTES_MAX) return { ...file, text: whole };
  return {
    ...file,
    text: textOf({ ...record, timeline: record.timeline.map(withoutHistograms) }),
    says: 'without the histograms of single seconds, which only the record that the run left has: they would make this page large',
  };
}

function withoutHistograms(second: BenchRecord['timeline'][number]): BenchRecord['timeline'][number] {
  const latencyUs = Object.entries(second.latencyUs).map(([op, { responseHdr: _, ...figures }]) => [op, figures] as const);
  return { ...second, latencyUs: Object.fromEntries(latencyUs) };
}

function textOf(record: BenchRecord): string {
  return `${JSON.stringify(record)}\n`;
}
