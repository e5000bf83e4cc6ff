// What the contract of p2p leaves open: whether a server that has lost its client waits for the next, or ends as the originals do.

import type { Question } from '../../../harness/judge/case.ts';
import type { Partner } from './partner.ts';

/** As a key of the profile. */
export const AFTERWARDS = 'p2p/6.3/afterwards';

export const P2P_QUESTIONS: readonly Question<Partner>[] = [
  {
    id: AFTERWARDS,
    clause: 'P2P-6.3',
    question: 'When its client has left, does the server wait for the next, or does it end?',
    async ask(scene) {
      if (scene.target.operator === undefined) return 'unknown';
      const first = scene.actor('first');
      if (!(await first.connect()) || !(await first.tunesIn())) return 'unknown';
      await first.close();
      const second = scene.actor('second');
      if (!(await second.connect())) return 'ends';
      if (await second.tunesIn()) return 'waits for the next';
      return second.isOpen && second.ended === undefined ? 'unknown' : 'ends';
    },
  },
];
