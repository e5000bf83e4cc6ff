// What the contract of the room leaves open (MAY).

import type { Question } from '../../../harness/judge/case.ts';
import { FRAME_QUESTIONS } from './frames.ts';
import { MESSAGE_QUESTIONS } from './messages.ts';
import { PROMPT_QUESTIONS } from './prompt.ts';
import type { Talker } from './talker.ts';

export const ROOM_QUESTIONS: readonly Question<Talker>[] = [...FRAME_QUESTIONS, ...PROMPT_QUESTIONS, ...MESSAGE_QUESTIONS];
