// One block there, the same block back, the next.

import { defineScenario } from '../../harness/script/scenario.ts';
import { echoBlock } from './dialect.ts';

export default defineScenario({
  name: 'echo-block/ping',
  summary: 'each client sends a block, waits for all of it to come back, checks it, and sends the next',
  dialect: echoBlock,
  params: { frameBytes: { summary: 'the size of a block', default: 1024, min: 1, max: 1024 * 1024 } },
  defaults: { clients: 50, durationMs: 10_000 },
  async client(me) {
    const bytes = me.number('frameBytes');
    await me.connect();
    while (await me.turn()) await me.echo('ping', bytes);
    await me.leave();
  },
});
