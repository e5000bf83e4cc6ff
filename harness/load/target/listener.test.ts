import { describe, expect, it } from 'vitest';
import { FakeProc, type FakeProcess, socketLine } from './fake-proc.test-support.ts';
import { findListener } from './listener.ts';

const US = 500;
const PORT = 0x245f;
const ANY_V6 = '0'.repeat(32);

/** A machine with init, a shell, and ourselves below it. */
function machine(...processes: FakeProcess[]): FakeProc {
  return new FakeProc().set({ pid: 1, parentPid: 0 }, { pid: 100 }, { pid: US, parentPid: 100 }, ...processes);
}

function listening(proc: FakeProc, ...sockets: { at: string; inode: number; state?: string }[]): FakeProc {
  for (const { at, inode, state = '0A' } of sockets) {
    const path = at.length === 8 ? '/proc/net/tcp' : '/proc/net/tcp6';
    proc.texts.set(path, (proc.texts.get(path) ?? '') + socketLine({ local: `${at}:245F`, state, inode }));
  }
  return proc;
}

const has = (...inodes: number[]) => ['/dev/null', ...inodes.map((inode) => `socket:[${inode}]`)];

describe('the owner of a port', () => {
  it('is whoever has its listening socket open', () => {
    const proc = listening(machine({ pid: 7, descriptors: has(71) }, { pid: 8, descriptors: has(72, 7) }), {
      at: '0100007F',
      inode: 72,
    });
    expect(findListener(PORT, '127.0.0.1', proc, US)).toBe(8);
    expect(findListener(PORT, undefined, proc, US)).toBe(8);
    expect(findListener(PORT + 1, '127.0.0.1', proc, US)).toBeUndefined();
  });

  it('is nobody who only has a connection from it, or listens at another address', () => {
    const connected = listening(machine({ pid: 8, descriptors: has(72) }), { at: '0100007F', inode: 72, state: '01' });
    expect(findListener(PORT, '127.0.0.1', connected, US)).toBeUndefined();
    const elsewhere = listening(machine({ pid: 8, descriptors: has(72) }), { at: '0200007F', inode: 72 });
    expect(findListener(PORT, '127.0.0.1', elsewhere, US)).toBeUndefined();
    expect(findListener(PORT, '127.0.0.2', elsewhere, US)).toBe(8);
  });

  it('is not known when its descriptors are not shown', () => {
    const proc = listening(machine({ pid: 8, descriptors: 'forbidden' }), { at: '0100007F', inode: 72 });
    expect(findListener(PORT, '127.0.0.1', proc, US)).toBeUndefined();
  });

  it.each([
    ['its own address before any', '127.0.0.1', '0100007F', '00000000'],
    ['any of IPv4 before any of IPv6', '127.0.0.1', '00000000', ANY_V6],
    ['its own address within IPv6 before any', '127.0.0.1', '0000000000000000FFFF00000100007F', '00000000'],
    ['its own address of IPv6 before any', '::1', '00000000000000000000000001000000', ANY_V6],
  ])('is found by %s', (_name, address, nearer, farther) => {
    const proc = listening(
      machine({ pid: 7, descriptors: has(71) }, { pid: 8, descriptors: has(72) }),
      { at: farther, inode: 71 },
      { at: nearer, inode: 72 },
    );
    expect(findListener(PORT, address, proc, US)).toBe(8);
    const without = listening(machine({ pid: 7, descriptors: has(71) }), { at: farther, inode: 71 });
    expect(findListener(PORT, address, without, US)).toBe(7);
  });

  it('never is one of IPv4 for an address of IPv6', () => {
    const proc = listening(machine({ pid: 7, descriptors: has(71) }), { at: '00000000', inode: 71 });
    expect(findListener(PORT, '::1', proc, US)).toBeUndefined();
  });

  it('is the one from whom those that inherited the socket descend', () => {
    const proc = machine(
      { pid: 20, parentPid: 100, descriptors: has(72) },
      { pid: 19, parentPid: 20, descriptors: has(72) },
      { pid: 22, parentPid: 19, descriptors: has(72) },
    );
    expect(findListener(PORT, '127.0.0.1', listening(proc, { at: '00000000', inode: 72 }), US)).toBe(20);
  });

  it('is whoever started those that share the port, although it has no socket itself', () => {
    const proc = machine(
      { pid: 20, parentPid: 100 },
      { pid: 21, parentPid: 20, descriptors: has(72) },
      { pid: 22, parentPid: 20 },
      { pid: 23, parentPid: 22, descriptors: has(73) },
    );
    const sockets = [72, 73].map((inode) => ({ at: '0100007F', inode }));
    expect(findListener(PORT, '127.0.0.1', listening(proc, ...sockets), US)).toBe(20);
  });

  it.each([
    ['init', 1],
    ['a shell of ours', 100],
    ['we', US],
  ])('is not known when %s started those that share the port', (_name, parentPid) => {
    const proc = machine({ pid: 21, parentPid, descriptors: has(72) }, { pid: 22, parentPid, descriptors: has(73) });
    const sockets = [72, 73].map((inode) => ({ at: '0100007F', inode }));
    expect(findListener(PORT, '127.0.0.1', listening(proc, ...sockets), US)).toBeUndefined();
  });

  it('is the service, not init that keeps the socket for it', () => {
    const proc = machine({ pid: 1, parentPid: 0, descriptors: has(72) }, { pid: 21, descriptors: has(72) });
    expect(findListener(PORT, '127.0.0.1', listening(proc, { at: '00000000', inode: 72 }), US)).toBe(21);
  });

  it('is ourselves only when we listen', () => {
    const both = machine({ pid: US, parentPid: 100, descriptors: has(72) }, { pid: 21, parentPid: US, descriptors: has(72) });
    expect(findListener(PORT, '127.0.0.1', listening(both, { at: '0100007F', inode: 72 }), US)).toBe(US);
    const child = machine({ pid: US, parentPid: 100, descriptors: has(5) }, { pid: 21, parentPid: US, descriptors: has(72) });
    expect(findListener(PORT, '127.0.0.1', listening(child, { at: '0100007F', inode: 72 }), US)).toBe(21);
  });
});
