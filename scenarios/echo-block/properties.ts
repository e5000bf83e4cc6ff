// What holds of an echo of bytes whatever its clients do.

import type { Actor } from '../../harness/judge/actor.ts';
import type { Property } from '../../harness/judge/case.ts';
import { echoProperty } from '../echoing-property.ts';

const MESSAGE_BYTES_MAX = 3000;

export const ECHO_BLOCK_PROPERTIES: readonly Property<Actor>[] = [
  echoProperty({
    id: 'echo-block/5.1/whatever-clients-do',
    level: 'must',
    clause: 'ECHO-BLOCK-5.1',
    rule: 'Whatever clients do at the same time, and however their bytes are cut or come together, each gets its own bytes back, in order, and nothing else.',
    kills: ['echo-stops-at-nul', 'whole-blocks-only', 'echoes-twice', 'loses-a-read', 'bytes-of-another-client'],
    echoes: 'bytes',
    messageBytesMax: MESSAGE_BYTES_MAX,
    // ECHO-BLOCK-5.4 is a SHOULD, and this is a MUST.
    isHalfCloseJudged: false,
  }),
];
