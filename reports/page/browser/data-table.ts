// The figures behind a chart: a table that is made when somebody opens it, and can be taken along.

import { type FiguresTable, figuresTable, tabSeparated } from '../chart/figures-table.ts';
import { exact } from '../chart/value-text.ts';
import type { Chart } from '../chart.ts';
import { isCopied } from './clipboard.ts';
import { button, element } from './elements.ts';

/** More would make the page slow; they are in what the button copies, and in the record. */
const ROWS_MAX = 500;
const COPIED_SHOWN_MS = 2000;

export function dataTable(chart: Chart): HTMLElement {
  const details = element('details', 'data');
  details.append(element('summary', '', 'Figures'));
  details.addEventListener(
    'toggle',
    () => {
      details.append(...contents(chart));
    },
    { once: true },
  );
  return details;
}

function contents(chart: Chart): HTMLElement[] {
  const figures = figuresTable(chart);
  const scrolled = element('div', 'scrolled');
  scrolled.tabIndex = 0;
  scrolled.setAttribute('role', 'region');
  scrolled.setAttribute('aria-label', `Figures of ${chart.title}`);
  scrolled.append(tableOf(figures));
  const left = figures.rows.length - ROWS_MAX;
  const rest = `The first ${exact(ROWS_MAX)} of ${exact(figures.rows.length)} rows: the other ${exact(left)} are in what is copied, and all in the record.`;
  return [scrolled, ...(left > 0 ? [element('p', 'rest', rest)] : []), copyButton(figures)];
}

function tableOf({ titles, rows }: FiguresTable): HTMLElement {
  const table = element('table');
  const head = element('tr');
  for (const title of titles) {
    const cell = element('th', '', title);
    cell.scope = 'col';
    head.append(cell);
  }
  table.createTHead().append(head);
  const body = table.createTBody();
  for (const row of rows.slice(0, ROWS_MAX)) {
    const line = element('tr');
    for (const value of row) line.append(element('td', '', value === null ? '–' : exact(value)));
    body.append(line);
  }
  return table;
}

function copyButton(figures: FiguresTable): HTMLElement {
  const place = element('p', 'copy');
  const copy = button('', 'Copy for a spreadsheet');
  const done = element('span');
  done.setAttribute('role', 'status');
  copy.addEventListener('click', () => {
    void isCopied(tabSeparated(figures)).then((isDone) => say(isDone ? 'Copied' : 'This browser does not let the page copy.'));
  });
  place.append(copy, done);
  return place;

  function say(text: string): void {
    done.textContent = text;
    setTimeout(() => {
      done.textContent = '';
    }, COPIED_SHOWN_MS);
  }
}
