// What `harness agents` does: asks who is there and what their clocks show, and says it.

import { bytesText, counted, countText, latencyText } from '../../reports/figures.ts';
import { fold } from '../../reports/formats/text/fold.ts';
import { HarnessError } from '../errors.ts';
import { type ClockOffset, measureClock } from '../fleet/remote/clock-offset.ts';
import { connectNats } from '../fleet/remote/connect-nats.ts';
import { isPresence } from '../fleet/remote/enlist.ts';
import type { Exchange } from '../fleet/remote/exchange.ts';
import { type Presence, WHO_IS_THERE } from '../fleet/remote/words.ts';
import type { Labels } from './label-flags.ts';
import { type NatsFlags, natsSettingsFrom } from './nats-flags.ts';
import { printable } from './printable.ts';
import { COLUMNS_DEFAULT, type Surroundings, textFor } from './surroundings.ts';

export interface AgentsFlags extends NatsFlags {
  readonly requireLabels?: Labels;
  readonly wait: number;
  readonly json?: true;
}

export type AgentsSurroundings = Pick<Surroundings, 'stdout' | 'environment' | 'harnessVersion'>;

/** An agent that is there, and what is known of it from here. */
export interface Seen {
  readonly presence: Presence;
  /** Undefined: it did not say what its clocks show. */
  readonly clock: ClockOffset | undefined;
}

const NAME = 'harness agents';
const EXIT_NOBODY = 1;
/** More at a time would wait for each other, and be taken for far away. */
const ASKED_AT_ONCE = 8;

export async function agentsCommand(
  flags: AgentsFlags,
  { stdout, environment, harnessVersion }: AgentsSurroundings,
  connect: typeof connectNats = connectNats,
): Promise<number> {
  const settings = natsSettingsFrom(flags, environment, { readsUrl: true });
  if (settings === undefined) {
    throw new HarnessError('flag-invalid', 'Where is NATS? Give --nats, such as --nats nats://127.0.0.1:4222, or set NATS_URL.');
  }
  const exchange = await connect(settings, { name: NAME });
  let seen: Seen[];
  try {
    seen = await everybodySeen(exchange, flags);
  } finally {
    await exchange.close();
  }
  if (flags.json) {
    stdout.write(`${JSON.stringify(seen.map((one) => asJson(one, harnessVersion)))}\n`);
  } else {
    const columns = stdout.columns || COLUMNS_DEFAULT;
    const text = renderAgents(seen, {
      harnessVersion,
      labels: flags.requireLabels ?? {},
      place: settings.servers.join(', '),
      columns,
    });
    stdout.write(textFor(stdout, text, { environment }));
  }
  return seen.some(({ presence }) => presence.version === harnessVersion) ? 0 : EXIT_NOBODY;
}

async function everybodySeen(exchange: Exchange, { wait, requireLabels = {} }: AgentsFlags): Promise<Seen[]> {
  const answers = (await exchange.askAll(WHO_IS_THERE, {}, wait)).filter(isPresence);
  const hasLabels = ({ labels }: Presence) => Object.entries(requireLabels).every(([name, value]) => labels[name] === value);
  // One that is asked twice may answer twice.
  const there = [...new Map(answers.filter(hasLabels).map((presence) => [presence.id, presence])).values()].sort(byName);
  const seen: Seen[] = [];
  for (let first = 0; first < there.length; first += ASKED_AT_ONCE) {
    seen.push(...(await Promise.all(there.slice(first, first + ASKED_AT_ONCE).map((presence) => withClock(exchange, presence)))));
  }
  return seen;
}

async function withClock(exchange: Exchange, presence: Presence): Promise<Seen> {
  try {
    return { presence, clock: await measureClock(exchange, presence.id) };
  } catch (error) {
    if (error instanceof HarnessError) return { presence, clock: undefined };
    throw error;
  }
}

function byName(one: Presence, other: Presence): number {
  return one.name.localeCompare(other.name, 'en', { numeric: true }) || (one.id < other.id ? -1 : 1);
}

function asJson({ presence, clock }: Seen, harnessVersion: string): object {
  return { ...presence, canTakePart: presence.version === harnessVersion, ...(clock === undefined ? {} : { clock }) };
}

interface Rendering {
  readonly harnessVersion: string;
  /** That were asked for. */
  readonly labels: Labels;
  /** Where was asked. */
  readonly place: string;
  readonly columns: number;
}

export function renderAgents(seen: readonly Seen[], rendering: Rendering): string {
  const { harnessVersion, columns } = rendering;
  if (seen.length === 0) return `${fold(nobody(rendering), 0, columns)}\n`;
  const free = seen.filter(({ presence }) => presence.version === harnessVersion && presence.run === undefined).length;
  const blocks = seen.map(({ presence, clock }) => {
    const { labels } = presence;
    const names = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    return [
      `${presence.name}: ${stateOf(presence, harnessVersion)}`,
      machineOf(presence),
      ...(names.length === 0 ? [] : [`labels: ${names.join(' ')}`]),
      clockOf(clock),
    ]
      .map((line, index) => `${index === 0 ? '' : '  '}${fold(printable(line), index === 0 ? 0 : 2, columns)}\n`)
      .join('');
  });
  return `${counted(seen.length, 'agent')}, ${free === seen.length ? 'all' : free === 0 ? 'none' : free} of them free.\n\n${blocks.join('\n')}`;
}

function nobody({ labels, place }: Rendering): string {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const who = wanted.length === 0 ? 'No agent is' : `No agent with ${wanted.join(' ')} is`;
  const words = [
    `harness agent --nats ${place.split(', ')[0]}`,
    ...(wanted.length === 0 ? [] : [`--labels ${wanted.join(',')}`]),
  ];
  return `${who} there at ${place}. Start one on each machine that is to host clients: ${words.join(' ')}`;
}

function stateOf({ run, isHeld, version }: Presence, ours: string): string {
  if (version !== ours) return `another version (${version}, this is ${ours}): it can't take part`;
  if (run === undefined) return 'free';
  return isHeld ? 'being booked' : `busy with run ${run}`;
}

function machineOf({ host, processors, memoryBytes, descriptors, node, platform }: Presence): string {
  const parts = [
    `on ${host}`,
    counted(processors, 'core'),
    ...(Number.isFinite(memoryBytes) ? [bytesText(memoryBytes)] : []),
    descriptors === undefined ? 'descriptor limit not known' : `${countText(descriptors)} descriptors`,
    `node ${node} for ${platform}`,
  ];
  return parts.join(', ');
}

function clockOf(clock: ClockOffset | undefined): string {
  if (clock === undefined) return "clock: it doesn't say";
  const { wallOffsetUs, wallErrorUs } = clock;
  const error = `± ${latencyText(wallErrorUs, ' ')}`;
  if (Math.abs(wallOffsetUs) <= wallErrorUs) return `clock: as ours, ${error}`;
  return `clock: ${latencyText(Math.abs(wallOffsetUs), ' ')} ${wallOffsetUs > 0 ? 'ahead of' : 'behind'} ours, ${error}`;
}
