// Marks in the bar which section is being read.

export function startNavigation(): void {
  const bar = document.querySelector<HTMLElement>('nav.bar ul');
  if (bar === null) return;
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of bar.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const id = decodeURIComponent(link.hash.slice(1));
    // The summary is the head of the page, and the page is all of it.
    const place = id === 'main' ? document.querySelector('main > header') : document.getElementById(id);
    if (place !== null) links.set(place, link);
  }
  const seen = new Set<Element>();
  let current: HTMLAnchorElement | undefined;
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      const first = [...links.keys()].find((place) => seen.has(place));
      const link = first === undefined ? undefined : links.get(first);
      if (link === undefined || link === current) return;
      current?.removeAttribute('aria-current');
      link.setAttribute('aria-current', 'location');
      current = link;
      bring(link, bar);
    },
    // What lies under the bar is not being read, nor what only looks in from below.
    { rootMargin: '-64px 0px -55% 0px' },
  );
  for (const place of links.keys()) watcher.observe(place);
}

/** Into the part of the bar that is seen. The page itself is not to be moved by it, as scrollIntoView might. */
function bring(link: HTMLElement, bar: HTMLElement): void {
  const { left, width } = link.getBoundingClientRect();
  const frame = bar.getBoundingClientRect();
  bar.scrollLeft += left - frame.left - (frame.width - width) / 2;
}
