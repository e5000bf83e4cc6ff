// What servers of echo-block are held to.

import { Actor } from '../../harness/judge/actor.ts';
import { defineContract } from '../../harness/judge/case.ts';
import { unframed } from '../../harness/wire/framing.ts';
import { echoBlock } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';

export const echoBlockContract = defineContract<Actor>({
  // A stream: blocks are how the scenarios measure it.
  dialect: { ...echoBlock, framings: { sends: unframed(65_536), receives: unframed(65_536) } },
  summary: 'bytes, each echoed',
  actor: Actor,

  genericKills: GENERIC_KILLS,
  async converse(actor) {
    if (!(await actor.connect())) return false;
    const text = `is anybody there ${actor.scene.token()}`;
    actor.send(text);
    return await actor.isFencedBy(text);
  },
  cases: [],
});
