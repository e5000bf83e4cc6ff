// Where the links of a page lead on the site, and which of them lead nowhere.

import { posix } from 'node:path';
import type { ParsedPage } from './parsed-page.ts';
import { pageName } from './reading-order.ts';

/** A link of one page, as the site has it. Links stand in Markdown as they lead among the files of `docs/`. */
export type Target =
  | { readonly kind: 'elsewhere'; readonly href: string }
  | { readonly kind: 'page'; readonly file: string; readonly anchor: string | undefined; readonly href: string }
  /** A file that is copied beside the pages. `from` is its path from docs/. */
  | { readonly kind: 'file'; readonly from: string; readonly href: string };

export function targetOf(link: string, from: string, isPage: (file: string) => boolean): Target {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return { kind: 'elsewhere', href: link };
  const [path = '', anchor] = link.split('#', 2);
  const file = path === '' ? from : posix.normalize(posix.join(posix.dirname(from), path));
  const end = anchor === undefined ? '' : `#${anchor}`;
  if (isPage(file)) return { kind: 'page', file, anchor, href: path === '' ? end : `${pageName(file)}${end}` };
  // What stands outside of docs/ goes into a folder of its own, so that no name of it meets one of ours.
  return { kind: 'file', from: file, href: `${file.replace(/^(\.\.\/)+/, 'files/')}${end}` };
}

/** What is wrong with the links of all pages, a sentence each. */
export function brokenLinks(pages: ReadonlyMap<string, ParsedPage>, isThere: (file: string) => boolean): string[] {
  return [...pages].flatMap(([from, page]) =>
    page.links.flatMap((link) => {
      const target = targetOf(link, from, (file) => pages.has(file));
      if (target.kind === 'file') return isThere(target.from) ? [] : [`${from}: ${link} leads to no file.`];
      if (target.kind === 'elsewhere' || target.anchor === undefined) return [];
      const { headings } = pages.get(target.file) ?? page;
      const isHeading = headings.some(({ anchor }) => anchor === target.anchor);
      return isHeading ? [] : [`${from}: ${link} leads to no heading of ${target.file}.`];
    }),
  );
}
