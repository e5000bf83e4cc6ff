// Which of the agents that are there will do for a run, and why the others won't.

import { HarnessError } from '../../errors.ts';
import type { Presence } from './words.ts';

export interface Wanted {
  readonly agents: number | 'auto';
  readonly labels: Readonly<Record<string, string>>;
  readonly version: string;
  /** Connections that the agents are to hold together, and what a process has open besides. */
  readonly clients: number;
}

export interface Sorted {
  /** In the order in which everybody books them. */
  readonly free: readonly Presence[];
  /** Booked by somebody who may give them back. */
  readonly held: readonly Presence[];
  readonly busy: readonly Presence[];
  readonly otherLabels: readonly Presence[];
  readonly otherVersion: readonly Presence[];
}

export function sortOut(there: readonly Presence[], { labels, version }: Wanted): Sorted {
  const sorted = { free: [], held: [], busy: [], otherLabels: [], otherVersion: [] } as Record<keyof Sorted, Presence[]>;
  // One that is asked twice may answer twice.
  const byId = new Map(there.map((presence) => [presence.id, presence]));
  for (const presence of [...byId.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    sorted[kindOf(presence)].push(presence);
  }
  return sorted;

  function kindOf(presence: Presence): keyof Sorted {
    if (!Object.entries(labels).every(([name, value]) => presence.labels[name] === value)) return 'otherLabels';
    if (presence.version !== version) return 'otherVersion';
    if (presence.run === undefined) return 'free';
    return presence.isHeld ? 'held' : 'busy';
  }
}

/** How many of them are needed at least. */
export function neededOf({ agents, clients }: Wanted): number {
  return agents === 'auto' ? 1 : Math.min(agents, clients);
}

export function tooFew(sorted: Sorted, wanted: Wanted): HarnessError {
  const { free, held, busy, otherLabels, otherVersion } = sorted;
  const needed = neededOf(wanted);
  const there = free.length + held.length + busy.length + otherLabels.length + otherVersion.length;
  if (there === 0) {
    const sentence = 'There is no agent: start one on each machine with `harness agent --nats URL`.';
    return new HarnessError('agent-failed', sentence);
  }
  const why = [
    ...(busy.length === 0 ? [] : [`${areBusy(busy.length)} ${listed(runsOf(busy))}`]),
    ...(held.length === 0 ? [] : [`${held.length} ${areOrIs(held.length)} being booked by another`]),
    ...(otherLabels.length === 0
      ? []
      : [`${otherLabels.length} ${otherLabels.length === 1 ? 'lacks' : 'lack'} ${describeLabels(wanted.labels)}`]),
    ...otherVersion.map((presence) => describeOtherVersion(presence, wanted.version)),
  ];
  const count = `${areOrIs(free.length)} ${free.length || 'none'}`;
  const reasons = why.length === 0 ? `there ${count}` : `of the ${there} there ${count}: ${why.join('; ')}`;
  return new HarnessError(
    'agent-failed',
    `${needed} free ${needed === 1 ? 'agent is' : 'agents are'} needed, and ${reasons}. Start more, wait, or ask for fewer --agents.`,
  );
}

export function describeOtherVersion(presence: Presence, ours: string): string {
  return `agent ${nameOf(presence)} is ${presence.version}, this is ${ours}`;
}

/** For the middle of a sentence. */
export function nameOf({ name, host }: Pick<Presence, 'name' | 'host'>): string {
  return name === host ? `'${name}'` : `'${name}' on host ${host}`;
}

function describeLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

function runsOf(busy: readonly Presence[]): string[] {
  return [...new Set(busy.map(({ run }) => run ?? ''))];
}

function areBusy(count: number): string {
  return `${count} ${areOrIs(count)} busy with run`;
}

function areOrIs(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
