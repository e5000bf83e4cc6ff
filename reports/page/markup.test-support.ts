// A page's own markup, without the script and the style that all pages have.

import type { PageContent } from './content.ts';

export function markupOf({ first, sections }: PageContent): string {
  return [
    first.markup,
    ...sections.map(({ id, title, body }) => `<section id="${id}"><h2>${title}</h2>${body.markup}</section>`),
  ].join('\n');
}
