// echo-text: texts that end with a NUL come back.

import { defineDialect } from '../../harness/script/scenario.ts';
import { nulEnded } from '../../harness/wire/framing.ts';
import { Echoing } from '../echoing.ts';

/** A message has 1,024 bytes at the most, its NUL included (ECHO-TEXT-2.1). */
export const TEXT_BYTES_MAX = 1023;

export const echoTextFramings = { sends: nulEnded(TEXT_BYTES_MAX), receives: nulEnded(TEXT_BYTES_MAX) };

export const echoText = defineDialect<Echoing>({
  name: 'echo-text',
  port: 9999,
  framings: echoTextFramings,
  speaker: Echoing,
  reference: ['echo-text'],
});
