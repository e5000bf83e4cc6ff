// What servers of keepalive are held to.

import { Actor } from '../../harness/judge/actor.ts';
import { defineContract } from '../../harness/judge/case.ts';
import { keepalive } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';

export const keepaliveContract = defineContract<Actor>({
  dialect: keepalive,
  summary: 'requests without frames, each answered `keep alive`',
  actor: Actor,
  capacity: 10,
  genericKills: GENERIC_KILLS,
  async converse(actor) {
    if (!(await actor.connect())) return false;
    actor.send('is anybody there');
    return (await actor.hearsBytes(10)).equals(Buffer.from('keep alive'));
  },
  cases: [],
});
