// echo-block: whatever is sent comes back.

import { defineDialect } from '../../harness/script/scenario.ts';
import { fixedFrames, unframed } from '../../harness/wire/framing.ts';
import { Echoing } from '../echoing.ts';

/** How cases see it: as the stream of bytes that it is (ECHO-BLOCK-5.1). */
const READ_BYTES_MAX = 64 * 1024;
export const echoBlockStreams = { sends: unframed(READ_BYTES_MAX), receives: unframed(READ_BYTES_MAX) };

export const echoBlock = defineDialect<Echoing>({
  name: 'echo-block',
  port: 6666,
  framings: ({ frameBytes }) => {
    const framing = fixedFrames(Number(frameBytes));
    return { sends: framing, receives: framing };
  },
  speaker: Echoing,
  reference: ['echo-block'],
});
