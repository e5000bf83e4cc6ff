// Checks of section 1.4 of the contract: messages.

import type { ClauseCheck } from '../../clause.test-support.ts';
import {
  expectTexts,
  expectThat,
  FORMAT_WRONG,
  Hall,
  notFound,
  numbers,
  promptOf,
  shown,
  sorted,
  type Text,
} from './hall.test-support.ts';

/** Texts that something is easily done to: each is delivered byte for byte. */
const ODD_TEXTS: readonly Text[] = [
  'hi',
  ' ',
  '  leading and trailing  ',
  'two words, and\tmore',
  'trailing CR\r',
  'trailing line end\r\n',
  '\n',
  'b:c:d',
  '::',
  'http://example.org:80/',
  ':leading colon',
  'trailing colon:',
  '$',
  'carol$hi',
  '@all:hi',
  '@all',
  'exit',
  'bob:nested',
  '％ 全角：冒号＄、…',
  'e\u0301 and \u00e9, \ufeff and \u200b',
  '🙂',
  Buffer.from('汉字').subarray(0, 4),
  Buffer.from('汉字').subarray(1),
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.from(numbers(255), (number) => number + 1),
  Uint8Array.from(numbers(255), (number) => 255 - number),
];

function messageTo(target: Text, text: Text): Uint8Array {
  return Buffer.concat([Buffer.from(target), Buffer.from(':'), Buffer.from(text)]);
}

