// All that a target is held to by a contract.

import type { Case, Contract, Property } from './case.ts';

export interface Whole {
  readonly cases: readonly Case[];
  readonly properties: readonly Property[];
}

export function wholeOf({ cases, properties = [] }: Contract): Whole {
  return { cases, properties };
}
