// struct sockaddr_in  { u16 family; u16 port, big-endian; u8 address[4]; u8 zero[8]; }                     16 bytes
// struct sockaddr_in6 { u16 family; u16 port, big-endian; u32 flow; u8 address[16]; u32 scope; }           28 bytes

import { isIP } from 'node:net';
import { addressBytes } from '../address-bytes.ts';
import type { Endpoint } from '../endpoint.ts';
import { AF_INET, AF_INET6 } from './system-calls.ts';

export const SOCKET_ADDRESS_BYTES_MAX = 28;

export function familyOf({ address }: Endpoint): number {
  return isIP(address) === 6 ? AF_INET6 : AF_INET;
}

export function encodeSocketAddress(endpoint: Endpoint): Uint8Array {
  const family = familyOf(endpoint);
  const bytes = new Uint8Array(family === AF_INET ? 16 : SOCKET_ADDRESS_BYTES_MAX);
  bytes.set([family, 0, endpoint.port >> 8, endpoint.port & 0xff]);
  bytes.set(addressBytes(endpoint.address), family === AF_INET ? 4 : 8);
  return bytes;
}

/** What has no address of its own, such as a Unix socket, is at nowhere. */
export function decodeSocketAddress(bytes: Uint8Array): Endpoint {
  if (bytes[0] !== AF_INET && bytes[0] !== AF_INET6) return { address: '', port: 0 };
  const port = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  if (bytes[0] === AF_INET) return { address: bytes.subarray(4, 8).join('.'), port };
  return { address: ipv6Text(bytes.subarray(8, 24)), port };
}

function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return `::ffff:${bytes.subarray(12, 16).join('.')}`;
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  if (best.at === -1) return groups.map(hexOf).join(':');
  return `${groups.slice(0, best.at).map(hexOf).join(':')}::${groups
    .slice(best.at + best.length)
    .map(hexOf)
    .join(':')}`;
}

function hexOf(group: number): string {
  return group.toString(16);
}