export const MESSAGE_CHECKS: readonly ClauseCheck<'chat'>[] = [
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.1',
    claim: 'each of 200 messages reaches its target once, and nobody else',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, carol, dave] = await hall.members('alice', 'bob', 'carol', 'dave');
      const stranger = await hall.newcomer();
      alice.say(...numbers(100).map((number) => `bob:b${number}`));
      dave.say(...numbers(100).map((number) => `carol:c${number}`));
      await hall.quiet();
      const toBob = numbers(100).map((number) => `alice$b${number}`);
      const toCarol = numbers(100).map((number) => `dave$c${number}`);
      expectTexts(sorted(bob.texts()), sorted(toBob), 'bob');
      expectTexts(sorted(carol.texts()), sorted(toCarol), 'carol');
      expectThat(alice.texts().length === 300, 'alice gets her prompts only');
      expectThat(dave.texts().length === 300, 'dave gets his prompts only');
      stranger.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.1',
    claim: 'a text is delivered byte for byte, whatever its bytes mean, and only the first colon splits',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say(...ODD_TEXTS.map((text) => messageTo('bob', text)));
      await hall.quiet();
      expectTexts(
        bob.texts(),
        ODD_TEXTS.map((text) => shown('alice$', text)),
        'bob',
      );
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.1',
    claim: 'a text that fills its frame loses nothing',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const longest = 1499 - 'alice$'.length;
      const texts = [longest, longest - 1, longest - 2].map((length) => `${'x'.repeat(length - 1)}!`);
      alice.say(...texts.map((text) => `bob:${text}`));
      await hall.quiet();
      bob.heard(...texts.map((text) => `alice$${text}`));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.1',
    claim: 'names of any bytes are found and shown',
    async check(open) {
      const hall = await Hall.open(open);
      const names = ['三个字', ' b b ', Buffer.from('鲍勃').subarray(0, 5), Uint8Array.of(0xff, 0x01)];
      const alice = await hall.join('alice');
      for (const name of names) {
        const talker = await hall.join(name);
        alice.say(messageTo(name, 'hi'));
        talker.say('alice:ho');
        await hall.quiet();
        expectThat(talker.texts().includes('alice$hi'), 'the name is found');
        expectThat(alice.texts().includes(shown(name, '$ho')), 'the name is shown');
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.2',
    claim: 'messages of each sender to one receiver keep their order, direct and broadcast mixed',
    async check(open) {
      const hall = await Hall.open(open);
      const [bob, ...senders] = await hall.members('bob', 'alice', 'carol', 'dave');
      const names = ['alice', 'carol', 'dave'];
      for (const round of numbers(6)) {
        for (const sender of senders) {
          sender.say(
            ...numbers(20).map((number) => (number % 3 === 1 ? `@all:${round * 20 + number}` : `bob:${round * 20 + number}`)),
          );
        }
        await hall.quiet(round % 2 === 0 ? 40 : 3_000);
      }
      await hall.quiet();
      const texts = bob.texts();
      for (const name of names) {
        const ofSender = texts.filter((text) => text.startsWith(name)).map((text) => text.replace(/^.*(\$|：)/, ''));
        expectTexts(ofSender, numbers(120).map(String), `bob from ${name}`);
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.3',
    claim: 'a broadcast reaches every member once, the sender, the oldest and the newest included',
    async check(open) {
      const hall = await Hall.open(open);
      const members = await hall.members('alice', 'bob', 'carol', 'dave', 'erin');
      const stranger = await hall.newcomer();
      const [alice, , carol, , erin] = members;
      for (const [sender, name] of [
        [alice, 'alice'],
        [carol, 'carol'],
        [erin, 'erin'],
      ] as const) {
        sender.say('@all:hi all');
        await hall.quiet();
        for (const member of members) {
          const prompt = member === sender ? promptOf(name, ['alice', 'bob', 'carol', 'dave', 'erin']) : [];
          member.heard(`${name}：@所有人：hi all`, ...prompt);
        }
      }
      // The reference's choice: who has not registered gets none of them.
      stranger.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.3',
    claim: 'each of 120 broadcasts reaches everybody once',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, ...others] = await hall.members('alice', 'bob', 'carol');
      alice.say(...numbers(120).map((number) => `@all:${number}`));
      await hall.quiet();
      for (const other of others) {
        expectTexts(sorted(other.texts()), sorted(numbers(120).map((number) => `alice：@所有人：${number}`)), 'another');
      }
      expectThat(alice.texts().length === 120 * 4, 'alice gets every one, and a prompt for each');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.3',
    claim: 'the text of a broadcast is delivered byte for byte, up to the longest that fits',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const longest = 'x'.repeat(1499 - 'alice'.length - 16);
      const texts = [...ODD_TEXTS, longest];
      alice.say(...texts.map((text) => messageTo('@all', text)));
      await hall.quiet();
      expectTexts(
        bob.texts(),
        texts.map((text) => shown('alice：@所有人：', text)),
        'bob',
      );
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.4',
    claim: 'the sender is told that there is no such target, and nobody gets the text',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      await hall.newcomer();
      const targets = ['nobody', 'bo', 'bobb', ' bob', 'bob ', '三个字', 'x'.repeat(30), '：', 'exit', Uint8Array.of(0xff, 0xfe)];
      alice.say(...targets.map((target) => messageTo(target, 'hi')));
      await hall.quiet();
      const prompt = promptOf('alice', ['alice', 'bob']);
      alice.heard(...targets.flatMap((target) => [shown('聊天室中没有找到 ', target, ' 用户'), ...prompt]));
      bob.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.4',
    claim: 'who has left is no target any more',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      await bob.exit();
      alice.texts();
      alice.say('bob:hi');
      await hall.quiet();
      alice.heard(notFound('bob'), ...promptOf('alice', ['alice']));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.4',
    claim: 'the longest target that can be told is, and a longer one is a format error',
    async check(open) {
      const hall = await Hall.open(open);
      const alice = await hall.join('alice');
      const longest = 'x'.repeat(1499 - 25 - 7);
      alice.say(`${longest}:hi`, `x${longest}:hi`);
      await hall.quiet();
      const prompt = promptOf('alice', ['alice']);
      alice.heard(notFound(longest), ...prompt, FORMAT_WRONG, ...prompt);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.5',
    claim: 'what has no colon, no text, no target or a wrong one is a format error, and nobody gets anything',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const wrong = [
        'hello',
        'bob',
        '',
        ' ',
        'bob：hi',
        ':',
        '::',
        'bob:',
        '@all:',
        'nobody:',
        ':hi',
        '@:hi',
        '@bob:hi',
        '@all',
        '@al:hi',
        '@alll:hi',
        '@ALL:hi',
        ' @all:hi',
        '@all :hi',
        '@all@all:hi',
        '$:hi',
        '$bob:hi',
        'bob$:hi',
        'carol$bob:hi',
        'b@b:hi',
        // The reference's choice: leading colons are not skipped.
        ':bob:hi',
        '::bob:hi',
      ];
      const prompt = promptOf('alice', ['alice', 'bob']);
      for (const text of wrong) {
        alice.say(text);
        await hall.quiet();
        expectTexts(alice.texts(), ['聊天格式错误，请重新输入', ...prompt], `alice after '${text}'`);
        expectTexts(bob.texts(), [], `bob after '${text}'`);
      }
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.6',
    claim: 'a message to oneself is delivered, before the prompt',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      alice.say('alice:one', 'alice:two: three');
      await hall.quiet();
      const prompt = promptOf('alice', ['alice', 'bob']);
      alice.heard('alice$one', ...prompt, 'alice$two: three', ...prompt);
      bob.heard();
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.7',
    claim: 'whatever a text says of its sender, what stands before it is the sender',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, carol] = await hall.members('alice', 'bob', 'carol');
      alice.say('bob:carol$hi', 'bob:$hi', 'bob:carol：@所有人：hi', '@all:carol$hi', 'carol$bob:hi', 'bob:bob$alice$hi');
      await hall.quiet();
      bob.heard('alice$carol$hi', 'alice$$hi', 'alice$carol：@所有人：hi', 'alice：@所有人：carol$hi', 'alice$bob$alice$hi');
      carol.heard('alice：@所有人：carol$hi');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.7',
    claim: 'of 200 messages of two senders at once each has its own',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob, carol] = await hall.members('alice', 'bob', 'carol');
      alice.say(...numbers(80).map((number) => `bob:alice ${number}`), ...numbers(20).map(() => '@all:alice all'));
      carol.say(...numbers(80).map((number) => `bob:carol ${number}`), ...numbers(20).map(() => '@all:carol all'));
      await hall.quiet();
      const texts = bob.texts();
      expectThat(texts.length === 200, 'bob gets all of them');
      for (const text of texts) expectThat(/^(alice|carol)(\$|：@所有人：)\1 /.test(text), `${text} has its sender`);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.7',
    claim: 'who takes the name of somebody who has left speaks as itself',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      await alice.exit();
      const carol = await hall.join('carol');
      const second = await hall.join('alice');
      bob.texts();
      carol.say('bob:one');
      await hall.quiet();
      second.say('bob:two');
      await hall.quiet();
      bob.heard('carol$one', 'alice$two');
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.8',
    claim: 'a direct message whose delivered form is too long is refused whole, and the longest that fits is not',
    async check(open) {
      const hall = await Hall.open(open);
      const [long, bob] = await hall.members('123456789', 'bob');
      const longest = 'x'.repeat(1499 - '123456789$'.length);
      long.say(`bob:${longest}`, `bob:${longest}x`, `bob:${'y'.repeat(1496)}`, 'bob:after');
      await hall.quiet();
      bob.heard(`123456789$${longest}`, '123456789$after');
      const prompt = promptOf('123456789', ['123456789', 'bob']);
      long.heard(...prompt, FORMAT_WRONG, ...prompt, FORMAT_WRONG, ...prompt, ...prompt);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.8',
    claim: 'a broadcast whose delivered form is too long is refused whole, and the longest that fits is not',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bob] = await hall.members('alice', 'bob');
      const prompt = promptOf('alice', ['alice', 'bob']);
      const longest = 'x'.repeat(1499 - 'alice'.length - 16);
      alice.say(`@all:${longest}`, `@all:${longest}x`, '@all:after');
      await hall.quiet();
      bob.heard(`alice：@所有人：${longest}`, 'alice：@所有人：after');
      alice.heard(`alice：@所有人：${longest}`, ...prompt, FORMAT_WRONG, ...prompt, 'alice：@所有人：after', ...prompt);
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.9',
    claim: 'a message to a part of a name, a longer name or one in other letters reaches nobody',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bobby] = await hall.members('alice', 'bobby');
      const targets = ['bob', 'b', 'obby', 'Bobby', 'BOBBY', 'bobby1', 'bobby ', ' bobby', 'ali'];
      alice.say(...targets.map((target) => `${target}:hi`));
      await hall.quiet();
      bobby.heard();
      const prompt = promptOf('alice', ['alice', 'bobby']);
      alice.heard(...targets.flatMap((target) => [notFound(target), ...prompt]));
    },
  },
  {
    protocol: 'chat',
    clause: 'CHAT-1.4.9',
    claim: 'members whose names begin alike each get what is theirs',
    async check(open) {
      const hall = await Hall.open(open);
      const [alice, bobby, bob, Bob, b] = await hall.members('alice', 'bobby', 'bob', 'Bob', 'b');
      alice.say('bob:1', 'bobby:2', 'b:3', 'Bob:4');
      await hall.quiet();
      bob.heard('alice$1');
      bobby.heard('alice$2');
      b.heard('alice$3');
      Bob.heard('alice$4');
    },
  },
];
