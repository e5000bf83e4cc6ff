// What each run says for itself: why it has its verdict, its thresholds, errors and diagnoses, and how to run it again.

import type { BenchRecord } from '../../../harness/record/record.ts';
import {
  correctnessSentence,
  errorSentence,
  errorsByCount,
  headline,
  notesToShow,
  shellText,
  thresholdsToShow,
  thresholdText,
  throughputSentence,
  trialsLines,
} from '../../bench/sentences.ts';
import { counted } from '../../figures.ts';
import type { Entries, Entry } from '../../report.ts';
import { type Html, html, joined } from '../html.ts';
import { command, facts, list, moment } from '../parts.ts';
import { swatch, verdictWord } from './verdict-word.ts';

/** More kinds of errors than these stand in the record. */
const ERRORS_MAX = 10;
/** So many runs are open at first; of more the reader opens those of interest. */
const OPEN_MAX = 4;

export function runDetails(entries: Entries<BenchRecord>): Html {
  const open = { markup: entries.length <= OPEN_MAX ? ' open' : '' };
  return joined(
    entries.map(
      (entry, index) =>
        html`<details class="run-details"${open}><summary>${swatch(index)}${entry.name} ${verdictWord(entry.record.verdict)}</summary>${detailsOf(entry)}</details>`,
    ),
  );
}

function detailsOf({ record }: Entry<BenchRecord>): Html {
  const thresholds = thresholdsToShow(record);
  const errors = errorsByCount(record.errors);
  const trials = trialsLines(record);
  const notes = notesToShow(record);
  return html`${facts([
    ['What', headline(record)],
    ['When', moment(record.startedAt)],
    ['Throughput', throughputSentence(record)],
    ['Correct', correctnessSentence(record)],
  ])}
${titled(
  'Why it has this verdict',
  record.causes.map(({ verdict, sentence }) => html`<strong class="${verdict}">${verdict}</strong> ${sentence}`),
)}
${titled(
  'Thresholds',
  thresholds.map(
    (threshold) =>
      html`<span class="${threshold.passed ? 'pass' : 'fail'}">${thresholdText(threshold)}</span>${threshold.isDefault ? ' (default)' : ''}`,
  ),
)}
${titled('Errors', [
  ...errors.slice(0, ERRORS_MAX).map((error) => html`${errorSentence(error)}`),
  ...(errors.length > ERRORS_MAX ? [html`and ${counted(errors.length - ERRORS_MAX, 'more kind')}, in the record`] : []),
])}
${titled(
  'Diagnoses',
  record.diagnoses.map(({ sentence }) => html`${sentence}`),
)}
${titled(
  'Trials',
  trials.map((line) => html`${line}`),
)}
${titled(
  'Notes',
  notes.map((note) => html`${note}`),
)}
<p class="soft">Run it again:</p>${command(shellText(record.command))}`;
}

function titled(title: string, items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<h3>${title}</h3>${list(items)}`;
}
