// Which failures are read first.

import { isProperty, type Outcome } from './sentences.ts';

/**
 * What has to hold before what should and what may. In each level first what the contract itself says, then what holds of any
 * protocol, then what whatever clients do has shown: the nearer to a clause, the easier to mend. Else in the order of the contract.
 */
export function tellingFirst(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.toSorted((one, other) => rankOf(one) - rankOf(other));
}

const LEVEL_RANK: Readonly<Record<Outcome['level'], number>> = { must: 0, should: 3, may: 6 };

function rankOf(outcome: Outcome): number {
  return LEVEL_RANK[outcome.level] + (isProperty(outcome) ? 2 : isGeneric(outcome) ? 1 : 0);
}

function isGeneric({ id }: Outcome): boolean {
  return id.split('/')[1] === 'generic';
}
