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
    let isOver = false;
    const end = () => {
      isOver = true;
      resolve();
    };
    const enlist = (enlisted: Crew) => {
      crew = enlisted;
      void crew.ended.then(end);
    };
    link.onLost = () => {
      // Whoever is done lets go of the link, too.
      if (!isOver) crew?.abort();
      end();
    };
    link.onHeard = (order) => {
      switch (order.kind) {
        case 'prepare':
          prepare(order.assignment, link, { enlist, isOver: () => isOver }).catch((error: unknown) => {
            if (!isOver) link.send({ kind: 'unable', sentence: error instanceof Error ? error.message : String(error) });
            end();
          });
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
          if (crew === undefined) endEarly();
          crew?.stop();
          break;
        case 'abort':
          if (crew === undefined) endEarly();
          if (order.isOverdue) crew?.giveUp();
          else crew?.abort();
          break;
      }
    };
    /** It is still loading: nobody has connected, and nobody will. */
    function endEarly(): void {
      if (isOver) return;
      end();
      link.send({
        kind: 'ended',
        end: { accounts: { clients: [], said: [], heard: [] }, turnsUnstarted: 0, connected: 0, hasNeverAsked: false },
      });
    }
  });
}

interface Employer {
  enlist(crew: Crew): void;
  /** Whether anybody still wants the crew: loading may take its time. */
  isOver(): boolean;
}

async function prepare(assignment: Assignment, link: Link<Report, Order>, { enlist, isOver }: Employer): Promise<void> {
  const { agent, agents, params } = assignment;
  await prepareHistograms();
  const scenario = await load(assignment.module);
  const { transport, reason } = await chooseTransport(assignment.transport);
  if (isOver()) {
    transport.close();
    return;
  }
  link.send({
    kind: 'present',
    rssBytes: process.memoryUsage.rss(),
    transport: transport.kind,
    transportReason: reason,
  });
  const pairsOf = (plan: SourcePlan | undefined) =>
    plan === undefined ? undefined : new SourcePairs(plan, assignment.portShare ?? { index: agent, of: agents });
  try {
    const crew = new Crew({
      ...assignment,
      transport,
      scenario,
      framings: framingsOf(scenario, params),
      sources: pairsOf(assignment.sources),
      spareSources: pairsOf(assignment.spareSources),
      onSecond: (tally) => {
        link.send({ kind: 'second', tally });
        // Nothing is measured yet, and what thousands of attempts to connect leave behind would stay.
        if (tally.second < 0) collect();
      },
      onScriptError: (error) => link.send({ kind: 'script-error', sentence: describeScriptError(error) }),
    });
    void crew.ready.then(() => {
      // What is left is not to be collected in the middle of the measurement.
      collect();
      link.send({ kind: 'ready' });
    });
    void crew.arrived.then(() => {
      collect();
      link.send({ kind: 'arrived' });
    });
    void crew.ended.then(() => {
      link.send({ kind: 'ended', end: crew.end() });
      crew.destroy();
      transport.close();
    });
    enlist(crew);
    crew.prepare();
  } catch (error) {
    transport.close();
    throw error;
  }
}

/** Agents are started with the flag that makes it possible. */
function collect(): void {
  globalThis.gc?.();
}

async function load(module: string): Promise<Scenario> {
  const { default: scenario } = (await import(module)) as { default: Scenario };
  return scenario;
}

function framingsOf({ dialect: { framings } }: Scenario, params: Params): Framings {
  return typeof framings === 'function' ? framings(params) : framings;
}
