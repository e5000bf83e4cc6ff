// The bytes of a literal address, in network order: 4 or 16 of them.

import { isIP } from 'node:net';
import { assert } from '../errors.ts';

export function addressBytes(address: string): number[] {
  assert(isIP(address) !== 0, `'${address}' is a literal address`);
  if (isIP(address) === 4) return address.split('.').map(Number);
  const withoutScope = address.replace(/%.*$/, '');
  // ::ffff:127.0.0.1 has its last two groups in the notation of IPv4.
  const v4 = /(\d+\.\d+\.\d+\.\d+)$/.exec(withoutScope)?.[1];
  const text = v4 === undefined ? withoutScope : withoutScope.slice(0, -v4.length) + groupsOfV4(v4);
  const [head, tail] = text.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail);
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(part: string | undefined): number[] {
  return part === undefined || part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
}

function groupsOfV4(v4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
