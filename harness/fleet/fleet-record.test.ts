import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { RemoteAgent } from './crewing.ts';
import { fleetFiguresOf, noteOnClocks } from './fleet-record.ts';

function agent(name: string, clockErrorUs: number, clockDriftUs?: number): RemoteAgent {
  const drift = clockDriftUs === undefined ? {} : { clockDriftUs };
  return { name, host: `host-${name}`, labels: {}, processors: 2, clients: 5, clockErrorUs, ...drift };
}

describe('what a record says of a fleet', () => {
  it('is which share went missing, and how', () => {
    const lost = [{ agent: 1, how: 'was killed', sentence: "Agent 'b' was killed.", clients: 5 }];
    const figures = fleetFiguresOf({ agents: [agent('a', 1), agent('b', 1)], agentsLost: lost, onLoss: 'continue' });
    expect(figures).toMatchObject({
      onLoss: 'continue',
      clientsLost: 5,
      agents: [{ name: 'a' }, { name: 'b', lost: 'was killed' }],
    });
    expect(figures.agents[0]).not.toHaveProperty('lost');
  });

  it('has a word on clocks when two of them together are known worse than a fifth of a median', async () => {
    const { latencyUs } = await exampleRecord();
    const median = Math.min(...Object.values(latencyUs).map(({ service }) => service.p50));
    const noteWith = (...agents: RemoteAgent[]) =>
      noteOnClocks(fleetFiguresOf({ agents, agentsLost: [], onLoss: 'fail' }), latencyUs);
    expect(noteWith(agent('a', median * 0.09), agent('b', median * 0.09), agent('c', 0))).toBeUndefined();
    expect(noteWith(agent('a', median * 0.11), agent('b', median * 0.11))).toMatch(/^The clocks of the agents are known to/);
    expect(noteWith(agent('a', 0, -median), agent('b', 0))).toMatch(/no more exact than that/);
    // Between clients of one agent there is one clock, and between agents of one host, too.
    expect(noteWith(agent('a', median), { ...agent('b', median), host: 'host-a' })).toBeUndefined();
    expect(noteWith(agent('a', median))).toBeUndefined();
  });
});
