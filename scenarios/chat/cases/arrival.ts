// CHAT-1.2: arrival and registration.

import type { Case } from '../../../harness/judge/case.ts';
import type { Talker } from './talker.ts';

export const ARRIVAL_CASES: readonly Case<Talker>[] = [];
