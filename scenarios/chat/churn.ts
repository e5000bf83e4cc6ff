// Members that come and go.

import { defineScenario } from '../../harness/script/scenario.ts';
import { CHAT_PARAMS, chat } from './dialect.ts';

export default defineScenario({
  name: 'chat/churn',
  summary: 'each turn is a stay in the room: join, talk to oneself, and leave by exit, by closing or by a reset',
  dialect: chat,
  params: { ...CHAT_PARAMS, messages: { summary: 'the texts of one stay', default: 3, min: 0, max: 1_000_000 } },
  defaults: { clients: 50, durationMs: 10_000 },
  async client(me) {
    const textBytes = me.number('textBytes');
    const messages = me.number('messages');
    while (await me.turn()) {
      me.begin();
      await me.join();
      me.done('join');
      for (let said = 0; said < messages; said++) await me.direct(me.index, textBytes);
      me.begin();
      const way = WAYS_TO_LEAVE[me.chance.below(WAYS_TO_LEAVE.length)];
      if (way === 'exit') {
        await me.exit();
        me.done('leave');
      } else if (way === 'close') await me.leave();
      else await me.reset();
    }
  },
});

const WAYS_TO_LEAVE = ['exit', 'close', 'reset'] as const;
