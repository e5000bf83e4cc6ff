// Agents of other machines, booked for one run.

import { randomBytes } from 'node:crypto';
import type { Chance } from '../../chance.ts';
import type { Clock } from '../../clock.ts';
import { HarnessError } from '../../errors.ts';
import { clientCountOfAgent } from '../../load/shares.ts';
import type { Endpoint } from '../../transport/endpoint.ts';
import { connectionsMax } from '../../transport/limits.ts';
import type { BenchOptions } from '../bench-options.ts';
import type { Crewing, RemoteAgent } from '../crewing.ts';
import { measureClock } from './clock-offset.ts';
import { type Enlisted, enlist, giveBack } from './enlist.ts';
import type { Exchange } from './exchange.ts';
import { SILENT_US_MAX } from './hosted-agent.ts';
import { machineId } from './machine-id.ts';
import { RemoteLink } from './remote-link.ts';
import type { RemoteScenario } from './remote-protocol.ts';
import { describeOtherVersion, nameOf } from './sort-out.ts';
import type { ClockAnswer } from './words.ts';

/** Longer than on one machine; over a slow network, so long that an order that was lost still comes in time. */
const START_IN_US_MIN = 200_000;
const START_IN_ROUND_TRIPS = 10;
const LOOPBACK = '127.0.0.1';

export interface RemoteCrewingOptions {
  readonly options: BenchOptions;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Ends the search for agents. */
  readonly signal?: AbortSignal;
  /** Which agents are on this machine. */
  readonly machine?: string;
  /** What the clocks of this machine show; a test brings others. */
  readonly ours?: () => ClockAnswer;
  onNote(sentence: string): void;
}

/** Closes the exchange in the end, and when it fails. */
export async function remoteCrewing(given: RemoteCrewingOptions): Promise<Crewing> {
  const { exchange } = given;
  try {
    return await crewingOf(given);
  } catch (error) {
    await exchange.close();
    throw error;
  }
}

async function crewingOf({
  options,
  exchange,
  clock,
  chance,
  machine = machineId(),
  ours,
  signal,
  onNote,
}: RemoteCrewingOptions): Promise<Crewing> {
  const { plan, loaded, target, harnessVersion: version, fleet } = options;
  const scenario = scenarioOf(options);
  let isNatsAway = false;
  exchange.onConnected = (isConnected) => {
    isNatsAway = !isConnected;
    onNote(isConnected ? 'NATS is back.' : `NATS is away: agents that are silent for ${SILENT_US_MAX / 1e6} s are lost.`);
  };
  exchange.onTrouble = onNote;
  const clocks = ours === undefined ? {} : { ours };
  const run = randomBytes(6).toString('hex');
  const office = { exchange, clock, chance, ...(signal === undefined ? {} : { signal }) };
  const { agents, sorted } = await enlist(office, {
    run,
    agents: options.agents,
    labels: fleet?.labels ?? {},
    version,
    clients: plan.clients,
    bundle: loaded.bundle?.hash,
  });
  const check = (to: Endpoint) => {
    refuseLoopback(to, target.how, agents, machine);
    refuseTooMany(plan.clients, agents);
  };
  try {
    check(target.how === 'embedded' ? { address: LOOPBACK, port: 0 } : target.to);
    for (const other of sorted.otherVersion) onNote(`Left out: ${describeOtherVersion(other, version)}.`);
    const links = await Promise.all(agents.map((agent, number) => joined(agent, number)));
    return {
      agents: agents.length,
      check,
      sourcesFor: () => ({}),
      startAgent: (number) => links[number] as RemoteLink,
      startInUs: () =>
        Math.max(START_IN_US_MIN, START_IN_ROUND_TRIPS * Math.max(...links.map(({ measured }) => 2 * measured.errorUs))),
      nameOf: (number) => nameOf((agents[number] as Enlisted).presence),
      figures: () => Promise.all(links.map((link, number) => figuresOf(link, number))),
      async release() {
        exchange.onConnected = () => {};
        exchange.onTrouble = () => {};
        await giveBack(office, run, agents);
        await exchange.close();
      },
    };
  } catch (error) {
    await giveBack(office, run, agents);
    throw error;
  }

  async function joined({ presence, link, hasBundle }: Enlisted, number: number): Promise<RemoteLink> {
    const measure = () => measureClock(exchange, presence.id, clocks);
    return new RemoteLink({
      link,
      scenario,
      bundle: hasBundle ? undefined : loaded.bundle,
      neighbours: neighboursOf(number, agents, plan.clients),
      clients: clientCountOfAgent(plan.clients, number, agents.length),
      measured: await measure(),
      measure,
      isNatsAway: () => isNatsAway,
    });
  }

  async function figuresOf({ measured }: RemoteLink, number: number): Promise<RemoteAgent> {
    const { name, host, labels, processors, id } = (agents[number] as Enlisted).presence;
    // One that was lost answers no more.
    const again = await measureClock(exchange, id, clocks).catch(() => undefined);
    return {
      name,
      host,
      labels,
      processors,
      clients: clientCountOfAgent(plan.clients, number, agents.length),
      clockErrorUs: measured.errorUs,
      ...(again === undefined ? {} : { clockDriftUs: again.monotonicOffsetUs - measured.monotonicOffsetUs }),
    };
  }
}

function scenarioOf({ loaded: { builtIn, bundle, name } }: BenchOptions): RemoteScenario {
  if (builtIn !== undefined) return { kind: 'built-in', name: builtIn };
  if (bundle !== undefined) return { kind: 'bundle', hash: bundle.hash };
  throw new HarnessError('scenario-invalid', `${name} can't be sent to other machines: name it by its file.`);
}

function neighboursOf(number: number, agents: readonly Enlisted[], clients: number) {
  const machine = agents[number]?.presence.machine;
  const numbers = agents.flatMap(({ presence }, other) => (presence.machine === machine ? [other] : []));
  const all = numbers.map((other) => clientCountOfAgent(clients, other, agents.length));
  return { index: numbers.indexOf(number), of: numbers.length, clients: all.reduce((sum, count) => sum + count, 0) };
}

function refuseLoopback(to: Endpoint, how: string, agents: readonly Enlisted[], machine: string): void {
  if (!/^(127\.|::1$|::ffff:127\.)/.test(to.address)) return;
  const elsewhere = agents.find(({ presence }) => presence.machine !== machine)?.presence;
  if (elsewhere === undefined) return;
  const what = how === 'embedded' ? 'The reference server listens at 127.0.0.1' : `The target is ${to.address}`;
  throw new HarnessError(
    'flag-invalid',
    `${what}, which agent ${nameOf(elsewhere)} can't reach from there: give a --target with an address of this ` +
      'machine that all agents reach.',
  );
}

/** Each has a limit of its own, which it tells. */
function refuseTooMany(clients: number, agents: readonly Enlisted[]): void {
  for (const [number, { presence }] of agents.entries()) {
    const { descriptors = Number.POSITIVE_INFINITY } = presence;
    const share = clientCountOfAgent(clients, number, agents.length);
    const most = connectionsMax({ descriptors });
    if (share <= most) continue;
    throw new HarnessError(
      'limit-too-low',
      `Agent ${nameOf(presence)} would have ${share} clients, and may have ${most} connections there: use more --agents, or raise ` +
        'its limit with ulimit -n before it starts.',
    );
  }
}
