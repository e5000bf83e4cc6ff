// Every clause of section 4 of the contract as checks. A message is what arrives at once: they hold on networks that deliver a
// write as one segment.

import type { ClauseCheck, OpenWorld } from '../clause.test-support.ts';
import { expectBytes, expectThat } from '../expect.test-support.ts';
import type { Peer, World, WorldOptions } from '../world.test-support.ts';

type TalkWorld = World<'talk'>;

/** Longer than a message and its answer are under way, and shorter than any delay that is a fault. */
const PROMPT_US = 20_000;
/** Longer than whatever happens every few seconds. */
const LONG_US = 12_000_000;
const LONG_STEP_US = 100_000;

export const TALK_CHECKS: readonly ClauseCheck<'talk'>[] = [
  {
    protocol: 'talk',
    clause: 'TALK-4.1',
    claim: 'the client speaks first, and gets one answer for each message, in turn',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const turn of [1, 2, 3, 4, 5]) world.terminal.type(`answer ${turn}`);
      await world.quiet(LONG_US);
      expectBytes(peer.take(), '', 'what is said to a client that has not spoken');
      for (const turn of [1, 2, 3, 4, 5]) {
        peer.write(`message ${turn}`);
        await world.quiet();
        expectBytes(peer.take(), `answer ${turn}`, `what is said in turn ${turn}`);
        expectThat(!peer.hasEnd, 'the conversation goes on');
      }
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.1',
    claim: 'messages of 1 and of 1,023 bytes, and of bytes that are no text, are messages',
    async check(open) {
      const { world, peer } = await arrive(open);
      let printed = Buffer.alloc(0);
      for (const message of [Buffer.from('a'), Buffer.alloc(1023, 'long '), Buffer.from([0, 255, 128, 10, 13, 0])]) {
        peer.write(message);
        await world.quiet();
        printed = Buffer.concat([printed, Buffer.from('client say:'), message, Buffer.from('\nyou want to say:')]);
        expectBytes(world.terminal.printedBytes, printed, 'what is printed');
        world.terminal.type('yes');
        await world.quiet();
        expectBytes(peer.take(), 'yes', 'the answer');
      }
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.1',
    claim: 'a message ahead of its turn is shown after the answer to the one before',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('first');
      await world.quiet();
      peer.write('second');
      await world.quiet();
      expectPrinted(world, 'client say:first\nyou want to say:');
      world.terminal.type('one');
      await world.quiet();
      expectBytes(peer.take(), 'one', 'the first answer');
      expectPrinted(world, 'client say:first\nyou want to say:client say:second\nyou want to say:');
      world.terminal.type('two');
      await world.quiet();
      expectBytes(peer.take(), 'two', 'the second answer');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.2',
    claim: 'a message is printed behind `client say:`, and `you want to say:` after it',
    async check(open) {
      const { world, peer } = await arrive(open);
      expectPrinted(world, '');
      peer.write('你好, server');
      await world.quiet();
      expectPrinted(world, 'client say:你好, server\nyou want to say:');
      expectBytes(peer.take(), '', 'what is said before the operator answers');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.2',
    claim: 'a message of 1,023 bytes is printed whole',
    async check(open) {
      const { world, peer } = await arrive(open);
      const message = `${'how long '.repeat(113)}is it?`;
      expectThat(message.length === 1023, 'the message is of the greatest length');
      peer.write(message);
      await world.quiet();
      expectPrinted(world, `client say:${message}\nyou want to say:`);
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.2',
    claim: 'the answer is one line without its line end, with its bytes as they are',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const line of ['fine, and you?', ' ', '好', '\tx\t', 'l'.repeat(3000)]) {
        peer.write('how are you?');
        await world.quiet();
        world.terminal.type(line);
        await world.quiet();
        expectBytes(peer.take(), line, 'the answer');
      }
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.2',
    claim: 'one message takes one line, and leaves the others to the messages that come',
    async check(open) {
      const { world, peer } = await arrive(open);
      for (const line of ['one', 'two', 'three']) world.terminal.type(line);
      for (const line of ['one', 'two', 'three']) {
        peer.write('next?');
        await world.quiet();
        expectBytes(peer.take(), line, 'the answer');
      }
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.3',
    claim: 'when the client closes, half-closes or resets, ` client shutdown !` is printed once, and the connection is let go',
    async check(open) {
      const world = await open();
      let printed = '';
      for (const leave of ['close', 'halfClose', 'reset'] as const) {
        const peer = world.connect();
        await world.quiet();
        peer[leave]();
        await world.quiet();
        printed += ' client shutdown !\n';
        expectPrinted(world, printed);
        expectThat(peer.outcome !== undefined, 'the connection is no more');
        await world.quiet(LONG_US);
        expectPrinted(world, printed);
      }
      expectThat(world.places.taken === 0, 'no place is taken any more');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.3',
    claim: 'a client that leaves while the operator considers the answer is told of at once, and nobody else is disturbed',
    async check(open) {
      const { world, peer } = await arrive(open);
      const other = world.connect();
      peer.write('hello?');
      await world.quiet();
      peer.close();
      await world.quiet();
      expectPrinted(world, 'client say:hello?\nyou want to say: client shutdown !\n');
      world.terminal.type('too late');
      await world.quiet();
      other.write('me?');
      await world.quiet();
      world.terminal.type('you');
      await world.quiet();
      expectBytes(other.take(), 'you', 'the answer to the client that stays');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.3',
    claim: 'when nobody answers any more the server closes, and prints no shutdown of the client',
    async check(open) {
      const { world, peer } = await arrive(open);
      peer.write('hello?');
      await world.quiet();
      world.terminal.endInput();
      await world.quiet();
      expectBytes(peer.take(), '', 'the answer');
      expectThat(peer.hasEnd, 'the server closes');
      expectPrinted(world, 'client say:hello?\nyou want to say:');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.4',
    claim: 'one at a time: a second client connects, and is served after the first has left',
    async check(open) {
      const { world, peer: first } = await arrive(open, { capacity: 1 });
      const second = world.connect();
      second.write('and me?');
      await world.quiet();
      expectThat(second.isOpen, 'the second is connected');
      expectPrinted(world, '');
      first.write('it is my turn');
      await world.quiet();
      world.terminal.type('right');
      await world.quiet();
      expectBytes(first.take(), 'right', 'the answer to the first');
      first.close();
      await world.quiet();
      expectPrinted(world, 'client say:it is my turn\nyou want to say: client shutdown !\nclient say:and me?\nyou want to say:');
      world.terminal.type('now you');
      await world.quiet();
      expectBytes(second.take(), 'now you', 'the answer to the second');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.4',
    claim: 'several at once: answers go to the clients whose messages were printed, in the order printed',
    async check(open) {
      const world = await open();
      const peers = Array.from({ length: 4 }, () => world.connect());
      await world.quiet();
      let printed = '';
      for (const index of [2, 0, 3, 1]) {
        peers[index]?.write(`I am ${index}`);
        await world.quiet();
        printed += `client say:I am ${index}\nyou want to say:`;
        expectPrinted(world, printed);
      }
      for (const index of [2, 0, 3, 1]) {
        world.terminal.type(`you are ${index}`);
        await world.quiet();
        for (const [other, peer] of peers.entries()) {
          expectBytes(
            peer.take(),
            other === index ? `you are ${index}` : '',
            `what client ${other} gets when ${index} is answered`,
          );
        }
      }
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.4',
    claim: 'the answer to a client that has left is not given to another',
    async check(open) {
      const world = await open();
      const peers = [world.connect(), world.connect()] as const;
      await world.quiet();
      for (const peer of peers) {
        peer.write('hello?');
        await world.quiet();
      }
      peers[0].reset();
      await world.quiet();
      world.terminal.type('for the first');
      await world.quiet();
      expectBytes(peers[1].take(), '', 'what the second gets when the first is answered');
      world.terminal.type('for the second');
      await world.quiet();
      expectBytes(peers[1].take(), 'for the second', 'the answer to the second');
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.4',
    claim: 'a client that does not speak delays nobody',
    async check(open) {
      const { world } = await arrive(open);
      const peer = world.connect();
      await world.quiet();
      for (let us = 0; us < LONG_US; us += LONG_STEP_US) {
        world.terminal.type('prompt!');
        peer.write('prompt?');
        await world.quiet(PROMPT_US);
        expectBytes(peer.take(), 'prompt!', `the answer ${us / 1000} ms after the beginning, within ${PROMPT_US / 1000} ms`);
        await world.quiet(LONG_STEP_US - PROMPT_US);
      }
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.5',
    claim: 'the operator `echo` answers with the message',
    async check(open) {
      const { world, peer } = await arrive(open, { operator: 'echo' });
      for (const message of ['hello', '回声', 'e'.repeat(1023)]) {
        peer.write(message);
        await world.quiet();
        expectBytes(peer.take(), message, 'the answer');
      }
      expectPrinted(
        world,
        ['hello', '回声', 'e'.repeat(1023)].map((message) => `client say:${message}\nyou want to say:`).join(''),
      );
    },
  },
  {
    protocol: 'talk',
    clause: 'TALK-4.5',
    claim: 'the operator `script` answers a line each, from the top again at the end',
    async check(open) {
      const { world, peer } = await arrive(open, { operator: 'script', script: ['one', 'two', 'three'] });
      for (const line of ['one', 'two', 'three', 'one', 'two', 'three', 'one']) {
        peer.write('next?');
        await world.quiet();
        expectBytes(peer.take(), line, 'the answer');
      }
    },
  },
];

async function arrive(
  open: OpenWorld<'talk'>,
  options: Partial<WorldOptions<'talk'>> = {},
): Promise<{ world: TalkWorld; peer: Peer }> {
  const world = await open(options);
  const peer = world.connect();
  await world.quiet();
  return { world, peer };
}

function expectPrinted(world: TalkWorld, expected: string): void {
  expectBytes(world.terminal.printedBytes, expected, 'what is printed');
}
