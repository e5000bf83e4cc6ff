// Charts on paper: all are drawn, in light colours, no wider than a page; and afterwards as they were.

import type { ChartView } from './chart-view.ts';

/** A page of A4 or letter between its margins; the style makes it narrower where a column is. */
const PAPER_PIXELS = 680;

export function startPrinting(views: readonly ChartView[], restyle: () => void): void {
  const { dataset } = document.documentElement;
  let before: string | undefined;
  window.addEventListener('beforeprint', () => {
    before = dataset.theme;
    dataset.theme = 'light';
    restyle();
    for (const view of views) view.fitPaper(PAPER_PIXELS);
  });
  window.addEventListener('afterprint', () => {
    if (before === undefined) delete dataset.theme;
    else dataset.theme = before;
    restyle();
    for (const view of views) view.fit();
  });
}
