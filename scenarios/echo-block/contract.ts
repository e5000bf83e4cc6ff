// What servers of echo-block are held to.

import { Actor } from '../../harness/judge/actor.ts';
import { defineContract } from '../../harness/judge/case.ts';
import { echoBlock, echoBlockStreams } from './dialect.ts';
import { ECHO_BLOCK_PROPERTIES } from './properties.ts';

export const echoBlockContract = defineContract<Actor>({
  dialect: { ...echoBlock, framings: echoBlockStreams },
  summary: 'bytes, each echoed',
  actor: Actor,

  async converse(actor) {
    if (!(await actor.connect())) return false;
    const text = `is anybody there ${actor.scene.token()}`;
    actor.sendBytes(Buffer.from(text));
    return await actor.isFencedBy(text);
  },
  cases: [],
  properties: ECHO_BLOCK_PROPERTIES,
});
