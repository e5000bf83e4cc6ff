// Lines without a pause, both ways at once: the operator `echo` says every line again, one block for each.

import { MARK_BYTES } from '../../harness/script/marked-message.ts';
import { defineScenario } from '../../harness/script/scenario.ts';
import { LINE_BYTES_MAX, p2p } from './dialect.ts';

export default defineScenario({
  name: 'p2p/flood',
  summary: 'the one client keeps many lines under way in each direction, and checks that all come back in order: throughput',
  dialect: p2p,
  params: {
    lineBytes: { summary: 'the size of a line, without its end', default: 1000, min: MARK_BYTES, max: LINE_BYTES_MAX },
    window: { summary: 'how many lines are under way at a time', default: 64, min: 1, max: 10_000 },
  },
  defaults: { clients: 1, durationMs: 10_000 },
  async client(me) {
    const bytes = me.number('lineBytes');
    const window = me.number('window');
    await me.connect();
    while (await me.turn()) await me.stream(bytes, window);
    await me.allBack();
    await me.leave();
  },
});
