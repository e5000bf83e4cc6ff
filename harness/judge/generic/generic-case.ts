// What generic cases and properties have in common: their address, their clause, their level, and what they catch.

import type { Actor } from '../actor.ts';
import { type Case, type Contract, defineCase, defineProperty, type GenericGroup, type Level, type Property } from '../case.ts';

/** `needs` and `clients` come on top of what the contract's own conversation needs. */
export type GenericCase<F> = Omit<Case<Actor, F>, 'id' | 'level' | 'clause' | 'kills'>;
export type GenericProperty<P, F> = Omit<Property<Actor, P, F>, 'id' | 'level' | 'clause' | 'kills'>;

const LEVEL_BY_GROUP = {
  segmentation: 'must',
  robustness: 'must',
  lifecycle: 'must',
  fairness: 'should',
  resources: 'should',
} as const satisfies Record<GenericGroup, Level>;

export function genericCase<F>(contract: Contract, group: GenericGroup, what: string, one: GenericCase<F>): Case {
  return defineCase<Actor, F>({ ...one, ...addressOf(contract, group, what), needs: needsOf(contract, one) });
}

export function genericProperty<P, F>(
  contract: Contract,
  group: GenericGroup,
  what: string,
  one: GenericProperty<P, F>,
): Property {
  return defineProperty<Actor, P, F>({ ...one, ...addressOf(contract, group, what), needs: needsOf(contract, one) });
}

function addressOf(contract: Contract, group: GenericGroup, what: string) {
  const { dialect, genericClauses, genericKills, endsWithItsClient } = contract;
  return {
    id: `${dialect.name}/generic/${group}/${what}`,
    level: LEVEL_BY_GROUP[group],
    clause: genericClauses?.[group] ?? `GENERIC-${group.toUpperCase()}`,
    kills: genericKills?.[`${group}/${what}`] ?? [],
    // All groups ask whether whoever comes next is served.
    ...(endsWithItsClient === undefined ? {} : { isOfSeveralVisits: true as const }),
  };
}

function needsOf(contract: Contract, { needs = [] }: Pick<Case, 'needs'>): NonNullable<Case['needs']> {
  return [...new Set([...(contract.needs ?? []), ...needs])];
}
