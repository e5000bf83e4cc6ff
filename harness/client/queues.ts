// What the kernel still holds of a connection whose two ends are both on this machine, from /proc/net/tcp and tcp6:
//   sl local_address rem_address st tx_queue:rx_queue ...
//   0: 0100007F:245F 0100007F:D2F4 01 00000000:00000005 ...
// Addresses are words in the machine's own (little-endian) order, ports and queues are hexadecimal.

import { readFileSync } from 'node:fs';
import { addressBytes } from '../transport/address-bytes.ts';
import type { Endpoint } from '../transport/endpoint.ts';

export interface Queues {
  /** Sent and not yet acknowledged by the other end. */
  readonly sendBytes: number;
  /** Arrived and not yet read. */
  readonly receiveBytes: number;
}

/** One end of a connection. */
export interface End {
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** Of so many ends each is looked for by itself; for more the tables are gone through once. */
const ONE_BY_ONE_MAX = 4;
const STATE_AND_QUEUES = /^[0-9A-F]{2} ([0-9A-F]{8}):([0-9A-F]{8})/;
const LINE = /: ([0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]{2} [0-9A-F]{8}:[0-9A-F]{8})/g;

/**
 * The queues at each of these ends, or undefined where no line of the tables is that end. A machine remembers tens of thousands of
 * connections that have ended: a search through all of them for each of a thousand would stop everything else for seconds.
 */
export function findQueues(tables: string, ends: readonly End[]): readonly (Queues | undefined)[] {
  const stateAndQueuesOf = ends.length > ONE_BY_ONE_MAX ? indexed(tables) : searched(tables);
  return ends.map((end) => {
    for (const pair of pairsOf(end)) {
      const queues = STATE_AND_QUEUES.exec(stateAndQueuesOf(pair) ?? '');
      if (queues === null) continue;
      return { sendBytes: Number.parseInt(queues[1] ?? '', 16), receiveBytes: Number.parseInt(queues[2] ?? '', 16) };
    }
    return undefined;
  });
}

type Lookup = (pair: string) => string | undefined;

function searched(tables: string): Lookup {
  return (pair) => {
    const at = tables.indexOf(` ${pair} `);
    return at === -1 ? undefined : tables.slice(at + pair.length + 2, at + pair.length + 22);
  };
}

function indexed(tables: string): Lookup {
  const byPair = new Map<string, string>();
  for (const [, pair, queues] of tables.matchAll(LINE)) {
    if (pair !== undefined && queues !== undefined && !byPair.has(pair)) byPair.set(pair, queues);
  }
  return (pair) => byPair.get(pair);
}

/** As the first table has it, and as the second. */
function pairsOf({ local, remote }: End): string[] {
  const pairs = [
    [v4Word(local.address), v4Word(remote.address)],
    [v6Words(local.address), v6Words(remote.address)],
  ];
  return pairs.flatMap(([one, other]) =>
    one === undefined || other === undefined ? [] : [`${one}:${portOf(local)} ${other}:${portOf(remote)}`],
  );
}

/** The kernel's tables as they are now; undefined where there are none. */
export function readTables(): string | undefined {
  try {
    return `${readFileSync('/proc/net/tcp', 'latin1')}${readFileSync('/proc/net/tcp6', 'latin1')}`;
  } catch {
    return undefined;
  }
}

function portOf({ port }: Endpoint): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** An IPv4 address as the tables have it; undefined for one that is not, and not mapped either. */
export function v4Word(address: string): string | undefined {
  const bytes = addressBytes(address);
  if (bytes.length === 4) return word(bytes);
  return MAPPED_PREFIX.every((byte, index) => byte === bytes[index]) ? word(bytes.slice(12)) : undefined;
}

/** Any address as tcp6 has it. A server that listens on `::` has its IPv4 peers here, as ::ffff:a.b.c.d. */
export function v6Words(address: string): string {
  const given = addressBytes(address);
  const bytes = given.length === 4 ? [...MAPPED_PREFIX, ...given] : given;
  return [0, 4, 8, 12].map((at) => word(bytes.slice(at, at + 4))).join('');
}

const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function word(bytes: number[]): string {
  return bytes
    .toReversed()
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
}
