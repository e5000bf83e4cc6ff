// Whose name a certificate is to hold. The library names no host to node where a server is given by its address, and node then
// expects 'localhost'.

import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { hostAndPort } from './nats-greeting.ts';

export interface NameCheck {
  readonly checkServerIdentity: typeof checkServerIdentity;
}

/** A certificate for one of the addresses that were given is right for each of them. */
export function nameCheck(servers: readonly string[]): NameCheck {
  const hosts = servers.map((server) => hostAndPort(server).host);
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  return {
    checkServerIdentity: (name: string, certificate: PeerCertificate) => {
      if (name !== UNNAMED || hosts.includes(UNNAMED)) return checkServerIdentity(name, certificate);
      const refusals = addresses.map((address) => checkServerIdentity(address, certificate));
      return refusals.includes(undefined) ? undefined : (refusals[0] ?? checkServerIdentity(name, certificate));
    },
  };
}

const UNNAMED = 'localhost';
