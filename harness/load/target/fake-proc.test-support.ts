// A machine as /proc tells of it, written down by a test.

import type { ProcFiles } from './proc-files.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly parentPid?: number;
  readonly name?: string;
  readonly state?: string;
  readonly ownTicks?: number;
  readonly reapedTicks?: number;
  readonly startTicks?: number;
  /** Thread by thread: voluntary switches, involuntary ones, nanoseconds of processor time. */
  readonly threads?: Readonly<Record<number, readonly [number, number, number]>>;
  readonly rssKilobytes?: number;
  /** Where its descriptors lead; 'forbidden' when they are another user's. */
  readonly descriptors?: readonly string[] | 'forbidden';
}

export class FakeProc implements ProcFiles {
  readonly processes = new Map<number, FakeProcess>();
  /** Files that belong to no process, by path. */
  readonly texts = new Map<string, string>();
  readonly read: string[] = [];
  onRead: (path: string) => void = () => {};

  set(...processes: FakeProcess[]): this {
    for (const one of processes) this.processes.set(one.pid, { ...this.processes.get(one.pid), ...one });
    return this;
  }

  list(path: string): string[] | undefined {
    if (path === '/proc') return ['self', 'net', ...[...this.processes.keys()].map(String), 'uptime'];
    const one = this.#processAt(path);
    if (one === undefined) return undefined;
    if (path.endsWith('/task')) return Object.keys(threadsOf(one));
    if (!path.endsWith('/fd') || one.descriptors === 'forbidden') return undefined;
    return (one.descriptors ?? []).map((_, index) => String(index));
  }

  text(path: string): string | undefined {
    this.read.push(path);
    this.onRead(path);
    const one = this.#processAt(path);
    if (one === undefined) return this.texts.get(path.replace(/^\/proc\/\d+\/net/, '/proc/net'));
    if (/\/net\//.test(path)) return this.texts.get(path.replace(/^\/proc\/\d+/, '/proc'));
    const [voluntary, involuntary, cpuNs] = threadsOf(one)[Number(/task\/(\d+)/.exec(path)?.[1])] ?? [0, 0, 0];
    if (path.endsWith('/schedstat')) return `${cpuNs} 17 3\n`;
    if (path.endsWith('/status')) {
      return [
        `Name:\t${one.name ?? 'fake'}`,
        `VmRSS:\t${String(one.rssKilobytes ?? 0).padStart(8)} kB`,
        `voluntary_ctxt_switches:\t${voluntary}`,
        `nonvoluntary_ctxt_switches:\t${involuntary}`,
        '',
      ].join('\n');
    }
    return statOf(one);
  }

  link(path: string): string | undefined {
    const descriptors = this.#processAt(path)?.descriptors;
    return descriptors === 'forbidden' ? undefined : descriptors?.[Number(/fd\/(\d+)$/.exec(path)?.[1])];
  }

  /** As before Linux 6.2. */
  size(): number | undefined {
    return 0;
  }

  lines(path: string, take: (bytes: Uint8Array) => void): boolean {
    const text = this.text(path);
    if (text === undefined) return false;
    take(Buffer.from(text, 'latin1'));
    return true;
  }

  #processAt(path: string): FakeProcess | undefined {
    return this.processes.get(Number(/^\/proc\/(\d+)\//.exec(path)?.[1]));
  }
}

export function statOf(one: FakeProcess): string {
  const threads = Object.keys(threadsOf(one)).length;
  const { pid, name = 'fake', state = 'S', parentPid = 1, ownTicks = 0, reapedTicks = 0, startTicks = 1 } = one;
  // User and system apart, as the kernel has them.
  const halves = (ticks: number) => `${Math.floor(ticks / 2)} ${Math.ceil(ticks / 2)}`;
  const head = `${pid} (${name}) ${state} ${parentPid} ${pid} ${pid} 0 -1 4194304 99 0 0 0`;
  return `${head} ${halves(ownTicks)} ${halves(reapedTicks)} 20 0 ${threads} 0 ${startTicks} 3133440 350 18446744073709551615 1 1\n`;
}

function threadsOf({ pid, threads }: FakeProcess): Readonly<Record<number, readonly [number, number, number]>> {
  return threads ?? { [pid]: [0, 0, 0] };
}

/** A line of /proc/net/tcp or tcp6. Words are as in the table; queues and state too are written in hexadecimal there. */
export function socketLine(row: {
  readonly number?: number;
  readonly local: string;
  readonly remote?: string;
  readonly state: string;
  readonly sendBytes?: number;
  readonly receiveBytes?: number;
  readonly inode?: number;
}): string {
  const {
    number = 0,
    local,
    remote = `${'0'.repeat(local.length - 5)}:0000`,
    state,
    sendBytes = 0,
    receiveBytes = 0,
    inode = 0,
  } = row;
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  const queues = `${hex(sendBytes)}:${hex(receiveBytes)}`;
  return `${String(number).padStart(4)}: ${local} ${remote} ${state} ${queues} 00:00000000 00000000     0        0 ${inode} 1 0000000007d70061 100 0 0 10 0\n`;
}

export const V4_HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                 \n';
export const V6_HEADING =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
