// What holds of an echo of texts whatever its clients do.

import type { Actor } from '../../harness/judge/actor.ts';
import type { Property } from '../../harness/judge/case.ts';
import { echoProperty } from '../echoing-property.ts';
import { TEXT_BYTES_MAX } from './dialect.ts';

export const ECHO_TEXT_PROPERTIES: readonly Property<Actor>[] = [
  echoProperty({
    id: 'echo-text/2.3/whatever-clients-do',
    level: 'should',
    clause: 'ECHO-TEXT-2.3',
    rule: 'Whatever clients do at the same time, and however their texts are cut or come together, each gets its own texts back, whole and in order, and nothing else.',
    kills: [
      'first-message-only',
      'messages-out-of-order',
      'reply-without-nul',
      'longest-message-cut',
      'cut-message-forgotten',
      'segment-taken-for-message',
      'bytes-of-another-client',
      'stops-after-half-close',
    ],
    echoes: 'texts',
    messageBytesMax: TEXT_BYTES_MAX + 1,
    isHalfCloseJudged: true,
  }),
];
