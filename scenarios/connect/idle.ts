// Many that are only there, and a few that look whether the server still answers.

import { defineScenario } from '../../harness/script/scenario.ts';
import { connect } from './dialect.ts';

export default defineScenario({
  name: 'connect/idle',
  summary: 'all clients stay connected and idle, but for a few that send a probe now and then and time its echo',
  dialect: connect,
  params: {
    probes: { summary: 'how many clients send probes', default: 10, min: 1, max: 1_000_000 },
    probeBytes: { summary: 'the size of a probe', default: 64, min: 1, max: 64 * 1024 },
  },
  defaults: { clients: 1000, durationMs: 10_000, ratePerSecond: 10 },
  players: ({ probes }, clients) => Math.min(clients, Number(probes)),
  async client(me) {
    const bytes = me.number('probeBytes');
    await me.connect();
    while (await me.turn()) await me.echo('probe', bytes);
    await me.leave();
  },
});
