// The first screen of a study: the verdict, the answer, why, and the command that gives it again.

import type { StudyRecord } from '../../../harness/record/any-record.ts';
import { shellText } from '../../bench/sentences.ts';
import { counted } from '../../figures.ts';
import { repeatStudyWords } from '../../study/sentences.ts';
import { fold } from '../bench/tables.ts';
import { type Html, html, joined } from '../html.ts';
import { command, list } from '../parts.ts';
import { VERDICT_SIGNS } from '../verdict-signs.ts';

const CAUSES_OPEN_MAX = 5;

/** `answer`: what was found, in markup of its own; `hasSeed`: chance had a part. */
export function studyScreen(record: StudyRecord, title: string, answer: Html, about: Html, hasSeed = true): Html {
  const { verdict } = record;
  return html`<p class="verdict ${verdict}"><span aria-hidden="true">${VERDICT_SIGNS[verdict]}</span> ${verdict}</p>
<h1>${title}</h1>
${causes(record)}
${answer}
${about}
${repeat(record, hasSeed)}`;
}

function causes({ verdict, causes: all }: StudyRecord): Html {
  if (all.length === 0) return html``;
  const items = all.map((cause) => html`<strong class="${verdict}">${VERDICT_SIGNS[verdict]} ${verdict}</strong> ${cause}`);
  const rest = items.slice(CAUSES_OPEN_MAX);
  return html`<div class="because">${list(items.slice(0, CAUSES_OPEN_MAX))}${rest.length === 0 ? '' : fold(`and ${counted(rest.length, 'more cause')}`, list(rest))}</div>`;
}

export interface Card {
  readonly name: string;
  readonly figures: readonly { readonly text: string; readonly of?: string }[];
  readonly note?: string;
}

/** The numbers that matter, large. */
export function cards(all: readonly Card[]): Html {
  const shown = all.map(({ name, figures, note }) => {
    const large = figures.map(
      ({ text, of }) => html`<span class="figure">${text}${of === undefined ? '' : html` <small>${of}</small>`}</span>`,
    );
    return html`<div><dt>${name}</dt><dd class="figures">${joined(large)}</dd>${note === undefined ? '' : html`<dd class="note">${note}</dd>`}</div>`;
  });
  return html`<dl class="cards three">${joined(shown)}</dl>`;
}

function repeat(record: StudyRecord, hasSeed: boolean): Html {
  const words = repeatStudyWords(record, hasSeed);
  return words === undefined ? html`` : html`<p class="repeat">Run it again:</p>${command(shellText(words))}`;
}
