// What each run of verify says for itself.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { shellText } from '../../bench/sentences.ts';
import type { Entries } from '../../report.ts';
import {
  causesToShow,
  countsSentence,
  findingSentence,
  selectionSentence,
  usageSentence,
  verifyHeadline,
} from '../../verify/sentences.ts';
import { type Html, html, joined } from '../html.ts';
import { command, facts, list, moment } from '../parts.ts';
import { verdictWord } from './verdict-word.ts';

const OPEN_MAX = 4;

export function serverDetails(entries: Entries<VerifyRecord>): Html {
  const open = { markup: entries.length <= OPEN_MAX ? ' open' : '' };
  return joined(
    entries.map(
      ({ name, record }) =>
        html`<details class="run-details"${open}><summary>${name} ${verdictWord(record.verdict)}</summary>${detailsOf(record)}</details>`,
    ),
  );
}

function detailsOf(record: VerifyRecord): Html {
  return html`${facts([
    ['What', verifyHeadline(record)],
    ['When', moment(record.startedAt)],
    ['Counts', countsSentence(record)],
    ['Left out', selectionSentence(record)],
    ['It used', usageSentence(record)],
  ])}
${titled('Why it has this verdict', causesToShow(record))}
${titled('Findings', record.findings.map(findingSentence))}
${titled('Not as expected', record.expectations)}
${titled('Notes', record.notes)}
<p class="soft">Run it again:</p>${command(shellText(record.command))}`;
}

function titled(title: string, sentences: readonly string[]): Html {
  return sentences.length === 0 ? html`` : html`<h3>${title}</h3>${list(sentences.map((sentence) => html`${sentence}`))}`;
}
