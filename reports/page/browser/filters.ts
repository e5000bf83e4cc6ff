// Filters of all cases. They are kept nowhere: an address names a place in the page, and leads to it whatever the filters hide.

import { startAnchors } from './anchors.ts';
import { FilterControls } from './filter-controls.ts';

export function startFilters(): void {
  const block = document.querySelector<HTMLElement>('[data-filtered]');
  if (block !== null) new Filters(block).start();
  else startAnchors(() => {});
}

class Filters {
  readonly #block: HTMLElement;
  readonly #rows: readonly Row[];
  readonly #folds: readonly HTMLDetailsElement[];
  readonly #controls: FilterControls;
  /** As the folds were before anything was filtered. */
  #wasOpen: readonly boolean[] | undefined;

  constructor(block: HTMLElement) {
    this.#block = block;
    this.#rows = Array.from(block.querySelectorAll<HTMLElement>('tr[data-kind]'), (element) => ({
      element,
      text: textOf(element),
    }));
    this.#folds = [...block.querySelectorAll<HTMLDetailsElement>('details.group')];
    this.#controls = new FilterControls(
      [...block.querySelectorAll<HTMLButtonElement>('button[aria-pressed]')],
      block.querySelector<HTMLInputElement>('[data-text]'),
      () => this.#apply(),
    );
  }

  start(): void {
    const form = this.#block.querySelector<HTMLFormElement>('[data-filters]');
    if (form !== null) {
      form.hidden = false;
      form.addEventListener('submit', (event) => event.preventDefault());
    }
    for (const button of this.#block.querySelectorAll<HTMLButtonElement>('[data-clear]')) {
      button.addEventListener('click', () => {
        this.#controls.clear();
        this.#controls.focus();
      });
    }
    startAnchors((place) => {
      if (this.#rows.some(({ element }) => element === place && element.hidden)) this.#controls.clear();
    });
  }

  #apply(): void {
    const kinds = this.#pressed('verdict');
    const levels = this.#pressed('level');
    const { words } = this.#controls;
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
    return new Set(this.#controls.pressed.flatMap(({ dataset }) => dataset[group] ?? []));
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
