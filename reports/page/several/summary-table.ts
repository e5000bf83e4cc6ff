// Each server in one row: how many of each level came to what.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { countText } from '../../figures.ts';
import type { Entry } from '../../report.ts';
import { sumOf } from '../../several/verify-answer.ts';
import { type Tally, tallyOf } from '../../several/verify-matrix.ts';
import { KIND_WORDS, type OutcomeKind } from '../../verify/outcome-kinds.ts';
import { type Html, html, joined } from '../html.ts';
import { scrolled } from '../parts.ts';
import { verdictWord } from './verdict-word.ts';

const LEVELS = ['must', 'should', 'may'] as const;
const COUNTED = ['pass', 'fail', 'expected-failure', 'inconclusive', 'not-applicable'] as const satisfies readonly OutcomeKind[];

const ALWAYS: ReadonlySet<OutcomeKind> = new Set(['pass', 'fail']);
const LEVEL_START = html` class="level-start"`;

/** A level that nothing is of has no columns, and neither has what no server came to; passed and failed stand in any case. */
export function summaryTable(entries: readonly Entry<VerifyRecord>[]): Html {
  const levels = LEVELS.map((level) => {
    const tallies = entries.map((entry) => tallyOf(entry, level));
    return { level, tallies, kinds: COUNTED.filter((kind) => ALWAYS.has(kind) || tallies.some((tally) => tally[kind] > 0)) };
  }).filter(({ tallies }) => tallies.some((tally) => sumOf(tally) > 0));
  const groups = levels.map(
    ({ level, kinds }) => html`<th scope="colgroup" colspan="${String(kinds.length)}" class="level-start">${level}</th>`,
  );
  const heads = levels.flatMap(({ kinds }) =>
    kinds.map((kind, at) => html`<th scope="col"${at === 0 ? LEVEL_START : html``}>${KIND_WORDS[kind]}</th>`),
  );
  const rows = entries.map(({ name, record }, server) => {
    const cells = levels.flatMap(({ tallies, kinds }) => kinds.map((kind, at) => countCell(tallies[server], kind, at === 0)));
    return html`<tr><th scope="row">${name}</th><td>${verdictWord(record.verdict)}</td>${joined(cells)}</tr>`;
  });
  return html`<div class="compared summary">${scrolled(
    `Counts by server: ${entries[0]?.record.protocol.name ?? ''}`,
    html`<table>
<thead><tr><th scope="col" rowspan="2">server</th><th scope="col" rowspan="2">verdict</th>${joined(groups)}</tr><tr>${joined(heads)}</tr></thead>
<tbody>${joined(rows)}</tbody></table>`,
  )}</div>`;
}

function countCell(tally: Tally | undefined, kind: OutcomeKind, isFirst: boolean): Html {
  const count = tally?.[kind] ?? 0;
  const kindClass = count > 0 ? `cell-${kind}` : 'soft';
  return html`<td class="${kindClass}${isFirst ? ' level-start' : ''}">${countText(count)}</td>`;
}
