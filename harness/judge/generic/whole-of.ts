// All that a target is held to by a contract: what the contract says, and what holds in any protocol.

import { type Case, type Contract, GENERIC_GROUPS, type GenericGroup, type Property } from '../case.ts';
import { fairnessCases } from './fairness.ts';
import { lifecycleCases } from './lifecycle.ts';
import { lifecycleProperty, robustnessProperty, segmentationProperty } from './properties.ts';
import { resourceCases } from './resources.ts';
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

const CASES_BY_GROUP = {
  segmentation: segmentationCases,
  robustness: robustnessCases,
  lifecycle: lifecycleCases,
  fairness: fairnessCases,
  resources: resourceCases,
} as const satisfies Record<GenericGroup, (contract: Contract) => readonly Case[]>;

export function genericCases(contract: Contract): readonly Case[] {
  return groupsOf(contract).flatMap((group) => CASES_BY_GROUP[group](contract));
}

export function genericProperties(contract: Contract): readonly Property[] {
  const groups = groupsOf(contract);
  return [
    ...(groups.includes('segmentation') ? segmentationProperty(contract) : []),
    ...(groups.includes('lifecycle') ? lifecycleProperty(contract) : []),
    ...(groups.includes('robustness') ? robustnessProperty(contract) : []),
  ];
}

function groupsOf({ withoutGeneric = [] }: Contract): readonly GenericGroup[] {
  return GENERIC_GROUPS.filter((group) => !withoutGeneric.includes(group));
}
