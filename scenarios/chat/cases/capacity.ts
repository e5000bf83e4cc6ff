// CHAT-1.6: capacity and fairness.

import type { Case } from '../../../harness/judge/case.ts';
import type { Talker } from './talker.ts';

export const CAPACITY_CASES: readonly Case<Talker>[] = [];
