// Pairs that talk to each other.

import { defineScenario } from '../../harness/script/scenario.ts';
import { CHAT_PARAMS, chat } from './dialect.ts';

export default defineScenario({
  name: 'chat/direct',
  summary: 'pairs of members talk to each other, timed to the prompt of who speaks and to the arrival at who is spoken to',
  dialect: chat,
  params: CHAT_PARAMS,
  defaults: { clients: 100, durationMs: 10_000 },
  async client(me) {
    const textBytes = me.number('textBytes');
    await me.join();
    while (await me.turn()) await me.direct(me.partner, textBytes);
    await me.exit();
  },
});
