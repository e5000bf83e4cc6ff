// Checks of section 1.2 of the contract: arrival and registration.

import type { ClauseCheck } from '../../clause.test-support.ts';
import {
  expectThat,
  greetingOf,
  Hall,
  NAME_EMPTY,
  NAME_RESERVED,
  NAME_TAKEN,
  NAME_TOO_LONG,
  numbers,
  promptOf,
  REGISTERED,
  shown,
} from './hall.test-support.ts';

export const ARRIVAL_CHECKS: readonly ClauseCheck<'chat'>[] = [
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.1',
    claim: 'an arrival is greeted in one frame, without having said anything',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = hall.arrive();
      await hall.quiet();
      alice.heard('连接服务端成功\n聊天室中的成员：\n请注册，输入昵称');
      await hall.quiet(5_000_000);
      alice.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.1',
    claim: 'the greeting names the registered members as they are now',
    async check(open) {
      const hall = await Hall.open(open);
      const names = ['alice', '鲍勃', 'c d', 'dave'];
      for (const [index, name] of names.entries()) {
        expectThat((await hall.greeting()) === greetingOf(names.slice(0, index)), `${index} members are named`);
        await hall.join(name);
      }
      expectThat((await hall.greeting()) === greetingOf(names), 'all members are named');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.1',
    claim: 'many who arrive at once are each greeted once',
    async check(open) {
      const hall = await Hall.open(open);
      await hall.join('alice');
      const arrivals = hall.arriveMany(60);
      await hall.quiet();
      for (const arrival of arrivals) arrival.heard(greetingOf(['alice']));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.2',
    claim: 'the first frame is a nickname, whose acceptance is told before the prompt',
    async check(open) {
      const hall = await Hall.open(open);
      for (const [index, name] of ['alice', 'bob'].entries()) {
        const talker = await hall.newcomer();
        talker.say(name);
        await hall.quiet();
        talker.heard('昵称注册成功', ...promptOf(name, ['alice', 'bob'].slice(0, index + 1)));
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.2',
    claim: 'a nickname is its bytes, with spaces and whatever else',
    async check(open) {
      const hall = await Hall.open(open);
      const names = [' bob ', 'bob', '\tbob', Buffer.from([0xff, 0xfe]), Buffer.from('鲍勃').subarray(0, 5), 'b\r\n', '\'"\\'];
      for (const name of names) {
        const talker = await hall.newcomer();
        talker.say(name);
        await hall.quiet();
        const texts = talker.texts();
        expectThat(texts[0] === REGISTERED, 'the name is accepted');
        expectThat(texts[1] === shown('你的昵称是：', name), 'the name is told as it was sent');
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.3',
    claim: 'a nickname with @, $ or : in any place is refused',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.newcomer();
      const names = ['@', '$', ':', '@bob', '$bob', ':bob', 'b@b', 'b$b', 'b:b', 'bob@', 'bob$', 'bob:', '@all', '12345678@'];
      alice.say(...names);
      await hall.quiet();
      alice.heard(...names.map(() => "该昵称使用了非法字符'@'或':'，请重新输入昵称"));
      expectThat((await hall.greeting()) === greetingOf([]), 'none of them is in the room');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.4',
    claim: 'a nickname that a member holds is refused, and the holder is undisturbed',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', '鲍勃');
      const claimants = hall.arriveMany(3);
      await hall.quiet();
      for (const claimant of claimants) claimant.texts();
      for (const claimant of claimants) claimant.say('alice', '鲍勃');
      await hall.quiet();
      for (const claimant of claimants) {
        claimant.heard('该昵称已经被聊天室中其他人占用，请重新输入昵称', '该昵称已经被聊天室中其他人占用，请重新输入昵称');
      }
      alice.heard();
      bob.heard();
      bob.say('alice:hi');
      await hall.quiet();
      alice.heard('鲍勃$hi');
      expectThat((await hall.greeting()) === greetingOf(['alice', '鲍勃']), 'the members are who they were');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.4',
    claim: 'of dozens of simultaneous claims to one free name exactly one succeeds',
    async check(open) {
      const hall = await Hall.open(open);
      for (const name of ['neo', '三个字', 'x']) {
        const claimants = hall.arriveMany(30);
        await hall.quiet();
        for (const claimant of claimants) claimant.texts();
        for (const claimant of claimants) claimant.say(name);
        await hall.quiet();
        const first = claimants.map((claimant) => claimant.texts()[0]);
        expectThat(first.filter((text) => text === REGISTERED).length === 1, `one claim to ${name} succeeds`);
        expectThat(first.filter((text) => text === NAME_TAKEN).length === 29, 'the other claims are refused');
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.4',
    claim: 'a nickname that nobody holds is free, however much it is like one that somebody does',
    async check(open) {
      const hall = await Hall.open(open);
      await hall.join('bobby');
      for (const name of ['bob', 'Bobby', 'BOBBY', 'bobby1', 'obby', 'bobby ', ' bobby']) await hall.join(name);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.5',
    claim: 'after any number of refusals of all kinds the same connection registers',
    async check(open) {
      const hall = await Hall.open(open);
      await hall.join('alice');
      const bob = await hall.newcomer();
      for (const _ of numbers(30)) {
        bob.say('alice', 'b@b', '', 'much-too-long');
        await hall.quiet();
        bob.heard(NAME_TAKEN, NAME_RESERVED, NAME_EMPTY, NAME_TOO_LONG);
      }
      bob.say('bob');
      await hall.quiet();
      bob.heard(REGISTERED, ...promptOf('bob', ['alice', 'bob']));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.6',
    claim: 'a nickname of 1 to 9 bytes is accepted',
    async check(open) {
      const hall = await Hall.open(open);
      const names = ['a', 'bb', 'ccc', '四四', '三个字', '123456789'];
      for (const name of names) await hall.join(name);
      expectThat((await hall.greeting()) === greetingOf(names), 'the names are in the room, uncut');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.6',
    claim: 'a nickname of more than 9 bytes is refused and disturbs nobody',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.join('alice');
      const bob = await hall.newcomer();
      const names = ['1234567890', '四个汉字', 'x'.repeat(99), 'x'.repeat(100), 'x'.repeat(1499)];
      bob.say(...names);
      await hall.quiet();
      bob.heard(...names.map(() => '该昵称过长，最多9个字节，请重新输入昵称'));
      alice.heard();
      expectThat((await hall.greeting()) === greetingOf(['alice']), 'only alice is in the room');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.7',
    claim: 'an empty nickname is refused',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.newcomer();
      alice.say('', '');
      await hall.quiet();
      alice.heard('昵称不能为空，请重新输入昵称', '昵称不能为空，请重新输入昵称');
      expectThat((await hall.greeting()) === greetingOf([]), 'nobody is in the room');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.8',
    claim: 'a connection that has not registered, or was refused, is in no member list',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.join('alice');
      await hall.newcomer();
      const refused = await hall.newcomer();
      refused.say('b@b', 'too-long-by-far', 'alice');
      await hall.quiet();
      expectThat((await hall.greeting()) === greetingOf(['alice']), 'the greeting names alice only');
      alice.say('alice:hi');
      await hall.quiet();
      alice.heard('alice$hi', ...promptOf('alice', ['alice']));
      const bob = await hall.newcomer();
      bob.say('bob');
      await hall.quiet();
      bob.heard(REGISTERED, ...promptOf('bob', ['alice', 'bob']));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.2.8',
    claim: 'nothing that a connection sends before it has registered is routed',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.join('alice');
      const stranger = await hall.newcomer();
      stranger.say('alice:hi', '@all:hi', ':alice:hi');
      await hall.quiet();
      alice.heard();
      stranger.heard(NAME_RESERVED, NAME_RESERVED, NAME_RESERVED);
    },
  },
];
