// Whatever its clients do, the room keeps its promises.

import { defineProperty, type Property } from '../../../harness/judge/case.ts';
import type { Judgement } from '../../../harness/judge/judgement.ts';
import type { Talker } from '../cases/talker.ts';
import { checkRoom } from './check.ts';
import { driveRoom, type RoomFacts } from './drive.ts';
import { describeProgram, type Program, programs, simplerPrograms } from './program.ts';

export const roomKeepsItsPromises: Property<Talker> = defineProperty<Talker, Program, RoomFacts>({
  id: 'chat/1.4/whatever-clients-do',
  level: 'must',
  clause: 'CHAT-1.4',
  rule: 'Whatever clients do at the same time, every message reaches whom it is for, once, whole and in order, nobody else gets it, names are held by one member at a time, and departures are told once.',
  kills: [
    'lost-delivery',
    'duplicate-delivery',
    'misroute',
    'direct-overheard',
    'reordered-messages',
    'broadcast-overtakes',
    'duplicate-accepted',
    'race-between-claims',
    'second-frame-lost',
    'cut-frame-lost',
    'sender-mixed-up',
    'departure-told-twice',
    'broadcast-without-newest',
    'acts-after-exit',
  ],
  clients: 6,
  programs,
  drive: driveRoom,
  judge: ({ history, facts: { clientFrameBytes } }): Judgement => {
    const { wrong, difference, missing } = checkRoom(history, clientFrameBytes);
    if (wrong !== undefined) return { verdict: 'fail', message: wrong, ...(difference === undefined ? {} : { difference }) };
    if (missing !== undefined) {
      return { verdict: 'fail', message: `${missing.label} waited in vain for ${missing.what}.`, evidence: 'timer' };
    }
    const isFenced = history.some(({ kind }) => kind === 'fence');
    return { verdict: 'pass', evidence: isFenced ? 'fence' : 'eof' };
  },
  simpler: simplerPrograms,
  describe: describeProgram,
});
