// A request, an answer, the next.

import { defineScenario } from '../../harness/script/scenario.ts';
import { keepalive } from './dialect.ts';

export default defineScenario({
  name: 'keepalive/ping',
  summary: 'each client sends a request, waits for `keep alive`, and sends the next',
  dialect: keepalive,
  params: { requestBytes: { summary: 'the size of a request', default: 16, min: 1, max: 255 } },
  defaults: { clients: 10, durationMs: 10_000 },
  async client(me) {
    const bytes = me.number('requestBytes');
    await me.connect();
    while (await me.turn()) await me.ping(bytes);
    await me.leave();
  },
});
