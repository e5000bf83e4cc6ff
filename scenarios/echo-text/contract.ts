// What servers of echo-text are held to.

import { Actor } from '../../harness/judge/actor.ts';
import { defineContract } from '../../harness/judge/case.ts';
import { echoText } from './dialect.ts';
import { ECHO_TEXT_PROPERTIES } from './properties.ts';

export const echoTextContract = defineContract<Actor>({
  dialect: echoText,
  summary: 'texts that end with a NUL, each echoed',
  actor: Actor,
  capacity: 128,
  async converse(actor) {
    if (!(await actor.connect())) return false;
    const text = `is anybody there ${actor.scene.token()}`;
    actor.send(text);
    return await actor.isFencedBy(text);
  },
  cases: [],
  properties: ECHO_TEXT_PROPERTIES,
});
