// Connections that leave the loop, and sockets that come into it.

import { afterAll, describe, expect, it } from 'vitest';
import { acceptAll, connectPair, connectTo, Recorder } from '../recorder.test-support.ts';
import type { Connection } from '../transport.ts';
import { socketPair } from './handover.ts';
import { setReceiveTimeout } from './socket-options.ts';
import * as system from './system-calls.ts';
import { EpollTransport } from './transport.ts';

const transport = new EpollTransport();
afterAll(() => transport.close());

function say(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  expect(system.send(fd, bytes, bytes.length, system.MSG_NOSIGNAL)).toBe(bytes.length);
}

function hear(fd: number): string {
  // A defect must fail, not hang.
  setReceiveTimeout(fd, 5000);
  const bytes = Buffer.alloc(100);
  const count = system.recv(fd, system.addressOf(bytes), bytes.length, 0);
  if (count < 0) throw new Error(system.errnoName());
  return bytes.toString('latin1', 0, count);
}

function isBlocking(fd: number): boolean {
  return (system.fcntl(fd, system.F_GETFL, 0) & system.SOCK_NONBLOCK) === 0;
}

function adopt(fd: number): Recorder {
  const recorder = new Recorder();
  const connection = transport.adopt(fd, () => recorder);
  recorder.connection = connection;
  if (isBlocking(fd)) {
    // The loop would wait in it without end.
    connection.reset();
    throw new Error('what is adopted blocks');
  }
  return recorder;
}

async function roundTrip(): Promise<void> {
  const { near, far } = await connectPair(transport);
  near.call((connection) => connection.write(Buffer.from('there')));
  await far.until(() => far.heardBytes === 5);
  near.call((connection) => connection.reset());
  await far.ended();
}

