import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wait } from '../clock.ts';
import { EpollTransport } from '../transport/epoll/transport.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import { NodeTransport } from '../transport/node/transport.ts';
import type { Transport } from '../transport/transport.ts';
import { fixedTexts, lengthPrefixed, nulEnded, unframed } from '../wire/framing.ts';
import { Client, type Taker } from './client.ts';
import { type Outcome, describe as say } from './outcome.ts';
import { converse } from './peer.test-support.ts';

const transports: [string, () => Transport][] = [
  ['memory', () => new MemoryTransport({ seed: 7, segmentBytesMax: 900, delayUs: { min: 5, max: 400 } })],
  ['epoll', () => new EpollTransport()],
  ['node', () => new NodeTransport()],
];

describe.each(transports)('a client over %s', (_name, open) => {
  let transport: Transport;
  beforeEach(() => {
    transport = open();
  });
  afterEach(() => transport.close());

  it('says and hears frames in order', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    expect(client.send(Buffer.from('hello'))).toBeUndefined();
    expect(client.sendTogether([Buffer.from('one'), Buffer.from('two')])).toBeUndefined();
    await peer.until(() => peer.heardBytes === 14);
    expect(peer.bytes.toString()).toBe('hello\0one\0two\0');
    peer.call((connection) => connection.write(Buffer.from('a\0bc\0d')));
    expect(await textOf(client)).toBe('a');
    expect(await textOf(client)).toBe('bc');
    const next = textOf(client);
    peer.call((connection) => connection.write(Buffer.from('ef\0')));
    expect(await next).toBe('def');
  });

  it('keeps a frame as it is until it awaits again, also when more come in the same read', async () => {
    const { client, peer } = await converse(transport, fixedTexts(1500));
    const frames = Buffer.alloc(4500);
    for (const [index, text] of ['first', 'second', 'third'].entries()) frames.write(text, index * 1500);
    peer.call((connection) => connection.write(frames));
    for (const text of ['first', 'second', 'third']) {
      const outcome = await client.next();
      expect(outcome.kind).toBe('frame');
      if (outcome.kind === 'frame') {
        await null;
        expect(outcome.text()).toBe(text);
        expect(outcome.equals(Buffer.from(text))).toBe(true);
        expect(outcome.equals(Buffer.from(`${text}!`))).toBe(false);
        expect(outcome.equals(Buffer.from(text.toUpperCase()))).toBe(false);
      }
    }
  });

  it('waits for the frame that matches, and counts those it passed over', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    peer.call((connection) => connection.write(Buffer.from('x\0y\0wanted\0z\0')));
    const wanted = await client.nextWhere((frame) => frame.text() === 'wanted');
    expect(wanted.kind === 'frame' && wanted.text()).toBe('wanted');
    expect(client.passedOver).toBe(2);
    expect(await textOf(client)).toBe('z');
  });

  it('tells a taker of what it has kept and of what comes, until it has enough', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    peer.call((connection) => connection.write(Buffer.from('a\0b\0')));
    await until(transport, () => client.waitingFrames === 2);
    const taker = new Listing((text) => text === 'd');
    client.take(taker);
    expect(taker.told).toEqual(['a', 'b']);
    peer.call((connection) => connection.write(Buffer.from('c\0d\0e\0')));
    await until(transport, () => taker.hasEnough);
    expect(taker.told).toEqual(['a', 'b', 'c', 'd']);
    expect(await textOf(client)).toBe('e');
  });

  it('tells a taker of thousands that it has kept', async () => {
    const { client, peer } = await converse(transport, nulEnded(9), { inboxBytesMax: 100e6 });
    const texts = Array.from({ length: 10_000 }, (_, index) => String(index));
    peer.call((connection) => connection.write(Buffer.from(texts.map((text) => `${text}\0`).join(''))));
    await until(transport, () => client.waitingFrames === 10_000);
    const taker = new Listing((text) => text === '9999');
    client.take(taker);
    expect(taker.told).toEqual(texts);
  });

  it('tells a taker of the end', async () => {
    const { client, peer } = await converse(transport, nulEnded(9));
    const taker = new Listing(() => false);
    client.take(taker);
    peer.call((connection) => connection.write(Buffer.from('bye\0')));
    peer.call((connection) => connection.close());
    await until(transport, () => taker.hasEnough);
    expect(taker.told).toEqual(['bye', '(closed)']);
    // And one that comes later, again.
    const later = new Listing(() => false);
    client.take(later);
    expect(later.told).toEqual(['(closed)']);
  });

  it('tells a watcher of an end that nobody awaited, and of no other', async () => {
    const watched: string[] = [];
    const watcher = { onEndUnawaited: ({ kind }: { readonly kind: string }) => watched.push(kind) };
    const { client, peer } = await converse(transport, nulEnded(9), { watcher });
    const waiting = client.next();
    peer.call((connection) => connection.close());
    expect((await waiting).kind).toBe('closed');
    expect(watched).toEqual([]);
    const { client: taken, peer: another } = await converse(transport, nulEnded(9), { watcher });
    const taker = new Listing(() => false);
    taken.take(taker);
    another.call((connection) => connection.reset());
    await until(transport, () => taker.hasEnough);
    expect(watched).toEqual([]);
    const { peer: third } = await converse(transport, nulEnded(9), { watcher });
    third.call((connection) => connection.reset());
    await until(transport, () => watched.length > 0);
    expect(watched).toEqual(['reset']);
  });

  it('lets what comes unasked be claimed, before anybody who waits', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    const claimed: string[] = [];
    client.claim = (frame) => {
      const text = frame.text();
      if (text.startsWith('news')) claimed.push(text);
      return text.startsWith('news');
    };
    peer.call((connection) => connection.write(Buffer.from('news 1\0answer\0news 2\0more\0')));
    expect(await textOf(client)).toBe('answer');
    expect(await textOf(client)).toBe('more');
    expect(claimed).toEqual(['news 1', 'news 2']);
  });

  it('says that nothing came in time, and goes on', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    const before = transport.clock.nowUs();
    expect(await client.next(20)).toEqual({ kind: 'timeout' });
    expect(transport.clock.nowUs() - before).toBeGreaterThanOrEqual(19_000);
    peer.call((connection) => connection.write(Buffer.from('late\0')));
    expect(await textOf(client)).toBe('late');
    // A short deadline behind a long one is kept too.
    const waiting = client.next(5000);
    peer.call((connection) => connection.write(Buffer.from('x\0')));
    await waiting;
    expect(await client.next(10)).toEqual({ kind: 'timeout' });
  });

  it('says that the peer closed, again and again, behind what came before', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    peer.call((connection) => connection.write(Buffer.from('bye\0')));
    peer.call((connection) => connection.close());
    expect(await textOf(client)).toBe('bye');
    expect(await client.next()).toEqual({ kind: 'closed', unfinishedBytes: 0 });
    expect(await client.next()).toEqual({ kind: 'closed', unfinishedBytes: 0 });
    expect((await client.close()).kind).toBe('closed');
  });

  it('says that the peer closed in the middle of a frame', async () => {
    const { client, peer } = await converse(transport, fixedTexts(1500));
    peer.call((connection) => connection.write(Buffer.alloc(700, 'x')));
    peer.call((connection) => connection.close());
    const outcome = await client.next();
    expect(outcome).toEqual({ kind: 'closed', unfinishedBytes: 700 });
    expect(say(outcome)).toBe('the peer closed the connection 700 bytes into a frame');
  });

  it('says that the connection was reset', async () => {
    const { client, peer } = await converse(transport, fixedTexts(1500));
    const waiting = client.next();
    peer.call((connection) => connection.reset());
    expect(await waiting).toEqual({ kind: 'reset', unfinishedBytes: 0, errno: 'ECONNRESET' });
    expect(client.send(Buffer.from('anybody?'))).toBeUndefined();
    expect((await client.next()).kind).toBe('reset');
  });

  it('says that the bytes are no frames, and goes on where the next one must begin', async () => {
    const { client, peer } = await converse(transport, fixedTexts(8));
    peer.call((connection) => connection.write(Buffer.from('ok\0\0\0\0\0\0dirty\0x\0fine\0\0\0\0')));
    expect(await textOf(client)).toBe('ok');
    const garbage = await client.next();
    expect(garbage.kind === 'garbage' && garbage.violation).toBe('dirty-padding');
    expect(garbage.kind === 'garbage' && Buffer.from(garbage.bytes).toString()).toBe('dirty\0x\0');
    expect(await textOf(client)).toBe('fine');
  });

  it('gives up on a stream whose frames can no longer be told apart', async () => {
    const { client, peer } = await converse(transport, lengthPrefixed(4, 'big', 1000));
    peer.call((connection) => connection.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await client.next()).kind).toBe('garbage');
    expect((await client.next()).kind).toBe('garbage');
    peer.acts.end = () => peer.connection?.close();
    expect((await client.close()).kind).toBe('closed');
  });

  it('refuses to send what no frame can carry, and sends nothing of it', async () => {
    const { client, peer } = await converse(transport, nulEnded(5));
    expect(client.send(Buffer.from('a\0b'))).toBe('holds-terminator');
    expect(client.send(Buffer.from('too long'))).toBe('too-long');
    expect(client.sendTogether([Buffer.from('fine'), Buffer.from('too long')])).toBe('too-long');
    client.send(Buffer.from('fine'));
    await peer.until(() => peer.heardBytes >= 5);
    expect(peer.bytes.toString()).toBe('fine\0');
  });

  it('stops reading when nobody takes its frames, and loses none of them', async () => {
    const { client, peer } = await converse(transport, fixedTexts(1500), { inboxBytesMax: 100_000 });
    const frames = Buffer.alloc(1500 * 8000);
    for (let index = 0; index < 8000; index++) frames.write(`${index} ${'x'.repeat(1000)}`, index * 1500);
    peer.call((connection) => connection.write(frames));
    for (let before = -1; before !== peer.connection?.unsentBytes; ) {
      before = peer.connection?.unsentBytes ?? 0;
      await wait(transport.clock, 20_000);
    }
    expect(peer.connection?.unsentBytes).toBeGreaterThan(0);
    for (let index = 0; index < 8000; index++) {
      const outcome = await client.next();
      expect(outcome.kind === 'frame' && Number.parseInt(outcome.text(), 10)).toBe(index);
    }
    expect(peer.connection?.unsentBytes).toBe(0);
  });

  it('says how much the system has not taken, and when it has all', async () => {
    const { client, peer } = await converse(transport, fixedTexts(1500));
    peer.call((connection) => connection.stopReading());
    let sent = 0;
    while (client.unsentBytes === 0) {
      client.send(Buffer.from(`${sent++}`));
    }
    // The frame that did not fit is not overwritten by those behind it.
    for (let more = 0; more < 10; more++) client.send(Buffer.from(`${sent++}`));
    expect(await client.drained(10)).toBeGreaterThan(0);
    peer.call((connection) => connection.resumeReading());
    expect(await client.drained()).toBe(0);
    await peer.until(() => peer.heardBytes === sent * 1500);
    const heard = peer.bytes;
    for (let index = 0; index < sent; index++) {
      expect(Number.parseInt(heard.toString('latin1', index * 1500, index * 1500 + 8), 10)).toBe(index);
    }
  });

  it('waits for the system behind a half-close too, and says what it never took', async () => {
    const { client, peer } = await converse(transport, unframed(1_000_000));
    peer.call((connection) => connection.stopReading());
    while (client.unsentBytes === 0) client.send(Buffer.alloc(1_000_000));
    client.halfClose();
    const drained = client.drained();
    peer.call((connection) => connection.resumeReading());
    expect(await drained).toBe(0);

    const { client: another, peer: deaf } = await converse(transport, unframed(1_000_000));
    deaf.call((connection) => connection.stopReading());
    while (another.unsentBytes === 0) another.send(Buffer.alloc(1_000_000));
    const never = another.drained();
    await another.reset();
    expect(await never).toBeGreaterThan(0);
    expect(await another.drained()).toBeGreaterThan(0);
  });

  it('leaves by a reset when the peer does not take what was sent', async () => {
    const { client, peer } = await converse(transport, unframed(1_000_000));
    peer.call((connection) => connection.stopReading());
    while (client.unsentBytes === 0) client.send(Buffer.alloc(1_000_000));
    expect((await client.close(50)).kind).toBe('reset');
  });

  it('stops reading before what it keeps of nothing fills the memory', async () => {
    const { client, peer } = await converse(transport, nulEnded(9), { inboxBytesMax: 10_000 });
    peer.call((connection) => connection.write(Buffer.alloc(20_000_000)));
    for (let before = -1; before !== peer.connection?.unsentBytes; ) {
      before = peer.connection?.unsentBytes ?? 0;
      await wait(transport.clock, 20_000);
    }
    expect(peer.connection?.unsentBytes).toBeGreaterThan(0);
    expect((await client.next()).kind).toBe('frame');
    await client.reset();
  });

  it('gives what a predicate throws of a frame that was kept to the one who awaits, too', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    peer.call((connection) => connection.write(Buffer.from('a\0b\0c\0')));
    expect(await textOf(client)).toBe('a');
    await expect(
      client.nextWhere(() => {
        throw new Error('thrown in the inbox');
      }),
    ).rejects.toThrow('thrown in the inbox');
    expect(await textOf(client)).toBe('c');
  });

  it('gives what a predicate throws to the one who awaits, and goes on', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    const failing = client.nextWhere(() => {
      throw new Error('thrown by a predicate');
    });
    const caught = expect(failing).rejects.toThrow('thrown by a predicate');
    peer.call((connection) => connection.write(Buffer.from('a\0b\0')));
    await caught;
    expect(await textOf(client)).toBe('b');
  });

  it('half-closes and still hears the answer', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    client.send(Buffer.from('last words'));
    client.halfClose();
    await peer.until(() => peer.told.includes('end'));
    peer.call((connection) => connection.write(Buffer.from('heard\0')));
    expect(await textOf(client)).toBe('heard');
  });

  it('does not read until it resumes', async () => {
    const { client, peer } = await converse(transport, nulEnded(1023));
    client.stopReading();
    peer.call((connection) => connection.write(Buffer.from('wait for it\0')));
    expect(await client.next(20)).toEqual({ kind: 'timeout' });
    client.resumeReading();
    expect(await textOf(client)).toBe('wait for it');
  });

  it('says how its attempt to connect failed, and behaves as closed from then on', async () => {
    const { at, client: other } = await converse(transport, nulEnded(9));
    expect(other.connection).toBeDefined();
    const client = new Client(transport, { sends: unframed(9), receives: unframed(9), timeoutMs: 500 });
    const outcome = await client.connect({ to: { address: at.address, port: 1 } });
    expect(outcome).toEqual({ kind: 'refused', phase: 'connect', errno: 'ECONNREFUSED' });
    client.send(Buffer.from('x'));
    expect((await client.next()).kind).toBe('reset');
    expect((await client.close()).kind).toBe('refused');
  });

  it('ends the wait of whoever waits when it leaves by itself', async () => {
    const { client, peer } = await converse(transport, nulEnded(9));
    peer.acts.end = () => peer.connection?.close();
    const waiting = client.next();
    await client.close();
    expect((await waiting).kind).toBe('closed');
    const { client: another } = await converse(transport, nulEnded(9));
    const waitingToo = another.next();
    await another.reset();
    expect((await waitingToo).kind).toBe('reset');
  });
});

