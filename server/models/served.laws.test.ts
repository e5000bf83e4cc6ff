// What every session is promised by the line that serves it, whatever its connection takes; and what the room's clients are
// promised by the server, whoever comes and goes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeConnection, HandClock } from '../fake-connection.test-support.ts';
import { ChatRoom } from '../protocols/chat/room.ts';
import { PureClient } from '../protocols/recording-line.test-support.ts';
import { type Peer, World } from '../world.test-support.ts';
import { BEHIND_BYTES_MAX, Outbox, ServedLine } from './served.ts';

type Act =
  | { readonly kind: 'send' | 'lend' | 'drain' | 'room'; readonly bytes: number }
  | { readonly kind: 'turn' }
  | { readonly kind: 'when-sent' };

const bytes = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 3000 }),
  fc.constantFrom(1500, 70_000, 300_000),
);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('send' as const, 'lend' as const), bytes }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('drain' as const, 'room' as const), bytes }) },
  { weight: 4, arbitrary: fc.constantFrom<Act>({ kind: 'turn' }, { kind: 'when-sent' }) },
);

describe('a served line', () => {
  it('sends what it is given and lent in order and unchanged, in one write a turn, and says once when all is sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { maxLength: 60 }), async (acts) => {
        const { line, connection, clock } = served();
        const expected: Buffer[] = [];
        let expectedBytes = 0;
        let lent: Buffer[] = [];
        let told = 0;
        let asked = 0;
        let turnBytes = 0;
        let wasClear = true;
        let writesBefore = 0;
        const turn = async () => {
          await Promise.resolve();
          if (wasClear && turnBytes <= 200_000) expect(connection.writes - writesBefore).toBeLessThanOrEqual(1);
          for (const array of lent) array.fill(0xdb);
          lent = [];
          turnBytes = 0;
          clock.pass(1);
          await Promise.resolve();
          wasClear = connection.unsentBytes === 0;
          writesBefore = connection.writes;
        };
        for (const act of acts) {
          if (act.kind === 'turn') {
            await turn();
          } else if (act.kind === 'drain') {
            // It may be told in a turn in which another client has made this line send.
            connection.drain(act.bytes);
            await turn();
          } else if (act.kind === 'room') {
            connection.roomBytes = act.bytes;
          } else if (act.kind === 'when-sent') {
            const sentBytes = expectedBytes;
            asked++;
            line.whenSent(() => {
              told++;
              expect(connection.takenBytes).toBeGreaterThanOrEqual(sentBytes);
              expect(line.unsentBytes).toBe(0);
            });
          } else if (line.unsentBytes + act.bytes < BEHIND_BYTES_MAX) {
            const array = noise(act.bytes, expected.length);
            expected.push(Buffer.from(array));
            expectedBytes += array.length;
            turnBytes += array.length;
            if (act.kind === 'send') {
              line.send(array);
            } else {
              const surrounded = Buffer.concat([Buffer.from('before'), array, Buffer.from('behind')]);
              line.sendLent(surrounded, 6, 6 + array.length);
              lent.push(surrounded);
            }
          }
        }
        await turn();
        connection.drain(Number.POSITIVE_INFINITY);
        await turn();
        await turn();
        expect(connection.taken.equals(Buffer.concat(expected))).toBe(true);
        expect(told).toBe(asked);
        expect(connection.ended).toBeUndefined();
        expect(connection.isReading).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('puts several frames of one turn into one write', async () => {
    const { line, connection } = served();
    for (let frame = 0; frame < 100; frame++) line.send(noise(1500, frame));
    await Promise.resolve();
    expect(connection.writes).toBe(1);
    expect(connection.takenBytes).toBe(150_000);
  });

  it('keeps an array that is not taken as it is, without a copy, so that many lines can share it', async () => {
    const shared = noise(1500, 1);
    const lines = Array.from({ length: 10 }, () => served());
    for (const { line, connection } of lines) {
      connection.roomBytes = 10;
      line.send(shared);
    }
    await Promise.resolve();
    for (const { connection } of lines) expect(connection.arrays).toEqual([shared]);
    expect(lines.every(({ connection }) => connection.arrays[0] === shared)).toBe(true);
  });

  it('is dropped once, and told nothing, when its client is more than 4 MiB behind', async () => {
    const { line, connection, heard, dropped } = served();
    connection.roomBytes = 0;
    line.send(new Uint8Array(BEHIND_BYTES_MAX));
    await Promise.resolve();
    expect(connection.ended).toBeUndefined();
    expect(connection.isReading).toBe(false);
    for (let again = 0; again < 3; again++) {
      line.send(noise(1, again));
      await Promise.resolve();
    }
    expect(connection.ended).toBe('reset');
    expect(dropped).toEqual(['dropped']);
    connection.tellEnd();
    expect(heard).toEqual(['gone', 'left']);
  });

  it('lets everything go out that was sent before it is closed, and nothing that was sent after', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat({ max: 20_000 }), async (lengths, roomBytes) => {
        const { line, connection } = served();
        connection.roomBytes = roomBytes;
        const arrays = lengths.map((length, index) => noise(length, index));
        for (const array of arrays) line.send(array);
        line.close();
        line.send(noise(5, 5));
        line.sendLent(noise(5, 5), 0, 5);
        await Promise.resolve();
        expect(connection.ended).toBe('closed');
        connection.drain(Number.POSITIVE_INFINITY);
        expect(connection.taken.equals(Buffer.concat(arrays))).toBe(true);
      }),
    );
  });

  it('gives its place back a second after it was closed, and waits on for a client that takes a little now and then', async () => {
    const { line, connection, clock, heard } = await closing();
    clock.pass(999_999);
    expect(heard).not.toContain('left');
    clock.pass(1);
    expect(heard).toContain('left');
    for (let turns = 0; turns < 60; turns++) {
      clock.pass(29_000_000);
      connection.drain(1);
    }
    expect(connection.ended).toBe('closed');
    for (let turns = 0; turns < 3; turns++) clock.pass(30_000_000);
    expect(connection.ended).toBe('reset');
    connection.tellEnd();
    expect(heard.filter((what) => what === 'left')).toEqual(['left']);
    expect(clock.waiting).toBe(0);
    expect(line.unsentBytes).toBeGreaterThan(0);
  });

  it('leaves no timer behind, and calls nobody, when it goes before what it waits for', async () => {
    const { connection, clock } = await closing();
    connection.tellEnd();
    expect(clock.waiting).toBe(0);
    const other = served();
    other.line.whenSent(() => expect.unreachable());
    await Promise.resolve();
    other.connection.reset();
    other.connection.tellEnd();
    other.clock.pass(10_000_000);
    expect(other.clock.waiting).toBe(0);
  });

  it('does not say that all is sent while something of the same turn is still to be sent', async () => {
    const { line, connection, clock } = served();
    let told = 0;
    connection.roomBytes = 10;
    line.send(noise(100, 1));
    await Promise.resolve();
    line.whenSent(() => told++);
    await Promise.resolve();
    line.send(noise(50, 2));
    connection.drain(90);
    expect(told).toBe(0);
    await Promise.resolve();
    clock.pass(1);
    expect(told).toBe(0);
    connection.drain(50);
    expect(told).toBe(1);
  });

  it('lets the loop turn while its session sends as fast as the system takes it', async () => {
    const { line, clock } = served();
    let sent = 0;
    const speak = () => {
      sent++;
      line.send(noise(10, sent));
      line.whenSent(speak);
    };
    speak();
    // Were it told within the microtask that sends, this would not come back.
    await Promise.resolve();
    expect(sent).toBe(1);
    clock.pass(1);
    expect(sent).toBe(2);
  });
});

