// All outcomes at a glance: a square for each, by the sections of the contract.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { KIND_WORDS, kindOf, OUTCOME_KINDS, type OutcomeKind, verdictText } from '../../verify/outcome-kinds.ts';
import { bySection, type Outcome, outcomesOf } from '../../verify/sentences.ts';
import type { Section } from '../content.ts';
import { type Html, html, joined } from '../html.ts';
import { section } from '../parts.ts';
import type { Anchors } from './anchors.ts';
import { SIGNS, shortId } from './texts.ts';

export function matrixSection(record: VerifyRecord, anchors: Anchors): Section | undefined {
  const { all } = outcomesOf(record);
  if (all.length === 0) return undefined;
  const groups = [...bySection(all)].map(([name, outcomes]) => {
    const cells = outcomes.map((outcome) => cell(outcome, record, anchors));
    return html`<li><h3>${shortId(name, record)}</h3><ul>${joined(cells)}</ul></li>`;
  });
  const kinds = new Set(all.map(kindOf));
  return section(
    'matrix',
    'By section',
    html`<p class="legend">${joined(OUTCOME_KINDS.filter((kind) => kinds.has(kind)).map(legendItem))}<span>Each square leads to its case.</span></p>
<ul class="matrix" data-matrix>${joined(groups)}</ul>
<p class="pointed" aria-hidden="true" data-pointed></p>`,
  );
}

function legendItem(kind: OutcomeKind): Html {
  return html`<span><b class="cell ${kind}" aria-hidden="true">${SIGNS[kind]}</b> ${KIND_WORDS[kind]}</span>`;
}

/** The title is its name, too: the sign alone would be read as a sign. */
function cell(outcome: Outcome, record: VerifyRecord, anchors: Anchors): Html {
  const kind = kindOf(outcome);
  const title = `${shortId(outcome.id, record)}: ${verdictText(outcome)}`;
  return html`<li><a class="cell ${kind}" href="#${anchors.rowOf(outcome)}" title="${title}"><span aria-hidden="true">${SIGNS[kind]}</span></a></li>`;
}
