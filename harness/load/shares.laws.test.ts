import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentOfClient, clientCountOfAgent, clientOfAgent, clientsOfAgent } from './shares.ts';

describe('the shares of the agents', () => {
  it('hold each client exactly once, as evenly as can be, and agree in every way of asking', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 20 }), (clients, agents) => {
        const shares = Array.from({ length: agents }, (_, agent) => [...clientsOfAgent(clients, agent, agents)]);
        expect(shares.flat().sort((one, other) => one - other)).toEqual(Array.from({ length: clients }, (_, client) => client));
        for (const [agent, share] of shares.entries()) {
          expect(clientCountOfAgent(clients, agent, agents)).toBe(share.length);
          expect(share).toEqual(share.map((_, index) => clientOfAgent(index, agent, agents)));
          for (const client of share) expect(agentOfClient(client, agents)).toBe(agent);
        }
        const counts = shares.map(({ length }) => length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
