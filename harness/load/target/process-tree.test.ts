import { describe, expect, it } from 'vitest';
import { FakeProc, statOf } from './fake-proc.test-support.ts';
import { parseStat, parseStatus, readProcessTree } from './process-tree.ts';

const treeOf = (proc: FakeProc, root: number, except?: number) =>
  readProcessTree(({ pid }) => pid === root, proc, except).sort((one, other) => one.pid - other.pid);
const pidsOf = (proc: FakeProc, root: number, except?: number) => treeOf(proc, root, except).map(({ pid }) => pid);

describe('what stat says of a process', () => {
  it('is read field by field', () => {
    const text =
      '29549 (cat) R 29543 29500 28423 0 -1 4194304 99 0 0 0 7 5 3 2 20 0 4 0 2203699 3133440 350 18446744073709551615 94 94 14 0\n';
    expect(parseStat(text)).toEqual({
      pid: 29549,
      name: 'cat',
      state: 'R',
      parentPid: 29543,
      groupId: 29500,
      ownTicks: 12,
      reapedTicks: 5,
      threads: 4,
      startTicks: 2203699,
    });
  });

  it.each(['a b', ') S 1 1 1', '((', '))', 'x) R 2 (y', ' ', '', '\n', '(sd-pam)'])('is read behind the name %j', (name) => {
    expect(parseStat(statOf({ pid: 17, parentPid: 3, name, state: 'Z', ownTicks: 9 }))).toMatchObject({
      pid: 17,
      parentPid: 3,
      name,
      state: 'Z',
      ownTicks: 9,
    });
  });

  it.each(['', '17', '17 (cat', '17 (cat) ', '17 (cat) S 1 2 3', 'no such process'])('is nothing in %j', (text) => {
    expect(parseStat(text)).toBeUndefined();
  });
});

describe('what status says of a thread', () => {
  it('is its switches, and the memory of its process', () => {
    const text = 'Name:\tVmRSS:\\n  9 kB\nVmHWM:\t    1800 kB\nVmRSS:\t    1620 kB\nThreads:\t1\n';
    expect(parseStatus(`${text}voluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t6\n`)).toEqual({
      rssBytes: 1620 * 1024,
      voluntary: 150,
      involuntary: 6,
    });
  });

  it('is nothing of a zombie, which has no memory', () => {
    expect(parseStatus('Name:\tsh\nState:\tZ (zombie)\n')).toEqual({ rssBytes: 0, voluntary: 0, involuntary: 0 });
  });
});

describe('a process tree', () => {
  it('has the process and all that descend from it, and nobody else', () => {
    const proc = new FakeProc().set(
      { pid: 1, parentPid: 0 },
      { pid: 10 },
      // Numbers begin anew one day: a child may have a lower one than its parent.
      { pid: 5, parentPid: 11 },
      { pid: 11, parentPid: 10 },
      { pid: 12, parentPid: 10, state: 'Z' },
      { pid: 13 },
      { pid: 14, parentPid: 13 },
    );
    expect(pidsOf(proc, 10)).toEqual([5, 10, 11, 12]);
    expect(treeOf(proc, 10).filter(({ isZombie }) => isZombie)).toMatchObject([{ pid: 12 }]);
    expect(pidsOf(proc, 99)).toEqual([]);
  });

  it('leaves out the generator of load that descends from it', () => {
    const proc = new FakeProc().set(
      { pid: 10 },
      { pid: 11, parentPid: 10 },
      { pid: 12, parentPid: 11 },
      { pid: 13, parentPid: 10 },
    );
    expect(pidsOf(proc, 10, 11)).toEqual([10, 13]);
  });

  it('bears that processes vanish while it is read', () => {
    const proc = new FakeProc().set({ pid: 10 }, { pid: 11, parentPid: 10 }, { pid: 12, parentPid: 10 });
    proc.onRead = (path) => {
      if (path === '/proc/11/stat') proc.processes.delete(11);
      if (path === '/proc/12/task/12/status') proc.processes.delete(12);
    };
    expect(treeOf(proc, 10)).toMatchObject([
      { pid: 10, threadSamples: [{ tid: 10 }] },
      { pid: 12, threadSamples: [], rssBytes: 0, descriptors: undefined },
    ]);
  });

  it('knows each thread, as long as they are few', () => {
    const few = { 10: [1, 2, 30], 17: [4, 5, 60] } as const;
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [20 + index, [1, 1, 1]] as const));
    const proc = new FakeProc().set({ pid: 10, threads: few }, { pid: 20, parentPid: 10, threads: many });
    expect(treeOf(proc, 10)).toMatchObject([
      {
        threads: 2,
        hasAllThreads: true,
        threadSamples: [
          { tid: 10, voluntary: 1, involuntary: 2, cpuNs: 30 },
          { tid: 17, voluntary: 4, involuntary: 5, cpuNs: 60 },
        ],
      },
      { threads: 65, hasAllThreads: false, threadSamples: [{ tid: 20 }] },
    ]);
  });

  it('counts descriptors, and says nothing of those of others', () => {
    const proc = new FakeProc().set(
      { pid: 10, descriptors: ['/dev/null', 'socket:[1]'] },
      { pid: 11, parentPid: 10, descriptors: 'forbidden' },
    );
    expect(treeOf(proc, 10).map(({ descriptors }) => descriptors)).toEqual([2, undefined]);
  });
});
