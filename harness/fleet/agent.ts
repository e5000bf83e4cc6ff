// An agent: hosts its share of the clients, does what the coordinator orders, and reports.

import { Crew } from '../load/crew.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import type { Framings, Params, Scenario } from '../script/scenario.ts';
import { chooseTransport } from '../transport/choose.ts';
import { SourcePairs, type SourcePlan } from '../transport/sources.ts';
import { processUsOf } from './machine-clock.ts';
import type { Assignment, Link, Order, Report } from './protocol.ts';
import { describeScriptError } from './script-error.ts';

/** Resolves when the agent has nothing more to do. */
export async function serveAsAgent(link: Link<Report, Order>): Promise<void> {
  await new Promise<void>((resolve) => {
    let crew: Crew | undefined;
    link.onLost = () => {
      crew?.abort();
      resolve();
    };
    link.onHeard = (order) => {
      switch (order.kind) {
        case 'prepare':
          prepare(order.assignment, link).then(
            (prepared) => {
              crew = prepared;
              void crew.ended.then(resolve);
            },
            (error: unknown) => {
              link.send({ kind: 'unable', sentence: error instanceof Error ? error.message : String(error) });
              resolve();
            },
          );
          break;
        case 'start':
          crew?.start(processUsOf(order.atUs));
          break;
        case 'account':
          if (crew !== undefined) link.send({ kind: 'accounts', accounts: crew.accounts() });
          break;
        case 'leave':
          crew?.leave();
          break;
        case 'stop':
          if (crew === undefined) resolve();
          crew?.stop();
          break;
        case 'abort':
          if (crew === undefined) resolve();
          crew?.abort();
          break;
      }
    };
  });
}

async function prepare(assignment: Assignment, link: Link<Report, Order>): Promise<Crew> {
  const { agent, agents, params } = assignment;
  await prepareHistograms();
  const scenario = await load(assignment.module);
  const { transport, reason } = await chooseTransport(assignment.transport);
  link.send({
    kind: 'present',
    rssBytes: process.memoryUsage.rss(),
    transport: transport.kind,
    transportReason: reason,
  });
  const pairsOf = (plan: SourcePlan | undefined) =>
    plan === undefined ? undefined : new SourcePairs(plan, { index: agent, of: agents });
  const crew = new Crew({
    ...assignment,
    transport,
    scenario,
    framings: framingsOf(scenario, params),
    sources: pairsOf(assignment.sources),
    spareSources: pairsOf(assignment.spareSources),
    onSecond: (tally) => link.send({ kind: 'second', tally }),
    onScriptError: (error) => link.send({ kind: 'script-error', sentence: describeScriptError(error) }),
  });
  void crew.ready.then(() => {
    // What connecting has left behind is not to be collected in the middle of the measurement.
    globalThis.gc?.();
    link.send({ kind: 'ready' });
  });
  void crew.arrived.then(() => link.send({ kind: 'arrived' }));
  void crew.ended.then(() => {
    link.send({ kind: 'ended', end: crew.end() });
    crew.destroy();
    transport.close();
  });
  crew.prepare();
  return crew;
}

async function load(module: string): Promise<Scenario> {
  const { default: scenario } = (await import(module)) as { default: Scenario };
  return scenario;
}

function framingsOf({ dialect: { framings } }: Scenario, params: Params): Framings {
  return typeof framings === 'function' ? framings(params) : framings;
}
