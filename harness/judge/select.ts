// Which of the cases and properties are run: those that are named, without those that are left out, up to a level.

import { HarnessError } from '../errors.ts';
import { nearestTo } from '../nearest.ts';
import { type Case, LEVELS, type Level, type Property } from './case.ts';
import type { Whole } from './generic/whole-of.ts';

export interface Selection {
  /** Ids, or beginnings of them that end in a slash, or with `*` for anything. Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** `must`: what must be; `should`: that, and what should be; `may`: all. */
  readonly level: Level;
}

export interface Selected {
  readonly cases: readonly Case[];
  readonly properties: readonly Property[];
  readonly notSelected: number;
}

/** A selector that matches nothing is refused, and so is a selection of nothing. */
export function select({ cases, properties }: Whole, { only, skip, level }: Selection): Selected {
  const ids = [...cases, ...properties].map(({ id }) => id);
  checkSelectors('--only', only, ids);
  checkSelectors('--skip', skip, ids);
  const isSelected = (one: Case | Property): boolean =>
    LEVELS.indexOf(one.level) <= LEVELS.indexOf(level) &&
    (only.length === 0 || only.some((selector) => isMatch(selector, one.id))) &&
    !skip.some((selector) => isMatch(selector, one.id));
  const selected = { cases: cases.filter(isSelected), properties: properties.filter(isSelected) };
  const count = selected.cases.length + selected.properties.length;
  if (count === 0) {
    const why = level === 'may' ? '' : ` The level is '${level}': --level may takes in all.`;
    throw new HarnessError(
      'flag-invalid',
      `Nothing is left to be judged: --only, --skip and --level leave out everything.${why}`,
    );
  }
  return { ...selected, notSelected: ids.length - count };
}

export function isMatch(selector: string, id: string): boolean {
  if (selector.includes('*')) {
    const pattern = selector.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}${selector.endsWith('/') ? '.*' : ''}$`, 's').test(id);
  }
  return selector.endsWith('/') ? id.startsWith(selector) : id === selector;
}

/** `where` is what the sentence begins with: a flag, or a file and a line. */
export function checkSelectors(where: string, selectors: readonly string[], ids: readonly string[]): void {
  for (const selector of selectors) {
    if (ids.some((id) => isMatch(selector, id))) continue;
    const nearest = nearestSelector(selector, ids);
    const meant = nearest === undefined ? 'name an id of --list' : `did you mean '${nearest}'`;
    throw new HarnessError(
      'flag-invalid',
      `${where}: no case or property is called '${selector}': ${meant}${nearest === undefined ? '.' : '?'}`,
    );
  }
}

/** Among ids for an id, among beginnings for a beginning; a beginning without its slash, and the last part alone, are known too. */
function nearestSelector(selector: string, ids: readonly string[]): string | undefined {
  if (ids.some((id) => id.startsWith(`${selector}/`))) return `${selector}/`;
  const named = ids.find((id) => id.endsWith(`/${selector}`));
  if (named !== undefined) return named;
  if (!selector.endsWith('/')) return nearestTo(selector, ids);
  const beginnings = new Set(ids.flatMap((id) => [...id.matchAll(/\//g)].map(({ index }) => id.slice(0, index + 1))));
  return nearestTo(selector, [...beginnings]);
}
