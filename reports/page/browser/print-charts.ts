// Charts on paper: all are drawn, no wider than a page, in the colours that `print.ts` has chosen by then; and afterwards as they were.

import type { ChartView } from './chart-view.ts';

/** A page of A4 or letter between its margins; the style makes it narrower where a column is. */
const PAPER_PIXELS = 680;

export function startPrintingOf(views: readonly ChartView[], restyle: () => void): void {
  window.addEventListener('beforeprint', () => {
    restyle();
    for (const view of views) view.fitPaper(PAPER_PIXELS);
  });
  window.addEventListener('afterprint', () => {
    restyle();
    for (const view of views) view.fit();
  });
}
