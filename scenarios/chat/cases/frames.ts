// CHAT-1.1: frames.

import type { Case } from '../../../harness/judge/case.ts';
import type { Talker } from './talker.ts';

export const FRAME_CASES: readonly Case<Talker>[] = [];
