// The file that a page of the site is: the reading order at its side, its headings, its text, and where it goes on.

import { type Html, html, joined } from '../../reports/page/html.ts';
import type { ParsedPage } from './parsed-page.ts';
import { type Place, pageName } from './reading-order.ts';

export function pageDocument(page: ParsedPage, places: readonly Place[], at: number): string {
  const here = places[at];
  const before = places[at - 1];
  const next = places[at + 1];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${at === 0 ? 'tcp-harness' : `${page.title} · tcp-harness`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/site.css">
<script defer src="assets/search-index.js"></script>
<script defer src="assets/site.js"></script>
</head>
<body>
<a class="skip" href="#main">To the text</a>
<header class="bar">
<a class="home" href="index.html">tcp-harness</a>
<form role="search" data-search hidden><label for="search" class="unseen">Search</label>
<input id="search" type="search" placeholder="Search ( / )" autocomplete="off" role="combobox" aria-expanded="false"
 aria-controls="found" aria-autocomplete="list"><ul id="found" role="listbox" aria-label="Found" hidden></ul></form>
<button type="button" data-theme-switch hidden></button>
</header>
<div class="page">
<nav class="order" aria-label="Pages"><details open data-folds><summary>Pages</summary><ol>
${joined(places.map((place) => placeItem(place, place === here)))}
</ol></details></nav>
<main id="main" tabindex="-1">
${page.body}
<nav class="onward" aria-label="Onward">${onward(before, 'Previous')}${onward(next, 'Next')}</nav>
</main>
${contents(page)}
</div>
<p class="unseen" role="status" id="status"></p>
</body>
</html>
`.markup;
}

function placeItem({ file, name }: Place, isHere: boolean): Html {
  return isHere
    ? html`<li><a href="${pageName(file)}" aria-current="page">${name}</a></li>`
    : html`<li><a href="${pageName(file)}">${name}</a></li>`;
}

function onward(place: Place | undefined, word: 'Previous' | 'Next'): Html {
  if (place === undefined) return html``;
  const rel = word === 'Next' ? 'next' : 'prev';
  return html`<a rel="${rel}" href="${pageName(place.file)}"><span>${word}</span> ${place.name}</a>`;
}

/** Of one heading it would say nothing. */
function contents({ headings }: ParsedPage): Html {
  const shown = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (shown.length < 2) return html``;
  const items = shown.map(
    ({ depth, text, anchor }) => html`<li class="depth-${String(depth)}"><a href="#${anchor}">${text}</a></li>`,
  );
  return html`<nav class="contents" aria-label="On this page"><p>On this page</p><ul>
${joined(items)}
</ul></nav>`;
}
