// Tables that can be sorted by what stands in a column, and regions that can be reached by keyboard only while they have something
// to scroll to.

import { say } from './status.ts';

type Direction = 'ascending' | 'descending';

export function startTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-sortable]')) makeSortable(table);
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) offerScrolling(target);
  });
  for (const region of document.querySelectorAll('.scrolled')) {
    offerScrolling(region);
    watcher.observe(region);
  }
}

/** The names of its columns become buttons: once for ascending, twice for descending, three times for as it was. */
function makeSortable(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
  const original = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }));
  for (const [column, head] of heads.entries()) {
    // A cell over several rows belongs to all of them: they are no rows to be moved one by one.
    if (head.textContent?.trim() === '' || table.querySelector('tbody [rowspan]') !== null) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const direction = next(head.getAttribute('aria-sort'));
      for (const other of heads) other.removeAttribute('aria-sort');
      if (direction !== undefined) head.setAttribute('aria-sort', direction);
      for (const { body, rows } of original) body.append(...(direction === undefined ? rows : sorted(rows, column, direction)));
      const order = direction === undefined ? 'as it was at first' : `by ${button.textContent?.trim()}, ${direction}`;
      say(`The table is sorted ${order}.`);
    });
  }
}

function next(now: string | null): Direction | undefined {
  if (now === null) return 'ascending';
  return now === 'ascending' ? 'descending' : undefined;
}

type Key = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'text'; readonly value: string };

/** Stable, and whichever way it goes: what there is nothing in stands last. */
function sorted(rows: readonly HTMLTableRowElement[], column: number, direction: Direction): HTMLTableRowElement[] {
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }));
  const filled = keyed.flatMap(({ row, key }) => (key === undefined ? [] : [{ row, key }]));
  const sign = direction === 'ascending' ? 1 : -1;
  filled.sort((one, other) => sign * compared(one.key, other.key));
  return [...filled, ...keyed.filter(({ key }) => key === undefined)].map(({ row }) => row);
}

function keyOf(cell: HTMLTableCellElement | undefined): Key | undefined {
  const given = cell?.dataset.value;
  const text = given ?? cell?.textContent?.trim() ?? '';
  if (text === '' || text === '–') return undefined;
  const value = Number(text.replaceAll(',', ''));
  return Number.isFinite(value) ? { kind: 'number', value } : { kind: 'text', value: text };
}

const TEXTS = new Intl.Collator('en', { numeric: true });

function compared(one: Key, other: Key): number {
  if (one.kind === 'number' && other.kind === 'number') return one.value - other.value;
  if (one.kind === 'text' && other.kind === 'text') return TEXTS.compare(one.value, other.value);
  return one.kind === 'number' ? -1 : 1;
}

function offerScrolling(region: Element): void {
  const scrolls = region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight;
  if (scrolls) region.setAttribute('tabindex', '0');
  else region.removeAttribute('tabindex');
}
