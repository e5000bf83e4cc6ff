// Which agents share the ports and addresses of one system: those of one boot of one kernel, in one network namespace.

import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Letters and digits. Where the system doesn't tell, hosts are told apart by their names. */
export function machineId(): string {
  const boot = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? hostname();
  const network = told(() => readlinkSync('/proc/self/ns/net')) ?? '';
  return createHash('sha256').update(`${boot} ${network}`).digest('hex').slice(0, 16);
}

function told(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
