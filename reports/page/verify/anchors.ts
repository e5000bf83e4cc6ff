// Where links lead to: ids as they may stand in an address, each its own, whatever signs a contract of one's own has in its ids.

import type { Outcome } from '../../verify/sentences.ts';

export interface Anchors {
  /** Of the row among all cases. */
  rowOf(outcome: Outcome): string;
  /** Of the article that shows what was wrong; undefined: there is none. */
  articleOf(outcome: Outcome): string | undefined;
}

export function anchorsOf(all: readonly Outcome[], articles: readonly Outcome[]): Anchors {
  const names = new Map<Outcome, string>();
  const taken = new Set<string>();
  for (const outcome of all) {
    const plain = outcome.id.replace(/[^A-Za-z0-9]+/g, '-').slice(0, LENGTH_MAX);
    let free = plain;
    for (let number = 2; taken.has(free); number++) free = `${plain}-${number}`;
    taken.add(free);
    names.set(outcome, free);
  }
  const shown = new Set(articles);
  return {
    rowOf: (outcome) => `case-${names.get(outcome) ?? ''}`,
    articleOf: (outcome) => (shown.has(outcome) ? `shown-${names.get(outcome) ?? ''}` : undefined),
  };
}

const LENGTH_MAX = 120;
