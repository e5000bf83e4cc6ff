// Every clause of section 2 of the contract as checks.

import type { ClauseCheck, OpenWorld } from '../clause.test-support.ts';
import { expectBytes, expectThat } from '../expect.test-support.ts';
import type { Peer, World } from '../world.test-support.ts';

type EchoTextWorld = World<'echo-text'>;

/** Longer than a message and its answer are under way on the networks of the tests, and shorter than any delay that is a fault. */
const PROMPT_US = 20_000;
/** Longer than whatever happens every few seconds. */
const LONG_US = 12_000_000;
const LONG_STEP_US = 100_000;

export const ECHO_TEXT_CHECKS: readonly ClauseCheck<'echo-text'>[] = [
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.1',
    claim: 'a message comes back with its NUL, and nothing else does',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('data : 1\n\0');
      await world.quiet();
      expectBytes(peer.received, 'data : 1\n\0', 'the reply');
      peer.write('data : 2\n\0');
      await world.quiet();
      expectBytes(peer.received, 'data : 1\n\0data : 2\n\0', 'the replies');
      expectThat(!peer.hasEnd, 'the connection goes on');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.1',
    claim: 'every byte but NUL comes back as it is, and so does a message of nothing but its NUL',
    async check(open) {
      const { world, peer } = await arrive(open);
      const sent = Buffer.from([...Array.from({ length: 255 }, (_, index) => 255 - index), 0, 0, 0]);
      peer.write(sent);
      await world.quiet();
      expectBytes(peer.received, sent, 'the reply');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.1',
    claim: 'a message of 1,024 bytes with its NUL is echoed, alone and behind another',
    async check(open) {
      const { world, peer } = await arrive(open);
      const longest = `${'x'.repeat(1023)}\0`;
      peer.write(longest);
      await world.quiet();
      expectBytes(peer.take(), longest, 'the reply to the longest message');
      peer.write(`short\0${longest}${longest}`);
      await world.quiet();
      expectBytes(peer.take(), `short\0${longest}${longest}`, 'the replies to the longest messages behind a short one');
      expectThat(!peer.hasEnd, 'the connection goes on');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.1',
    claim: 'a million bytes and more come back unchanged',
    async check(open) {
      const { world, peer } = await arrive(open);
      const round = Buffer.from(Array.from({ length: 1100 }, (_, index) => `message ${index} of a round\0`).join(''));
      for (let sent = 0; sent < 1_100_000; sent += round.length) {
        peer.write(round);
        await world.quiet();
        expectBytes(peer.take(), round, `the replies from byte ${sent} on`);
      }
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.1',
    claim: 'a client that half-closes behind its message is answered all the same',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('my last words\0');
      peer.halfClose();
      await world.quiet();
      expectBytes(peer.received, 'my last words\0', 'the reply');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.2',
    claim: 'each of several messages in one segment is echoed, in order',
    async check(open) {
      const { world, peer } = await arrive(open);
      const sent = 'one\0two\0\0three\0four\0';
      peer.write(sent);
      await world.quiet();
      expectBytes(peer.received, sent, 'the replies');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.2',
    claim: 'of messages in one segment the one that is not whole is echoed later, and the others at once',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('one\0two\0thr');
      await world.quiet();
      expectBytes(peer.received, 'one\0two\0', 'the replies to the two messages that are whole');
      peer.write('ee\0four\0');
      await world.quiet();
      expectBytes(peer.received, 'one\0two\0three\0four\0', 'the replies');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.3',
    claim: 'a message cut at any place is echoed whole, and not before its NUL has come',
    async check(open) {
      const { world, peer } = await arrive(open);
      const message = 'cut me anywhere\0';
      for (let cut = 1; cut < message.length; cut++) {
        peer.write(message.slice(0, cut));
        await world.quiet();
        expectBytes(peer.take(), '', `the reply to the first ${cut} bytes`);
        peer.write(message.slice(cut));
        await world.quiet();
        expectBytes(peer.take(), message, `the reply to a message that was cut behind ${cut} bytes`);
      }
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.3',
    claim: 'a message of 1,024 bytes that comes byte by byte is echoed whole',
    async check(open) {
      const { world, peer } = await arrive(open);
      const message = Buffer.from(`${'long '.repeat(204)}lon\0`);
      expectThat(message.length === 1024, 'the message is of the greatest length');
      for (const byte of message) {
        peer.write(Uint8Array.of(byte));
        await world.quiet(2000);
      }
      await world.quiet();
      expectBytes(peer.received, message, 'the reply');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.3',
    claim: 'what is echoed is the concatenation of what was sent, wherever it was cut',
    async check(open) {
      const { world, peer } = await arrive(open);
      const sent = Buffer.from(Array.from({ length: 400 }, (_, index) => `${`${index}`.repeat(1 + (index % 50))}\0`).join(''));
      for (let at = 0, cut = 1; at < sent.length; at += cut, cut = (cut * 31) % 997) {
        peer.write(sent.subarray(at, at + cut));
        if (cut % 3 === 0) await world.quiet(1000);
      }
      await world.quiet();
      expectBytes(peer.received, sent, 'the replies');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.4',
    claim: 'among many clients that talk at once nobody gets a byte of another',
    async check(open) {
      const world = await open();
      const peers = Array.from({ length: 12 }, (_, index) => ({ peer: world.connect(), letter: 'abcdefghijkl'.charAt(index) }));
      for (let round = 1; round <= 120; round++) {
        for (const { peer, letter } of peers) peer.write(`${letter.repeat(1 + ((round * 37) % 100))}\0`);
        await world.quiet(PROMPT_US);
      }
      await world.quiet();
      for (const { peer, letter } of peers) expectOnlyOwn(peer, letter);
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.4',
    claim: 'nobody gets a byte of another while both have messages under way, or when they leave off in the middle of one',
    async check(open) {
      const { world, peer: first } = await arrive(open);
      first.write(`${'s'.repeat(900)}\0${'s'.repeat(500)}`);
      await world.quiet();
      first.close();
      await world.quiet();
      const second = world.connect();
      second.write('tt');
      await world.quiet();
      expectBytes(second.received, '', 'the reply to a message that has no NUL yet');
      second.write(`t\0tt\0t`);
      await world.quiet();
      expectBytes(second.received, 'ttt\0tt\0', 'the replies');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.4',
    claim: 'a client that sends 1,024 bytes without a NUL is told nothing that another has sent',
    async check(open) {
      const { world, peer: other } = await arrive(open);
      other.write(`${'s'.repeat(1000)}\0`);
      await world.quiet();
      const peer = world.connect();
      peer.write('t'.repeat(1024));
      await world.quiet();
      expectOnlyOwn(peer, 't');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.5',
    claim: 'clients that are silent, or in the middle of a message, delay nobody',
    async check(open) {
      const world = await open();
      const idle = [world.connect(), world.connect(), world.connect()];
      await world.quiet();
      for (const peer of idle.slice(1)) peer.write('I am still thi');
      await world.quiet();
      await expectPromptAnswers(world, world.connect());
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.5',
    claim: 'a client that sends much and reads nothing delays nobody, and gets it all once it reads',
    async check(open) {
      const { world, peer: slow } = await arrive(open);
      slow.stopReading();
      const flood = Buffer.from(`${'f'.repeat(1000)}\0`.repeat(1500));
      slow.write(flood);
      await world.quiet();
      const peer = world.connect();
      peer.write('am I served?\0');
      await world.quiet();
      expectBytes(peer.received, 'am I served?\0', 'the reply to the other client');
      slow.resumeReading();
      await world.quiet(1_000_000);
      expectBytes(slow.received, flood, 'the replies to the slow client');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.5',
    claim: 'the 129th client is served when one of the 128 leaves, time after time',
    async check(open) {
      const world = await open();
      const peers = Array.from({ length: 128 }, () => world.connect());
      await world.quiet();
      peers.forEach((peer, index) => void peer.write(`client ${index}\0`));
      await world.quiet();
      for (const [index, peer] of peers.entries()) expectBytes(peer.take(), `client ${index}\0`, `the reply to client ${index}`);
      for (const leave of ['close', 'reset', 'close', 'reset'] as const) {
        const next = world.connect();
        next.write('and me?\0');
        await world.quiet();
        expectBytes(next.received, '', 'the reply to one client too many');
        peers.shift()?.[leave]();
        await world.quiet();
        expectBytes(next.received, 'and me?\0', 'the reply to the client that waited');
        peers.push(next);
      }
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.6',
    claim: 'the server outlives resets: on arrival, in mid-message, with replies unread',
    async check(open) {
      const { world, peer: witness } = await arrive(open);
      const fresh = world.connect();
      const begun = world.connect();
      const flooded = world.connect();
      await world.quiet();
      begun.write('I was about to');
      flooded.stopReading();
      flooded.write(`${'f'.repeat(1000)}\0`.repeat(800));
      await world.quiet();
      for (const peer of [fresh, begun, flooded]) peer.reset();
      await world.quiet();
      witness.write('still there?\0');
      const next = world.connect();
      next.write('and open?\0');
      await world.quiet();
      expectBytes(witness.received, 'still there?\0', 'the reply to a client that was there');
      expectBytes(next.received, 'and open?\0', 'the reply to a client that came later');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.7',
    claim: '1,024 bytes without a NUL end the connection, with nothing said',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('n'.repeat(1023));
      await world.quiet();
      expectThat(!peer.hasEnd, '1,023 bytes are no reason to end the connection');
      peer.write('n');
      await world.quiet();
      expectThat(peer.hasEnd, '1,024 bytes are');
      expectBytes(peer.received, '', 'the reply');
      expectThat(peer.outcome?.kind === 'closed', 'the connection ends in order');
    },
  },
  {
    protocol: 'echo-text',
    clause: 'ECHO-TEXT-2.7',
    claim: 'messages before such bytes are echoed, those behind are not',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write(`before\0${'n'.repeat(1024)}\0behind\0`);
      await world.quiet();
      peer.write('later\0');
      await world.quiet();
      expectBytes(peer.received, 'before\0', 'the replies');
      expectThat(peer.hasEnd, 'the connection is ended');
    },
  },
];

async function arrive(open: OpenWorld<'echo-text'>): Promise<{ world: EchoTextWorld; peer: Peer }> {
  const world = await open();
  const peer = world.connect();
  await world.quiet();
  return { world, peer };
}

function expectOnlyOwn(peer: Peer, letter: string): void {
  const own = letter.charCodeAt(0);
  const foreign = peer.received.findIndex((byte) => byte !== own && byte !== 0);
  expectThat(foreign === -1, `the client that sends only '${letter}' gets nothing else, at byte ${foreign} neither`);
}

/** For twelve seconds, so that what happens now and then happens, too. */
async function expectPromptAnswers(world: EchoTextWorld, peer: Peer): Promise<void> {
  await world.quiet();
  for (let us = 0; us < LONG_US; us += LONG_STEP_US) {
    peer.write('prompt?\0');
    await world.quiet(PROMPT_US);
    expectBytes(peer.take(), 'prompt?\0', `the reply ${us / 1000} ms after the beginning, within ${PROMPT_US / 1000} ms`);
    await world.quiet(LONG_STEP_US - PROMPT_US);
  }
}
