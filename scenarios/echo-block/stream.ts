// Blocks without a pause, both ways at once.

import { MARK_BYTES } from '../../harness/script/marked-message.ts';
import { defineDialect, defineScenario } from '../../harness/script/scenario.ts';
import { Streaming } from '../streaming.ts';
import { echoBlock } from './dialect.ts';

export default defineScenario({
  name: 'echo-block/stream',
  summary: 'each client keeps many blocks under way and checks that all come back, byte for byte and in order: throughput',
  dialect: defineDialect<Streaming>({ ...echoBlock, speaker: Streaming }),
  params: {
    frameBytes: { summary: 'the size of a block', default: 16_384, min: MARK_BYTES, max: 1024 * 1024 },
    window: { summary: 'how many blocks are under way at a time', default: 16, min: 1, max: 10_000 },
  },
  defaults: { clients: 10, durationMs: 10_000 },
  async client(me) {
    const bytes = me.number('frameBytes');
    const window = me.number('window');
    await me.connect();
    while (await me.turn()) await me.stream(bytes, window);
    await me.allBack();
    await me.leave();
  },
});
