// Checks of section 1.6 of the contract: capacity and fairness.

import type { ClauseCheck } from '../../clause.test-support.ts';
import {
  departureOf,
  expectTexts,
  expectThat,
  FORMAT_WRONG,
  frameOf,
  greetingOf,
  Hall,
  numbers,
  promptOf,
  REGISTERED,
  sorted,
  type Talker,
} from './hall.test-support.ts';

const CAPACITY = 100;
/** The longest that somebody who waits may wait once there is a place. */
const SERVED_WITHIN_US = 2_000_000;

const WAYS: Readonly<Record<string, (talker: Talker) => void>> = {
  '`exit`': (talker) => talker.say('exit'),
  closing: (talker) => talker.peer.close(),
  'a reset': (talker) => talker.peer.reset(),
};

/** As many as the contract says are served besides those who are there, and not one more. */
async function expectPlaces(hall: Hall, served: number, names: readonly string[] = []): Promise<void> {
  const talkers = hall.arriveMany(served);
  await hall.quiet();
  for (const talker of talkers) talker.heard(greetingOf(names));
  const tooMany = hall.arrive();
  await hall.quiet(5_000_000);
  tooMany.heard();
  for (const talker of [tooMany, ...talkers]) talker.peer.close();
  await hall.quiet(5_000_000);
}

