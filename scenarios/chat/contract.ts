// What the room is held to.

import { defineContract } from '../../harness/judge/case.ts';
import { ARRIVAL_CASES } from './cases/arrival.ts';
import { CAPACITY_CASES } from './cases/capacity.ts';
import { FRAME_CASES } from './cases/frames.ts';
import { LEAVING_CASES } from './cases/leaving.ts';
import { MESSAGE_CASES } from './cases/messages.ts';
import { PROMPT_CASES } from './cases/prompt.ts';
import { ROOM_PROPERTIES } from './cases/properties.ts';
import { ROOM_QUESTIONS } from './cases/questions.ts';
import { nameFor, Talker } from './cases/talker.ts';
import { chat } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';

export const chatContract = defineContract<Talker>({
  dialect: chat,
  summary: 'a room of members with nicknames, in frames of 1,500 bytes',
  actor: Talker,
  clientFrames: [1500, 100],
  capacity: 100,
  genericClauses: {
    segmentation: 'CHAT-1.1.4',
    robustness: 'CHAT-1.5.4',
    lifecycle: 'CHAT-1.5.4',
    fairness: 'CHAT-1.6.4',
    resources: 'CHAT-1.6.2',
  },
  genericKills: GENERIC_KILLS,
  async converse(actor) {
    const name = nameFor(actor.scene, 'who');
    if ((await actor.arrives()) === undefined) return false;
    await actor.registers(name);
    actor.says(name, 'is anybody there');
    return await actor.isFencedBy(`${name}$is anybody there`);
  },
  exchanges(scene) {
    const name = nameFor(scene, 'who');
    return {
      greetings: 1,
      exchanges: [
        { sends: name, answers: 4 },
        { sends: `${name}:to myself`, answers: 4 },
        { sends: '@all:to everybody', answers: 4 },
        { sends: 'nobody:to somebody', answers: 4 },
        { sends: 'no message', answers: 4 },
      ],
    };
  },
  questions: ROOM_QUESTIONS,
  cases: [...FRAME_CASES, ...ARRIVAL_CASES, ...PROMPT_CASES, ...MESSAGE_CASES, ...LEAVING_CASES, ...CAPACITY_CASES],
  properties: ROOM_PROPERTIES,
});
