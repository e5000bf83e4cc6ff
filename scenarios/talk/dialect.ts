// talk: the client says something, the operator answers, and so on in turn.

import { defineDialect } from '../../harness/script/scenario.ts';
import { fixedFrames, unframed } from '../../harness/wire/framing.ts';
import { Echoing } from '../echoing.ts';

/** TALK-4.1 */
export const MESSAGE_BYTES_MAX = 1023;

export const talk = defineDialect<Echoing>({
  name: 'talk',
  port: 19999,
  // An answer that is known has a known length, and is whole however the network cuts it; of any other, one read is all.
  framings: ({ answer, textBytes }) => ({
    sends: unframed(MESSAGE_BYTES_MAX),
    receives: answer === 'echo' ? fixedFrames(Number(textBytes)) : unframed(64 * 1024),
  }),
  speaker: Echoing,
  reference: ['talk', '--operator', 'echo'],
});
