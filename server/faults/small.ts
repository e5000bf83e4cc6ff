// The faults of the five small protocols, and those of time and process, which any may have.

import { ECHO_FAULTS } from './echo.ts';
import { ECHO_BLOCK_FAULTS } from './echo-block.ts';
import { ECHO_TEXT_FAULTS } from './echo-text.ts';
import type { Fault } from './fault.ts';
import { KEEPALIVE_FAULTS } from './keepalive.ts';
import { P2P_FAULTS } from './p2p.ts';
import { PROCESS_FAULTS } from './process.ts';
import { TALK_FAULTS } from './talk.ts';
import { TIME_FAULTS } from './time.ts';

export const SMALL_FAULTS: readonly Fault[] = [
  ...ECHO_FAULTS,
  ...ECHO_TEXT_FAULTS,
  ...KEEPALIVE_FAULTS,
  ...TALK_FAULTS,
  ...ECHO_BLOCK_FAULTS,
  ...P2P_FAULTS,
  ...TIME_FAULTS,
  ...PROCESS_FAULTS,
];
