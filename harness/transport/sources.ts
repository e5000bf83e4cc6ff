// Which local addresses and ports connections come from. The system would choose by itself, but only from one address's ports,
// and a chosen address alone gets a port that no other connection has, whatever its target: it runs out after 28,232. Pairs
// that are named are told apart by their targets too, and every loopback address is a source of as many again.

import { isIP } from 'node:net';
import { HarnessError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import type { PortRange } from './limits.ts';

export interface SourcePlan {
  readonly to: Endpoint;
  readonly addresses: readonly string[];
  readonly ports: PortRange;
}

export interface SourceNeeds {
  readonly to: Endpoint;
  readonly clients: number;
  /** The addresses to use; chosen here for a loopback target without them. */
  readonly sources: readonly string[];
  readonly ports: PortRange;
}

/** Above this share of the ports the system's own choice gets slow, and collides with what else is running. */
const COMFORTABLE_SHARE = 0.8;

/** Undefined: the system may choose, there are ports enough. */
export function planSources({ to, clients, sources, ports }: SourceNeeds): SourcePlan | undefined {
  for (const source of sources) {
    if (isIP(source) === 0)
      throw new HarnessError('flag-invalid', `'${source}' is no source address: give a literal one, such as 127.0.0.2.`);
    if (isIP(source) !== isIP(to.address)) {
      throw new HarnessError('flag-invalid', `The source ${source} can't reach ${to.address}: one is IPv4, the other IPv6.`);
    }
  }
  const perAddress = portCount(ports);
  if (sources.length === 0) {
    if (clients <= perAddress * COMFORTABLE_SHARE) return undefined;
    if (to.address.startsWith('127.')) return loopbackPlan(to, clients, ports);
  }
  const addresses = sources.length > 0 ? sources : [isIP(to.address) === 6 ? '::' : '0.0.0.0'];
  if (addresses.length * perAddress < clients) {
    throw new HarnessError(
      'sources-exhausted',
      `${clients} connections to ${to.address} need ${Math.ceil(clients / perAddress)} source addresses with ${perAddress} ports each, and there ` +
        `${addresses.length === 1 ? 'is one' : `are ${addresses.length}`}: name more with --source, or widen the range with ` +
        `sysctl -w net.ipv4.ip_local_port_range="1024 65535".`,
    );
  }
  return { to, addresses, ports };
}

/**
 * For when the system says that it has no port left though the plan counted on it: connections whose pair was named keep their
 * port from those that leave the choice to the system, for a minute behind their end. Undefined where pairs can't be named.
 */
export function spareSources({ to, clients, ports }: Omit<SourceNeeds, 'sources'>): SourcePlan | undefined {
  if (!to.address.startsWith('127.')) return undefined;
  return loopbackPlan(to, clients, ports);
}

/**
 * Hands out the pairs of a plan, none twice until it was given back, and those that were given back last of all: the system
 * keeps a closed pair for a while. One of several agents takes every so-many-th pair.
 */
export class SourcePairs {
  readonly #plan: SourcePlan;
  readonly #step: number;
  readonly #returned: Endpoint[] = [];
  #next: number;

  constructor(plan: SourcePlan, share = { index: 0, of: 1 }) {
    this.#plan = plan;
    this.#step = share.of;
    this.#next = share.index;
  }

  /** Undefined: none is left. */
  take(): Endpoint | undefined {
    const { to, addresses, ports } = this.#plan;
    const perAddress = portCount(ports);
    const index = this.#next;
    if (index >= addresses.length * perAddress) return this.#returned.shift();
    this.#next += this.#step;
    const pair = { address: addresses[Math.floor(index / perAddress)] ?? '', port: ports.first + (index % perAddress) };
    // A connection from the target's own address and port would be one with itself.
    return pair.port === to.port && pair.address === to.address ? this.take() : pair;
  }

  giveBack(pair: Endpoint): void {
    this.#returned.push(pair);
  }
}

function portCount({ first, last }: PortRange): number {
  return last - first + 1;
}

/**
 * A port that was named once the system gives to nobody, at whatever address, until a minute after its last connection. So half of
 * them stay free for all else that connects on this machine, and it takes twice the addresses; of those there are plenty. They
 * begin behind 127.0.0.1, where the system chooses, and keeps what a run before this one had: such a pair can't be named. For pairs
 * that others have there is one address to spare.
 */
function loopbackPlan(to: Endpoint, clients: number, { first, last }: PortRange): SourcePlan {
  const perAddress = Math.max(1, Math.floor(portCount({ first, last }) / 2));
  const addresses = Array.from({ length: Math.ceil(clients / perAddress) + 1 }, (_, index) => {
    const host = index + 2;
    return `127.${host >> 16}.${(host >> 8) & 0xff}.${host & 0xff}`;
  });
  return { to, addresses, ports: { first, last: first + perAddress - 1 } };
}
