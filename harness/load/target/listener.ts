// Who listens at a port of this machine: the socket's inode from the kernel's tables, and then the process that has it open. Only
// processes whose descriptors we may see are found.

import { v4Word, v6Words } from '../../client/queues.ts';
import { type ProcFiles, procFiles } from './proc-files.ts';
import { type ProcessStat, readStats } from './process-tree.ts';
import { type ListeningSocket, readPortSockets } from './socket-table.ts';

/**
 * The process that owns the listener at a port; of several that share it, the one that the others descend from. Undefined when
 * nobody is found, and when several are that only init, or we ourselves, have started: one of them is not the whole.
 */
export function findListener(
  port: number,
  address?: string,
  files: ProcFiles = procFiles(),
  self = process.pid,
): number | undefined {
  const listeners = readPortSockets(port, files)?.listeners ?? [];
  const inodes = new Set(nearest(listeners, address).map(({ inode }) => inode));
  if (inodes.size === 0) return undefined;
  return commonOwner(ownersOf(inodes, files), readStats(files), self);
}

/** The sockets that a connection to the address would find: the kernel prefers its own address to "any", and IPv4 to IPv6. */
function nearest(listeners: readonly ListeningSocket[], address: string | undefined): readonly ListeningSocket[] {
  if (address === undefined) return listeners;
  const v4 = v4Word(address);
  const v6 = v6Words(address);
  const preferences = v4 === undefined ? [[v6], [V6_ANY]] : [[v4, v6], [V4_ANY, V4_ANY_IN_V6], [V6_ANY]];
  for (const preferred of preferences) {
    const found = listeners.filter(({ addressWords }) => preferred.includes(addressWords));
    if (found.length > 0) return found;
  }
  return [];
}

const V4_ANY = '00000000';
const V4_ANY_IN_V6 = '0000000000000000FFFF000000000000';
const V6_ANY = '00000000000000000000000000000000';

function ownersOf(inodes: ReadonlySet<string>, files: ProcFiles): number[] {
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  return (files.list('/proc') ?? []).filter((name) => /^\d+$/.test(name) && hasOpen(name, links, files)).map(Number);
}

function hasOpen(pid: string, links: ReadonlySet<string>, files: ProcFiles): boolean {
  const folder = `/proc/${pid}/fd`;
  return (files.list(folder) ?? []).some((fd) => {
    const link = files.link(`${folder}/${fd}`);
    return link !== undefined && links.has(link);
  });
}

function commonOwner(all: readonly number[], stats: readonly ProcessStat[], self: number): number | undefined {
  const parentOf = new Map(stats.map(({ pid, parentPid }) => [pid, parentPid]));
  const lineOf = (from: number) => {
    const line: number[] = [];
    for (let pid = from; pid > 0 && !line.includes(pid); pid = parentOf.get(pid) ?? 0) line.push(pid);
    return line;
  };
  const ourLine = lineOf(self);
  // An ancestor of ours that shares the socket with others keeps it for them, as init does for the services that it activates.
  const others = all.filter((pid) => pid === self || !ourLine.includes(pid));
  const owners = others.length > 0 ? others : all;
  const [first = [], ...rest] = owners.map(lineOf);
  const common = first.find((pid) => rest.every((line) => line.includes(pid)));
  if (common === undefined || owners.includes(common)) return common;
  return common === 1 || ourLine.includes(common) ? undefined : common;
}
