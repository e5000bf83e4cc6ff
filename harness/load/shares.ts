// Which clients an agent hosts: of n agents, agent a has the clients a, a + n, a + 2n, ... So each has its part of every ramp.

export function clientCountOfAgent(clients: number, agent: number, agents: number): number {
  return Math.max(0, Math.ceil((clients - agent) / agents));
}

/** The client that is the agent's `index`-th, from 0. */
export function clientOfAgent(index: number, agent: number, agents: number): number {
  return agent + index * agents;
}

export function agentOfClient(client: number, agents: number): number {
  return client % agents;
}

export function* clientsOfAgent(clients: number, agent: number, agents: number): Generator<number> {
  for (let client = agent; client < clients; client += agents) yield client;
}
