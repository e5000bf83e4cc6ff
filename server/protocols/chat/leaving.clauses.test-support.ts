// Checks of section 1.5 of the contract: leaving.

import type { ClauseCheck } from '../../clause.test-support.ts';
import {
  departureOf,
  expectTexts,
  expectThat,
  frameOf,
  greetingOf,
  Hall,
  NAME_TAKEN,
  numbers,
  promptOf,
  REGISTERED,
  sorted,
  type Talker,
} from './hall.test-support.ts';

const WAYS: Readonly<Record<string, (talker: Talker) => void>> = {
  '`exit`': (talker) => talker.say('exit'),
  closing: (talker) => talker.peer.close(),
  'half-closing': (talker) => talker.peer.halfClose(),
  'a reset': (talker) => talker.peer.reset(),
};

/** As early as it can be known that somebody has left, how small the steps of waiting may be. */
const STEP_US = 100;

export const LEAVING_CHECKS: readonly ClauseCheck<'chat'>[] = [
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.1',
    claim: '`exit` is answered by the end of the stream and nothing else',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say('exit');
      await hall.quiet();
      alice.heard();
      expectThat(alice.peer.hasEnd, 'alice reads the end of the stream');
      bob.say('@all:hi', 'alice:hi');
      await hall.quiet(2_000_000);
      alice.heard();
      expectThat(alice.peer.outcome?.kind === 'closed', 'the connection ends in order');
      expectThat(!bob.peer.hasEnd, 'bob stays');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.1',
    claim: 'frames before `exit` in the same segment take effect, frames behind it do not',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say('bob:one', '@all:two', 'exit', 'bob:three', '@all:four', 'exit', 'alice', 'bob:five');
      await hall.quiet();
      bob.heard('alice$one', 'alice：@所有人：two', departureOf('alice'));
      const prompt = promptOf('alice', ['alice', 'bob']);
      alice.heard(...prompt, 'alice：@所有人：two', ...prompt);
      expectThat(alice.peer.hasEnd, 'alice reads the end of the stream');
      expectThat((await hall.greeting()) === greetingOf(['bob']), 'alice is gone');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.1',
    claim: 'frames that come after `exit` in segments of their own have no effect',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      await alice.sendCut(Buffer.concat(['exit', 'bob:late', 'alice'].map((text) => frameOf(text))), [1500, 3000]);
      await hall.quiet();
      bob.heard(departureOf('alice'));
      alice.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.1',
    claim: 'only `exit` itself is `exit`',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say('Exit', ' exit', 'exit ', 'exit\n', 'exi', 'exits', 'bob:exit');
      await hall.quiet();
      expectThat(!alice.peer.hasEnd, 'alice stays');
      bob.heard('alice$exit');
    },
  },
  ...Object.entries(WAYS).map(
    ([way, leave]): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.5.2',
      claim: `every member left is told once of one that leaves by ${way}`,
      async check(open) {
        const hall = await Hall.open(open);
        const [alice, bob, carol] = await hall.members('alice', '鲍勃', 'carol');
        const stranger = await hall.newcomer();
        leave(bob);
        await hall.quiet(5_000_000);
        alice.heard('鲍勃 用户已下线了！');
        carol.heard('鲍勃 用户已下线了！');
        stranger.heard();
        expectThat(bob.texts().length === 0, 'who has left is told nothing');
        leave(alice);
        await hall.quiet(5_000_000);
        carol.heard('alice 用户已下线了！');
        expectThat((await hall.greeting()) === greetingOf(['carol']), 'carol is left');
      },
    }),
  ),
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.2',
    claim: 'of many who leave at the same time in different ways each is told of once',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const names = numbers(24).map((number) => `m${number}`);
      const crowd = await hall.crowd(names);
      const ways = Object.values(WAYS);
      for (const [index, talker] of crowd.entries()) ways[index % ways.length]?.(talker);
      await hall.quiet(5_000_000);
      for (const left of [alice, bob]) expectTexts(sorted(left.texts()), sorted(names.map(departureOf)), 'who is left');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.2',
    claim: 'a connection that leaves unregistered makes no notice',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.join('alice');
      for (const leave of [WAYS.closing, WAYS['half-closing'], WAYS['a reset']]) {
        leave?.(await hall.newcomer());
        const refused = await hall.newcomer();
        refused.say('alice', 'b@b');
        await hall.quiet();
        leave?.(refused);
        const halfway = await hall.newcomer();
        halfway.peer.write(frameOf('bob').subarray(0, 50));
        await hall.quiet();
        leave?.(halfway);
        await hall.quiet(5_000_000);
        alice.heard();
      }
    },
  },
  ...Object.entries(WAYS).map(
    ([way, leave]): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.5.3',
      claim: `after the notice of a departure by ${way} the name is free at once`,
      async check(open) {
        const hall = await Hall.open(open);
        const [alice, bob] = await hall.members('alice', 'bob');
        const heir = await hall.newcomer();
        heir.say('bob');
        await hall.quiet();
        heir.heard(NAME_TAKEN);
        leave(bob);
        for (let waitedUs = 0; alice.peer.received.length < 6 * 1500 && waitedUs < 2_000_000; waitedUs += STEP_US) {
          await hall.quiet(STEP_US);
        }
        alice.heard(departureOf('bob'));
        heir.say('bob');
        await hall.quiet();
        heir.heard(REGISTERED, ...promptOf('bob', ['alice', 'bob']));
        alice.say('bob:hi');
        await hall.quiet();
        heir.heard('alice$hi');
      },
    }),
  ),
  ...(['close', 'reset', 'halfClose'] as const).map(
    (way): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.5.4',
      claim: `the server outlives whoever leaves by ${way}, at whatever moment`,
      async check(open) {
        const hall = await Hall.open(open);
        const [alice, bob] = await hall.members('alice', 'bob');
        const text = 'x'.repeat(1000);
        const moments: Readonly<Record<string, (talker: Talker) => Promise<void>>> = {
          'when it has connected': async () => hall.quiet(50),
          'when it has been greeted': async () => hall.quiet(),
          'in the midst of its nickname': async (talker) => talker.peer.write(frameOf('carol').subarray(0, 60)),
          'as its nickname is on the way': async (talker) => talker.say('carol'),
          'behind an early nickname': async (talker) => {
            talker.peer.write(frameOf('carol').subarray(0, 100));
            await hall.quiet();
          },
          'when it has registered': async (talker) => {
            talker.say('carol');
            await hall.quiet();
          },
          'in the midst of a message': async (talker) => {
            talker.say('carol');
            talker.peer.write(frameOf('bob:hi').subarray(0, 1400));
            await hall.quiet();
          },
          'with messages on the way': async (talker) => {
            talker.say('carol');
            await hall.quiet();
            talker.say(...numbers(20).map(() => 'carol:hi'));
          },
          'with data unread': async (talker) => {
            talker.say('carol');
            await hall.quiet();
            talker.peer.stopReading();
            // More than the window of the network holds, so that the server has some of it still.
            alice.say(...numbers(190).map(() => `carol:${text}`));
            await hall.quiet();
          },
        };
        for (const [moment, reach] of Object.entries(moments)) {
          const leaver = hall.arrive();
          if (moment !== 'when it has connected') await hall.quiet();
          await reach(leaver);
          leaver.peer[way]();
          await hall.quiet();
          leaver.peer.reset();
          await hall.quiet();
          const heir = hall.arrive();
          await hall.quiet();
          expectTexts(heir.texts(), [greetingOf(['alice', 'bob'])], `who comes after one that left ${moment}`);
          heir.say('carol');
          await hall.quiet();
          expectThat(heir.texts()[0] === REGISTERED, `somebody registers after one left ${moment}`);
          alice.texts();
          bob.texts();
          alice.say('bob:still here', 'carol:and you');
          await hall.quiet();
          bob.heard('alice$still here');
          heir.heard('alice$and you');
          await heir.exit();
          bob.heard(departureOf('carol'));
        }
      },
    }),
  ),
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.5',
    claim: 'frames that were sent before a half-close take effect, and then the server ends its stream too',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say(...numbers(30).map((number) => `bob:${number}`), 'alice:self');
      alice.peer.halfClose();
      await hall.quiet();
      expectTexts(bob.texts(), [...numbers(30).map((number) => `alice$${number}`), departureOf('alice')], 'bob');
      const prompt = promptOf('alice', ['alice', 'bob']);
      expectTexts(alice.texts(), [...numbers(30).flatMap(() => prompt), 'alice$self', ...prompt], 'alice');
      expectThat(alice.peer.hasEnd, 'the server ends its stream');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.5.5',
    claim: 'who registers, speaks and half-closes in one breath is heard',
    async check(open) {
      const hall = await Hall.open(open);
      const bob = await hall.join('bob');
      const alice = await hall.newcomer();
      alice.say('alice', 'bob:hi');
      alice.peer.halfClose();
      await hall.quiet();
      bob.heard('alice$hi', departureOf('alice'));
      const prompt = promptOf('alice', ['bob', 'alice']);
      alice.heard(REGISTERED, ...prompt, ...prompt);
    },
  },
];
