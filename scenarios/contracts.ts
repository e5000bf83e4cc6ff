// The contracts that servers are held to, by the name of the protocol.

import type { Contract } from '../harness/judge/case.ts';
import { chatContract } from './chat/contract.ts';
import { echoBlockContract } from './echo-block/contract.ts';
import { echoTextContract } from './echo-text/contract.ts';
import { keepaliveContract } from './keepalive/contract.ts';
import { p2pContract } from './p2p/contract.ts';
import { talkContract } from './talk/contract.ts';

export const CONTRACTS: readonly Contract[] = [
  chatContract,
  echoTextContract,
  keepaliveContract,
  talkContract,
  echoBlockContract,
  p2pContract,
];
