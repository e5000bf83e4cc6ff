// What was found with a case on a server that did not pass it: the message, what differs in words, and how to run it again.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted } from '../../figures.ts';
import type { Entry } from '../../report.ts';
import type { ServersMatrix } from '../../several/verify-matrix.ts';
import { inOneLine, sizeOf } from '../../verify/bytes-shown.ts';
import { compareFrames, type FramesCompared } from '../../verify/frames-compared.ts';
import { KIND_WORDS, kindOf, type OutcomeKind } from '../../verify/outcome-kinds.ts';
import { evidenceSentence, isProperty, type Outcome, runsSentence, shrunkSentence } from '../../verify/sentences.ts';
import { type Html, html, joined } from '../html.ts';
import { command, list } from '../parts.ts';

/** More of them stand in the records: a page that takes long to open is read by nobody. */
export const FOUND_MAX = 300;
/** Of one difference, and of one message in it; the records have all. */
const PARTS_MAX = 8;
const SIGNS_MAX = 120;
const TEXT_MAX = 1_000;

export interface Found {
  readonly anchor: string;
  readonly entry: Entry<VerifyRecord>;
  readonly outcome: Outcome;
}

/** Row by row. When there are too many, failures go before what is not known. */
export function foundIn(matrices: readonly ServersMatrix[]): { readonly found: readonly Found[]; readonly leftOut: number } {
  const all = matrices.flatMap(({ entries, sections }) =>
    sections.flatMap(({ rows }) =>
      rows.flatMap(({ outcomes }) =>
        entries.flatMap((entry, index) => {
          const outcome = outcomes[index];
          return outcome === undefined || outcome.verdict === 'pass' ? [] : [{ entry, outcome }];
        }),
      ),
    ),
  );
  const isMessage = ({ outcome }: { readonly outcome: Outcome }) => outcome.message !== undefined || outcome.verdict === 'fail';
  const worth = all.filter(isMessage);
  const kept = new Set(worth.toSorted((one, other) => rankOf(one.outcome) - rankOf(other.outcome)).slice(0, FOUND_MAX));
  const found = worth.filter((one) => kept.has(one)).map((one, index) => ({ ...one, anchor: `found-${String(index + 1)}` }));
  return { found, leftOut: worth.length - found.length };
}

const RANKED: readonly OutcomeKind[] = ['fail', 'expected-failure', 'inconclusive', 'not-applicable'];

function rankOf(outcome: Outcome): number {
  return RANKED.indexOf(kindOf(outcome));
}

export function foundArticle({ anchor, entry, outcome }: Found): Html {
  const { id, clause, level, rule, message, reason, difference, replay } = outcome;
  const kind = kindOf(outcome);
  const evidence = evidenceSentence(outcome);
  const program = isProperty(outcome) ? outcome.shrunk?.program : undefined;
  return html`<article class="is-${kind}" id="${anchor}">
<h3><span class="cell-${kind} key">${KIND_WORDS[kind]}</span> ${entry.name}: ${id}</h3>
<p class="where">${clause}, ${level}${isProperty(outcome) ? `, a property: ${runsSentence(outcome)}` : ''}. ${rule}</p>
${message === undefined ? html`` : html`<p class="wrong ${kind}">${clipped(message)}</p>`}
${kind === 'expected-failure' && reason !== undefined ? html`<p>It was expected to fail: ${clipped(reason)}</p>` : html``}
${difference === undefined ? html`` : list(differenceLines(difference))}
${program === undefined ? html`` : html`<p class="where">The smallest program that fails: ${(isProperty(outcome) ? shrunkSentence(outcome) : undefined) ?? ''}.</p><ol class="program">${joined(program.slice(0, PARTS_MAX * 4).map((line) => html`<li>${clipped(line)}</li>`))}</ol>`}
${evidence === undefined ? html`` : html`<p class="where">Evidence: ${evidence}.</p>`}
${replay === undefined ? html`` : html`<p class="where">Run it again:</p>${command(replay.command)}`}
</article>`;
}

function differenceLines({ actor, expected, actual }: NonNullable<Outcome['difference']>): Html[] {
  const parts = compareFrames(expected, actual);
  const lines = parts.slice(0, PARTS_MAX).map((part) => html`${actor}: ${partText(part)}`);
  return parts.length > PARTS_MAX
    ? [...lines, html`and ${counted(parts.length - PARTS_MAX, 'more difference')}, in the record`]
    : lines;
}

function partText(part: FramesCompared): string {
  const text = (bytes: Parameters<typeof inOneLine>[0]) => `${inOneLine(bytes, SIGNS_MAX)} (${counted(sizeOf(bytes), 'byte')})`;
  switch (part.kind) {
    case 'alike':
      return part.count === 1 ? `got as expected ${text(part.last)}` : `got ${counted(part.count, 'frame')} as expected`;
    case 'changed':
      return `should have got ${text(part.expected)}, and got ${text(part.actual)}`;
    case 'missing':
      return `should have got ${text(part.expected)}, which did not come`;
    case 'surplus':
      return `got ${text(part.actual)}, which was not expected`;
  }
}

function clipped(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)} … (the record has all of it)`;
}
