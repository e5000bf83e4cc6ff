// Names in a sentence and in a title: of very many only the first.

import { listed } from '../listed.ts';

/** From the tenth on `a, b, …, i and 21 more`. */
export function someListed(names: readonly string[]): string {
  return names.length > LISTED_MAX ? firstOf(names, LISTED_MAX) : listed(names);
}

const LISTED_MAX = 9;
const IN_TITLE_MAX = 4;

/** Such as `process, thread, event: chat/direct`. */
export function titleOf(names: readonly string[], subjects: readonly string[]): string {
  const shown = names.length > IN_TITLE_MAX ? firstOf(names, IN_TITLE_MAX) : names.join(', ');
  return `${shown}: ${[...new Set(subjects)].join(', ')}`;
}

function firstOf(names: readonly string[], most: number): string {
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
