// What became of a run, beside its name: wherever figures of an invalid run stand, it says that they are not to be trusted.

import { type Html, html } from '../html.ts';
import { VERDICT_SIGNS, type Verdict } from '../verdict-signs.ts';

export function verdictWord(verdict: Verdict): Html {
  const distrust = verdict === 'invalid' ? ': not to be trusted' : '';
  return html`<span class="verdict-word ${verdict}"><span aria-hidden="true">${VERDICT_SIGNS[verdict]}</span> ${verdict}${distrust}</span>`;
}

/** The colour that the run has in the charts; the first eight have one. */
export function swatch(index: number): Html {
  return index < 8 ? html`<span class="swatch series-${String(index + 1)}" aria-hidden="true"></span>` : html``;
}
