// What the contract of the room leaves open (MAY).

import type { Question } from '../../../harness/judge/case.ts';
import { MESSAGE_QUESTIONS } from './messages.ts';
import type { Talker } from './talker.ts';

export const ROOM_QUESTIONS: readonly Question<Talker>[] = [...MESSAGE_QUESTIONS];
