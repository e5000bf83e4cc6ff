// Connections that are made and left, one after another.

import { defineScenario } from '../../harness/script/scenario.ts';
import { connect } from './dialect.ts';

export default defineScenario({
  name: 'connect/storm',
  summary: 'each turn connects and leaves at once, timed until the connection stands; works with any server',
  dialect: connect,
  params: {
    leave: {
      summary: 'how a client leaves; a reset spares the ports that closing keeps for a minute',
      default: 'close',
      choices: ['close', 'reset'],
    },
  },
  defaults: { clients: 50, durationMs: 10_000 },
  async client(me) {
    const isReset = me.word('leave') === 'reset';
    while (await me.turn()) {
      me.begin();
      await me.connect();
      me.done('connect');
      if (isReset) await me.reset();
      else await me.leave();
    }
  },
});
