// By what outcomes are told apart wherever they are counted, coloured or filtered: an expected failure is none that anybody has to mend.

import { isExpectedFailure, type Outcome } from './sentences.ts';

/** In the order in which a reader asks for them. */
export const OUTCOME_KINDS = ['fail', 'inconclusive', 'expected-failure', 'not-applicable', 'pass'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

export function kindOf(outcome: Outcome): OutcomeKind {
  return isExpectedFailure(outcome) ? 'expected-failure' : outcome.verdict;
}

/** How a verdict is called, an expected failure told from others. */
export function verdictText(outcome: Outcome): string {
  return KIND_WORDS[kindOf(outcome)];
}

export const KIND_WORDS: Readonly<Record<OutcomeKind, string>> = {
  pass: 'passed',
  fail: 'failed',
  'expected-failure': 'failed as expected',
  inconclusive: 'inconclusive',
  'not-applicable': 'not applicable',
};
