// What servers of talk are held to.

import { Actor } from '../../harness/judge/actor.ts';
import { defineContract } from '../../harness/judge/case.ts';
import { talk } from './dialect.ts';

export const talkContract = defineContract<Actor>({
  dialect: talk,
  summary: 'turns between a client and a person at the server',
  actor: Actor,
  needs: ['operator'],
  // Somebody has to answer whatever is printed, and whose message that was has left.
  withoutGeneric: ['robustness'],

  async converse(actor) {
    if (!(await actor.connect())) return false;
    const { operator } = actor.scene;
    const token = actor.scene.token();
    actor.send(`is anybody there ${token}`);
    if (!(await operator.reads('you want to say:'))) return false;
    operator.types(`I am ${token}`);
    return await actor.isFencedBy(`I am ${token}`);
  },
  cases: [],
});
