// The whole site out of the texts: a function of them, which reads and writes nothing by itself.

import { brokenLinks, targetOf } from './links.ts';
import { pageDocument } from './page-document.ts';
import { type ParsedPage, parsePage } from './parsed-page.ts';
import { type Place, pageName, READING_ORDER } from './reading-order.ts';

export interface Site {
  /** Name and text of each file that is made. */
  readonly files: ReadonlyMap<string, string>;
  /** Files that pages lead to, as they are: from where (seen from docs/), and what they are called on the site. */
  readonly copies: ReadonlyMap<string, string>;
  /** A sentence for each thing that must not be so. */
  readonly problems: readonly string[];
}

/** `texts`: the Markdown files of docs/ by their names. `isThere` answers for any other path that is seen from docs/. */
export function buildSite(texts: ReadonlyMap<string, string>, isThere: (file: string) => boolean, order = READING_ORDER): Site {
  const places = order.filter(({ file }) => texts.has(file));
  const isPage = (file: string) => places.some((place) => place.file === file);
  const pages = new Map<string, ParsedPage>();
  const copies = new Map<string, string>();
  for (const { file } of places) {
    const leadTo = (link: string) => {
      const target = targetOf(link, file, isPage);
      if (target.kind === 'file') copies.set(target.from, target.href.replace(/#.*$/, ''));
      return target.href;
    };
    pages.set(file, parsePage(texts.get(file) ?? '', leadTo));
  }
  const problems = [
    ...order.filter(({ file }) => !texts.has(file)).map(({ file }) => `docs/${file} is missing: it stands in the reading order.`),
    ...[...texts.keys()].filter((file) => !isPage(file)).map((file) => `docs/${file} stands nowhere in the reading order.`),
    ...[...pages].filter(([, { title }]) => title === '').map(([file]) => `docs/${file} has no title.`),
    ...brokenLinks(pages, isThere),
  ];
  const files = new Map<string, string>();
  for (const [at, { file }] of places.entries()) {
    const page = pages.get(file);
    if (page !== undefined) files.set(pageName(file), pageDocument(page, places, at));
  }
  files.set('assets/search-index.js', searchIndex(places, pages));
  return { files, copies, problems };
}

/** A script, because a page from a disk may load scripts and may not fetch files. */
function searchIndex(places: readonly Place[], pages: ReadonlyMap<string, ParsedPage>): string {
  const entries = places.flatMap(({ file, name }) =>
    (pages.get(file)?.sections ?? []).map(({ heading, anchor, text }, index) => ({
      page: name,
      // What stands below the title is of the page as a whole.
      heading: index === 0 ? name : heading,
      href: `${pageName(file)}#${anchor}`,
      text: text.trim(),
    })),
  );
  return `globalThis.searchIndex = ${JSON.stringify(entries)};\n`;
}
