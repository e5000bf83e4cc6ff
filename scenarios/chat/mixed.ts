// All that members do while they are there, and some that they should not.

import { defineScenario } from '../../harness/script/scenario.ts';
import { CHAT_PARAMS, chat } from './dialect.ts';

export default defineScenario({
  name: 'chat/mixed',
  summary: 'members talk to any other, now and then to all, and now and then say what the room has to refuse',
  dialect: chat,
  params: {
    ...CHAT_PARAMS,
    toAll: { summary: 'of 100 turns, so many are said to all', default: 10, min: 0, max: 100 },
    refused: { summary: 'of 100 turns, so many have to be refused', default: 10, min: 0, max: 100 },
  },
  defaults: { clients: 50, durationMs: 10_000 },
  async client(me) {
    const textBytes = me.number('textBytes');
    const toAll = me.number('toAll');
    const refused = toAll + me.number('refused');
    await me.join();
    while (await me.turn()) {
      const lot = me.chance.below(100);
      if (lot < toAll) await me.broadcast(textBytes);
      else if (lot >= refused) await me.direct(me.chance.below(me.clients), textBytes);
      else if (me.chance.below(2) === 0) await me.nonsense();
      else await me.toNobody(textBytes);
    }
    await me.exit();
  },
});
