// The faults of the chat room.

import { CHAT_CAPACITY_FAULTS } from './chat-capacity.ts';
import { CHAT_FRAME_FAULTS } from './chat-frames.ts';
import { CHAT_LEAVING_FAULTS } from './chat-leaving.ts';
import { CHAT_PROMPT_FAULTS } from './chat-prompt.ts';
import { CHAT_REGISTRATION_FAULTS } from './chat-registration.ts';
import { CHAT_ROUTING_FAULTS } from './chat-routing.ts';
import type { Fault } from './fault.ts';

export const CHAT_FAULTS: readonly Fault<'chat'>[] = [
  ...CHAT_FRAME_FAULTS,
  ...CHAT_REGISTRATION_FAULTS,
  ...CHAT_ROUTING_FAULTS,
  ...CHAT_PROMPT_FAULTS,
  ...CHAT_LEAVING_FAULTS,
  ...CHAT_CAPACITY_FAULTS,
];
