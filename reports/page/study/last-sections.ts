// What comes last on the page of each study: notes, where it ran, and the files that can be taken out of it.

import type { StudyRecord } from '../../../harness/record/any-record.ts';
import { renderCsv } from '../../formats/csv.ts';
import { reportOn } from '../../report.ts';
import type { Download, Section } from '../content.ts';
import { html } from '../html.ts';
import { environmentRows, facts, list, section } from '../parts.ts';

export function lastSections({ notes, environment }: StudyRecord): (Section | undefined)[] {
  return [
    section('notes', 'Notes', list(notes.map((note) => html`${note}`))),
    section('environment', 'Environment', facts(environmentRows(environment))),
  ];
}

export function studyDownloads(record: StudyRecord, csvFile: string): Download[] {
  return [
    { file: 'record.json', mediaType: 'application/json', text: `${JSON.stringify(record)}\n` },
    { file: csvFile, mediaType: 'text/csv', text: renderCsv(reportOn(record)), says: 'a row for each figure of each run' },
  ];
}
