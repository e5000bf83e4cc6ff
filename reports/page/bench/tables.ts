// Tables of figures, with what a script needs to sort them: the values that the texts were made of.

import { type Html, html, joined } from '../html.ts';
import { scrolled } from '../parts.ts';

export interface Column {
  readonly title: string;
  /** Names and sentences break where there is no room, words don't, and all stand to the left; a figure is none of them. */
  readonly is?: 'name' | 'word' | 'text';
}

/** A figure has the value that it is sorted by; a text is sorted by itself. */
export type Cell = string | Html | { readonly text: string; readonly value: number; readonly isSoft?: boolean };

/** The first cell of each row names it. `name`: of the table, for those who hear it; its own in the page. */
export function figureTable(name: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Html {
  const head = columns.map(({ title, is }) => html`<th scope="col"${classes(is)}>${title}</th>`);
  const body = rows.map((cells) => html`<tr>${joined(cells.map((cell, index) => cellOf(cell, index, columns[index])))}</tr>`);
  const sortable = { markup: rows.length > 1 ? ' data-sortable' : '' };
  return scrolled(name, html`<table${sortable}><thead><tr>${joined(head)}</tr></thead><tbody>${joined(body)}</tbody></table>`);
}

function cellOf(cell: Cell, index: number, column: Column | undefined): Html {
  if (typeof cell === 'object' && 'value' in cell) {
    const value = { markup: Number.isFinite(cell.value) ? ` data-value="${cell.value}"` : '' };
    return html`<td${value}${classes(cell.isSoft === true ? 'soft' : undefined)}>${cell.text}</td>`;
  }
  if (index === 0) return html`<th scope="row"${classes(column?.is)}>${cell}</th>`;
  return html`<td${classes(column?.is)}>${cell}</td>`;
}

function classes(name: string | undefined): Html {
  return { markup: name === undefined ? '' : ` class="${name}"` };
}

export function fold(summary: string, body: Html): Html {
  return html`<details><summary>${summary}</summary>${body}</details>`;
}
