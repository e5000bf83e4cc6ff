// A process and all that descend from it, from one pass over /proc/<pid>/stat:
//   4711 (a (strange) name) S 4700 4711 ...
// The name is the program's own choice, up to 15 bytes of anything; what follows the last parenthesis are numbers. The kernel's
// lists of children (/proc/<pid>/task/<tid>/children) would have to be read for each thread, and don't promise to be complete.

import type { ProcFiles } from './proc-files.ts';

/** The ticks of /proc are hundredths of a second on every architecture that node runs on, whatever the kernel's own are. */
export const TICKS_PER_SECOND = 100;
/** With more threads than these only the first is looked at: each costs two files. */
const THREADS_READ_MAX = 64;

export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  /** A letter: R, S, D, T, Z and so on. */
  readonly state: string;
  readonly parentPid: number;
  readonly groupId: number;
  readonly ownTicks: number;
  /** Of the children that it has waited for, and of theirs. */
  readonly reapedTicks: number;
  readonly threads: number;
  /** When it began: with the pid, it tells a process from a later one of the same number. */
  readonly startTicks: number;
}

export interface ThreadSample {
  readonly tid: number;
  readonly voluntary: number;
  readonly involuntary: number;
  /** Absent where the kernel does not count it. */
  readonly cpuNs: number | undefined;
}

export interface ProcessSample extends ProcessStat {
  readonly isZombie: boolean;
  readonly rssBytes: number;
  /** Absent when they are another user's. */
  readonly descriptors: number | undefined;
  readonly threadSamples: readonly ThreadSample[];
  readonly hasAllThreads: boolean;
}

/**
 * The processes that `isRoot` knows, and their descendants. `except` and what descends from it is left out: a generator of load
 * that descends from its target is no part of it.
 */
export function readProcessTree(isRoot: (stat: ProcessStat) => boolean, files: ProcFiles, except?: number): ProcessSample[] {
  const stats = readStats(files);
  const childrenOf = new Map<number, ProcessStat[]>();
  for (const stat of stats) {
    if (stat.pid === except) continue;
    const siblings = childrenOf.get(stat.parentPid);
    if (siblings === undefined) childrenOf.set(stat.parentPid, [stat]);
    else siblings.push(stat);
  }
  const tree = new Map<number, ProcessStat>();
  const left = stats.filter(isRoot);
  for (let stat = left.pop(); stat !== undefined; stat = left.pop()) {
    if (tree.has(stat.pid)) continue;
    tree.set(stat.pid, stat);
    for (const child of childrenOf.get(stat.pid) ?? []) left.push(child);
  }
  return [...tree.values()].map((stat) => sampleOf(stat, files));
}

export function readStats(files: ProcFiles): ProcessStat[] {
  const stats: ProcessStat[] = [];
  for (const name of files.list('/proc') ?? []) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(Number(name), files);
    if (stat !== undefined) stats.push(stat);
  }
  return stats;
}

export function readStat(pid: number, files: ProcFiles): ProcessStat | undefined {
  const text = files.text(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** Undefined for anything else, as for the empty text that a process leaves which ends while it is read. */
export function parseStat(text: string): ProcessStat | undefined {
  const nameStart = text.indexOf(' (');
  const nameEnd = text.lastIndexOf(') ');
  if (nameStart === -1 || nameEnd < nameStart) return undefined;
  const [state = '', ...rest] = text.slice(nameEnd + 2).split(' ');
  const fields = rest.map(Number);
  // The numbers of proc(5), which count from 1; the fourth is the first behind the state.
  const field = (number: number) => fields[number - 4] ?? Number.NaN;
  const stat = {
    pid: Number(text.slice(0, nameStart)),
    name: text.slice(nameStart + 2, nameEnd),
    state,
    parentPid: field(4),
    groupId: field(5),
    ownTicks: field(14) + field(15),
    reapedTicks: field(16) + field(17),
    threads: field(20),
    startTicks: field(22),
  };
  const { name: _, state: __, ...numbers } = stat;
  return Object.values(numbers).every(Number.isInteger) && state.length === 1 ? stat : undefined;
}

export interface ThreadStatus {
  /** Of the whole process. More exact than `stat`, and needs no size of a page; absent in zombies. */
  readonly rssBytes: number;
  readonly voluntary: number;
  readonly involuntary: number;
}

export function parseStatus(text: string): ThreadStatus {
  // Line ends within a process's name are escaped here: no name can pass for a line.
  const numberOf = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    rssBytes: numberOf(/^VmRSS:\s+(\d+) kB$/m) * 1024,
    voluntary: numberOf(/^voluntary_ctxt_switches:\s+(\d+)$/m),
    involuntary: numberOf(/^nonvoluntary_ctxt_switches:\s+(\d+)$/m),
  };
}

function sampleOf(stat: ProcessStat, files: ProcFiles): ProcessSample {
  const { pid, threads } = stat;
  const isZombie = (stat.state === 'Z' || stat.state === 'X') && threads <= 1;
  if (isZombie) {
    return { ...stat, isZombie, rssBytes: 0, descriptors: 0, threadSamples: [], hasAllThreads: true };
  }
  const hasAllThreads = threads <= THREADS_READ_MAX;
  const listed = hasAllThreads && threads > 1 ? files.list(`/proc/${pid}/task`)?.map(Number) : undefined;
  const threadSamples: ThreadSample[] = [];
  let rssBytes = 0;
  for (const tid of listed ?? [pid]) {
    const text = files.text(`/proc/${pid}/task/${tid}/status`);
    if (text === undefined) continue;
    const status = parseStatus(text);
    rssBytes = Math.max(rssBytes, status.rssBytes);
    threadSamples.push({ tid, voluntary: status.voluntary, involuntary: status.involuntary, cpuNs: cpuNsOf(pid, tid, files) });
  }
  return { ...stat, isZombie, rssBytes, descriptors: descriptorsOf(pid, files), threadSamples, hasAllThreads };
}

/** `506788 0 1`: nanoseconds on a processor, nanoseconds of waiting for one, and how many times. */
function cpuNsOf(pid: number, tid: number, files: ProcFiles): number | undefined {
  const match = /^(\d+) /.exec(files.text(`/proc/${pid}/task/${tid}/schedstat`) ?? '');
  return match === null ? undefined : Number(match[1]);
}

function descriptorsOf(pid: number, files: ProcFiles): number | undefined {
  // Since Linux 6.2 the folder's size is their number; to list 20,000 of them takes a hundred times as long.
  const size = files.size(`/proc/${pid}/fd`);
  return size !== undefined && size > 0 ? size : files.list(`/proc/${pid}/fd`)?.length;
}
