// Checks of section 1.1 of the contract: frames.

import type { ClauseCheck } from '../../clause.test-support.ts';
import {
  expectTexts,
  expectThat,
  FORMAT_WRONG,
  frameOf,
  Hall,
  NAME_TOO_LONG,
  notFound,
  numbers,
  promptOf,
  REGISTERED,
  sorted,
} from './hall.test-support.ts';

const BOTH = ['alice', 'bob'];
const DIRTY = { padding: 0x58 };

export const FRAME_CHECKS: readonly ClauseCheck<'chat'>[] = [
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.1',
    claim: 'whatever is said, what has come is whole frames of 1,500 bytes once the server is quiet',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      for (const round of numbers(25)) {
        alice.say(`bob:${round}`, `@all:${round}`, 'nonsense', 'nobody:hi');
        await hall.quiet();
        expectThat(alice.peer.received.length % 1500 === 0, 'alice has whole frames');
        expectThat(bob.peer.received.length % 1500 === 0, 'bob has whole frames');
        expectThat(alice.texts().length === 15, 'alice has 15 frames more');
        expectThat(bob.texts().length === 2, 'bob has 2 frames more');
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.1',
    claim: 'a text of 1,499 bytes arrives whole',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const text = 'x'.repeat(1499 - 'alice$'.length);
      alice.say(`bob:${text}`);
      await hall.quiet();
      bob.heard(`alice$${text}`);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.1',
    claim: 'a text that is too long makes no frame that is',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say(`bob:${'x'.repeat(1495)}`, `@all:${'y'.repeat(1494)}`, `${'z'.repeat(1497)}:hi`);
      await hall.quiet();
      expectThat(alice.texts().length >= 9, 'alice is told in whole frames');
      expectThat(bob.peer.received.length % 1500 === 0, 'bob has whole frames');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.2',
    claim: 'nothing of a long text stands behind a short one, to the same receiver and to others',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say(`bob:${'x'.repeat(1400)}`, 'bob:y', `@all:${'x'.repeat(1400)}`, '@all:y', 'bob:z');
      await hall.quiet();
      const long = 'x'.repeat(1400);
      bob.heard(`alice$${long}`, 'alice$y', `alice：@所有人：${long}`, 'alice：@所有人：y', 'alice$z');
      expectThat(alice.texts().length === 17, 'alice has clean frames');
      await hall.join('carol');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.2',
    claim: 'the padding of hundreds of frames is NUL to the last byte',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say(...numbers(120).map((number) => `bob:${number}`));
      await hall.quiet();
      for (const { peer } of [alice, bob]) {
        for (let at = 0; at < peer.received.length; at += 1500) {
          const frame = peer.received.subarray(at, at + 1500);
          expectThat(
            frame.subarray(frame.indexOf(0)).every((byte) => byte === 0),
            'all padding is NUL',
          );
        }
      }
    },
  },
  ...([1500, 100] as const).map(
    (frameBytes): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.1.3',
      claim: `a client with frames of ${frameBytes} bytes registers, talks and leaves`,
      async check(open) {
        const hall = await Hall.open(open);
        const bob = await hall.join('bob');
        const alice = await hall.newcomer();
        for (const text of ['alice', 'bob:one', '@all:two', 'bob:three', 'exit']) {
          alice.peer.write(frameOf(text, { frameBytes }));
          await hall.quiet();
        }
        const prompt = promptOf('alice', ['bob', 'alice']);
        alice.heard(REGISTERED, ...prompt, ...prompt, 'alice：@所有人：two', ...prompt, ...prompt);
        bob.heard('alice$one', 'alice：@所有人：two', 'alice$three', 'alice 用户已下线了！');
      },
    }),
  ),
  ...([1500, 100] as const).map(
    (frameBytes): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.1.3',
      claim: `bytes behind the first NUL of a frame of ${frameBytes} bytes are ignored`,
      async check(open) {
        const hall = await Hall.open(open, { clientFrame: frameBytes });
        const bob = await hall.newcomer();
        bob.peer.write(frameOf('bob', { frameBytes, ...DIRTY }));
        const alice = await hall.newcomer();
        alice.peer.write(frameOf('alice', { frameBytes, ...DIRTY }));
        await hall.quiet();
        bob.heard(REGISTERED, ...promptOf('bob', ['bob']));
        alice.heard(REGISTERED, ...promptOf('alice', ['bob', 'alice']));
        const hidden = frameOf('bob:one', { frameBytes, ...DIRTY });
        hidden.write('bob:two\0', 20);
        alice.peer.write(hidden);
        alice.peer.write(frameOf('', { frameBytes, ...DIRTY }));
        alice.peer.write(frameOf('nobody:hi', { frameBytes, ...DIRTY }));
        await hall.quiet();
        bob.heard('alice$one');
        const prompt = promptOf('alice', ['bob', 'alice']);
        alice.heard(...prompt, FORMAT_WRONG, ...prompt, notFound('nobody'), ...prompt);
        alice.peer.write(frameOf('exit', { frameBytes, ...DIRTY }));
        await hall.quiet();
        expectThat(alice.peer.hasEnd, '`exit` with dirty padding is `exit`');
      },
    }),
  ),
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.4',
    claim: 'the second and further frames of one segment are read as the first is',
    async check(open) {
      const hall = await Hall.open(open);
      const bob = await hall.join('bob');
      const alice = await hall.newcomer();
      alice.say('alice', ...numbers(60).map((number) => `bob:${number}`));
      await hall.quiet();
      expectTexts(
        bob.texts(),
        numbers(60).map((number) => `alice$${number}`),
        'bob',
      );
      expectThat(alice.texts().length === 1 + 61 * 3, 'each of the frames is answered');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.4',
    claim: 'a frame that is cut in two anywhere is read as a whole one is',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const places = [1, 3, 4, 5, 6, 7, 50, 99, 100, 101, 199, 200, 749, 750, 1024, 1400, 1498, 1499];
      for (const place of places) await alice.sendCut(frameOf(`bob:${place}`), [place]);
      await hall.quiet();
      expectTexts(
        bob.texts(),
        places.map((place) => `alice$${place}`),
        'bob',
      );
      expectTexts(
        alice.texts(),
        places.flatMap(() => promptOf('alice', BOTH)),
        'alice',
      );
    },
  },
  ...([1500, 100] as const).map(
    (frameBytes): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.1.4',
      claim: `a conversation in frames of ${frameBytes} bytes that come byte by byte is the same`,
      async check(open) {
        const hall = await Hall.open(open);
        const bob = await hall.join('bob');
        const alice = await hall.newcomer();
        const frames = Buffer.concat(['alice', 'bob:hi'].map((text) => frameOf(text, { frameBytes })));
        await alice.sendCut(frames, numbers(frames.length).slice(1));
        await hall.quiet();
        const prompt = promptOf('alice', ['bob', 'alice']);
        alice.heard(REGISTERED, ...prompt, ...prompt);
        bob.heard('alice$hi');
      },
    }),
  ),
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.4',
    claim: 'many frames in segments that end in the midst of them are all read',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const frames = Buffer.concat(numbers(40).map((number) => frameOf(`bob:${number}`)));
      // Strides that fall behind a frame's end, before it, and on it.
      const places = [1400, 1499, 1500, 1501, 2999, 3000, 3001, 4499, 6004, 7500, 12_000, 12_001, 29_000, 44_999, 45_001, 59_999];
      await alice.sendCut(frames, places);
      await hall.quiet();
      expectTexts(
        bob.texts(),
        numbers(40).map((number) => `alice$${number}`),
        'bob',
      );
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.5',
    claim: 'what twelve members write to one member and to all at the same time comes in whole frames',
    async check(open) {
      const hall = await Hall.open(open);
      const hub = await hall.join('hub');
      const names = numbers(12).map((number) => `w${number}`);
      const writers = await hall.crowd(names);
      for (const round of numbers(6)) {
        for (const [index, writer] of writers.entries()) {
          writer.say(...numbers(4).map((number) => `hub:${names[index]} ${round} ${number} ${'x'.repeat(900)}`), '@all:y');
        }
        // Not all of a round has been answered when the next begins.
        await hall.quiet(30);
      }
      await hall.quiet();
      const directs = names.flatMap((name) =>
        numbers(6).flatMap((round) => numbers(4).map((number) => `${name}$${name} ${round} ${number} ${'x'.repeat(900)}`)),
      );
      const broadcasts = names.flatMap((name) => numbers(6).map(() => `${name}：@所有人：y`));
      expectTexts(sorted(hub.texts()), sorted([...directs, ...broadcasts]), 'hub');
      for (const writer of writers) expectThat(writer.texts().length === 6 * (5 * 3 + 12), 'every writer has whole frames');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.6',
    claim: 'a frame of 1,500 bytes without a NUL is text of its whole length, and the next frame is a frame of its own',
    async check(open) {
      const hall = await Hall.open(open);
      const [a, bob] = await hall.members('a', 'bob');
      const text = 'x'.repeat(1500 - 'bob:'.length);
      a.say(`bob:${text}`, 'bob:next');
      await hall.quiet();
      bob.heard(`a$${text}`, 'a$next');
      a.say('z'.repeat(1500), 'bob:last');
      await hall.quiet();
      bob.heard('a$last');
      const prompt = promptOf('a', ['a', 'bob']);
      a.heard(...prompt, ...prompt, FORMAT_WRONG, ...prompt, ...prompt);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.6',
    claim: 'a frame of 100 bytes without a NUL is text of its whole length, and the next frame is a frame of its own',
    async check(open) {
      const hall = await Hall.open(open);
      const bob = await hall.join('bob');
      const alice = await hall.newcomer();
      const text = 'x'.repeat(96);
      const frames = ['alice', `bob:${text}`, 'bob:next'].map((each) => frameOf(each, { frameBytes: 100 }));
      alice.peer.write(Buffer.concat(frames));
      await hall.quiet();
      bob.heard(`alice$${text}`, 'alice$next');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.6',
    claim: 'a nickname without a NUL is as long as its frame',
    async check(open) {
      for (const frameBytes of [1500, 100] as const) {
        const hall = await Hall.open(open, { clientFrame: frameBytes });
        const alice = await hall.newcomer();
        alice.peer.write(frameOf('n'.repeat(frameBytes), { frameBytes }));
        alice.peer.write(frameOf('alice', { frameBytes }));
        await hall.quiet();
        alice.heard(NAME_TOO_LONG, REGISTERED, ...promptOf('alice', ['alice']));
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.7',
    claim: '`auto` answers as soon as 100 bytes hold a NUL, and skips the rest of a frame of 1,500 as it arrives',
    async check(open) {
      const hall = await Hall.open(open);
      const bob = await hall.join('bob');
      const alice = await hall.newcomer();
      const frame = frameOf('alice');
      alice.peer.write(frame.subarray(0, 99));
      await hall.quiet();
      alice.heard();
      alice.peer.write(frame.subarray(99, 100));
      await hall.quiet();
      const prompt = promptOf('alice', ['bob', 'alice']);
      alice.heard(REGISTERED, ...prompt);
      await alice.sendCut(frame.subarray(100), [1, 700, 1399]);
      await hall.quiet();
      alice.heard();
      await alice.sendCut(frameOf('bob:hi'), [100]);
      await hall.quiet();
      alice.heard(...prompt);
      bob.heard('alice$hi');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.7',
    claim: '`auto` takes 100 bytes for a frame when another text begins behind them',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.newcomer();
      alice.peer.write(Buffer.concat(['alice', 'alice:1', '', 'alice:2'].map((text) => frameOf(text, { frameBytes: 100 }))));
      await hall.quiet();
      const prompt = promptOf('alice', ['alice']);
      alice.heard(REGISTERED, ...prompt, 'alice$1', ...prompt, FORMAT_WRONG, ...prompt, 'alice$2', ...prompt);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.7',
    claim: '`auto` takes 100 bytes without a NUL for the beginning of 1,500',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.newcomer();
      const frame = frameOf('n'.repeat(100));
      alice.peer.write(frame.subarray(0, 100));
      await hall.quiet();
      alice.heard();
      alice.peer.write(frame.subarray(100, 1499));
      await hall.quiet();
      alice.heard();
      alice.peer.write(frame.subarray(1499));
      alice.say('alice');
      await hall.quiet();
      alice.heard(NAME_TOO_LONG, REGISTERED, ...promptOf('alice', ['alice']));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.1.7',
    claim: 'a size that was set is not guessed at',
    async check(open) {
      const long = await Hall.open(open, { clientFrame: 1500 });
      const alice = await long.newcomer();
      alice.peer.write(frameOf('alice').subarray(0, 1499));
      await long.quiet();
      alice.heard();
      alice.peer.write(Buffer.alloc(1));
      await long.quiet();
      alice.heard(REGISTERED, ...promptOf('alice', ['alice']));

      const short = await Hall.open(open, { clientFrame: 100 });
      const bob = await short.newcomer();
      bob.say('bob');
      await short.quiet();
      const prompt = promptOf('bob', ['bob']);
      bob.heard(REGISTERED, ...prompt, ...numbers(14).flatMap(() => [FORMAT_WRONG, ...prompt]));
    },
  },
];