describe('a broadcast', () => {
  it('is one array for all lines, and so are the list and the help of everybody’s prompt', () => {
    const room = new ChatRoom({ clientFrame: 100 });
    const clients = Array.from({ length: 30 }, () => new PureClient(room));
    for (const [index, client] of clients.entries()) client.read(frame(`n${index}`));
    const before = clients.map(({ line }) => line.arrays.length);
    clients[3]?.read(frame('@all:hello'));
    const arrays = new Set(clients.map(({ line }, index) => line.arrays[before[index] ?? 0]));
    expect(arrays.size).toBe(1);
    clients[4]?.read(frame('@all:hello'));
    const prompts = [3, 4].map((index) => clients[index]?.line.arrays ?? []);
    expect(prompts[0]?.some((array) => prompts[1]?.slice(-2).includes(array))).toBe(true);
  });
});

describe('the places of a room', () => {
  const CAPACITY = 5;
  const act = fc.record({
    kind: fc.constantFrom(
      'arrive' as const,
      'arrive' as const,
      'register' as const,
      'exit' as const,
      'close' as const,
      'reset' as const,
    ),
    who: fc.nat({ max: 20 }),
    waitUs: fc.constantFrom(0, 10, 100, 3000, 1_500_000),
  });

  it('are never more than the capacity, none is lost, and everybody who waits is served in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), fc.nat(), async (acts, seed) => {
        const world = await World.open({
          protocol: 'chat',
          capacity: CAPACITY,
          network: { seed, segmentBytesMax: 800, delayUs: { min: 1, max: 200 } },
        });
        const here: Peer[] = [];
        for (const [index, { kind, who, waitUs }] of acts.entries()) {
          const peer = here[who % Math.max(1, here.length)];
          if (kind === 'arrive') here.push(world.connect());
          else if (peer !== undefined && kind === 'register') peer.write(frame1500(`n${index}`));
          else if (peer !== undefined && kind === 'exit') peer.write(Buffer.concat([frame1500(`e${index}`), frame1500('exit')]));
          else if (peer !== undefined) {
            if (kind === 'close') peer.close();
            else peer.reset();
            here.splice(here.indexOf(peer), 1);
          }
          if (waitUs > 0) await world.quiet(waitUs);
          expect(world.places.taken).toBeLessThanOrEqual(CAPACITY);
          expect(world.service.members.length).toBeLessThanOrEqual(world.places.taken);
        }
        // Those that are served leave one after the other, until nobody is left.
        while (here.length > 0) {
          await world.quiet(4_000_000);
          const greeted = here.filter((peer) => peer.received.length >= 1500);
          expect(greeted.length).toBeGreaterThanOrEqual(Math.min(CAPACITY, here.length));
          expect(world.places.taken).toBeLessThanOrEqual(CAPACITY);
          for (const peer of greeted) {
            peer.close();
            here.splice(here.indexOf(peer), 1);
          }
        }
        await world.quiet(4_000_000);
        expect(world.places.taken).toBe(0);
        expect(world.service.members).toEqual([]);
        const newcomers = Array.from({ length: CAPACITY + 1 }, () => world.connect());
        await world.quiet();
        expect(newcomers.filter((peer) => peer.received.length === 1500).length).toBe(CAPACITY);
        world.close();
      }),
      { numRuns: 120 },
    );
  });

  it('are given up by a client that does not read, when it is 4 MiB behind, and nobody else loses a message', async () => {
    const world = await World.open({ protocol: 'chat', capacity: CAPACITY });
    const [stuck, speaker, hearer] = [world.connect(), world.connect(), world.connect()];
    await world.quiet();
    for (const [index, peer] of [stuck, speaker, hearer].entries()) peer.write(frame1500(`n${index}`));
    await world.quiet();
    stuck.stopReading();
    hearer.take();
    const messages = Math.ceil((BEHIND_BYTES_MAX + 400_000) / 1500);
    for (let sent = 0; sent < messages; sent += 20) {
      speaker.write(Buffer.concat(Array.from({ length: 20 }, (_, index) => frame1500(`@all:${sent + index}`))));
      await world.quiet(1000);
    }
    await world.quiet();
    const texts = textsIn(hearer.take());
    const heard = texts.filter((text) => text.includes('@所有人')).map((text) => Number(text.split('：')[2]));
    expect(heard).toEqual(Array.from({ length: heard.length }, (_, index) => index));
    expect(heard.length).toBeGreaterThanOrEqual(messages);
    expect(texts.filter((text) => text === 'n0 用户已下线了！').length).toBe(1);
    expect(world.events.filter((event) => event.startsWith('dropped')).length).toBe(1);
    expect(world.places.taken).toBe(2);
    world.close();
  });
});

