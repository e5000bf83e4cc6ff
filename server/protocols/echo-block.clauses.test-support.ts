// Every clause of section 5 of the contract as checks.

import type { ClauseCheck, OpenWorld } from '../clause.test-support.ts';
import { expectBytes, expectThat } from '../expect.test-support.ts';
import type { Peer, World } from '../world.test-support.ts';

type EchoBlockWorld = World<'echo-block'>;

const BLOCK_BYTES = 1024;
/** Longer than bytes and their echo are under way on the networks of the tests, and shorter than any delay that is a fault. */
const PROMPT_US = 20_000;
/** Longer than whatever happens every few seconds. */
const LONG_US = 12_000_000;
const LONG_STEP_US = 100_000;

export const ECHO_BLOCK_CHECKS: readonly ClauseCheck<'echo-block'>[] = [
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.1',
    claim: 'blocks of a line, its end and NULs come back as they are',
    async check(open) {
      const { world, peer } = await arrive(open);
      const blocks = Buffer.alloc(3 * BLOCK_BYTES);
      ['hello\n', '', `${'x'.repeat(1022)}\n`].forEach((line, index) => void blocks.write(line, index * BLOCK_BYTES));
      peer.write(blocks);
      await world.quiet();
      expectBytes(peer.received, blocks, 'the echo');
      expectThat(!peer.hasEnd, 'the connection goes on');
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.1',
    claim: 'bytes of every value come back, in streams of any length, without waiting for a block to be full',
    async check(open) {
      const { world, peer } = await arrive(open);
      const bytes = bytesOfEveryValue(5000);
      for (const length of [1, 2, 255, 256, 1023, 1024, 1025, 2049, 5000]) {
        peer.write(bytes.subarray(0, length));
        await world.quiet();
        expectBytes(peer.take(), bytes.subarray(0, length), `the echo of ${length} bytes`);
      }
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.1',
    claim: 'a stream comes back the same, wherever it was cut',
    async check(open) {
      const { world, peer } = await arrive(open);
      const sent = bytesOfEveryValue(60_000);
      for (let at = 0, cut = 1; at < sent.length; at += cut, cut = (cut * 31) % 997) {
        peer.write(sent.subarray(at, at + cut));
        if (cut % 3 === 0) await world.quiet(1000);
      }
      await world.quiet();
      expectBytes(peer.received, sent, 'the echo');
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.1',
    claim: 'a million bytes and more come back unchanged',
    async check(open) {
      const { world, peer } = await arrive(open);
      const round = bytesOfEveryValue(50_000);
      for (let sent = 0; sent < 1_100_000; sent += round.length) {
        peer.write(round);
        await world.quiet();
        expectBytes(peer.take(), round, `the echo from byte ${sent} on`);
      }
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.1',
    claim: 'among clients that talk at once each gets its own bytes, every time',
    async check(open) {
      const world = await open();
      const peers = Array.from({ length: 6 }, () => world.connect());
      for (let round = 0; round < 120; round++) {
        const sent = peers.map((_, index) => Buffer.alloc(1 + ((round * 37) % 300), 'abcdef'.charAt(index)));
        for (const [index, peer] of peers.entries()) peer.write(sent[index] ?? '');
        await world.quiet(PROMPT_US);
        for (const [index, peer] of peers.entries()) expectBytes(peer.take(), sent[index] ?? '', `the echo for client ${index}`);
      }
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.2',
    claim: 'clients that are silent, or have left, delay nobody',
    async check(open) {
      const world = await open();
      const peers = Array.from({ length: 5 }, () => world.connect());
      await world.quiet();
      peers[0]?.close();
      peers[1]?.reset();
      peers[2]?.write('half a block');
      const peer = world.connect();
      await world.quiet();
      for (let us = 0; us < LONG_US; us += LONG_STEP_US) {
        peer.write('prompt?\n');
        await world.quiet(PROMPT_US);
        expectBytes(peer.take(), 'prompt?\n', `the echo ${us / 1000} ms after the beginning, within ${PROMPT_US / 1000} ms`);
        await world.quiet(LONG_STEP_US - PROMPT_US);
      }
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.2',
    claim: 'a client that sends much and reads nothing delays nobody, and gets it all once it reads',
    async check(open) {
      const { world, peer: slow } = await arrive(open);
      slow.stopReading();
      const flood = bytesOfEveryValue(360_000);
      slow.write(flood);
      await world.quiet();
      const peer = world.connect();
      peer.write('am I served?\n');
      await world.quiet();
      expectBytes(peer.received, 'am I served?\n', 'the echo for the other client');
      slow.resumeReading();
      await world.quiet(1_000_000);
      expectBytes(slow.received, flood, 'the echo for the slow client');
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.3',
    claim: 'the server outlives resets: on arrival, after bytes, with the echo unread',
    async check(open) {
      const { world, peer: witness } = await arrive(open);
      const fresh = world.connect();
      const heard = world.connect();
      const flooded = world.connect();
      await world.quiet();
      heard.write('half a block');
      flooded.stopReading();
      flooded.write(bytesOfEveryValue(360_000));
      await world.quiet();
      for (const peer of [fresh, heard, flooded]) peer.reset();
      await world.quiet();
      witness.write('still there?\n');
      const next = world.connect();
      next.write('and open?\n');
      await world.quiet();
      expectBytes(witness.received, 'still there?\n', 'the echo for a client that was there');
      expectBytes(next.received, 'and open?\n', 'the echo for a client that came later');
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.4',
    claim: 'after a half-close the rest is echoed, then the server closes',
    async check(open) {
      const { world, peer } = await arrive(open);
      const sent = bytesOfEveryValue(100_000);
      peer.write(sent);
      peer.halfClose();
      await world.quiet();
      expectBytes(peer.received, sent, 'the echo');
      expectThat(peer.hasEnd, 'the server closes');
      expectThat(peer.outcome?.kind === 'closed', 'the connection ends in order');
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.4',
    claim: 'after a half-close with nothing under way the server closes',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('echo');
      await world.quiet();
      peer.halfClose();
      await world.quiet();
      expectBytes(peer.received, 'echo', 'the echo');
      expectThat(peer.hasEnd, 'the server closes');
    },
  },
  {
    protocol: 'echo-block',
    clause: 'ECHO-BLOCK-5.4',
    claim: 'a client that reads only after its half-close loses nothing',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.stopReading();
      const sent = bytesOfEveryValue(360_000);
      peer.write(sent);
      peer.halfClose();
      await world.quiet(1_000_000);
      peer.resumeReading();
      await world.quiet(1_000_000);
      expectBytes(peer.received, sent, 'the echo');
      expectThat(peer.hasEnd, 'the server closes');
    },
  },
];

async function arrive(open: OpenWorld<'echo-block'>): Promise<{ world: EchoBlockWorld; peer: Peer }> {
  const world = await open();
  const peer = world.connect();
  await world.quiet();
  return { world, peer };
}

/** Every run of 256 bytes begins with another value, so that a block in the place of another shows. */
function bytesOfEveryValue(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => (index + (index >> 8)) & 0xff));
}
