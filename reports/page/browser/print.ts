// On paper: light, unfolded, and charts as wide as the paper.

import { chooseTheme, chosen, THEME_CHANGED } from './theme.ts';

/** Called before whatever else has to do with printing: it is the first to see it begin, and so the last to see it end. */
export function startPrinting(): void {
  let isPrinted = false;
  window.addEventListener('beforeprint', () => {
    if (isPrinted) return;
    isPrinted = true;
    const putBack = prepare();
    window.addEventListener(
      'afterprint',
      () => {
        isPrinted = false;
        putBack();
      },
      { once: true },
    );
  });
}

function prepare(): () => void {
  const root = document.documentElement;
  const theme = chosen();
  // The figures behind the charts stay folded: they would be most of the paper.
  const folded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open], figure details)')];
  chooseTheme('light');
  for (const details of folded) details.open = true;
  // Whoever draws measures the page now, before the browser lays it out for the paper.
  root.classList.add('printing');
  document.dispatchEvent(new Event(THEME_CHANGED));
  return () => {
    root.classList.remove('printing');
    for (const details of folded) details.open = false;
    chooseTheme(theme);
    document.dispatchEvent(new Event(THEME_CHANGED));
  };
}
