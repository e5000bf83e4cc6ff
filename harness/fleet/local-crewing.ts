// Agents that are processes of this machine.

import { cpus } from 'node:os';
import { CONNECTING_AT_ONCE } from '../client/connect-many.ts';
import { HarnessError } from '../errors.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import { connectionsMax, type MachineLimits, preflight } from '../transport/limits.ts';
import { planSources, spareSources } from '../transport/sources.ts';
import type { BenchOptions } from './bench-options.ts';
import type { Crewing } from './crewing.ts';
import { startLocalAgent } from './local-agents.ts';

/** Below so many clients an agent more has nothing to do. */
const CLIENTS_PER_AGENT_MIN = 50;
/** Channels to processes are fast. */
const START_IN_US = 100_000;

export function localCrewing(options: BenchOptions, limits: MachineLimits): Crewing {
  const { plan, sources } = options;
  const agents = agentsFor(options, limits);
  const clientsMax = Math.ceil(plan.clients / agents);
  const sourcesFor = (to: Endpoint) => ({
    sources: planSources({ to, clients: plan.clients, sources, ports: limits.ports }),
    spareSources: spareSources({ to, clients: plan.clients, ports: limits.ports }),
  });
  return {
    agents,
    check(to, onNote) {
      sourcesFor(to);
      const needs = { to, clients: clientsMax, connectingAtOnce: CONNECTING_AT_ONCE };
      for (const { kind, sentence } of preflight(needs, limits)) {
        if (kind === 'blocks') throw new HarnessError('limit-too-low', `${sentence} Or use more --agents.`);
        onNote(sentence);
      }
    },
    sourcesFor,
    startAgent: () => startLocalAgent({ clients: clientsMax, processors: options.pinned?.agents }),
    startInUs: () => START_IN_US,
    figures: async () => undefined,
    release: async () => {},
  };
}

/**
 * As many as the descriptors of a process make necessary; else one for every two processors, because the target may need the
 * others, as long as each has clients enough.
 */
function agentsFor({ agents, plan }: BenchOptions, limits: MachineLimits): number {
  if (agents !== 'auto') return Math.min(agents, plan.clients);
  const needed = Math.ceil(plan.clients / connectionsMax(limits));
  const useful = Math.min(Math.floor(cpus().length / 2), Math.floor(plan.clients / CLIENTS_PER_AGENT_MIN));
  return Math.max(1, needed, useful);
}
