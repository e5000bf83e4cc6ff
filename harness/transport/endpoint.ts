// Where something listens or connects from: a literal address and a port. Names are resolved once, before a run.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { HarnessError } from '../errors.ts';

export interface Endpoint {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Refused before anything is opened for it: a name would have to be resolved first, and a port cut to 16 bits is another port. */
export function checkEndpoint({ address, port }: Endpoint): void {
  if (isIP(address) === 0)
    throw new HarnessError('endpoint-invalid', `'${address}' is no literal address: resolve names with resolveTarget.`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new HarnessError('endpoint-invalid', `${port} is no port: ports go from 1 to 65535, and 0 lets the system choose.`);
  }
}

export function isSameEndpoint(one: Endpoint | undefined, other: Endpoint): boolean {
  return one?.port === other.port && one.address === other.address;
}

export function describeEndpoint({ address, port }: Endpoint): string {
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** `host:port`, `[::1]:port`, or a port alone on the loopback address. */
export function parseTarget(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]:|([^:[\]]+):|)(\d+)$/.exec(text);
  if (match === null) {
    throw new HarnessError('flag-invalid', `'${text}' is no target: write host:port, such as 127.0.0.1:9311 or [::1]:9311.`);
  }
  const port = Number(match[3]);
  if (port < 1 || port > 65535) {
    throw new HarnessError('flag-invalid', `The port of '${text}' is out of range: ports go from 1 to 65535.`);
  }
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}

export async function resolveTarget({ host, port }: { host: string; port: number }): Promise<Endpoint> {
  if (isIP(host) !== 0) return { address: host, port };
  try {
    const { address } = await lookup(host, { family: 0 });
    return { address, port };
  } catch (cause) {
    throw new HarnessError('host-unknown', `The host '${host}' can't be found: check the name, or give an address.`, cause);
  }
}
