// What servers of p2p are held to.

import { Actor } from '../../harness/judge/actor.ts';
import { defineContract } from '../../harness/judge/case.ts';
import { p2p } from './dialect.ts';

export const p2pContract = defineContract<Actor>({
  dialect: p2p,
  summary: 'two people, both ways at once',
  actor: Actor,
  needs: ['operator'],
  capacity: 1,
  async converse(actor) {
    if (!(await actor.connect())) return false;
    const { operator } = actor.scene;
    const token = actor.scene.token();
    operator.types(`is anybody there ${token}`);
    return await actor.until('the line', () => actor.received.indexOf(token) !== -1);
  },
  cases: [],
});
