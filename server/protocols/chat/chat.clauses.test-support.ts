// Every clause of section 1 of the contract as checks.

import type { ClauseCheck } from '../../clause.test-support.ts';
import { ARRIVAL_CHECKS } from './arrival.clauses.test-support.ts';
import { CAPACITY_CHECKS } from './capacity.clauses.test-support.ts';
import { FRAME_CHECKS } from './frames.clauses.test-support.ts';
import { LEAVING_CHECKS } from './leaving.clauses.test-support.ts';
import { MESSAGE_CHECKS } from './messages.clauses.test-support.ts';
import { PROMPT_CHECKS } from './prompt.clauses.test-support.ts';

export const CHAT_CHECKS: readonly ClauseCheck<'chat'>[] = [
  ...FRAME_CHECKS,
  ...ARRIVAL_CHECKS,
  ...PROMPT_CHECKS,
  ...MESSAGE_CHECKS,
  ...LEAVING_CHECKS,
  ...CAPACITY_CHECKS,
];
