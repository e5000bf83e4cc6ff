// The field above each page: what it finds is listed below it, and the arrow keys go through the list.

import { type Entry, type Found, found } from './found.ts';

declare global {
  var searchIndex: readonly Entry[] | undefined;
}

export function startSearch(): void {
  const form = document.querySelector<HTMLFormElement>('[data-search]');
  const field = form?.querySelector('input');
  const list = form?.querySelector('ul');
  const entries = globalThis.searchIndex;
  if (!form || !field || !list || entries === undefined) return;
  form.hidden = false;
  let chosen = -1;

  const choose = (index: number) => {
    const items = [...list.children];
    chosen = items.length === 0 ? -1 : (index + items.length) % items.length;
    for (const [at, item] of items.entries()) item.setAttribute('aria-selected', String(at === chosen));
    const item = items[chosen];
    if (item === undefined) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', item.id);
    item?.scrollIntoView({ block: 'nearest' });
  };
  const hide = () => {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  const show = () => {
    const results = found(field.value, entries);
    list.replaceChildren(...results.map(listItem));
    list.hidden = results.length === 0;
    field.setAttribute('aria-expanded', String(results.length > 0));
    const status = document.getElementById('status');
    if (status !== null && field.value.trim() !== '')
      status.textContent = results.length === 0 ? 'Nothing found' : `${results.length} found`;
    choose(0);
  };
  const open = (item: Element | undefined) => {
    if (!(item instanceof HTMLElement) || item.dataset.href === undefined) return;
    hide();
    location.href = item.dataset.href;
  };

  field.addEventListener('input', show);
  field.addEventListener('focus', () => field.value !== '' && show());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    open(list.children[chosen]);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Escape') hide();
    else return;
    event.preventDefault();
  });
  form.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) hide();
  });
  // A press on the list would take the focus from the field, and hide the list before it is released.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    if (target instanceof Element) open(target.closest('li') ?? undefined);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

function listItem({ entry, excerpt }: Found, index: number): HTMLLIElement {
  const item = document.createElement('li');
  item.id = `found-${index}`;
  item.setAttribute('role', 'option');
  item.dataset.href = entry.href;
  const heading = document.createElement('strong');
  heading.textContent = entry.heading === entry.page ? entry.page : `${entry.page} › ${entry.heading}`;
  const text = document.createElement('span');
  text.textContent = excerpt;
  item.append(heading, text);
  return item;
}
