import { describe, expect, it } from 'vitest';
import type { RemoteAgent } from './crewing.ts';
import { fleetFiguresOf } from './fleet-record.ts';

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
});