it('keeps the deadline of a taker that wants more', async () => {
  const transport = new MemoryTransport({ seed: 7 });
  const { clock } = transport;
  const { client, peer } = await converse(transport, nulEnded(9));
  const toldUs: number[] = [];
  const taker = new Listing(
    () => false,
    () => toldUs.push(clock.nowUs()),
  );
  const beganUs = clock.nowUs();
  client.take(taker, beganUs, 1000);
  await wait(clock, 600_000);
  peer.call((connection) => connection.write(Buffer.from('a\0')));
  await wait(clock, 3_000_000);
  expect(taker.told).toEqual(['a', '(timeout)']);
  expect((toldUs[1] ?? 0) - beganUs).toBe(1_000_000);
});

/** Waits for what the peer is not told of. */
async function until({ clock }: Transport, holds: () => boolean): Promise<void> {
  while (!holds()) await wait(clock, 1000);
}

/** Lists what it is told until it has enough. */
class Listing implements Taker {
  readonly told: string[] = [];
  hasEnough = false;
  readonly #isEnough: (text: string) => boolean;
  readonly #onTold: () => void;

  constructor(isEnough: (text: string) => boolean, onTold = () => {}) {
    this.#isEnough = isEnough;
    this.#onTold = onTold;
  }

  onOutcome(outcome: Outcome): boolean {
    const text = outcome.kind === 'frame' ? outcome.text() : `(${outcome.kind})`;
    this.told.push(text);
    this.#onTold();
    this.hasEnough = outcome.kind !== 'frame' || this.#isEnough(text);
    return !this.hasEnough;
  }
}

async function textOf(client: Client): Promise<string> {
  const outcome = await client.next();
  return outcome.kind === 'frame' ? outcome.text() : `(${say(outcome)})`;
}
