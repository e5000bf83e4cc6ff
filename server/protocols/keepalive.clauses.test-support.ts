// Every clause of section 3 of the contract as checks. A request is what arrives at once: they hold on networks that deliver a
// write as one segment.

import type { ClauseCheck, OpenWorld } from '../clause.test-support.ts';
import { expectBytes, expectThat } from '../expect.test-support.ts';
import type { Peer, World } from '../world.test-support.ts';

type KeepaliveWorld = World<'keepalive'>;

/** Longer than a request and its answer are under way, and shorter than any delay that is a fault. */
const PROMPT_US = 20_000;
/** Longer than whatever happens every few seconds. */
const LONG_US = 12_000_000;
const LONG_STEP_US = 100_000;

export const KEEPALIVE_CHECKS: readonly ClauseCheck<'keepalive'>[] = [
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.1',
    claim: 'a request is answered `keep alive`, ten bytes and no NUL, and nothing comes without one',
    async check(open) {
      const { world, peer } = await arrive(open);
      expectBytes(peer.take(), '', 'what is said on arrival');
      for (const request of ['Hello Server!', 'x', 'Stop', 'STOP', 'sto', 'stop\n', '\0', '停']) {
        await expectAnswer(world, peer, request);
      }
      await world.quiet(LONG_US);
      expectBytes(peer.take(), '', 'what is said to a client that is silent');
      expectThat(!peer.hasEnd, 'the connection goes on');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.1',
    claim: 'requests of 1 to 255 bytes are answered once, of whatever bytes',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (let length = 1; length <= 255; length++) {
        await expectAnswer(world, peer, Buffer.alloc(length, length));
      }
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.2',
    claim: '`stop` is answered `stop`, four bytes, and then the server closes',
    async check(open) {
      const { world, peer } = await arrive(open);
      await expectAnswer(world, peer, 'Hello Server!');
      peer.write('stop');
      await world.quiet();
      expectBytes(peer.take(), 'stop', 'the answer to `stop`');
      expectThat(peer.hasEnd, 'the server closes');
      expectThat(peer.outcome?.kind === 'closed', 'the connection ends in order');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.2',
    claim: '`stop` as the first request stops, and stops nobody else',
    async check(open) {
      const { world, peer } = await arrive(open);
      const other = world.connect();
      peer.write('stop');
      await world.quiet();
      expectBytes(peer.take(), 'stop', 'the answer to `stop`');
      expectThat(peer.hasEnd, 'the server closes');
      await expectAnswer(world, other, 'and me?');
      expectThat(!other.hasEnd, 'the other connection goes on');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.2',
    claim: 'a request that comes behind `stop` is not answered',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('stop');
      // Later than `stop`, and still before the end of the stream has come back.
      await world.quiet(10);
      peer.write('are you there?');
      await world.quiet();
      expectBytes(peer.take(), 'stop', 'the answer to `stop`');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.3',
    claim: 'after departures the event loop has nothing to do',
    async check(open) {
      const { world, peer } = await arrive(open);
      const other = world.connect();
      await expectAnswer(world, other, 'Hello Server!');
      peer.close();
      other.reset();
      expectThat(await comesToRest(world), 'the event loop comes to rest');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.3',
    claim: 'the server lets go of a client that closes, that half-closes, or that resets, and serves on',
    async check(open) {
      const { world, peer: witness } = await arrive(open);
      const peers = Array.from({ length: 6 }, () => world.connect());
      await world.quiet();
      for (const peer of peers.slice(0, 3)) await expectAnswer(world, peer, 'Hello Server!');
      for (const [index, leave] of (['close', 'halfClose', 'reset', 'close', 'halfClose', 'reset'] as const).entries()) {
        peers[index]?.[leave]();
      }
      await world.quiet();
      for (const peer of peers) expectThat(peer.outcome !== undefined, 'the connection of a client that left is no more');
      await expectAnswer(world, witness, 'still there?');
      await expectAnswer(world, world.connect(), 'and open?');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.4',
    claim: '10,000 requests in turn on one connection are answered in turn',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (let request = 1; request <= 10_000; request++) {
        peer.write(`request ${request}`);
        await world.quiet(50);
        if (request % 100 === 0) expectBytes(peer.take(), 'keep alive'.repeat(100), `the answers up to the ${request}th`);
      }
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.4',
    claim: 'requests one after the other are answered at once, for as long as they come',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (let us = 0; us < LONG_US; us += LONG_STEP_US) {
        peer.write('prompt?');
        await world.quiet(PROMPT_US);
        expectBytes(peer.take(), 'keep alive', `the answer ${us / 1000} ms after the beginning, within ${PROMPT_US / 1000} ms`);
        await world.quiet(LONG_STEP_US - PROMPT_US);
      }
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.5',
    claim: 'with bytes before or behind it `stop` is a request like any other',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const request of ['stopping', 'please stop', 'stopstop', 'stop\0']) await expectAnswer(world, peer, request);
      expectThat(!peer.hasEnd, 'the connection goes on');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.5',
    claim: 'more than 255 bytes are several requests',
    async check(open) {
      const { world, peer } = await arrive(open);
      await expectAnswer(world, peer, 'x'.repeat(255));
      for (const [length, answers] of [
        [256, 2],
        [510, 2],
        [511, 3],
        [1000, 4],
      ] as const) {
        peer.write('x'.repeat(length));
        await world.quiet();
        expectBytes(peer.take(), 'keep alive'.repeat(answers), `the answers to ${length} bytes at once`);
      }
      peer.write(`${'x'.repeat(255)}stop`);
      await world.quiet();
      expectBytes(peer.take(), 'keep alivestop', 'the answers to 255 bytes and `stop`');
      expectThat(peer.hasEnd, 'the server closes');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.6',
    claim: 'ten clients are served at once; an eleventh disturbs nobody, and is served when one leaves',
    async check(open) {
      const world = await open();
      const ten = Array.from({ length: 10 }, () => world.connect());
      await world.quiet();
      const eleventh = world.connect();
      eleventh.write('and me?');
      await world.quiet();
      for (const peer of ten) peer.write('Hello Server!');
      await world.quiet();
      for (const [index, peer] of ten.entries()) expectBytes(peer.take(), 'keep alive', `the answer to client ${index}`);
      for (const peer of ten) expectThat(!peer.hasEnd, 'none of the ten is closed');
      expectBytes(eleventh.take(), '', 'the answer to the eleventh client, while there are ten');
      ten[3]?.close();
      await world.quiet();
      expectBytes(eleventh.take(), 'keep alive', 'the answer to the eleventh client, when one has left');
    },
  },
  {
    protocol: 'keepalive',
    clause: 'KEEP-3.6',
    claim: 'after any departures ten clients are served at once again',
    async check(open) {
      const world = await open();
      for (const leave of ['close', 'reset', 'halfClose', 'stop'] as const) {
        const ten = Array.from({ length: 10 }, () => world.connect());
        for (const peer of ten) peer.write('Hello Server!');
        await world.quiet();
        for (const [index, peer] of ten.entries()) expectBytes(peer.take(), 'keep alive', `the answer to client ${index}`);
        for (const peer of ten) leave === 'stop' ? peer.write('stop') : peer[leave]();
        await world.quiet();
      }
    },
  },
];

async function arrive(open: OpenWorld<'keepalive'>): Promise<{ world: KeepaliveWorld; peer: Peer }> {
  const world = await open();
  const peer = world.connect();
  await world.quiet();
  return { world, peer };
}

async function expectAnswer(world: KeepaliveWorld, peer: Peer, request: string | Uint8Array): Promise<void> {
  peer.write(request);
  await world.quiet();
  expectBytes(peer.take(), 'keep alive', `the answer to ${JSON.stringify(Buffer.from(request).toString('latin1'))}`);
}

/**
 * Whether there comes a turn in which nothing is left to do: every one of these does the next thing that is due, however late. Of this
 * world, and not of the process: in it are those of other tests.
 */
async function comesToRest({ transport }: KeepaliveWorld): Promise<boolean> {
  for (let turn = 0; turn < 1000; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (transport.isAtRest) return true;
  }
  return false;
}
