// What stands around the verdicts: what the target chose where it may, what it used, what took long, and where all this ran.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { durationText, type Outcome, slowestOf } from '../../verify/sentences.ts';
import type { Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';
import { environmentRows, facts, list, section, table } from '../parts.ts';
import { targetUsageFacts } from '../target-usage.ts';
import type { Anchors } from './anchors.ts';
import { messageText } from './texts.ts';

const SLOWEST_MAX = 10;

export function expectationsSection({ expectations }: VerifyRecord): Section | undefined {
  return section('not-as-expected', 'Not as expected', list(expectations.map((sentence) => html`${messageText(sentence)}`)));
}

export function profileSection({ profile }: VerifyRecord): Section | undefined {
  const rows = Object.values(profile).map(
    ({ clause, question, answer }) =>
      html`<tr><td class="text">${messageText(question)}</td><td class="text short"><strong>${messageText(answer)}</strong></td><td>${clause}</td></tr>`,
  );
  if (rows.length === 0) return undefined;
  return section(
    'profile',
    'Profile',
    html`<p>What the contract leaves open, and what this server does: it was held to that.</p>
${table('Questions and answers', ['question', 'answer', 'clause'], rows)}`,
  );
}

export function usageSection({ targetUsage, target: { restarts } }: VerifyRecord): Section | undefined {
  return targetUsage === undefined ? undefined : section('target', 'Target', targetUsageFacts(targetUsage, { restarts }));
}

export function slowestSection(record: VerifyRecord, anchors: Anchors): Section | undefined {
  const rows = slowestOf(record, SLOWEST_MAX).map((outcome) => slowRow(outcome, anchors));
  return section('slowest', 'Slowest', rows.length === 0 ? html`` : html`<ol class="slowest">${joined(rows)}</ol>`);
}

function slowRow(outcome: Outcome, anchors: Anchors): Html {
  return html`<li><a href="#${anchors.rowOf(outcome)}">${outcome.id}</a> <span>${durationText(outcome.durationMs)}</span></li>`;
}

/** `more`: what the page itself has to say. */
export function notesSection({ notes }: VerifyRecord, more: readonly string[]): Section | undefined {
  return section('notes', 'Notes', list([...notes, ...more].map((note) => html`${messageText(note)}`)));
}

export function environmentSection({ environment }: VerifyRecord): Section | undefined {
  return section('environment', 'Environment', facts(environmentRows(environment)));
}
