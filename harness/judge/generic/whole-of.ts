// All that a target is held to by a contract: what the contract says, and what holds in any protocol.

import type { Case, Contract, Property } from '../case.ts';
import { fairnessCases } from './fairness.ts';
import { lifecycleCases } from './lifecycle.ts';
import { robustnessCases } from './robustness.ts';
import { segmentationCases } from './segmentation.ts';

export interface Whole {
  readonly cases: readonly Case[];
  readonly properties: readonly Property[];
}

export function wholeOf(contract: Contract): Whole {
  return {
    cases: [...contract.cases, ...genericCases(contract)],
    properties: [...(contract.properties ?? []), ...genericProperties(contract)],
  };
}

export function genericCases(contract: Contract): readonly Case[] {
  return [...segmentationCases(contract), ...robustnessCases(contract), ...lifecycleCases(contract), ...fairnessCases(contract)];
}

export function genericProperties(_: Contract): readonly Property[] {
  return [];
}
