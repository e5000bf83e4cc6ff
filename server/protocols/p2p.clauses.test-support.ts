// Every clause of section 6 of the contract as checks.

import type { ClauseCheck, OpenWorld } from '../clause.test-support.ts';
import { expectBytes, expectThat } from '../expect.test-support.ts';
import type { Peer, World } from '../world.test-support.ts';

type P2pWorld = World<'p2p'>;

const BLOCK_BYTES = 1024;
/** Longer than a line is under way on the networks of the tests, and shorter than any delay that is a fault. */
const PROMPT_US = 20_000;
/** Longer than whatever happens every few seconds. */
const LONG_US = 12_000_000;
const LONG_STEP_US = 100_000;

export const P2P_CHECKS: readonly ClauseCheck<'p2p'>[] = [
  {
    protocol: 'p2p',
    clause: 'P2P-6.1',
    claim: 'every line of the operator goes in a block: the line, its end, NULs',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const line of ['a longer line goes first', 'hi', '', '你好', 'x'.repeat(1023)]) {
        world.terminal.type(line);
        await world.quiet();
        expectBytes(peer.take(), blocksOf(`${line}\n`), 'what the client gets for a line');
      }
      expectPrinted(world, '');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.1',
    claim: 'lines that were typed before the client came go to it, in order',
    async check(open) {
      const world = await open();
      for (const line of ['one', 'two', 'three']) world.terminal.type(line);
      const peer = world.connect();
      await world.quiet();
      expectBytes(peer.take(), Buffer.concat(['one\n', 'two\n', 'three\n'].map(blocksOf)), 'what the client gets');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.1',
    claim: 'of each block of the client the bytes up to its first NUL are printed',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write(Buffer.concat([blocksOf('one\n'), blocksOf('two\n\0not this\n'), blocksOf(''), blocksOf('三\n')]));
      await world.quiet();
      expectPrinted(world, 'one\ntwo\n三\n');
      peer.write(Buffer.concat([Buffer.alloc(BLOCK_BYTES, 'full '), blocksOf(' and more\n')]));
      await world.quiet();
      expectPrinted(world, `one\ntwo\n三\n${'full '.repeat(205).slice(0, BLOCK_BYTES)} and more\n`);
      expectBytes(peer.take(), '', 'what the client gets when nothing is typed');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.1',
    claim: 'a block that comes in pieces is printed as one, whatever stands behind its NUL',
    async check(open) {
      const { world, peer } = await arrive(open);
      const sent = Buffer.concat(['in pieces\n\0dirt', 'p'.repeat(700), `${'q'.repeat(1000)}\0r`, 's\n'].map(blocksOf));
      for (let at = 0, cut = 1; at < sent.length; at += cut, cut = (cut * 31) % 997) {
        peer.write(sent.subarray(at, at + cut));
        await world.quiet();
      }
      expectPrinted(world, `in pieces\n${'p'.repeat(700)}${'q'.repeat(1000)}s\n`);
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.1',
    claim: 'one client: a second is served by nobody while the first is there',
    async check(open) {
      const { world, peer: first } = await arrive(open);
      const second = world.connect();
      second.write(blocksOf('and me?\n'));
      await world.quiet();
      world.terminal.type('for the first');
      world.terminal.type('this too');
      await world.quiet();
      expectBytes(second.take(), '', 'what the second client gets');
      expectBytes(first.take(), Buffer.concat(['for the first\n', 'this too\n'].map(blocksOf)), 'what the first client gets');
      expectPrinted(world, '');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.2',
    claim: 'neither side waits for a line of the other',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const line of ['one', 'two', 'three']) world.terminal.type(line);
      await world.quiet();
      expectBytes(peer.take(), Buffer.concat(['one\n', 'two\n', 'three\n'].map(blocksOf)), 'what a silent client gets');
      peer.write(Buffer.concat(['1\n', '2\n', '3\n'].map(blocksOf)));
      await world.quiet();
      expectPrinted(world, '1\n2\n3\n');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.2',
    claim: 'a client that does not read is heard all the same, and gets every line once it reads',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.stopReading();
      const lines = Array.from({ length: 8 }, (_, index) => `line ${index} `.repeat(12_000));
      for (const line of lines) world.terminal.type(line);
      await world.quiet();
      const said = Array.from({ length: 200 }, (_, index) => `said ${index}\n`);
      for (const line of said) peer.write(blocksOf(line));
      await world.quiet();
      expectPrinted(world, said.join(''));
      peer.resumeReading();
      await world.quiet(1_000_000);
      expectBytes(peer.take(), Buffer.concat(lines.map((line) => blocksOf(`${line}\n`))), 'what the client gets once it reads');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.2',
    claim: 'while what the client says can not be printed, the lines of the operator go out',
    async check(open) {
      const { world, peer } = await arrive(open);
      world.terminal.isStuck = true;
      const said = Buffer.concat(Array.from({ length: 1500 }, (_, index) => blocksOf(`${index}`.repeat(200))));
      peer.write(said);
      await world.quiet();
      world.terminal.type('do you hear me?');
      await world.quiet();
      expectBytes(peer.take(), blocksOf('do you hear me?\n'), 'what the client gets');
      world.terminal.unstick();
      await world.quiet(1_000_000);
      expectPrinted(world, Array.from({ length: 1500 }, (_, index) => `${index}`.repeat(200)).join(''));
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.2',
    claim: 'both directions saturated at once lose nothing',
    async check(open) {
      const { world, peer } = await arrive(open);
      const lines = Array.from({ length: 600 }, (_, index) => `${index}`.repeat(1 + (index % 200)));
      for (const line of lines) {
        peer.write(blocksOf(`${line}\n`));
        world.terminal.type(line);
      }
      await world.quiet(1_000_000);
      expectBytes(peer.take(), Buffer.concat(lines.map((line) => blocksOf(`${line}\n`))), 'what the client gets');
      expectPrinted(world, lines.map((line) => `${line}\n`).join(''));
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.2',
    claim: 'lines arrive at once in both directions, for as long as they come',
    async check(open) {
      const { world, peer } = await arrive(open);
      let printed = '';
      for (let us = 0; us < LONG_US; us += LONG_STEP_US) {
        world.terminal.type('prompt');
        peer.write(blocksOf('prompt!\n'));
        printed += 'prompt!\n';
        await world.quiet(PROMPT_US);
        expectBytes(peer.take(), blocksOf('prompt\n'), `the line ${us / 1000} ms after the beginning`);
        expectPrinted(world, printed);
        await world.quiet(LONG_STEP_US - PROMPT_US);
      }
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.2',
    claim: 'an operator whose lines never end keeps the server from nothing else',
    async check(open) {
      const world = await open({ operator: 'script', script: ['on and on'] });
      const peer = world.connect();
      peer.write(blocksOf('may I?\n'));
      await world.quiet(5000);
      expectPrinted(world, 'may I?\n');
      expectThat(peer.received.length > BLOCK_BYTES, 'the lines go out');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.3',
    claim: 'when the client closes, half-closes or resets, `peer close` is printed once, and both halves end',
    async check(open) {
      const world = await open();
      let printed = '';
      for (const leave of ['close', 'halfClose', 'reset'] as const) {
        const peer = world.connect();
        await world.quiet();
        peer.write(blocksOf('bye\n'));
        await world.quiet();
        peer[leave]();
        await world.quiet();
        printed += 'bye\npeer close\n';
        expectPrinted(world, printed);
        expectThat(peer.outcome !== undefined, 'the connection is no more');
        await world.quiet(LONG_US);
        expectPrinted(world, printed);
      }
      expectThat(world.places.taken === 0, 'no place is taken any more');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.3',
    claim: 'what the client said before it closed is printed before `peer close`',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write(Buffer.concat([blocksOf('last\n'), Buffer.from('words')]));
      peer.close();
      await world.quiet();
      expectPrinted(world, 'last\nwordspeer close\n');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.3',
    claim: 'a line that is typed after the client has gone waits for the next client',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.close();
      await world.quiet();
      world.terminal.type('is anybody there?');
      const next = world.connect();
      await world.quiet();
      expectBytes(next.take(), blocksOf('is anybody there?\n'), 'what the next client gets');
    },
  },
  {
    protocol: 'p2p',
    clause: 'P2P-6.4',
    claim: 'a line of more than 1,023 bytes goes in several blocks, and nothing of it is lost',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const length of [1023, 1024, 1025, 2047, 2048, 5000, 100_000]) {
        const line = Array.from({ length: Math.ceil(length / 7) }, (_, index) => `${index} `.padEnd(7, '.'))
          .join('')
          .slice(0, length);
        world.terminal.type(line);
        await world.quiet();
        expectBytes(peer.take(), blocksOf(`${line}\n`), `what the client gets for a line of ${length} bytes`);
      }
    },
  },
];

async function arrive(open: OpenWorld<'p2p'>): Promise<{ world: P2pWorld; peer: Peer }> {
  const world = await open();
  const peer = world.connect();
  await world.quiet();
  return { world, peer };
}

/** A text in as few blocks as hold it, filled with NULs. */
function blocksOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const blocks = Buffer.alloc(Math.max(1, Math.ceil(bytes.length / BLOCK_BYTES)) * BLOCK_BYTES);
  bytes.copy(blocks);
  return blocks;
}

function expectPrinted(world: P2pWorld, expected: string): void {
  expectBytes(world.terminal.printedBytes, expected, 'what is printed');
}
