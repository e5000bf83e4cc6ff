// echo-block: whatever is sent comes back.

import { defineDialect } from '../../harness/script/scenario.ts';
import { fixedFrames } from '../../harness/wire/framing.ts';
import { Echoing } from '../echoing.ts';

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
