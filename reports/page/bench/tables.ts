// Tables of figures, with what a script needs to sort them: the values that the texts were made of.

import { type Html, html, joined } from '../html.ts';

export interface Column {
  readonly title: string;
  /** Words stand to the left and may break; figures do neither. */
  readonly isText?: boolean;
}

/** A figure has the value that it is sorted by; a text is sorted by itself. */
export type Cell = string | Html | { readonly text: string; readonly value: number; readonly isSoft?: boolean };

/** The first cell of each row names it. `name`: of the table, for those who hear it; its own in the page. */
export function figureTable(name: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Html {
  const head = columns.map(({ title, isText }) => html`<th scope="col"${classIf(isText, 'text')}>${title}</th>`);
  const body = rows.map((cells) => html`<tr>${joined(cells.map((cell, index) => cellOf(cell, index, columns[index])))}</tr>`);
  const sortable = { markup: rows.length > 1 ? ' data-sortable' : '' };
  return html`<div class="scrolled" role="region" aria-label="${name}" tabindex="0"><table${sortable}><thead><tr>${joined(head)}</tr></thead><tbody>${joined(body)}</tbody></table></div>`;
}

function cellOf(cell: Cell, index: number, column: Column | undefined): Html {
  if (typeof cell === 'object' && 'value' in cell) {
    const value = { markup: Number.isFinite(cell.value) ? ` data-value="${cell.value}"` : '' };
    return html`<td${value}${classIf(cell.isSoft, 'soft')}>${cell.text}</td>`;
  }
  if (index === 0) return html`<th scope="row"${classIf(column?.isText, 'text')}>${cell}</th>`;
  return html`<td${classIf(column?.isText, 'text')}>${cell}</td>`;
}

function classIf(is: boolean | undefined, name: string): Html {
  return { markup: is === true ? ` class="${name}"` : '' };
}

export function fold(summary: string, body: Html): Html {
  return html`<details><summary>${summary}</summary>${body}</details>`;
}
