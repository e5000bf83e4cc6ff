// CHAT-1.4: messages.

import type { Case } from '../../../harness/judge/case.ts';
import { delivered, prompt, RoomJudging } from './room-judging.ts';
import { members, residents, roomCase, type Talker } from './talker.ts';

export const MESSAGE_CASES: readonly Case<Talker>[] = [
  roomCase({
    id: 'chat/1.4.1/direct-reaches-only-its-target',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: 'A direct message reaches the member that it names, once, and nobody else.',
    kills: ['receiver-prompted'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      await alice.saysAndIsPrompted(bob.name, 'hi');
      scene.mark('prompted');
      await alice.fences(bob, carol);
      return { alice: alice.name, bob: bob.name, carol: carol.name, residents: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, carol, residents: others } }) =>
      new RoomJudging(history)
        .heard('bob', [delivered(alice, 'hi')], { since: 'said' })
        .heardNothing('carol', { since: 'said' })
        .heard('alice', prompt(alice, [...others, alice, bob, carol]), { since: 'said', until: 'prompted' }).judgement,
  }),
];
