// CHAT-1.3: the prompt.

import type { Case } from '../../../harness/judge/case.ts';
import type { Talker } from './talker.ts';

export const PROMPT_CASES: readonly Case<Talker>[] = [];
