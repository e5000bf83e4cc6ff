// Everybody talks to everybody.

import { defineScenario } from '../../harness/script/scenario.ts';
import { CHAT_PARAMS, chat } from './dialect.ts';

export default defineScenario({
  name: 'chat/broadcast',
  summary: 'each member says texts to all, timed to its own prompt and to the arrival at every member',
  dialect: chat,
  params: CHAT_PARAMS,
  defaults: { clients: 20, durationMs: 10_000, thinkMs: 100 },
  async client(me) {
    const textBytes = me.number('textBytes');
    await me.join();
    while (await me.turn()) await me.broadcast(textBytes);
    await me.exit();
  },
});