describe('a connection that is detached', () => {
  it('goes on by blocking calls, and its handler is told nothing', async () => {
    let fd = -1;
    const accepting = await acceptAll(transport, undefined, (_recorder, connection) => {
      fd = transport.detach(connection);
    });
    const near = connectTo(transport, accepting.listener.at);
    near.call((connection) => connection.write(Buffer.from('question')));
    const far = await accepting.nth(0);
    expect(isBlocking(fd)).toBe(true);
    await near.until(() => near.told.includes('open'));
    await roundTrip();
    expect(hear(fd)).toBe('question');
    say(fd, 'answer');
    await near.until(() => near.heardBytes === 6);
    near.call((connection) => connection.close());
    expect(hear(fd)).toBe('');
    await roundTrip();
    system.close(fd);
    expect(await near.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(far.told).toEqual([]);
  });

  it('is nothing to its handle any more', async () => {
    const { near, far } = await connectPair(transport);
    const connection = far.connection as Connection;
    const fd = transport.detach(connection);
    expect(transport.detach(connection)).toBe(-1);
    connection.write(Buffer.from('dropped'));
    connection.resumeReading();
    connection.endWriting();
    connection.close();
    connection.reset();
    say(fd, 'alive');
    await near.until(() => near.heardBytes === 5);
    expect(near.bytes.toString()).toBe('alive');
    expect(far.told).toEqual([]);
    system.close(fd);
  });

  it('can be detached while it tells something, and what is left to tell is not told', async () => {
    const { near, far } = await connectPair(transport);
    let fd = -1;
    far.acts.bytes = () => {
      fd = transport.detach(far.connection as Connection);
    };
    near.call((connection) => connection.write(Buffer.alloc(70_000, 'x')));
    near.call((connection) => connection.endWriting());
    await far.until(() => far.heardBytes > 0);
    await roundTrip();
    expect(far.told).toEqual(['bytes']);
    let heardBytes = far.heardBytes;
    for (let heard = hear(fd); heard !== ''; heard = hear(fd)) heardBytes += heard.length;
    expect(heardBytes).toBe(70_000);
    system.close(fd);
  });

  it('leaves its number to a connection that is accepted behind it', async () => {
    const numbers: number[] = [];
    const accepting = await acceptAll(transport, undefined, (_recorder, connection) => {
      if (accepting.accepted.length > 0) return;
      numbers.push(transport.detach(connection));
      system.close(numbers[0] as number);
    });
    accepting.listener.stopAccepting();
    const nears = [0, 1, 2].map(() => connectTo(transport, accepting.listener.at));
    for (const near of nears) await near.until(() => near.told.includes('open'));
    accepting.listener.resumeAccepting();
    const [, second, third] = [await accepting.nth(0), await accepting.nth(1), await accepting.nth(2)];
    expect(second?.connection).toHaveProperty('fd', numbers[0]);
    for (const near of nears) near.call((connection) => connection.write(Buffer.from('you?')));
    await Promise.all([second, third].map((far) => far?.until(() => far.heardBytes === 4)));
    await nears[0]?.until(() => nears[0]?.told.includes('end') || nears[0]?.outcome !== undefined);
    expect(accepting.accepted[0]?.told).toEqual([]);
  });

  it('is none that has ended, is not of this transport, or has something unsent', async () => {
    const { near, far } = await connectPair(transport);
    const other = new EpollTransport();
    expect(() => other.detach(near.connection as Connection)).toThrow('of this transport');
    other.close();
    far.call((connection) => connection.stopReading());
    while (near.connection?.unsentBytes === 0) near.call((connection) => connection.write(Buffer.alloc(100_000)));
    expect(() => transport.detach(near.connection as Connection)).toThrow('unsent');
    near.call((connection) => connection.reset());
    expect(transport.detach(near.connection as Connection)).toBe(-1);
  });
});

describe('a socket that is adopted', () => {
  it('is read from what waits in it, and written to', async () => {
    const [ours, theirs] = socketPair() ?? [-1, -1];
    say(theirs, 'waiting');
    const recorder = adopt(ours);
    expect(recorder.connection?.local).toEqual({ address: '', port: 0 });
    expect(recorder.connection?.remote).toEqual({ address: '', port: 0 });
    expect(recorder.told).toEqual([]);
    await recorder.until(() => recorder.heardBytes === 7);
    recorder.call((connection) => connection.write(Buffer.from('answer')));
    expect(hear(theirs)).toBe('answer');
    system.close(theirs);
    await recorder.until(() => recorder.told.includes('end'));
    recorder.call((connection) => connection.endWriting());
    expect(await recorder.ended()).toEqual({ kind: 'closed', phase: 'read', errno: '' });
    expect(recorder.told).toEqual(['bytes', 'end', 'close']);
  });

  it('of a pair carries much both ways, and closes behind it', async () => {
    const [one, other] = (socketPair() ?? [-1, -1]).map(adopt) as [Recorder, Recorder];
    const there = Buffer.from(Uint32Array.from({ length: 1_000_000 }, (_, index) => index).buffer);
    const back = Buffer.from(there.map((byte) => ~byte));
    other.acts.end = () => other.connection?.close();
    one.call((connection) => connection.write(there));
    expect(other.call((connection) => connection.writeLent(back, 0, back.length))).toBeGreaterThan(0);
    await one.until(() => one.heardBytes === back.length);
    one.call((connection) => connection.close());
    expect(await one.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(await other.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(other.bytes.equals(there)).toBe(true);
    expect(one.bytes.equals(back)).toBe(true);
  });

  it('of a pair can be reset', async () => {
    const [ours, theirs] = socketPair() ?? [-1, -1];
    const recorder = adopt(ours);
    recorder.call((connection) => connection.reset());
    expect(await recorder.ended()).toEqual({ kind: 'reset', phase: 'close', errno: '' });
    expect(hear(theirs)).toBe('');
    system.close(theirs);
  });

  it('may be one that this transport has given away', async () => {
    const { near, far } = await connectPair(transport);
    const fd = transport.detach(far.connection as Connection);
    const again = adopt(fd);
    expect(again.connection?.remote).toEqual(near.connection?.local);
    expect(again.connection?.local).toEqual(near.connection?.remote);
    near.call((connection) => connection.write(Buffer.from('who is there now?')));
    await again.until(() => again.heardBytes === 17);
    near.call((connection) => connection.reset());
    expect(await again.ended()).toEqual({ kind: 'reset', phase: 'read', errno: 'ECONNRESET' });
    expect(far.told).toEqual([]);
  });

  it('may have a peer that has left by a reset', async () => {
    const { near, far } = await connectPair(transport);
    const fd = transport.detach(far.connection as Connection);
    near.call((connection) => connection.reset());
    const again = adopt(fd);
    expect(again.connection?.remote).toEqual({ address: '', port: 0 });
    expect((await again.ended()).kind).toBe('reset');
  });

  it('is closed by a transport that is closed', async () => {
    const closed = new EpollTransport();
    closed.close();
    const [ours, theirs] = socketPair() ?? [-1, -1];
    const recorder = new Recorder();
    recorder.connection = closed.adopt(ours, () => recorder);
    expect(await recorder.ended()).toEqual({ kind: 'failed', phase: 'connect', errno: '' });
    expect(hear(theirs)).toBe('');
    system.close(theirs);
  });
});
