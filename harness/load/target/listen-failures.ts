// What the kernel's listeners could not take, from /proc/net/netstat: lines in pairs, names and then numbers.
//   TcpExt: SyncookiesSent ... ListenOverflows ListenDrops ...
//   TcpExt: 0 ... 805 805 ...

export interface ListenFailures {
  /** Connections that found the accept queue full. */
  readonly overflows: number;
  /** These, and what was dropped for other reasons. */
  readonly drops: number;
}

export function parseListenFailures(netstat: string): ListenFailures | undefined {
  const [names, numbers] = netstat
    .split('\n')
    .filter((line) => line.startsWith('TcpExt: '))
    .map((line) => line.split(' '));
  const numberOf = (name: string) => Number(numbers?.[names?.indexOf(name) ?? -1] ?? Number.NaN);
  const failures = { overflows: numberOf('ListenOverflows'), drops: numberOf('ListenDrops') };
  return Number.isInteger(failures.overflows) && Number.isInteger(failures.drops) ? failures : undefined;
}
