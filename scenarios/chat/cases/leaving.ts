// CHAT-1.5: leaving.

import type { Case } from '../../../harness/judge/case.ts';
import type { Talker } from './talker.ts';

export const LEAVING_CASES: readonly Case<Talker>[] = [];
