// In a matrix of servers x cases: which rows are shown, and what was found under the row it was found in.

import { FilterControls } from './filter-controls.ts';

export function startServersMatrices(): void {
  for (const block of document.querySelectorAll<HTMLElement>('[data-servers]')) {
    startUnfolding(block);
    startFilters(block);
  }
}

/** Without script the cells lead to where it stands; with it the same unfolds in its place. */
function startUnfolding(block: HTMLElement): void {
  for (const link of block.querySelectorAll<HTMLAnchorElement>('a[data-unfolds]')) {
    const found = document.getElementById(link.hash.slice(1));
    const row = link.closest('tr');
    if (found === null || row === null) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'unfolds';
    button.setAttribute('aria-expanded', 'false');
    button.append(...link.childNodes);
    link.replaceWith(button);
    let unfolded: HTMLTableRowElement | undefined;
    button.addEventListener('click', () => {
      if (unfolded === undefined) unfolded = unfoldedBelow(row, found);
      else {
        unfolded.remove();
        unfolded = undefined;
      }
      button.setAttribute('aria-expanded', String(unfolded !== undefined));
    });
  }
}

function unfoldedBelow(row: HTMLTableRowElement, found: HTMLElement): HTMLTableRowElement {
  const copy = found.cloneNode(true) as HTMLElement;
  copy.removeAttribute('id');
  // Who copies the command finds its button where it stands by itself.
  for (const button of copy.querySelectorAll('button')) button.remove();
  const below = document.createElement('tr');
  below.className = 'unfolded';
  const cell = below.insertCell();
  cell.colSpan = row.cells.length;
  cell.append(copy);
  let last: Element = row;
  while (last.nextElementSibling?.classList.contains('unfolded')) last = last.nextElementSibling;
  last.after(below);
  return below;
}

function startFilters(block: HTMLElement): void {
  const controls = block.querySelector<HTMLElement>('[data-filters]');
  const text = block.querySelector<HTMLInputElement>('[data-text]');
  const shown = block.querySelector<HTMLElement>('[data-shown]');
  const clear = block.querySelector<HTMLButtonElement>('[data-clear]');
  if (controls === null || text === null || shown === null || clear === null) return;
  const rows = Array.from(block.querySelectorAll<HTMLTableRowElement>('tr[data-row]'), (row) => ({
    row,
    marks: new Set((row.dataset.row ?? '').split(' ')),
    // What it is about, not what became of it: who types "failed" wants the button.
    text: (row.cells[0]?.textContent ?? '').toLowerCase(),
  }));
  const apply = () => {
    const asked = filter.pressed.map(({ dataset }) => dataset.rows ?? '');
    const { words } = filter;
    let count = 0;
    for (const { row, marks, text: about } of rows) {
      const isShown = asked.every((mark) => marks.has(mark)) && words.every((word) => about.includes(word));
      if (isShown) count++;
      row.hidden = !isShown;
      for (let below = row.nextElementSibling; below?.classList.contains('unfolded'); below = below.nextElementSibling)
        (below as HTMLElement).hidden = !isShown;
    }
    for (const body of block.querySelectorAll('tbody')) body.hidden = body.querySelector('tr[data-row]:not([hidden])') === null;
    const isFiltering = asked.length + words.length > 0;
    shown.textContent = isFiltering ? `${count.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')} rows` : '';
    clear.hidden = !isFiltering;
  };
  const filter = new FilterControls([...controls.querySelectorAll<HTMLButtonElement>('button[data-rows]')], text, apply);
  clear.addEventListener('click', () => {
    filter.clear();
    filter.focus();
  });
  controls.hidden = false;
  // A browser that brings a page back brings back what was typed in it.
  apply();
}
