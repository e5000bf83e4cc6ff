// Filters of all cases. They are kept nowhere: an address names a place in the page, and leads to it whatever the filters hide.

import { startAnchors } from './anchors.ts';

export function startFilters(): void {
  const block = document.querySelector<HTMLElement>('[data-filtered]');
  if (block !== null) new Filters(block).start();
  else startAnchors(() => {});
}

class Filters {
  readonly #block: HTMLElement;
  readonly #rows: readonly Row[];
  readonly #folds: readonly HTMLDetailsElement[];
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #text: HTMLInputElement | null;
  /** As the folds were before anything was filtered. */
  #wasOpen: readonly boolean[] | undefined;

  constructor(block: HTMLElement) {
    this.#block = block;
    this.#rows = Array.from(block.querySelectorAll<HTMLElement>('tr[data-kind]'), (element) => ({
      element,
      text: textOf(element),
    }));
    this.#folds = [...block.querySelectorAll<HTMLDetailsElement>('details.group')];
    this.#buttons = [...block.querySelectorAll<HTMLButtonElement>('button[aria-pressed]')];
    this.#text = block.querySelector<HTMLInputElement>('[data-text]');
  }

  start(): void {
    const form = this.#block.querySelector<HTMLFormElement>('[data-filters]');
    if (form !== null) {
      form.hidden = false;
      form.addEventListener('submit', (event) => event.preventDefault());
    }
    for (const button of this.#buttons) {
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(!isPressed(button)));
        this.#apply();
      });
    }
    this.#text?.addEventListener('input', () => this.#apply());
    for (const button of this.#block.querySelectorAll<HTMLButtonElement>('[data-clear]')) {
      button.addEventListener('click', () => {
        this.#clear();
        this.#text?.focus();
      });
    }
    startAnchors((place) => {
      if (this.#rows.some(({ element }) => element === place && element.hidden)) this.#clear();
    });
  }

  #clear(): void {
    for (const button of this.#buttons) button.setAttribute('aria-pressed', 'false');
    if (this.#text !== null) this.#text.value = '';
    this.#apply();
  }

  #apply(): void {
    const kinds = this.#pressed('verdict');
    const levels = this.#pressed('level');
    const words = (this.#text?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const isFiltering = kinds.size + levels.size + words.length > 0;
    this.#wasOpen ??= this.#folds.map(({ open }) => open);
    let shown = 0;
    for (const { element, text } of this.#rows) {
      const { kind = '', level = '' } = element.dataset;
      const isShown =
        (kinds.size === 0 || kinds.has(kind)) &&
        (levels.size === 0 || levels.has(level)) &&
        words.every((word) => text.includes(word));
      element.hidden = !isShown;
      if (isShown) shown++;
    }
    for (const [index, fold] of this.#folds.entries()) {
      fold.hidden = fold.querySelector('tr[data-kind]:not([hidden])') === null;
      fold.open = isFiltering || (this.#wasOpen[index] ?? false);
    }
    if (!isFiltering) this.#wasOpen = undefined;
    this.#tell(shown);
  }

  #pressed(group: 'verdict' | 'level'): Set<string> {
    return new Set(this.#buttons.filter(isPressed).flatMap(({ dataset }) => dataset[group] ?? []));
  }

  #tell(shown: number): void {
    const place = this.#block.querySelector<HTMLElement>('[data-shown]');
    const all = this.#rows.length.toLocaleString('en-US');
    if (place !== null) place.textContent = `${shown.toLocaleString('en-US')} of ${all} shown`;
    const none = this.#block.querySelector<HTMLElement>('[data-no-match]');
    if (none !== null) none.hidden = shown > 0;
  }
}

interface Row {
  readonly element: HTMLElement;
  readonly text: string;
}

/** Id, rule, message and clause; not its time, in which any digit would be found. */
function textOf(row: HTMLElement): string {
  return Array.from(row.querySelectorAll('th, td small'), (part) => part.textContent)
    .join(' ')
    .toLowerCase();
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}
