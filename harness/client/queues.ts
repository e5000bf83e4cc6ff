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

/** The queues at the end `local` of a connection; undefined when no line of the tables is that end. */
export function findQueues(tables: string, local: Endpoint, remote: Endpoint): Queues | undefined {
  for (const [one, other] of [
    [v4Word(local.address), v4Word(remote.address)],
    [v6Words(local.address), v6Words(remote.address)],
  ]) {
    if (one === undefined || other === undefined) continue;
    const pair = ` ${one}:${portOf(local)} ${other}:${portOf(remote)} `;
    const at = tables.indexOf(pair);
    if (at === -1) continue;
    const queues = /^[0-9A-F]{2} ([0-9A-F]{8}):([0-9A-F]{8})/.exec(tables.slice(at + pair.length, at + pair.length + 20));
    if (queues === null) continue;
    return { sendBytes: Number.parseInt(queues[1] ?? '', 16), receiveBytes: Number.parseInt(queues[2] ?? '', 16) };
  }
  return undefined;
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
