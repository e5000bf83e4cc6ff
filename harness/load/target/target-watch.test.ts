import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { benchRecordSchema, usageSchema } from '../../record/record.ts';
import { FakeProc, socketLine } from './fake-proc.test-support.ts';
import { checkPid, isOwnAddress, TargetWatch, type TargetWatchOptions } from './target-watch.ts';

const TO = { address: '127.0.0.1', port: 0x245f };

class HandClock {
  us = 1_000_000;
  nowUs(): number {
    return this.us;
  }
  pass(seconds: number): void {
    this.us += seconds * 1e6;
  }
}

function watching(proc: FakeProc, options: Partial<TargetWatchOptions> = {}) {
  const clock = new HandClock();
  const watch = new TargetWatch({ to: TO, clock, files: proc, platform: 'linux', self: 500, ...options });
  const lookAfter = (seconds: number) => {
    clock.pass(seconds);
    return watch.look();
  };
  return { clock, watch, lookAfter };
}

const netstat = (overflows: number) =>
  `TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits\nTcpExt: 1 ${overflows} ${overflows + 2} 4\nIpExt: In\nIpExt: 1\n`;

/** Listens, has a worker, and some connections. */
function server(): FakeProc {
  const proc = new FakeProc().set(
    {
      pid: 10,
      name: 'server',
      ownTicks: 500,
      threads: { 10: [7, 1, 5e9] },
      rssKilobytes: 1000,
      descriptors: ['/a', 'socket:[72]'],
    },
    { pid: 11, parentPid: 10, ownTicks: 30, threads: { 11: [3, 0, 0], 12: [0, 0, 0] }, rssKilobytes: 24, descriptors: ['/b'] },
  );
  proc.texts.set(
    '/proc/net/tcp',
    [
      socketLine({ local: '0100007F:245F', state: '0A', receiveBytes: 4, inode: 72 }),
      socketLine({ local: '0100007F:245F', state: '01', sendBytes: 100, receiveBytes: 7, inode: 73 }),
      socketLine({ local: '0100007F:245F', state: '08', receiveBytes: 1, inode: 74 }),
      socketLine({ local: '0100007F:9999', remote: '0100007F:245F', state: '01', sendBytes: 8, receiveBytes: 16, inode: 75 }),
    ].join(''),
  );
  proc.texts.set('/proc/net/netstat', netstat(805));
  return proc;
}

