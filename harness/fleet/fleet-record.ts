// What a record says of the agents of other machines, and what their clocks mean for it.

import type { LostAgent } from '../load/validity.ts';
import type { BenchRecord, FleetFigures } from '../record/record.ts';
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

/** Below this share of a median nobody would see it. */
const LARGE_SHARE = 0.2;

/** Undefined: clocks are known well enough for what was measured. */
export function noteOnClocks({ agents }: FleetFigures, latencyUs: BenchRecord['latencyUs']): string | undefined {
  // Processes of one host read one clock.
  const errorUsByHost = new Map<string, number>();
  for (const { host, clockErrorUs, clockDriftUs = 0 } of agents) {
    errorUsByHost.set(host, Math.max(errorUsByHost.get(host) ?? 0, clockErrorUs + Math.abs(clockDriftUs)));
  }
  // A latency between two of them has the error of both.
  const [first = 0, second = 0] = [...errorUsByHost.values()].toSorted((one, other) => other - one);
  const errorUs = first + second;
  const medians = Object.values(latencyUs).flatMap(({ service: { count, p50 } }) => (count === 0 ? [] : [p50]));
  const smallestUs = Math.min(...medians);
  if (errorUsByHost.size < 2 || !(errorUs > LARGE_SHARE * smallestUs)) return undefined;
  return (
    `The clocks of the agents are known to ${Math.ceil(errorUs).toLocaleString('en-US')} us between two of them, and the median of a latency is ` +
    `${Math.round(smallestUs).toLocaleString('en-US')} us: where one begins at one agent and ends at another, it is no more exact than that.`
  );
}
