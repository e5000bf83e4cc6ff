// What every transport promises, held against each of them.

import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wait } from '../clock.ts';
import type { Endpoint } from './endpoint.ts';
import { encodeSocketAddress } from './epoll/socket-address.ts';
import * as system from './epoll/system-calls.ts';
import { EpollTransport } from './epoll/transport.ts';
import { MemoryTransport } from './memory/transport.ts';
import { NodeTransport } from './node/transport.ts';
import { acceptAll, connectPair, connectTo, Recorder } from './recorder.test-support.ts';
import type { Listener, Transport } from './transport.ts';

interface Subject {
  readonly name: string;
  open(): Transport;
  /** A place where nothing listens. */
  deserted(transport: Transport): Promise<Endpoint>;
  /** A place that answers an attempt to connect with nothing at all. */
  silent(transport: Transport): Promise<Endpoint>;
}

const memory = (options: Partial<ConstructorParameters<typeof MemoryTransport>[0]>) => ({
  open: () => new MemoryTransport({ seed: 1, ...options }),
  deserted: async () => ({ address: '127.0.0.1', port: 9 }),
  silent: async (transport: Transport) => {
    const place = { address: '127.0.0.1', port: 10 };
    (transport as MemoryTransport).silence(place);
    return place;
  },
});

const subjects: Subject[] = [
  { name: 'epoll', open: () => new EpollTransport(), deserted: desertedPort, silent: silentPort },
  { name: 'node', open: () => new NodeTransport(), deserted: desertedPort, silent: silentPort },
  { name: 'memory', ...memory({}) },
  {
    name: 'memory that cuts and delays at random',
    ...memory({ segmentBytesMax: 700, delayUs: { min: 1, max: 900 }, readDelayUsMax: 300, windowBytes: 10_000 }),
  },
];

const silentSockets: number[] = [];

