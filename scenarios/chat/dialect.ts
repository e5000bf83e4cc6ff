// chat: a room with fixed frames.

import { MARK_BYTES } from '../../harness/script/marked-message.ts';
import { defineDialect, type Param } from '../../harness/script/scenario.ts';
import { fixedTexts } from '../../harness/wire/framing.ts';
import { Member, TEXT_BYTES_MAX } from './member.ts';

const SERVER_FRAME_BYTES = 1500;

export const chat = defineDialect<Member>({
  name: 'chat',
  port: 9311,
  framings: ({ clientFrameBytes }) => ({
    sends: fixedTexts(Number(clientFrameBytes)),
    receives: fixedTexts(SERVER_FRAME_BYTES),
  }),
  speaker: Member,
  reference: ['chat'],
});

/** With client frames of the usual size. */
export const chatFramings = { sends: fixedTexts(SERVER_FRAME_BYTES), receives: fixedTexts(SERVER_FRAME_BYTES) };

/** What all scenarios of the room can be told. */
export const CHAT_PARAMS = {
  textBytes: { summary: 'the size of a text', default: 64, min: MARK_BYTES, max: TEXT_BYTES_MAX },
  clientFrameBytes: {
    summary: 'the size of the frames that clients send; 100 has room for texts of 89 bytes',
    default: '1500',
    choices: ['1500', '100'],
  },
} as const satisfies Readonly<Record<string, Param>>;