describe('a look at the target', () => {
  it('tells what the tree has used since the last one, and what it holds now', () => {
    const proc = server();
    const { watch, lookAfter } = watching(proc);
    expect(watch.pid).toBe(10);
    expect(watch.whyUnseen).toBeUndefined();
    proc.set(
      { pid: 10, ownTicks: 550, threads: { 10: [17, 2, 5.5e9] } },
      { pid: 11, ownTicks: 80, threads: { 11: [4, 0, 0.2e9], 12: [0, 5, 0.3e9] } },
      { pid: 13, parentPid: 11, state: 'Z', ownTicks: 20 },
    );
    const look = lookAfter(2);
    expect(look).toEqual({
      usage: {
        cpuShare: 0.6,
        rssBytes: 1024 * 1024,
        processes: 2,
        threads: 3,
        zombies: 1,
        descriptors: 3,
        contextSwitchesVoluntary: 11,
        contextSwitchesInvoluntary: 6,
        receiveQueueBytes: 8,
        sendQueueBytes: 100,
        acceptQueue: 4,
      },
      busiestThreadShare: 0.25,
    });
    expect(usageSchema.parse(look?.usage)).toEqual(look?.usage);
    // The zombie is waited for: its ticks move, and are not counted again.
    proc.processes.delete(13);
    proc.set({ pid: 11, reapedTicks: 20 });
    expect(lookAfter(1)).toMatchObject({
      usage: { cpuShare: 0, zombies: 0, contextSwitchesVoluntary: 0 },
      busiestThreadShare: 0,
    });
  });

  it('is summed up in the most, the mean and the sum of all', () => {
    const proc = server();
    const { watch, lookAfter } = watching(proc);
    expect(watch.summary()).toBeUndefined();
    proc.set({ pid: 10, ownTicks: 600, threads: { 10: [10, 1, 0] } });
    lookAfter(1);
    proc.set({ pid: 10, ownTicks: 650, rssKilobytes: 10 }, { pid: 14, parentPid: 10, state: 'Z' });
    proc.texts.set('/proc/net/netstat', netstat(812)).delete('/proc/net/tcp');
    lookAfter(2);
    const summary = watch.summary();
    expect(summary).toEqual({
      pid: 10,
      processesMax: 2,
      threadsMax: 3,
      zombiesMax: 1,
      descriptorsMax: 3,
      rssBytesMax: 1024 * 1024,
      cpuSeconds: 1.5,
      cpuShareMax: 1,
      cpuShareMean: 0.5,
      contextSwitches: 3,
      receiveQueueBytesMax: 8,
      sendQueueBytesMax: 100,
      acceptQueueMax: 4,
      acceptQueueOverflows: 7,
    });
    expect(benchRecordSchema.shape.targetUsage.parse(summary)).toEqual(summary);
  });

  it('says nothing of queues where the port is not to be seen', () => {
    const proc = server();
    proc.texts.delete('/proc/net/tcp');
    proc.texts.delete('/proc/net/netstat');
    const { watch, lookAfter } = watching(proc, { pid: 10 });
    expect(lookAfter(1)?.usage).not.toHaveProperty('receiveQueueBytes');
    expect(watch.summary()).not.toHaveProperty('acceptQueueMax');
    expect(watch.summary()).not.toHaveProperty('acceptQueueOverflows');
  });

  it('goes to tables that take long only every fiftieth time of that, and leaves the queues out between', () => {
    const proc = server();
    const { clock, lookAfter } = watching(proc);
    // 40 ms for a table: 2 s until the next.
    proc.onRead = (path) => {
      if (path.endsWith('/net/tcp')) clock.us += 40_000;
    };
    const seen = Array.from({ length: 5 }, () => lookAfter(1)?.usage.receiveQueueBytes);
    expect(seen).toEqual([8, undefined, 8, undefined, 8]);
  });

  it('goes to a tree that takes long only every fiftieth time of that, and then tells of all the time between', () => {
    const proc = server();
    const { clock, lookAfter } = watching(proc);
    proc.onRead = (path) => {
      if (path === '/proc/10/stat') clock.us += 30_000;
    };
    const seen = [1, 2, 3, 4].map((ticks) => {
      proc.set({ pid: 10, ownTicks: 500 + 100 * ticks });
      return lookAfter(1)?.usage.cpuShare;
    });
    expect(seen).toEqual([expect.closeTo(1 / 1.03), undefined, expect.closeTo(2 / 2.03), undefined]);
  });

  it('comes once more at the end, however long the last one took, so that nothing is left out of the sum', () => {
    const proc = server();
    const { clock, watch, lookAfter } = watching(proc);
    proc.onRead = (path) => {
      if (path === '/proc/10/stat') clock.us += 30_000;
    };
    proc.set({ pid: 10, ownTicks: 600 });
    lookAfter(1);
    proc.set({ pid: 10, ownTicks: 700 });
    expect(lookAfter(1)).toBeUndefined();
    watch.lookOnceMore();
    expect(watch.summary()?.cpuSeconds).toBeCloseTo(2);
  });

  it('takes no share from a moment, in which a hundredth of a second is several processors', () => {
    const proc = server();
    const { watch, lookAfter } = watching(proc);
    proc.set({ pid: 10, ownTicks: 550 });
    lookAfter(1);
    proc.set({ pid: 10, ownTicks: 552 });
    lookAfter(0.005);
    expect(watch.summary()).toMatchObject({ cpuSeconds: 0.52, cpuShareMax: expect.closeTo(0.52 / 1.005) });
    const brief = watching(proc);
    proc.set({ pid: 10, ownTicks: 553 });
    brief.lookAfter(0.05);
    expect(brief.watch.summary()).toMatchObject({ cpuShareMax: expect.closeTo(0.2), cpuShareMean: expect.closeTo(0.2) });
  });

  it('says when the process has ended, and goes on with those that it left', () => {
    const proc = server();
    const { watch, lookAfter } = watching(proc);
    lookAfter(1);
    proc.processes.delete(10);
    proc.set({ pid: 11, parentPid: 1, ownTicks: 40 });
    expect(lookAfter(1)?.usage).toMatchObject({ processes: 1, cpuShare: 0.1 });
    const ended =
      "The target's process 10 (server) was found ended 2 s after it was first looked at; 1 of those that it had started went on.";
    expect(watch.summary()).toMatchObject({ ended });
    // Another has its number now.
    proc.processes.delete(11);
    proc.set({ pid: 10, startTicks: 900, name: 'stranger' });
    expect(lookAfter(1)).toBeUndefined();
    expect(watch.summary()).toMatchObject({ ended, cpuShareMean: 0.05 });
  });

  it.each([
    ['is gone', (proc: FakeProc) => proc.processes.clear()],
    ['is a zombie', (proc: FakeProc) => proc.set({ pid: 10, state: 'Z' }).processes.delete(11)],
  ])('is undefined when all %s, and the summary says so, before the first look too', (_name, end) => {
    const proc = server();
    const { watch, lookAfter } = watching(proc);
    end(proc);
    expect(lookAfter(3)).toBeUndefined();
    expect(watch.summary()?.ended).toBe("The target's process 10 (server) was found ended 3 s after it was first looked at.");
    expect(benchRecordSchema.shape.targetUsage.parse(watch.summary())).toEqual(watch.summary());
  });

  it('leaves us out when we descend from the target', () => {
    const proc = server().set({ pid: 500, parentPid: 11 }, { pid: 501, parentPid: 500 });
    const { lookAfter } = watching(proc);
    expect(lookAfter(1)?.usage.processes).toBe(2);
  });

  it.each([
    ['on another system', { platform: 'darwin' as const }, "What a target uses is read from Linux's /proc, and this is darwin."],
    [
      'of another machine',
      { to: { address: '192.0.2.1', port: TO.port } },
      'What the target uses is not known: 192.0.2.1 is no address of this machine.',
    ],
    [
      'of a port without an owner',
      { to: { address: '127.0.0.1', port: 9 } },
      'What the target uses is not known: no process that may be looked at listens at 127.0.0.1:9.',
    ],
  ])('sees nothing %s, and says why', (_name, options, sentence) => {
    const { watch, lookAfter } = watching(server(), options);
    expect(watch.whyUnseen).toBe(sentence);
    expect(lookAfter(1)).toBeUndefined();
    expect(watch.summary()).toBeUndefined();
  });

  it('is at the process that was named, wherever the port is', () => {
    const proc = server();
    const { watch, lookAfter } = watching(proc, { pid: 11, to: { address: '192.0.2.1', port: 9 } });
    expect(watch.pid).toBe(11);
    expect(lookAfter(1)?.usage.threads).toBe(2);
  });

  it('refuses a process that is not there', () => {
    expect(() => watching(server(), { pid: 77 })).toThrow(new HarnessError('flag-invalid', sentenceOf(77)));
    expect(() => checkPid(77, server())).toThrow(sentenceOf(77));
    expect(() => checkPid(10, server())).not.toThrow();
  });
});

const sentenceOf = (pid: number) => `There is no process ${pid}: give the number of the target's process, or none.`;

describe('an address of this machine', () => {
  const ethernet = { address: '10.1.2.3', netmask: '255.0.0.0', mac: '', internal: false, cidr: null, family: 'IPv4' as const };
  const linkLocal = { ...ethernet, address: 'fe80::1', family: 'IPv6' as const, scopeid: 2 };
  const interfaces = { ethernet: [ethernet, linkLocal] };

  it.each(['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.2', '10.1.2.3', '::ffff:10.1.2.3', 'fe80::1%eth0', '0:0::1'])(
    'is %s',
    (address) => {
      expect(isOwnAddress(address, interfaces)).toBe(true);
    },
  );

  it.each(['128.0.0.1', '10.1.2.4', '::2', '7f00::', '1.0.0.127'])('is not %s', (address) => {
    expect(isOwnAddress(address, interfaces)).toBe(false);
  });
});
