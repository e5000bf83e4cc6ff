// What the exchange promises, held against each: the one in memory, on which the fleet's tests stand, and NATS.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeTransport } from '../../transport/node/transport.ts';
import { connectNats } from './connect-nats.ts';
import type { Exchange } from './exchange.ts';
import { MemoryHub } from './memory-exchange.test-support.ts';
import { describeWithNats, type NatsServer, startNatsServer } from './nats-server.test-support.ts';
import { reliableLink } from './reliable-link.ts';

interface World {
  connect(name: string): Promise<Exchange>;
  /** Breaks all connections, and lets them be made again. */
  breakOff(): Promise<void>;
  restore(): Promise<void>;
  end(): Promise<void>;
}

describe('the exchange in memory', () => {
  holdsItsPromises(() => {
    const hub = new MemoryHub(new NodeTransport().clock);
    const names: string[] = [];
    return Promise.resolve({
      connect: (name) => {
        names.push(name);
        return Promise.resolve(hub.exchange(name));
      },
      breakOff: async () => {
        for (const name of names) hub.cut(name);
      },
      restore: async () => {
        for (const name of names) hub.mend(name);
      },
      end: () => Promise.resolve(),
    });
  });
});

describeWithNats('the exchange that NATS is', () => {
  holdsItsPromises(async () => {
    const server: NatsServer = await startNatsServer({ maxPayloadBytes: 64 * 1024 });
    return {
      connect: (name) => connectNats({ servers: [server.url] }, { name }),
      breakOff: () => server.kill(),
      restore: () => server.startAgain(),
      end: () => server.stop(),
    };
  });
});

function holdsItsPromises(makeWorld: () => Promise<World>): void {
  let world: World;
  let one: Exchange;
  let other: Exchange;
  beforeAll(async () => {
    world = await makeWorld();
    [one, other] = [await world.connect('one'), await world.connect('other')];
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await world.end();
  });

  it('answers a question, at its subject alone', async () => {
    const answering = one.answer('sums', (question) => ({ of: question, is: [1, Number.POSITIVE_INFINITY] }));
    await one.settled();
    expect(await other.ask('sums', { add: 'these' }, 5000)).toEqual({ of: { add: 'these' }, is: [1, Number.POSITIVE_INFINITY] });
    await expect(other.ask('differences', {}, 5000)).rejects.toMatchObject({ code: 'nats-unreachable' });
    answering.end();
    await one.settled();
    await expect(other.ask('sums', {}, 50)).rejects.toMatchObject({ code: 'nats-unreachable' });
  });

  it('refuses a question that nobody answers in time', async () => {
    const answering = one.answer('silence', () => undefined);
    await one.settled();
    await expect(other.ask('silence', {}, 20)).rejects.toMatchObject({
      code: 'nats-unreachable',
      message: expect.stringMatching(/within 20 ms/),
    });
    answering.end();
  });

  it('hears all who answer, and stays silent where one does', async () => {
    const answering = [one.answer('who', () => 'one'), other.answer('who', () => 'other'), one.answer('who', () => undefined)];
    await Promise.all([one.settled(), other.settled()]);
    const answers = await one.askAll('who', {}, 200);
    expect(answers.sort()).toEqual(['one', 'other']);
    expect(await one.askAll('nobody', {}, 10)).toEqual([]);
    for (const { end } of answering) end();
  });

  it('carries packets from one end to the other, up to its limit, and none behind the end', async () => {
    const left = one.carrier({ sends: 'packets.right', hears: 'packets.left' });
    const right = other.carrier({ sends: 'packets.left', hears: 'packets.right' });
    await Promise.all([one.settled(), other.settled()]);
    const came = new Promise<Uint8Array>((resolve) => {
      right.onPacket = (packet) => resolve(packet.slice());
    });
    const longest = new Uint8Array(left.bytesMax).map((_, index) => index);
    left.send(longest);
    expect(Buffer.compare(await came, longest)).toBe(0);
    let late = 0;
    right.onPacket = () => {
      late++;
    };
    right.close();
    left.send(new Uint8Array(1));
    await Promise.all([one.settled(), other.settled()]);
    await one.askAll('nobody', {}, 10);
    expect(late).toBe(0);
    left.close();
  });

  it('tells that it is cut off and connected again, and its carriers, and a link on them goes on', async () => {
    const clock = new NodeTransport().clock;
    const linkOf = (exchange: Exchange, sends: string, hears: string) =>
      reliableLink<string, string>(exchange.carrier({ sends, hears }), { clock, silentUsMax: 20e6 });
    const left = linkOf(one, 'link.right', 'link.left');
    const right = linkOf(other, 'link.left', 'link.right');
    const lost: string[] = [];
    for (const link of [left, right]) link.onLost = (how) => lost.push(how);
    const heard: number[] = [];
    const heardOf = (count: number) =>
      new Promise<void>((resolve) => {
        right.onHeard = ({ length }) => {
          heard.push(length);
          if (heard.length === count) resolve();
        };
      });
    let hasMore = heardOf(1);
    left.send('first');
    await hasMore;
    // The break comes while it is under way.
    const told: boolean[] = [];
    const isBack = Promise.all(
      [one, other].map(
        (exchange) =>
          new Promise<void>((resolve) => {
            exchange.onConnected = (isConnected) => {
              told.push(isConnected);
              if (isConnected) resolve();
            };
          }),
      ),
    );
    hasMore = heardOf(3);
    left.send('x'.repeat(3_000_000));
    await world.breakOff();
    left.send('y'.repeat(100));
    await world.restore();
    await isBack;
    await hasMore;
    expect(heard).toEqual([5, 3_000_000, 100]);
    expect(told.sort()).toEqual([false, false, true, true]);
    expect(lost).toEqual([]);
    left.close();
    await new Promise<void>((resolve) => {
      right.onLost = (how) => {
        expect(how).toBe('closed the link');
        resolve();
      };
    });
  });

  it('lets out what is under way when it is closed', async () => {
    const [third, right] = [await world.connect('third'), other.carrier({ sends: 'last.left', hears: 'last.right' })];
    await other.settled();
    const came = new Promise<number>((resolve) => {
      right.onPacket = ([first = 0]) => resolve(first);
    });
    const left = third.carrier({ sends: 'last.right', hears: 'last.left' });
    left.send(new Uint8Array([7]));
    await third.close();
    left.send(new Uint8Array([8]));
    left.close();
    expect(await came).toBe(7);
    await third.close();
  });
}
