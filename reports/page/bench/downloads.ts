// The files that can be taken out of the page of a run.

import { gzipSync } from 'node:zlib';
import type { BenchRecord } from '../../../harness/record/record.ts';
import { renderCsv } from '../../formats/csv.ts';
import { withoutHistograms } from '../../lighter-records.ts';
import { reportOn } from '../../report.ts';
import type { Download } from '../content.ts';

/** In a page, where they stand compressed and in base64. */
const RECORD_BYTES_MAX = 300 * 1024;

export function downloadsOf(record: BenchRecord): readonly Download[] {
  return [recordDownload(record), { file: 'timeline.csv', mediaType: 'text/csv', text: renderCsv(reportOn(record)) }];
}

function recordDownload(record: BenchRecord): Download {
  const file = { file: 'record.json', mediaType: 'application/json' };
  const whole = textOf(record);
  if ((gzipSync(whole).length * 4) / 3 <= RECORD_BYTES_MAX) return { ...file, text: whole };
  return {
    ...file,
    text: textOf(withoutHistograms(record)),
    says: 'without the histograms of single seconds, which only the record that the run left has: they would make this page large',
  };
}

function textOf(record: BenchRecord): string {
  return `${JSON.stringify(record)}\n`;
}
