// A matrix of servers x cases, as a table. `browser/servers-matrix.ts` filters its rows, and unfolds what was found under a row.

import type { VerifyRecord } from '../../../harness/record/verify-record.ts';
import { counted } from '../../figures.ts';
import type { Entry } from '../../report.ts';
import { type CellKind, cellKind, type MatrixRow, type ServersMatrix } from '../../several/verify-matrix.ts';
import { KIND_WORDS, type OutcomeKind } from '../../verify/outcome-kinds.ts';
import { isProperty, type Outcome } from '../../verify/sentences.ts';
import { type Html, html, joined } from '../html.ts';
import { scrolled } from '../parts.ts';
import { verdictWord } from './verdict-word.ts';

/** Above it columns are narrow: their names stand upright, and cells have signs only. */
const WIDE_MAX = 8;

const CELL_WORDS: Readonly<Record<CellKind, string>> = {
  ...KIND_WORDS,
  'not-run': 'not run',
};

const LEGEND = ['pass', 'fail', 'expected-failure', 'inconclusive', 'not-applicable'] as const satisfies readonly OutcomeKind[];

/** Where more of an outcome of a server stands; undefined: nowhere. */
type AnchorOf = (outcome: Outcome, server: Entry<VerifyRecord>) => string | undefined;

export function serversMatrix(matrix: ServersMatrix, anchorOf: AnchorOf): Html {
  const { protocol, entries, sections } = matrix;
  const heads = entries.map(
    ({ name, record }) => html`<th scope="col"><span class="server">${name}</span> ${verdictWord(record.verdict)}</th>`,
  );
  const bodies = sections.map(({ name, rows }) => {
    const head = html`<tr class="section"><th scope="rowgroup" colspan="${String(entries.length + 1)}"><span>${name} <span class="soft">${tally(rows)}</span></span></th></tr>`;
    return html`<tbody>${head}${joined(rows.map((row) => matrixRow(row, matrix, anchorOf)))}</tbody>`;
  });
  const narrow = entries.length > WIDE_MAX ? ' narrow' : '';
  return html`<div data-servers>
<div class="filters" role="group" aria-label="Which rows are shown" data-filters hidden>
<button type="button" aria-pressed="false" data-rows="differs">Only where servers differ</button>
<button type="button" aria-pressed="false" data-rows="fails">Only failures</button>
<label>Text <input type="search" data-text autocomplete="off" spellcheck="false" placeholder="id, rule, clause"></label>
<button type="button" data-clear hidden>Clear</button>
<span data-shown role="status"></span>
</div>
<p class="legend">${joined(LEGEND.map((kind) => html`<span class="cell-${kind} key">${CELL_WORDS[kind]}</span>`))} <span>empty: not run</span></p>
<p class="how">Behind it stands how that is known: eof and fence are proofs; timer: it was waited for.</p>
<div class="compared servers${narrow}">${scrolled(`Servers and cases of ${protocol}`, html`<table><thead><tr><th scope="col">case or property</th>${joined(heads)}</tr></thead>${joined(bodies)}</table>`)}</div>
</div>`;
}

function tally(rows: readonly MatrixRow[]): string {
  const differing = rows.filter(({ differs }) => differs).length;
  const what = counted(rows.length, 'row');
  return differing === 0 ? what : `${what}, ${differing === 1 ? '1 differs' : `${String(differing)} differ`}`;
}

function matrixRow({ id, about, outcomes, differs }: MatrixRow, { protocol, entries }: ServersMatrix, anchorOf: AnchorOf): Html {
  const fails = outcomes.some((outcome) => cellKind(outcome) === 'fail');
  const marks = [...(differs ? ['differs'] : []), ...(fails ? ['fails'] : [])].join(' ');
  const sign = differs
    ? html` <span class="differs"><span aria-hidden="true">≠</span><span class="unseen">servers differ</span></span>`
    : html``;
  const shortId = id.startsWith(`${protocol}/`) ? id.slice(protocol.length + 1) : id;
  const level = `${about.clause}, ${about.level}${isProperty(about) ? ', property' : ''}`;
  const cells = entries.map((server, index) => {
    const outcome = outcomes[index];
    return cell(outcome, outcome === undefined ? undefined : anchorOf(outcome, server));
  });
  return html`<tr data-row="${marks}"><th scope="row"><span class="id">${shortId}</span>${sign}<br><span class="rule">${about.rule}</span> <span class="level">${level}</span></th>${joined(cells)}</tr>`;
}

/** The sign is the style's (`several.css`): thirty servers make thousands of cells, and each byte of one counts. */
function cell(outcome: Outcome | undefined, anchor: string | undefined): Html {
  const kind = cellKind(outcome);
  const word = html`<span>${CELL_WORDS[kind]}</span>`;
  const shown = anchor === undefined ? word : html`<a href="#${anchor}" data-unfolds>${word}</a>`;
  const evidence = outcome?.evidence === undefined ? html`` : html` <small>${outcome.evidence}</small>`;
  return html`<td class="cell-${kind}">${shown}${evidence}</td>`;
}
