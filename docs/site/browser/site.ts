// What runs in the pages of the site. All that it adds is hidden until it is there: without it everything can still be read.

import { startTheme } from '../../../reports/page/browser/theme.ts';
import { startCopying } from './copying.ts';
import { startSearch } from './searching.ts';

startTheme();
startCopying();
startSearch();
foldOnNarrow();

/** Where the list of pages stands above the text it would be all that one sees. */
function foldOnNarrow(): void {
  const details = document.querySelector<HTMLDetailsElement>('[data-folds]');
  if (details === null) return;
  const narrow = window.matchMedia('(max-width: 56rem)');
  const fold = () => {
    details.open = !narrow.matches;
  };
  narrow.addEventListener('change', fold);
  fold();
}
