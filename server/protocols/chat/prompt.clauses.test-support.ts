// Checks of section 1.3 of the contract: the prompt.

import type { ClauseCheck } from '../../clause.test-support.ts';
import { expectTexts, expectThat, FORMAT_WRONG, Hall, notFound, numbers, promptOf, REGISTERED } from './hall.test-support.ts';

export const PROMPT_CHECKS: readonly ClauseCheck<'chat'>[] = [
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.1',
    claim: 'registration is followed by the name, the members and the help text, byte for byte',
    async check(open) {
      const hall = await Hall.open(open);
      await hall.join('alice');
      const bob = await hall.newcomer();
      bob.say('鲍勃');
      await hall.quiet();
      bob.heard(
        '昵称注册成功',
        '你的昵称是：鲍勃',
        '聊天室中的成员：alice、鲍勃',
        "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'",
      );
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.1',
    claim: 'every frame but `exit` is followed by a prompt, behind everything else that it makes the server send to its sender',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const prompt = promptOf('alice', ['alice', 'bob']);
      const answers: readonly (readonly [string, readonly string[]])[] = [
        ['bob:hi', []],
        ['alice:hi', ['alice$hi']],
        ['@all:hi', ['alice：@所有人：hi']],
        ['nobody:hi', [notFound('nobody')]],
        ['nonsense', [FORMAT_WRONG]],
        ['', [FORMAT_WRONG]],
        [`bob:${'x'.repeat(1495)}`, [FORMAT_WRONG]],
        ['exit now', [FORMAT_WRONG]],
      ];
      for (const [text, texts] of answers) {
        alice.say(text);
        await hall.quiet();
        alice.heard(...texts, ...prompt);
      }
      alice.say(...answers.map(([text]) => text));
      await hall.quiet();
      alice.heard(...answers.flatMap(([, texts]) => [...texts, ...prompt]));
      bob.heard('alice$hi', 'alice：@所有人：hi', 'alice$hi', 'alice：@所有人：hi');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.1',
    claim: 'each of 150 frames is followed by one prompt, to its sender only',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const prompt = promptOf('alice', ['alice', 'bob']);
      alice.say(...numbers(150).map((number) => `bob:${number}`));
      await hall.quiet();
      expectTexts(
        alice.texts(),
        numbers(150).flatMap(() => prompt),
        'alice',
      );
      expectThat(bob.texts().length === 150, 'bob gets the messages only');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.1',
    claim: 'a refused nickname is followed by no prompt',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.newcomer();
      alice.say('b@b', '', 'alice');
      await hall.quiet();
      const texts = alice.texts();
      expectThat(texts.length === 2 + 1 + 3, 'there are two refusals, an acceptance and a prompt');
      expectTexts(texts.slice(2), [REGISTERED, ...promptOf('alice', ['alice'])]);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.2',
    claim: 'a list names every member once, through arrivals and departures, by slot with the lowest free one taken first',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, carol] = await hall.members('alice', 'bob', 'carol');
      const listFor = async (): Promise<string> => {
        carol.texts();
        carol.say('nonsense');
        await hall.quiet();
        return carol.texts()[2] ?? '';
      };
      expectThat((await listFor()) === '聊天室中的成员：alice、bob、carol', 'three are listed');
      await bob.exit();
      expectThat((await listFor()) === '聊天室中的成员：alice、carol', 'who has left is not');
      const dave = await hall.join('dave');
      expectThat((await listFor()) === '聊天室中的成员：alice、dave、carol', 'the newcomer has the free slot');
      alice.peer.reset();
      await hall.quiet();
      dave.peer.close();
      await hall.quiet();
      expectThat((await listFor()) === '聊天室中的成员：carol', 'one is left');
      await hall.members('erin', 'frank', 'grace');
      expectThat((await listFor()) === '聊天室中的成员：erin、frank、carol、grace', 'the lowest slots come first');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.2',
    claim: 'the prompt of a new member lists itself and everybody else',
    async check(open) {
      const hall = await Hall.open(open);
      const names = numbers(12).map((number) => `m${number}`);
      for (const [index, name] of names.entries()) {
        const talker = await hall.newcomer();
        talker.say(name);
        await hall.quiet();
        talker.heard(REGISTERED, ...promptOf(name, names.slice(0, index + 1)));
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.2',
    claim: 'names that do not fit a frame end behind the last whole name that does, with a sign that there are more',
    async check(open) {
      const hall = await Hall.open(open, { capacity: 200 });
      const names = numbers(160).map((number) => `姓名${String(number).padStart(3, '0')}`);
      const [first] = await hall.crowd(names);
      const greeting = await hall.greeting();
      // 46 bytes before, 25 behind, 12 for each name with its comma but the first, 3 for the sign.
      const inGreeting = Math.floor((1499 - 46 - 25 - 3 + 3) / 12);
      expectNames(greeting, '连接服务端成功\n聊天室中的成员：', '…\n请注册，输入昵称', inGreeting);
      first?.say('nonsense');
      await hall.quiet();
      const inPrompt = Math.floor((1499 - 24 - 3 + 3) / 12);
      expectNames(first?.texts()[2] ?? '', '聊天室中的成员：', '…', inPrompt);

      function expectNames(text: string, before: string, behind: string, count: number): void {
        expectThat(text.startsWith(before) && text.endsWith(behind), 'the list is cut in the agreed way');
        const listed = text.slice(before.length, -behind.length).split('、');
        expectThat(listed.length === count, `${count} names fit`);
        expectThat(new Set(listed).size === count && listed.every((name) => names.includes(name)), 'all are names, once');
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.3.2',
    claim: 'a hundred names fit',
    async check(open) {
      const hall = await Hall.open(open);
      const names = numbers(100).map((number) => `姓名${String(number).padStart(3, '0')}`);
      const [first, ...others] = await hall.crowd(names);
      first?.say('nonsense');
      await hall.quiet();
      const list = first?.texts()[2] ?? '';
      const listed = list.replace('聊天室中的成员：', '').split('、');
      expectTexts(listed.toSorted(), names.toSorted());
      await others[0]?.exit();
      first?.texts();
      first?.say('nonsense');
      await hall.quiet();
      const after = (first?.texts()[2] ?? '').replace('聊天室中的成员：', '').split('、');
      expectThat(after.length === 99 && new Set(after).size === 99, 'one fewer is listed after a departure');
    },
  },
];
