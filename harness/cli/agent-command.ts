// What `harness agent` does: connects, and again when NATS is not there yet; offers its agents; says what happens; leaves in order.

import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { availableParallelism, hostname, totalmem } from 'node:os';
import type { Clock } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { type AwakeChoice, keepAwake, shareAwake, sleepyProcessors } from '../fleet/awake.ts';
import { startLocalAgent } from '../fleet/local-agents.ts';
import { BundleShelf } from '../fleet/remote/bundle-shelf.ts';
import { connectNats } from '../fleet/remote/connect-nats.ts';
import type { Exchange } from '../fleet/remote/exchange.ts';
import { HostedAgent } from '../fleet/remote/hosted-agent.ts';
import { machineId } from '../fleet/remote/machine-id.ts';
import type { Presence } from '../fleet/remote/words.ts';
import { readLimits } from '../transport/limits.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import { onInterrupt } from './interrupt.ts';
import type { Labels } from './label-flags.ts';
import { type NatsFlags, natsSettingsFrom } from './nats-flags.ts';
import { printable } from './printable.ts';
import type { ProgressOutput } from './progress.ts';

export interface AgentFlags extends NatsFlags {
  readonly name?: string;
  readonly labels?: Labels;
  readonly processes: number;
  readonly source?: readonly string[];
  readonly awake: AwakeChoice;
}

export interface AgentSurroundings {
  readonly stderr: Pick<ProgressOutput, 'write'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly harnessVersion: string;
}

/** Resolves when somebody has ended it. */
export async function agentCommand(
  flags: AgentFlags,
  { stderr, environment, harnessVersion }: AgentSurroundings,
): Promise<number> {
  const nats = natsSettingsFrom(flags, environment, { readsUrl: true });
  if (nats === undefined) {
    throw new HarnessError('flag-invalid', 'Say where NATS is: harness agent --nats nats://host:4222, or NATS_URL.');
  }
  const sources = flags.source ?? [];
  for (const source of sources) {
    if (isIP(source) !== 0) continue;
    throw new HarnessError('flag-invalid', `'${source}' is no source address: give a literal one, such as 127.0.0.2.`);
  }
  const say = (sentence: string) => stderr.write(`${printable(sentence)}\n`);
  const { clock } = new NodeTransport();
  const end = new AbortController();
  const abort = new AbortController();
  const interrupt = onInterrupt(
    () => end.abort(),
    () => abort.abort(),
  );
  try {
    const servers = nats.servers.join(', ');
    const waitForFirst = (why: string) => say(`${why} Waiting for it.`);
    const exchange = await connectNats(nats, { name: 'harness agent', waitForFirst, signal: end.signal });
    say(`Connected to ${servers}.`);
    exchange.onConnected = (isConnected) => {
      say(isConnected ? `Connected to ${servers} again.` : `${servers} is away: waiting for it.`);
    };
    exchange.onTrouble = (sentence) => say(`${sentence} Trying again.`);
    const agents = offered(flags, { exchange, clock, sources, harnessVersion, say });
    try {
      await exchange.settled();
    } catch (error) {
      // Whoever may not listen would wait for ever, and nobody would find it.
      await exchange.close();
      throw error;
    }
    say(offerOf(agents.map(({ presence }) => presence)));
    await aborted(end.signal);
    const leaving = agents.map(({ agent }) => agent.leave('was stopped on its machine'));
    await Promise.race([Promise.all(leaving).then(() => exchange.close()), aborted(abort.signal)]);
    return 0;
  } catch (error) {
    // Whoever was ended while it waited for NATS has nothing to complain of.
    if (end.signal.aborted) return 0;
    throw error;
  } finally {
    interrupt.release();
  }
}

interface Offer {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly sources: readonly string[];
  readonly harnessVersion: string;
  readonly say: (sentence: string) => void;
}

interface Offered {
  readonly presence: Omit<Presence, 'run' | 'isHeld'>;
  readonly agent: HostedAgent;
}

function offered({ name = hostname(), labels = {}, processes, awake }: AgentFlags, offer: Offer): Offered[] {
  const limits = readLimits();
  const shelf = new BundleShelf();
  const keep = shareAwake(() => keepAwake(sleepyProcessors(awake), { onTrouble: offer.say }));
  return Array.from({ length: processes }, (_, index) => {
    const presence = {
      id: randomBytes(8).toString('hex'),
      name: processes === 1 ? name : `${name}/${index + 1}`,
      labels,
      version: offer.harnessVersion,
      host: hostname(),
      machine: machineId(),
      processors: availableParallelism(),
      memoryBytes: totalmem(),
      ...(Number.isFinite(limits.descriptors) ? { descriptors: limits.descriptors } : {}),
      node: process.version,
      platform: process.platform,
    };
    const workplace = {
      limits,
      sources: offer.sources,
      shelf,
      startAgent: (clients: number) => startLocalAgent({ clients }),
      keepAwake: keep,
    };
    const onEvent = (sentence: string) => offer.say(`${presence.name}: ${sentence}.`);
    const { exchange, clock } = offer;
    return { presence, agent: new HostedAgent({ exchange, clock, presence, workplace, onEvent }) };
  });
}

function offerOf(presences: readonly Offered['presence'][]): string {
  const [first] = presences;
  const names = presences.length === 1 ? `agent '${first?.name}'` : `agents '${first?.name}' to '${presences.at(-1)?.name}'`;
  const labels = Object.entries(first?.labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return `Waiting for runs as ${names}${labels.length === 0 ? '' : ` with ${labels.join(',')}`}.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
