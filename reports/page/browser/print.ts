// On paper: light, nothing folded, and charts as wide as the paper.

import { chooseTheme, chosen, THEME_CHANGED } from './theme.ts';

export function startPrinting(): void {
  let putBack: (() => void) | undefined;
  // The first to see that the page is printed and the last to see that it was: what others do about it is done on light paper.
  window.addEventListener(
    'beforeprint',
    () => {
      putBack ??= prepare();
    },
    { capture: true },
  );
  window.addEventListener('afterprint', () => {
    putBack?.();
    putBack = undefined;
  });
}

function prepare(): () => void {
  const root = document.documentElement;
  const theme = chosen();
  const folded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
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
