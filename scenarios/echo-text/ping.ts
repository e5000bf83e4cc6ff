// One text there, the same text back, the next.

import { MARK_BYTES } from '../../harness/script/marked-message.ts';
import { defineScenario } from '../../harness/script/scenario.ts';
import { echoText, TEXT_BYTES_MAX } from './dialect.ts';

export default defineScenario({
  name: 'echo-text/ping',
  summary: 'each client sends a text, waits for it to come back, checks it, and sends the next',
  dialect: echoText,
  params: { textBytes: { summary: 'the size of a text, without its NUL', default: 200, min: MARK_BYTES, max: TEXT_BYTES_MAX } },
  defaults: { clients: 50, durationMs: 10_000 },
  async client(me) {
    const bytes = me.number('textBytes');
    await me.connect();
    while (await me.turn()) await me.echo('ping', bytes);
    await me.leave();
  },
});
