import { describe, expect, it } from 'vitest';
import { type MachineLimits, preflight, readLimits } from './limits.ts';

const limits: MachineLimits = {
  descriptors: 1024,
  descriptorsHard: 20_000,
  ports: { first: 32768, last: 60999 },
  listenQueue: 128,
};
const local = { address: '127.0.0.1', port: 1 };
const remote = { address: '192.0.2.1', port: 1 };

describe('the preflight', () => {
  it('has nothing against what fits', () => {
    expect(preflight({ to: local, clients: 900, connectingAtOnce: 100 }, limits)).toEqual([]);
  });

  it('names the descriptor limit and the command that mends it', () => {
    const [problem] = preflight({ to: remote, clients: 19_000, connectingAtOnce: 100 }, limits);
    expect(problem).toEqual({
      kind: 'blocks',
      limit: 'descriptors',
      sentence:
        '19000 clients need 19064 descriptors, and a process may have 1024 here: run `ulimit -n 19064` first, or ask for at most 960 clients.',
    });
  });

  it('says who must raise a limit that is hard', () => {
    const [problem] = preflight({ to: remote, clients: 30_000, connectingAtOnce: 100 }, limits);
    expect(problem?.sentence).toContain('let an administrator raise the hard limit (now 20000)');
  });

  it('names the listen queue of this machine, for a target on this machine', () => {
    const [problem] = preflight({ to: local, clients: 900, connectingAtOnce: 500 }, limits);
    expect(problem?.kind).toBe('slows');
    expect(problem?.sentence).toContain('sysctl -w net.core.somaxconn=500');
    expect(preflight({ to: remote, clients: 900, connectingAtOnce: 500 }, limits)).toEqual([]);
  });
});

describe('the limits', () => {
  it('are read as Linux writes them', () => {
    const files: Record<string, string> = {
      '/proc/self/limits':
        'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 20000                files     \n',
      '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
      '/proc/sys/net/core/somaxconn': '4096\n',
    };
    expect(readLimits((path) => files[path])).toEqual({ ...limits, listenQueue: 4096 });
  });

  it('are what is usual where nobody tells them', () => {
    expect(readLimits(() => undefined)).toEqual({
      descriptors: Number.POSITIVE_INFINITY,
      descriptorsHard: Number.POSITIVE_INFINITY,
      ports: { first: 32768, last: 60999 },
      listenQueue: 4096,
    });
  });
});