function served() {
  const connection = new FakeConnection();
  const clock = new HandClock();
  const heard: string[] = [];
  const dropped: string[] = [];
  const service = {
    open: () => ({
      onBytes: () => void heard.push('bytes'),
      onEnd: () => void heard.push('end'),
      onGone: () => void heard.push('gone'),
    }),
  };
  const line = new ServedLine(connection, service, {
    clock,
    outbox: new Outbox(),
    onLeft: () => void heard.push('left'),
    onGone() {},
    onDropped: () => void dropped.push('dropped'),
  });
  connection.handler = line;
  return { line, connection, clock, heard, dropped };
}

/** A line that is closed, and whose client has not taken all. */
async function closing() {
  const all = served();
  all.connection.roomBytes = 100;
  all.line.send(noise(5000, 1));
  all.line.close();
  await Promise.resolve();
  return all;
}

function noise(length: number, seed: number): Buffer {
  const array = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at++) array[at] = (at * 31 + seed * 17 + (at >> 8)) & 0xff;
  return array;
}

function frame(text: string): Buffer {
  return Buffer.from(text.padEnd(100, '\0'));
}

function frame1500(text: string): Buffer {
  return Buffer.from(text.padEnd(1500, '\0'));
}

function textsIn(received: Buffer): string[] {
  return Array.from({ length: received.length / 1500 }, (_, index) => {
    const text = received.subarray(index * 1500, (index + 1) * 1500);
    return text.subarray(0, text.indexOf(0)).toString();
  });
}
