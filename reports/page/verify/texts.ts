// Texts of a record on its page: as long as a reader can take them.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { countText } from '../../figures.ts';
import type { OutcomeKind } from '../../verify/outcome-kinds.ts';
import { type Html, html } from '../html.ts';

/** More of one message is read by nobody; the record has it. */
const MESSAGE_SIGNS_MAX = 2000;
const SHORT_SIGNS_MAX = 160;

export function messageText(text: string): string {
  return cutText(text, MESSAGE_SIGNS_MAX);
}

/** For a list, where the whole message stands elsewhere. */
export function shortText(text: string): string {
  return cutText(text, SHORT_SIGNS_MAX);
}

function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  // Half of a pair of surrogates is no sign.
  const kept = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${kept} … and ${countText(text.length - kept.length)} more signs`;
}

export const SIGNS: Readonly<Record<OutcomeKind, string>> = {
  pass: '✓',
  fail: '✗',
  'expected-failure': '✗',
  inconclusive: '?',
  'not-applicable': '–',
};

/** For eyes only: a word stands beside it. */
export function sign(kind: OutcomeKind): Html {
  return html`<b class="sign ${kind}" aria-hidden="true">${SIGNS[kind]}</b>`;
}

/** Without the protocol, which all on the page have. */
export function shortId(id: string, { protocol }: VerifyRecord): string {
  const name = `${protocol.name}/`;
  return id.startsWith(name) && id.length > name.length ? id.slice(name.length) : id;
}