describe.each(subjects)('the transport $name', (subject) => {
  let transport: Transport;
  const recorders: Recorder[] = [];
  const pair = async () => {
    const both = await connectPair(transport);
    recorders.push(both.near, both.far);
    return both;
  };

  const connected = async ({ at }: Listener) => {
    const near = connectTo(transport, at);
    recorders.push(near);
    await near.until(() => near.told.includes('open'));
    return near;
  };
  /** An exchange elsewhere, behind which everything has come that was under way before. */
  const roundTrip = async () => {
    const { near, far } = await pair();
    near.call((connection) => connection.write(Buffer.from('there')));
    await far.until(() => far.heardBytes === 5);
    far.call((connection) => connection.write(Buffer.from('back')));
    await near.until(() => near.heardBytes === 4);
  };

  beforeEach(() => {
    transport = subject.open();
  });

  afterEach(() => {
    transport.close();
    for (const fd of silentSockets.splice(0)) system.close(fd);
    for (const { told } of recorders.splice(0)) {
      expect(told.filter((what) => what.includes('WITHIN') || what.includes('AFTER'))).toEqual([]);
    }
  });

  it('connects, and both ends name each other', async () => {
    const { near, far } = await pair();
    expect(near.told).toEqual(['open']);
    expect(near.connection?.remote).toEqual(far.connection?.local);
    expect(far.connection?.remote).toEqual(near.connection?.local);
  });

  it('carries bytes unchanged, both ways at once', async () => {
    const { near, far } = await pair();
    const there = noise(300_000, 1);
    const back = noise(200_000, 2);
    for (let at = 0; at < there.length; at += 7_001) near.call((connection) => connection.write(there.subarray(at, at + 7_001)));
    far.call((connection) => connection.write(back));
    await far.until(() => far.heardBytes === there.length);
    await near.until(() => near.heardBytes === back.length);
    expect(far.bytes.equals(there)).toBe(true);
    expect(near.bytes.equals(back)).toBe(true);
  });

  it('leaves the bytes as they are until the continuations that they set off have run', async () => {
    const { near, far } = await pair();
    const others = await Promise.all([0, 1, 2].map(async () => pair()));
    const changed: string[] = [];
    for (const { far: reader } of [...others, { far }]) {
      reader.onBytes = (bytes, start, end) => {
        const before = Buffer.from(bytes.subarray(start, end));
        void Promise.resolve()
          .then(() => undefined)
          .then(() => undefined)
          .then(() => {
            if (!before.equals(bytes.subarray(start, end))) changed.push('changed');
            reader.received.push(before);
            reader.heardBytes += before.length;
          });
      };
    }
    const writers = [...others, { near }].map((both) => both.near);
    for (const [index, writer] of writers.entries()) writer.call((connection) => connection.write(noise(1500, index)));
    await settled(transport, () => [...others, { far }].every((both) => both.far.heardBytes === 1500));
    expect(changed).toEqual([]);
  });

  it('tells the next bytes only when the continuations that the last ones set off have run', async () => {
    const { near, far } = await pair();
    const chunk = noise(8_000_000, 9);
    let isRunning = false;
    let early = 0;
    let calls = 0;
    const count = far.onBytes.bind(far);
    far.onBytes = (bytes, start, end) => {
      calls++;
      if (isRunning) early++;
      isRunning = true;
      void Promise.resolve()
        .then(() => undefined)
        .then(() => {
          isRunning = false;
        });
      count(bytes, start, end);
    };
    near.call((connection) => connection.write(chunk));
    await far.until(() => far.heardBytes === chunk.length);
    expect(calls).toBeGreaterThan(1);
    expect(early).toBe(0);
  });

  it('says that nothing listens', async () => {
    const recorder = connectTo(transport, await subject.deserted(transport));
    expect(await recorder.ended()).toEqual({ kind: 'refused', phase: 'connect', errno: 'ECONNREFUSED' });
    expect(recorder.told).toEqual(['close']);
  });

  it('does not take a connection with itself for one with somebody', async () => {
    const place = await subject.deserted(transport);
    const recorder = connectTo(transport, place, { from: place });
    expect((await recorder.ended()).kind).toBe('refused');
    expect(recorder.told).toEqual(['close']);
  });

  it('refuses an endpoint that is none, before it opens anything', async () => {
    const handler = new Recorder();
    expect(() => transport.connect({ to: { address: '127.0.0.1', port: 70_000 }, timeoutMs: 1 }, handler)).toThrow(
      '70000 is no port',
    );
    expect(() => transport.connect({ to: { address: 'localhost', port: 1 }, timeoutMs: 1 }, handler)).toThrow(
      'no literal address',
    );
    await expect(
      transport.listen({ at: { address: '127.0.0.1', port: -1 } }, { onConnection: () => handler, onAcceptFailed() {} }),
    ).rejects.toThrow('-1 is no port');
    expect(handler.told).toEqual([]);
  });

  it('says that nothing answers, when the time is up', async () => {
    const recorder = connectTo(transport, await subject.silent(transport), { timeoutMs: 60 });
    expect(await recorder.ended()).toEqual({ kind: 'timed-out', phase: 'connect', errno: '' });
    expect(recorder.told).toEqual(['close']);
  });

  it('keeps what the system does not take, says so, and tells when all is gone', async () => {
    const { near, far } = await pair();
    far.call((connection) => connection.stopReading());
    const chunk = noise(100_000, 3);
    let written = 0;
    while (near.connection?.unsentBytes === 0) {
      near.call((connection) => connection.write(chunk));
      written += chunk.length;
    }
    near.call((connection) => connection.write(chunk));
    written += chunk.length;
    const unsent = near.connection?.unsentBytes ?? 0;
    expect(unsent).toBeGreaterThan(0);
    expect(unsent).toBeLessThanOrEqual(written);
    expect(near.told).not.toContain('drain');
    far.call((connection) => connection.resumeReading());
    await near.until(() => near.told.includes('drain'));
    await far.until(() => far.heardBytes === written);
    expect(far.received.length).toBeGreaterThan(1);
    for (let at = 0; at < written; at += chunk.length) expect(far.bytes.subarray(at, at + chunk.length).equals(chunk)).toBe(true);
  });

  it('keeps nothing of an array that was written and of which nothing is unsent', async () => {
    const { near, far } = await pair();
    const scratch = Buffer.alloc(1_500);
    for (let index = 0; index < 5; index++) {
      noise(1_500, index).copy(scratch);
      expect(near.call((connection) => connection.write(scratch))).toBe(0);
      scratch.fill(0xee);
    }
    await far.until(() => far.heardBytes === 7_500);
    expect(far.bytes.equals(Buffer.concat([0, 1, 2, 3, 4].map((index) => noise(1_500, index))))).toBe(true);
  });

  it('sends lent bytes as they were when they were lent, although their array is overwritten at once', async () => {
    const { near, far } = await pair();
    far.call((connection) => connection.stopReading());
    const there = noise(60_000, 12);
    const scratch = Buffer.alloc(10_010, 0xee);
    const expected: Buffer[] = [];
    let unsent = 0;
    for (let further = 5; further > 0; further -= unsent > 0 ? 1 : 0) {
      const piece = there.subarray((expected.length * 7) % 50_000).subarray(0, 10_007);
      expected.push(piece);
      piece.copy(scratch, 2);
      unsent = near.call((connection) => connection.writeLent(scratch, 2, 2 + piece.length));
      expect(unsent).toBe(near.connection?.unsentBytes);
      scratch.fill(0xee);
    }
    expect(unsent).toBeGreaterThan(4 * 10_007);
    far.call((connection) => connection.resumeReading());
    await near.until(() => near.told.includes('drain'));
    near.call((connection) => connection.writeLent(there, 10, 10));
    near.call((connection) => connection.writeLent(there, 10, 20));
    expected.push(there.subarray(10, 20));
    const all = Buffer.concat(expected);
    await far.until(() => far.heardBytes >= all.length);
    expect(far.bytes.equals(all)).toBe(true);
  });

  it('sends bytes that were lent before the connection was there, and in the order of all that is written', async () => {
    const accepting = await acceptAll(transport);
    const near = connectTo(transport, accepting.listener.at);
    const scratch = Buffer.from('...a.c');
    near.call((connection) => connection.writeLent(scratch, 3, 4));
    near.call((connection) => connection.write(Buffer.from('b')));
    near.call((connection) => connection.writeLent(scratch, 5, 6));
    scratch.fill('x');
    const far = await accepting.nth(0);
    await far.until(() => far.heardBytes === 3);
    expect(far.bytes.toString()).toBe('abc');
  });

  it('passes lent bytes on in the continuations that they set off', async () => {
    const accepting = await acceptAll(transport, undefined, (recorder, connection) => {
      recorder.onBytes = (bytes, start, end) => queueMicrotask(() => void connection.writeLent(bytes, start, end));
    });
    const nears = [await connected(accepting.listener), await connected(accepting.listener)];
    await Promise.all(
      nears.map(async (near, index) => {
        const far = await accepting.nth(index);
        // Read late, so that not everything can be passed on at once.
        near.call((connection) => connection.stopReading());
        const there: Buffer[] = [];
        while (far.connection?.unsentBytes === 0) {
          const piece = noise(100_000, 100 * index + there.length);
          there.push(piece);
          near.call((connection) => connection.write(piece));
          await wait(transport.clock, 100);
        }
        near.call((connection) => connection.resumeReading());
        const all = Buffer.concat(there);
        await near.until(() => near.heardBytes === all.length);
        expect(near.bytes.equals(all)).toBe(true);
      }),
    );
  });

  it('drops what is lent after the end, while the rest is still on its way out and later', async () => {
    const { near, far } = await pair();
    far.call((connection) => connection.stopReading());
    const chunk = noise(100_000, 13);
    let lentBytes = 0;
    while (near.connection?.unsentBytes === 0) {
      near.call((connection) => connection.writeLent(chunk, 0, chunk.length));
      lentBytes += chunk.length;
    }
    near.call((connection) => connection.endWriting());
    const unsent = near.connection?.unsentBytes;
    expect(near.call((connection) => connection.writeLent(chunk, 0, 10))).toBe(unsent);
    expect(near.connection?.unsentBytes).toBe(unsent);
    far.call((connection) => connection.resumeReading());
    await far.until(() => far.told.includes('end'));
    expect(far.heardBytes).toBe(lentBytes);
    expect(near.call((connection) => connection.writeLent(chunk, 0, 10))).toBe(0);
    far.call((connection) => connection.endWriting());
    await near.ended();
    expect(near.call((connection) => connection.writeLent(chunk, 0, 10))).toBe(0);
  });

  it('tells a reader that has stopped nothing until it resumes', async () => {
    const { near, far } = await pair();
    far.call((connection) => connection.stopReading());
    near.call((connection) => connection.write(Buffer.from('for later')));
    near.call((connection) => connection.endWriting());
    // Behind it on another connection comes an exchange that does arrive.
    const fence = await pair();
    fence.near.call((connection) => connection.write(Buffer.from('fence')));
    await fence.far.until(() => fence.far.heardBytes === 5);
    expect(far.told).toEqual([]);
    far.call((connection) => connection.resumeReading());
    await far.until(() => far.told.includes('end'));
    expect(far.bytes.toString()).toBe('for later');
    expect(far.told).toEqual(['bytes', 'end']);
  });

  it('half-closes: the end comes behind what was written, and the other direction stays open', async () => {
    const { near, far } = await pair();
    const there = noise(400_000, 4);
    near.call((connection) => connection.write(there));
    near.call((connection) => connection.endWriting());
    await far.until(() => far.told.includes('end'));
    expect(far.bytes.equals(there)).toBe(true);
    far.call((connection) => connection.write(Buffer.from('still open')));
    await near.until(() => near.heardBytes === 10);
    expect(near.told.filter((what) => what !== 'drain')).toEqual(['open', 'bytes']);
  });

  it('is closed once both sides have ended their streams', async () => {
    const { near, far } = await pair();
    near.call((connection) => connection.endWriting());
    await far.until(() => far.told.includes('end'));
    far.call((connection) => connection.endWriting());
    expect(await near.ended()).toEqual({ kind: 'closed', phase: 'read', errno: '' });
    expect(await far.ended()).toEqual({ kind: 'closed', phase: 'read', errno: '' });
    expect(near.told).toEqual(['open', 'end', 'close']);
    expect(far.told).toEqual(['end', 'close']);
  });

  it('closes behind what was written, and tells nothing more than that', async () => {
    const { near, far } = await pair();
    const there = noise(2_000_000, 5);
    far.acts.end = () => far.connection?.close();
    near.call((connection) => connection.write(there));
    near.call((connection) => connection.close());
    expect(await near.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(await far.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(far.bytes.equals(there)).toBe(true);
    expect(near.told).toEqual(['open', 'close']);
  });

  it('closes without losing anything, although the peer is still sending', async () => {
    const accepting = await acceptAll(transport, undefined, (recorder, connection) => {
      recorder.acts.end = () => connection.endWriting();
      const hear = recorder.onBytes.bind(recorder);
      recorder.onBytes = (bytes, start, end) => {
        hear(bytes, start, end);
        connection.write(Uint8Array.from(bytes.subarray(start, end)));
      };
    });
    const near = connectTo(transport, accepting.listener.at);
    await near.until(() => near.told.includes('open'));
    const there = noise(4_000_000, 10);
    near.call((connection) => connection.write(there));
    near.call((connection) => connection.close());
    const far = await accepting.nth(0);
    expect(await near.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(await far.ended()).toEqual({ kind: 'closed', phase: 'read', errno: '' });
    expect(far.bytes.equals(there)).toBe(true);
  });

  it('lets every connection have its turn, however much some of them have to read', async () => {
    const pairs = await Promise.all(Array.from({ length: 10 }, pair));
    const order: number[] = [];
    for (const { near, far } of pairs) {
      far.call((connection) => connection.stopReading());
      near.call((connection) => connection.write(noise(600_000, 11)));
    }
    for (const [index, { far }] of pairs.entries()) {
      const hear = far.onBytes.bind(far);
      far.onBytes = (bytes, start, end) => {
        order.push(index);
        hear(bytes, start, end);
      };
      far.call((connection) => connection.resumeReading());
    }
    await Promise.all(pairs.map(({ far }) => far.until(() => far.heardBytes === 600_000)));
    const firstTurns = pairs.map((_, index) => order.indexOf(index));
    expect(Math.max(...firstTurns)).toBeLessThan(order.length / 2);
  });

  it('resets, and both ends know who did', async () => {
    const { near, far } = await pair();
    near.call((connection) => connection.reset());
    expect(await near.ended()).toEqual({ kind: 'reset', phase: 'close', errno: '' });
    expect(await far.ended()).toEqual({ kind: 'reset', phase: 'read', errno: 'ECONNRESET' });
  });

  it('tells a reader that has stopped of a reset, when it has something to send that nobody takes', async () => {
    const { near, far } = await pair();
    far.call((connection) => connection.stopReading());
    near.call((connection) => connection.stopReading());
    let unsent = 0;
    while (unsent === 0) unsent = far.call((connection) => connection.write(noise(1_000_000, 13)));
    // By the time that others have met, what was taken has arrived, and nothing is under way that would be answered by a reset.
    await pair();
    near.call((connection) => connection.reset());
    expect((await far.ended()).kind).toBe('reset');
  });

  it('leaves nobody with a connection whose peer closed while it was still connecting', async () => {
    let close = () => {};
    const accepting = await acceptAll(transport, undefined, (recorder, connection) => {
      recorder.acts.end = () => connection.close();
      // The peer's own end may not have been told yet that it is connected.
      close();
    });
    const early = connectTo(transport, accepting.listener.at);
    close = () => early.connection?.close();
    await early.ended();
    expect(accepting.accepted.length).toBe(1);
    await accepting.accepted[0]?.ended();
    accepting.listener.close();
  });

  it('survives writing to a peer that is gone', async () => {
    const { near, far } = await pair();
    near.call((connection) => connection.reset());
    await near.ended();
    while (far.outcome === undefined) {
      far.call((connection) => connection.write(noise(1500, 6)));
      await wait(transport.clock, 100);
    }
    expect(far.outcome.kind).toBe('reset');
    expect(near.call((connection) => connection.write(noise(10, 7)))).toBe(0);
  });

  it('can be ended from within anything it tells, and then tells nothing but the end', async () => {
    for (const end of ['close', 'reset'] as const) {
      const accepting = await acceptAll(transport, undefined, (recorder, connection) => {
        recorder.acts.bytes = () => connection[end]();
        recorder.acts.end = () => connection.close();
      });
      const opener = connectTo(transport, accepting.listener.at);
      opener.acts.open = () => opener.connection?.[end]();
      await opener.ended();
      expect(opener.told).toEqual(['open', 'close']);

      const near = connectTo(transport, accepting.listener.at);
      await near.until(() => near.told.includes('open'));
      near.call((connection) => connection.write(noise(1500, 8)));
      await near.until(() => near.told.includes('end') || near.outcome !== undefined);
      near.connection?.close();
      const far = accepting.accepted.find((recorder) => recorder.received.length > 0);
      await far?.ended();
      expect(far?.told).toEqual(['bytes', 'close']);
      accepting.listener.close();
    }
  });

  it('tells the end once, whatever is asked for in one breath', async () => {
    for (const acts of [
      ['close', 'reset'],
      ['endWriting', 'reset'],
      ['endWriting', 'close', 'reset'],
      ['reset', 'close'],
      ['close', 'stopReading'],
    ] as const) {
      for (const unsent of [0, 8_000_000]) {
        const { near, far } = await pair();
        far.acts.end = () => far.connection?.close();
        near.call((connection) => {
          if (unsent > 0) connection.write(noise(unsent, 12));
          for (const act of acts) connection[act]();
        });
        await near.ended();
        await far.ended();
        expect(near.told.filter((what) => what === 'close')).toEqual(['close']);
      }
    }
  });

  it('tells the end to those that were closing when it is closed itself', async () => {
    const { near, far } = await pair();
    const { near: another } = await pair();
    near.call((connection) => connection.close());
    another.call((connection) => connection.endWriting());
    transport.close();
    await Promise.all([near.ended(), far.ended(), another.ended()]);
  });

  it('can be ended by the listener that accepts it', async () => {
    const accepting = await acceptAll(transport, undefined, (_recorder, connection) => connection.reset());
    const near = connectTo(transport, accepting.listener.at);
    expect((await near.ended()).kind).toBe('reset');
    const far = await accepting.nth(0);
    expect(await far.ended()).toEqual({ kind: 'reset', phase: 'close', errno: '' });
  });

  it('can be given up while it connects', async () => {
    const place = await subject.silent(transport);
    const closing = connectTo(transport, place);
    closing.call((connection) => connection.close());
    expect(await closing.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    const resetting = connectTo(transport, place);
    resetting.call((connection) => connection.reset());
    expect(await resetting.ended()).toEqual({ kind: 'reset', phase: 'close', errno: '' });
    expect([...closing.told, ...resetting.told]).toEqual(['close', 'close']);
  });

  it('sends what was written before the connection was there', async () => {
    const accepting = await acceptAll(transport);
    const near = connectTo(transport, accepting.listener.at);
    near.call((connection) => connection.write(Buffer.from('early ')));
    near.call((connection) => connection.write(Buffer.from('bird')));
    near.call((connection) => connection.endWriting());
    const far = await accepting.nth(0);
    await far.until(() => far.told.includes('end'));
    expect(far.bytes.toString()).toBe('early bird');
  });

  it('stops listening, and goes on with what it accepted', async () => {
    const { near, far, accepting } = await pair();
    accepting.listener.close();
    accepting.listener.close();
    const late = connectTo(transport, accepting.listener.at);
    expect((await late.ended()).kind).toBe('refused');
    near.call((connection) => connection.write(Buffer.from('on')));
    await far.until(() => far.heardBytes === 2);
  });

  it('lets peers wait while it has stopped accepting, and tells them in order once it has resumed', async () => {
    const accepting = await acceptAll(transport, undefined, () => accepting.listener.stopAccepting());
    const { listener, accepted } = accepting;
    const nears = [await connected(listener)];
    const first = await accepting.nth(0);
    for (const name of ['second', 'third', 'fourth']) {
      const near = await connected(listener);
      near.call((connection) => connection.write(Buffer.from(name)));
      nears.push(near);
    }
    nears[0]?.call((connection) => connection.write(Buffer.from('first')));
    await first.until(() => first.heardBytes === 5);
    for (let told = 1; told < 4; told++) {
      await roundTrip();
      expect(accepted.length).toBe(told);
      listener.resumeAccepting();
      listener.resumeAccepting();
      expect(accepted.length).toBe(told);
      await accepting.nth(told);
    }
    await Promise.all(accepted.map((far, index) => far.until(() => far.heardBytes === [5, 6, 5, 6][index])));
    expect(accepted.map((far) => far.bytes.toString())).toEqual(['first', 'second', 'third', 'fourth']);
    expect(accepted.map((far) => far.connection?.remote)).toEqual(nears.map((near) => near.connection?.local));
  });

  it('tells all that wait after one resume, and goes on with those that come', async () => {
    const accepting = await acceptAll(transport);
    const { listener, accepted } = accepting;
    listener.stopAccepting();
    const nears: Recorder[] = [];
    for (let count = 0; count < 3; count++) nears.push(await connected(listener));
    // The last word counts.
    listener.resumeAccepting();
    listener.stopAccepting();
    await roundTrip();
    expect(accepted).toEqual([]);
    listener.resumeAccepting();
    for (let count = 0; count < 3; count++) nears.push(await connected(listener));
    await accepting.nth(5);
    expect(accepted.map((far) => far.connection?.remote)).toEqual(nears.map((near) => near.connection?.local));
  });

  it('is not kept from accepting by a handler that stops and resumes', async () => {
    const accepting = await acceptAll(transport, undefined, () => {
      accepting.listener.stopAccepting();
      accepting.listener.resumeAccepting();
    });
    const nears = Array.from({ length: 5 }, () => connectTo(transport, accepting.listener.at));
    await Promise.all(nears.map((near) => near.until(() => near.told.includes('open'))));
    await accepting.nth(4);
  });

  it('tells peers that have left while they waited', async () => {
    const accepting = await acceptAll(transport, undefined, (recorder, connection) => {
      recorder.acts.end = () => connection.close();
    });
    accepting.listener.stopAccepting();
    const leaving = await connected(accepting.listener);
    leaving.call((connection) => connection.write(Buffer.from('bye')));
    leaving.call((connection) => connection.close());
    const breaking = await connected(accepting.listener);
    breaking.call((connection) => connection.reset());
    await breaking.ended();
    await roundTrip();
    accepting.listener.resumeAccepting();
    const left = await accepting.nth(0);
    expect(await left.ended()).toEqual({ kind: 'closed', phase: 'close', errno: '' });
    expect(left.told).toEqual(['bytes', 'end', 'close']);
    expect(left.bytes.toString()).toBe('bye');
    const broken = await accepting.nth(1);
    expect(await broken.ended()).toEqual({ kind: 'reset', phase: 'read', errno: 'ECONNRESET' });
    expect(broken.told).toEqual(['close']);
    expect(broken.connection?.remote.address).toBe('127.0.0.1');
  });

  it('resets the peers that wait for a listener when it is closed', async () => {
    const { listener, accepted } = await acceptAll(transport);
    listener.stopAccepting();
    const silent = await connected(listener);
    const talking = await connected(listener);
    talking.call((connection) => connection.write(Buffer.from('anybody there?')));
    listener.resumeAccepting();
    listener.close();
    listener.stopAccepting();
    listener.resumeAccepting();
    expect((await silent.ended()).kind).toBe('reset');
    expect((await talking.ended()).kind).toBe('reset');
    expect(accepted).toEqual([]);
  });

  it('resets the peers that wait when it is closed itself, and tells its listeners nothing more', async () => {
    const { listener, accepted } = await acceptAll(transport);
    listener.stopAccepting();
    const near = await connected(listener);
    listener.resumeAccepting();
    transport.close();
    await near.ended();
    await wait(transport.clock, 1000);
    expect(accepted).toEqual([]);
  });

  it('says that an address is taken', async () => {
    const { listener } = await acceptAll(transport);
    const second = await transport.listen({ at: listener.at }, { onConnection: () => new Recorder(), onAcceptFailed: () => {} });
    expect(second).toEqual({ kind: 'failed', outcome: { kind: 'address-in-use', phase: 'connect', errno: 'EADDRINUSE' } });
  });

  it('connects from the address and port it is told to, once', async () => {
    const accepting = await acceptAll(transport);
    const from = { address: '127.0.0.9', port: 23_456 };
    const near = connectTo(transport, accepting.listener.at, { from });
    await near.until(() => near.told.includes('open'));
    const far = await accepting.nth(0);
    expect(far.connection?.remote).toEqual(from);
    const second = connectTo(transport, accepting.listener.at, { from });
    expect(['address-in-use', 'out-of-ports']).toContain((await second.ended()).kind);
    // The same local end towards another place is another connection.
    const elsewhere = await acceptAll(transport);
    const third = connectTo(transport, elsewhere.listener.at, { from });
    await third.until(() => third.told.length > 0);
    expect(third.told).toEqual(['open']);
  });

  it('says that a source address is not one of this machine', async () => {
    const { listener } = await acceptAll(transport);
    const recorder = connectTo(transport, listener.at, { from: { address: '192.0.2.1', port: 0 } });
    expect((await recorder.ended()).kind).toBe('address-unavailable');
  });

  it('speaks IPv6', async () => {
    const accepting = await acceptAll(transport, { address: '::1', port: 0 });
    const near = connectTo(transport, accepting.listener.at);
    await near.until(() => near.told.includes('open'));
    const far = await accepting.nth(0);
    expect(far.connection?.remote).toEqual(near.connection?.local);
    expect(near.connection?.local?.address).toBe('::1');
  });

  it('carries five hundred conversations at once', async () => {
    const accepting = await acceptAll(transport, undefined, (recorder, connection) => {
      recorder.onBytes = (bytes, start, end) => void connection.write(Uint8Array.from(bytes.subarray(start, end)));
    });
    const clients = Array.from({ length: 500 }, () => connectTo(transport, accepting.listener.at));
    await Promise.all(
      clients.map(async (client, index) => {
        await client.until(() => client.told.includes('open'));
        for (let round = 1; round <= 3; round++) {
          client.call((connection) => connection.write(noise(1500, index)));
          await client.until(() => client.heardBytes === 1500 * round);
        }
        expect(client.bytes.equals(Buffer.concat([noise(1500, index), noise(1500, index), noise(1500, index)]))).toBe(true);
      }),
    );
  });

  it('ends everything when it is closed', async () => {
    const { near, far, accepting } = await pair();
    transport.close();
    expect((await near.ended()).kind).toBe('reset');
    expect((await far.ended()).kind).toBe('reset');
    const another = subject.open();
    // What is still asked of the closed one, twice, disturbs no other.
    const late = connectTo(transport, accepting.listener.at);
    expect((await late.ended()).kind).toBe('failed');
    expect((await transport.listen({ at: accepting.listener.at }, { onConnection: () => late, onAcceptFailed() {} })).kind).toBe(
      'failed',
    );
    await wait(transport.clock, 1000);
    await wait(transport.clock, 1000);
    expect((await connectTo(another, accepting.listener.at).ended()).kind).toBe('refused');
    another.close();
  });

  it('runs timers in the order they are due, none too early, and none that was cancelled', async () => {
    const { clock } = transport;
    const start = clock.nowUs();
    const ran: { name: string; early: boolean }[] = [];
    const note = (name: string, dueUs: number) => clock.at(dueUs, () => ran.push({ name, early: clock.nowUs() < dueUs }));
    note('third', start + 3000);
    note('first', start + 100);
    note('second', start + 1100);
    note('never', start + 2000).cancel();
    note('at once', start - 5);
    expect(ran).toEqual([]);
    await wait(clock, 4000);
    expect(ran.map(({ name }) => name)).toEqual(['at once', 'first', 'second', 'third']);
    expect(ran.some(({ early }) => early)).toBe(false);
  });
});

function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed + 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** Comes round with the transport's clock until it holds. */
async function settled(transport: Transport, holds: () => boolean): Promise<void> {
  while (!holds()) await wait(transport.clock, 200);
}

async function desertedPort(): Promise<Endpoint> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return { address: '127.0.0.1', port };
}

/** A listener that never accepts, with its queue full: Linux drops what else comes. */
async function silentPort(): Promise<Endpoint> {
  const nowhere = encodeSocketAddress({ address: '127.0.0.1', port: 0 });
  const fd = system.socket(system.AF_INET, system.SOCK_STREAM | system.SOCK_NONBLOCK | system.SOCK_CLOEXEC, 0);
  system.bind(fd, nowhere, nowhere.length);
  system.listen(fd, 0);
  const bytes = new Uint8Array(28);
  system.getsockname(fd, bytes, Int32Array.of(28));
  const place = { address: '127.0.0.1', port: ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0) };
  silentSockets.push(fd);
  for (let count = 0; count < 2; count++) {
    const filler = system.socket(system.AF_INET, system.SOCK_STREAM | system.SOCK_NONBLOCK | system.SOCK_CLOEXEC, 0);
    const to = encodeSocketAddress(place);
    system.connect(filler, to, to.length);
    silentSockets.push(filler);
  }
  return place;
}
