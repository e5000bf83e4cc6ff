// Links within the page: the place that one leads to is opened, however deep it is folded.

/** `before` is told of the place first, and may bring it back into sight. */
export function startAnchors(before: (place: Element) => void): void {
  const show = () => {
    const place = placeOf(location.hash);
    if (place === null) return;
    before(place);
    for (let fold = place.closest('details'); fold !== null; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true;
    place.scrollIntoView({ block: 'start' });
  };
  window.addEventListener('hashchange', show);
  // A second click on the same link changes no address.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (link instanceof HTMLAnchorElement && link.hash === location.hash) show();
  });
  show();
}

function placeOf(hash: string): Element | null {
  try {
    return hash.length < 2 ? null : document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}
