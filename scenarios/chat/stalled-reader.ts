// Members that do not read what they are told, and what that is to the others.

import { defineScenario } from '../../harness/script/scenario.ts';
import { CHAT_PARAMS, chat } from './dialect.ts';

export default defineScenario({
  name: 'chat/stalled-reader',
  summary: 'some members stop reading while the others talk in pairs and to all, whose latency is what counts',
  dialect: chat,
  params: {
    ...CHAT_PARAMS,
    stalled: { summary: 'of 100 clients, so many stop reading, one at least', default: 10, min: 1, max: 99 },
    toAll: { summary: 'of 100 turns, so many are said to all', default: 20, min: 0, max: 100 },
  },
  defaults: { clients: 50, durationMs: 10_000 },
  players: ({ stalled }, clients) => clients - Math.max(1, Math.round((clients * Number(stalled)) / 100)),
  async client(me) {
    const textBytes = me.number('textBytes');
    const toAll = me.number('toAll');
    await me.join();
    if (!me.takesTurns) me.stopListening();
    while (await me.turn()) {
      if (me.chance.below(100) < toAll) await me.broadcast(textBytes);
      else await me.direct(me.partner, textBytes);
    }
    if (me.takesTurns) await me.exit();
    else await me.leaveDeaf();
  },
});