export const CAPACITY_CHECKS: readonly ClauseCheck<'chat'>[] = [
  ...Object.entries(WAYS).map(
    ([way, leave]): ClauseCheck<'chat'> => ({
      protocol: 'chat',
      clause: 'CHAT-1.6.1',
      claim: `100 are served, and the 101st within 2 s of a departure by ${way}`,
      async check(open) {
        const hall = await Hall.open(open);
        const names = numbers(CAPACITY).map((number) => `m${number}`);
        const crowd = await hall.crowd(names);
        const [first, second, ...others] = crowd;
        const late = hall.arrive();
        const later = hall.arrive();
        await hall.quiet(10_000_000);
        expectThat(late.peer.isOpen && later.peer.isOpen, 'they may connect');
        late.heard();
        later.heard();
        for (const talker of crowd) talker.heard();
        second?.say('@all:still here');
        await hall.quiet();
        for (const talker of others) talker.heard('m1：@所有人：still here');
        if (first !== undefined) leave(first);
        await hall.quiet(SERVED_WITHIN_US);
        const [greeting, ...more] = late.texts();
        const listed = (greeting ?? '').split('\n')[1]?.replace('聊天室中的成员：', '').split('、') ?? [];
        expectTexts(sorted(listed), sorted(names.slice(1)), 'the greeting');
        expectTexts(more, []);
        later.heard();
        for (const talker of others) talker.heard(departureOf('m0'));
        late.say('late');
        await hall.quiet();
        expectThat(late.texts()[0] === REGISTERED, 'the 101st registers');
        if (others[0] !== undefined) leave(others[0]);
        await hall.quiet(SERVED_WITHIN_US);
        expectThat(later.texts().length === 1, 'the 102nd is greeted');
      },
    }),
  ),
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.1',
    claim: 'what is sent while waiting for a place is taken once there is one',
    async check(open) {
      const hall = await Hall.open(open);
      const strangers = hall.arriveMany(CAPACITY);
      await hall.quiet();
      for (const stranger of strangers) stranger.heard(greetingOf([]));
      const late = hall.arrive();
      await hall.quiet();
      late.say('late', 'late:hi');
      await hall.quiet(5_000_000);
      late.heard();
      strangers[50]?.peer.close();
      await hall.quiet(SERVED_WITHIN_US);
      const prompt = promptOf('late', ['late']);
      late.heard(greetingOf([]), REGISTERED, ...prompt, 'late$hi', ...prompt);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.2',
    claim: 'members who come and go in all ways cost no place',
    async check(open) {
      const hall = await Hall.open(open);
      for (const round of numbers(10)) {
        const crowd = await hall.crowd(numbers(12).map((number) => `m${number}`));
        for (const [index, talker] of crowd.entries()) Object.values(WAYS)[(index + round) % 3]?.(talker);
        await hall.quiet(3_000_000);
      }
      await expectPlaces(hall, CAPACITY);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.2',
    claim: 'refused nicknames cost no place, whether somebody registers in the end or gives up',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.join('alice');
      for (const round of numbers(6)) {
        const talkers = hall.arriveMany(10);
        await hall.quiet();
        for (const [index, talker] of talkers.entries()) {
          talker.say('alice', '', 'b@b', 'much-too-long');
          if (index % 2 === 0) talker.say(`m${round}${index}`);
        }
        await hall.quiet();
        for (const [index, talker] of talkers.entries()) WAYS[index % 3 === 0 ? 'a reset' : 'closing']?.(talker);
        await hall.quiet(3_000_000);
      }
      alice.texts();
      await expectPlaces(hall, CAPACITY - 1, ['alice']);
      alice.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.2',
    claim: 'connections that leave unregistered cost no place, at whatever moment they do',
    async check(open) {
      const hall = await Hall.open(open);
      for (const _ of numbers(6)) {
        const talkers = hall.arriveMany(20);
        for (const talker of talkers.slice(0, 4)) talker.peer.close();
        await hall.quiet();
        for (const talker of talkers.slice(4, 8)) talker.peer.write(frameOf('bob').subarray(0, 70));
        await hall.quiet();
        for (const [index, talker] of talkers.slice(4).entries()) WAYS[index % 2 === 0 ? 'a reset' : 'closing']?.(talker);
        await hall.quiet(3_000_000);
      }
      await expectPlaces(hall, CAPACITY);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.2',
    claim: 'who gives up waiting for a place costs none',
    async check(open) {
      const hall = await Hall.open(open);
      const strangers = hall.arriveMany(CAPACITY);
      await hall.quiet();
      const waiting = hall.arriveMany(20);
      await hall.quiet();
      for (const [index, talker] of waiting.entries()) WAYS[index % 2 === 0 ? 'a reset' : 'closing']?.(talker);
      await hall.quiet(3_000_000);
      for (const talker of strangers) talker.peer.close();
      await hall.quiet(5_000_000);
      await expectPlaces(hall, CAPACITY);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.3',
    claim: 'a member that does not read delays nobody else, and has lost nothing when it reads again',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, stan] = await hall.members('alice', 'bob', 'stan');
      stan.peer.stopReading();
      const texts = numbers(400).map((number) => `alice$${number}`);
      alice.say(...numbers(200).map((number) => `stan:${number}`));
      await hall.quiet();
      alice.say(...numbers(200).map((number) => `stan:${number + 200}`));
      await hall.quiet();
      alice.texts();
      bob.say('alice:hi');
      await hall.quiet();
      alice.heard('bob$hi');
      const carol = await hall.join('carol');
      await carol.exit();
      alice.heard(departureOf('carol'));
      stan.peer.resumeReading();
      await hall.quiet();
      expectTexts(stan.texts(), [...texts, departureOf('carol')], 'stan');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.3',
    claim: 'a member that is more than 4 MiB behind is dropped, the room is told once, and its name is free',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, stan] = await hall.members('alice', 'bob', 'stan');
      stan.peer.stopReading();
      const say = async (frames: number): Promise<void> => {
        for (let said = 0; said < frames; said += 300) {
          alice.say(...numbers(300).map(() => 'stan:hi'));
          await hall.quiet();
        }
      };
      // The window of the network holds 256 KiB of it; 4 MiB are 2,796 frames and a bit.
      await say(2700);
      bob.heard();
      await say(600);
      bob.heard(departureOf('stan'));
      alice.texts();
      alice.say('bob:hi');
      await hall.quiet();
      bob.heard('alice$hi');
      alice.heard(...promptOf('alice', ['alice', 'bob']));
      await hall.join('stan');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.6.4',
    claim: 'half frames, of members and of others, delay nobody else, and become frames when the rest comes',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, half] = await hall.members('alice', 'bob', 'half');
      const frame = frameOf('bob:at last');
      half.peer.write(frame.subarray(0, 750));
      const stranger = await hall.newcomer();
      const nickname = frameOf('stranger');
      stranger.peer.write(nickname.subarray(0, 40));
      const other = await hall.newcomer();
      other.peer.write(frameOf('other').subarray(0, 1));
      await hall.quiet(10_000_000);
      alice.say('bob:hi', 'nonsense');
      await hall.quiet();
      const prompt = promptOf('alice', ['alice', 'bob', 'half']);
      alice.heard(...prompt, FORMAT_WRONG, ...prompt);
      bob.heard('alice$hi');
      const carol = await hall.join('carol');
      carol.say('@all:hi');
      await hall.quiet();
      bob.heard('carol：@所有人：hi');
      await carol.exit();
      bob.heard(departureOf('carol'));
      half.peer.write(frame.subarray(750));
      stranger.peer.write(nickname.subarray(40));
      await hall.quiet();
      bob.heard('half$at last');
      expectThat(stranger.texts()[0] === REGISTERED, 'the nickname is taken once it is whole');
    },
  },
];
