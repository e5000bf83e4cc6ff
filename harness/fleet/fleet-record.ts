// What a record says of the agents of other machines.

import type { LostAgent } from '../load/validity.ts';
import type { FleetFigures } from '../record/record.ts';
import type { RemoteAgent } from './crewing.ts';

export interface FleetSeen {
  readonly agents: readonly RemoteAgent[];
  readonly agentsLost: readonly LostAgent[];
  readonly onLoss: FleetFigures['onLoss'];
}

export function fleetFiguresOf({ agents, agentsLost, onLoss }: FleetSeen): FleetFigures {
  return {
    onLoss,
    clientsLost: agentsLost.reduce((sum, { clients }) => sum + clients, 0),
    agents: agents.map((agent, number) => {
      const lost = agentsLost.find((one) => one.agent === number);
      return { ...agent, labels: { ...agent.labels }, ...(lost === undefined ? {} : { lost: lost.how }) };
    }),
  };
}
