// What the machine allows, read once before a run, and a sentence with the command that mends it where that won't do.

import { readFileSync } from 'node:fs';
import type { Endpoint } from './endpoint.ts';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface MachineLimits {
  /** How many descriptors this process may have; Infinity where nobody says. */
  readonly descriptors: number;
  /** The most it could be allowed without being root. */
  readonly descriptorsHard: number;
  /** The ports that the system gives to connections. */
  readonly ports: PortRange;
  /** The longest queue of connections that a local listener can have. */
  readonly listenQueue: number;
}

export interface ConnectionNeeds {
  readonly to: Endpoint;
  readonly clients: number;
  /** Attempts to connect that are under way at a time. */
  readonly connectingAtOnce: number;
}

export interface LimitProblem {
  /** `blocks`: the run can't be what was asked for. `slows`: it can, with retries. */
  readonly kind: 'blocks' | 'slows';
  readonly limit: 'descriptors' | 'listen-queue';
  readonly sentence: string;
}

/** What node, koffi and the pollers have open themselves. */
const DESCRIPTORS_RESERVED = 64;

export function connectionsMax(limits: Pick<MachineLimits, 'descriptors'>): number {
  return Math.max(0, limits.descriptors - DESCRIPTORS_RESERVED);
}

export function preflight({ to, clients, connectingAtOnce }: ConnectionNeeds, limits: MachineLimits): LimitProblem[] {
  const problems: LimitProblem[] = [];
  const needed = clients + DESCRIPTORS_RESERVED;
  if (needed > limits.descriptors) {
    const mend =
      needed <= limits.descriptorsHard
        ? `run \`ulimit -n ${needed}\` first`
        : `let an administrator raise the hard limit (now ${limits.descriptorsHard}) in /etc/security/limits.conf, then run \`ulimit -n ${needed}\``;
    problems.push({
      kind: 'blocks',
      limit: 'descriptors',
      sentence:
        `${clients} clients need ${needed} descriptors, and a process may have ${limits.descriptors} here: ${mend}, or ask for at ` +
        `most ${connectionsMax(limits)} clients.`,
    });
  }
  const isLocal = to.address.startsWith('127.') || to.address === '::1';
  if (isLocal && connectingAtOnce > limits.listenQueue) {
    problems.push({
      kind: 'slows',
      limit: 'listen-queue',
      sentence:
        `${connectingAtOnce} connections are opened at once, and a listener's queue holds ${limits.listenQueue} at most here: those that ` +
        `don't fit try again after 1 s; run \`sysctl -w net.core.somaxconn=${connectingAtOnce}\` to make room.`,
    });
  }
  return problems;
}

const PORTS_DEFAULT: PortRange = { first: 32768, last: 60999 };
const LISTEN_QUEUE_DEFAULT = 4096;

/** The limits of this process, as Linux tells them; elsewhere what is usual. */
export function readLimits(read: (path: string) => string | undefined = readText): MachineLimits {
  const files = /^Max open files\s+(\S+)\s+(\S+)/m.exec(read('/proc/self/limits') ?? '');
  const range = /^(\d+)\s+(\d+)/.exec(read('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
  const queue = Number.parseInt(read('/proc/sys/net/core/somaxconn') ?? '', 10);
  return {
    descriptors: limitOf(files?.[1]),
    descriptorsHard: limitOf(files?.[2]),
    ports: range === null ? PORTS_DEFAULT : { first: Number(range[1]), last: Number(range[2]) },
    listenQueue: Number.isNaN(queue) ? LISTEN_QUEUE_DEFAULT : queue,
  };
}

function limitOf(text: string | undefined): number {
  const limit = Number(text);
  return Number.isInteger(limit) ? limit : Number.POSITIVE_INFINITY;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
