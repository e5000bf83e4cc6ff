// connect: nothing but connections, for any server; those that are probed need one that echoes.

import { defineDialect } from '../../harness/script/scenario.ts';
import { fixedFrames, unframed } from '../../harness/wire/framing.ts';
import { Echoing } from '../echoing.ts';

export const connect = defineDialect<Echoing>({
  name: 'connect',
  port: 6666,
  framings: ({ probeBytes }) => {
    const framing = probeBytes === undefined ? unframed(64 * 1024) : fixedFrames(Number(probeBytes));
    return { sends: framing, receives: framing };
  },
  speaker: Echoing,
  reference: ['echo-block'],
});
