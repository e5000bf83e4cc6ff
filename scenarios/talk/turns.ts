// A message, its answer, the next message.

import { MARK_BYTES } from '../../harness/script/marked-message.ts';
import { defineScenario } from '../../harness/script/scenario.ts';
import { MESSAGE_BYTES_MAX, talk } from './dialect.ts';

export default defineScenario({
  name: 'talk/turns',
  summary: 'each client says something, waits for the answer, and goes on; where the operator echoes, the answer is checked',
  dialect: talk,
  params: {
    textBytes: { summary: 'the size of a message', default: 100, min: MARK_BYTES, max: MESSAGE_BYTES_MAX },
    answer: { summary: 'what the operator answers: the message, or anything', default: 'echo', choices: ['echo', 'any'] },
  },
  defaults: { clients: 10, durationMs: 10_000 },
  async client(me) {
    const bytes = me.number('textBytes');
    const isEcho = me.word('answer') === 'echo';
    const message = Buffer.alloc(bytes, 'x');
    await me.connect();
    while (await me.turn()) {
      if (isEcho) await me.echo('talk', bytes);
      else await me.exchange('talk', message);
    }
    await me.leave();
  },
});
