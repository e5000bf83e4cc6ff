// CHAT-1.4: messages.

import type { Case, Question } from '../../../harness/judge/case.ts';
import { FORMAT_WRONG, REGISTERED } from '../texts.ts';
import { delivered, deliveredToAll, everybody, notFound, prompt, RoomJudging } from './room-judging.ts';
import { fenceRound, members, nameFor, residents, roomCase, type Talker } from './talker.ts';

type Bytes = Uint8Array | string;

/** More than once in 50, so that what goes wrong once in so many times does. */
const MANY = 60;
const SERVER_TEXT_BYTES_MAX = 1499;
/** `：@所有人：`, which stands between the sender of a broadcast and its text. */
const TO_ALL_BYTES = 16;
const NAME_BYTES_MAX = 9;

const COLON_TEXTS = ['b:c:d', '::', ':before', 'behind:', 'http://example.org:80/'];
const SPACE_TEXTS = [' ', '  before', 'behind  ', 'two words', 'a\ttab', 'a line end\n', '\r\n', '\n before', 'one\nand another'];
const FORMAT_TEXTS = ['%s%n', '%d %x %p', '100%', '%', '%%', '%1$s', '{0} {name} \\n \\0'];
const ORDER_TEXTS = ['exit', '@all', '@all:hi', 'exit:now', 'q', '/quit', '$', '@'];
/** Every byte but NUL, what is no UTF-8, and what is but can be written in another way. */
const BYTE_TEXTS: readonly Uint8Array[] = [
  ...[1, 65, 129, 193].map((first) => Uint8Array.from({ length: Math.min(64, 256 - first) }, (_, index) => first + index)),
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Buffer.from('汉字').subarray(0, 4),
  Buffer.from('汉字').subarray(1),
  Buffer.from('e\u0301 and \u00e9, \ufeff and \u200b'),
  Buffer.from('🙂 ％ 全角：冒号＄、…'),
];

/** So many texts that are told apart by their number. */
function numbered(count: number, what = 'no.'): string[] {
  return Array.from({ length: count }, (_, index) => `${what} ${index + 1}`);
}

function frameTo(target: Bytes, text: Bytes): Buffer {
  return Buffer.concat([Buffer.from(target), Buffer.from(':'), Buffer.from(text)]);
}

function repeated<T>(count: number, ...items: readonly T[]): T[] {
  return Array.from({ length: count }, () => items).flat();
}

// What several cases have in common.

interface TextsRule {
  readonly what: string;
  readonly rule: string;
  readonly kills: readonly string[];
  readonly texts: readonly Bytes[];
}

/** Texts that something is easily done to, from one member to another. */
function directTextsCase({ what, rule, kills, texts }: TextsRule): Case<Talker> {
  return roomCase({
    id: `chat/1.4.1/${what}`,
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule,
    kills,
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn(bob.name, texts);
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) =>
      new RoomJudging(history)
        .heard(
          'bob',
          texts.map((text) => delivered(alice, text)),
          { since: 'said' },
        )
        .heard('alice', repeated(texts.length + 1, ...prompt(alice, everybody(others, alice, bob))), { since: 'said' }).judgement,
  });
}

interface FormatRule {
  readonly what: string;
  readonly rule: string;
  readonly kills: readonly string[];
  /** Frames that are no messages; `bob` is the name of another member. */
  frames(bob: string): readonly string[];
}

/** Frames that are answered by the format error. */
function formatCase({ what, rule, kills, frames }: FormatRule): Case<Talker> {
  return roomCase({
    id: `chat/1.4.5/${what}`,
    level: 'must',
    clause: 'CHAT-1.4.5',
    rule,
    kills,
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('began');
      // What the size of a client's frames is has to be beyond doubt before an empty one is sent (CHAT-1.1.7).
      await alice.saysAndIsPrompted(bob.name, 'hi');
      scene.mark('said');
      await alice.sendsInTurn(frames(bob.name));
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob));
      return new RoomJudging(history)
        .heard('bob', [delivered(alice, 'hi')], { since: 'began' })
        .heard('alice', [...repeated(frames(bob).length, FORMAT_WRONG, ...prompted), ...prompted], { since: 'said' }).judgement;
    },
  });
}

/** Somebody who has not registered does so: what the room had for it before has come by then. */
async function registersBehind(stranger: Talker): Promise<void> {
  stranger.name = nameFor(stranger.scene, stranger.label);
  stranger.send(stranger.name);
  await stranger.isFencedBy(REGISTERED);
}

export const MESSAGE_CASES: readonly Case<Talker>[] = [
  roomCase({
    id: 'chat/1.4.1/direct-reaches-only-its-target',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: 'A direct message reaches the member that it names, once, and nobody else.',
    kills: ['receiver-prompted'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      await alice.saysAndIsPrompted(bob.name, 'hi');
      await fenceRound(alice, bob, carol);
      return { alice: alice.name, bob: bob.name, carol: carol.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, carol, others } }) =>
      new RoomJudging(history)
        .heard('bob', [delivered(alice, 'hi')], { since: 'said' })
        .heardNothing('carol', { since: 'said' })
        .heard('alice', repeated(3, ...prompt(alice, everybody(others, alice, bob, carol))), { since: 'said' }).judgement,
  }),
  roomCase({
    id: 'chat/1.4.1/each-of-many-arrives-once',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: `Each of ${MANY} direct messages arrives exactly once.`,
    kills: ['duplicate-delivery', 'lost-delivery'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn(bob.name, numbered(MANY));
      await fenceRound(alice, bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heardEach('bob', [numbered(MANY).map((text) => delivered(alice, text))], { since: 'said' })
        .judgement,
  }),
  roomCase({
    id: 'chat/1.4.1/nobody-else-gets-any-of-many',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: `Of ${MANY} direct messages none reaches anybody but the member that it names.`,
    kills: ['misroute', 'direct-overheard'],
    clients: 4,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      const stranger = scene.actor('stranger');
      scene.require((await stranger.arrives()) !== undefined, 'the stranger was not greeted');
      scene.mark('said');
      await alice.saysInTurn(bob.name, numbered(MANY));
      await fenceRound(alice, bob, carol);
      await registersBehind(stranger);
      return { alice: alice.name, bob: bob.name, carol: carol.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, carol, others } }) =>
      new RoomJudging(history)
        .heardNothing('carol', { since: 'said' })
        .heard(
          'bob',
          numbered(MANY).map((text) => delivered(alice, text)),
          { since: 'said' },
        )
        .heardNothing('stranger', { since: 'said' })
        .heard('alice', repeated(MANY + 2, ...prompt(alice, everybody(others, alice, bob, carol))), { since: 'said' }).judgement,
  }),
  roomCase({
    id: 'chat/1.4.1/messages-in-one-segment-all-arrive',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: 'Of several messages that are sent in one segment, to several members, each arrives where it should.',
    kills: ['second-frame-lost', 'read-taken-for-frame'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      alice.sendTogether(numbered(8).flatMap((text) => [`${bob.name}:${text}`, `${carol.name}:${text}`]));
      await alice.hearsPrompts(16);
      await fenceRound(alice, bob, carol);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) => {
      const all = numbered(8).map((text) => delivered(alice, text));
      return new RoomJudging(history).heard('bob', all, { since: 'said' }).heard('carol', all, { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.1/members-of-any-name-are-found-and-shown',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: 'A name may be of any bytes but those that are reserved: its member is found by it, and shown by it.',
    kills: ['name-re-encoded', 'name-trimmed'],
    clients: 6,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const names = [
        Buffer.from(`三个${scene.token(3)}`),
        Buffer.from(` b ${scene.token(5)} `),
        Buffer.concat([Buffer.from('鲍勃').subarray(0, 5), Buffer.from(scene.token(4))]),
        Buffer.concat([Buffer.of(0xff, 0x01), Buffer.from(scene.token(6))]),
      ];
      const facts = { alice: alice.name, bob: bob.name, others: residents(scene), names };
      const talkers = ANY_NAMES.map((label) => scene.actor(label));
      for (const [index, talker] of talkers.entries()) {
        scene.require((await talker.arrives()) !== undefined, `${talker.label} was not greeted`);
        talker.send(names[index] ?? '');
        if (!(await talker.hearsPrompts(1))) return facts;
      }
      scene.mark('said');
      for (const [index, talker] of talkers.entries()) {
        const name = names[index] ?? '';
        await alice.sendsInTurn([frameTo(name, 'hi')]);
        await talker.hears(1);
        await talker.saysInTurn(alice.name, ['ho']);
        await alice.hears(1);
        const token = scene.token(8);
        await alice.sendsInTurn([frameTo(name, token)]);
        await talker.isFencedBy(delivered(alice.name, token));
      }
      await bob.fences(alice);
      return facts;
    },
    judge: ({ history, facts: { alice, bob, others, names } }) => {
      const everyone = everybody(others, alice, bob, ...names);
      const judging = new RoomJudging(history);
      for (const label of ANY_NAMES) {
        const isIn = judging.framesOf(label)[1]?.payload.equals(REGISTERED) === true;
        judging.holds(isIn, `${label} could not register.`);
      }
      for (const [index, label] of ANY_NAMES.entries()) {
        judging.heard(label, [delivered(alice, 'hi'), ...prompt(names[index] ?? '', everyone)], { since: 'said' });
      }
      const prompted = prompt(alice, everyone);
      const toAlice = names.flatMap((name) => [...prompted, delivered(name, 'ho'), ...prompted]);
      return judging.heard('alice', toAlice, { since: 'said' }).judgement;
    },
  }),
  directTextsCase({
    what: 'further-colons-belong-to-the-text',
    rule: 'The first colon of a message splits it; all others belong to its text.',
    kills: ['text-cut-at-second-colon', 'text-split-at-last-colon'],
    texts: COLON_TEXTS,
  }),
  directTextsCase({
    what: 'spaces-and-line-ends-are-kept',
    rule: 'Spaces and line ends of a text are delivered as they are, at its beginning, in its midst and at its end.',
    kills: ['text-cut-at-space', 'text-trimmed'],
    texts: SPACE_TEXTS,
  }),
  directTextsCase({
    what: 'formats-are-texts',
    rule: 'What looks like a format, such as %s%n, is delivered as it is.',
    kills: ['text-cut-at-space'],
    texts: FORMAT_TEXTS,
  }),
  directTextsCase({
    what: 'orders-are-texts',
    rule: 'What would be an order by itself, such as exit or @all:hi, is delivered as it is behind a target.',
    kills: ['text-cut-at-second-colon', 'text-split-at-last-colon'],
    texts: ORDER_TEXTS,
  }),
  directTextsCase({
    what: 'bytes-are-kept',
    rule: 'A text is delivered byte for byte, whether it is UTF-8 or not.',
    kills: ['text-re-encoded'],
    texts: BYTE_TEXTS,
  }),
  roomCase({
    id: 'chat/1.4.1/longest-text-arrives-whole',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: 'A text that fills its frame to the last byte is delivered whole.',
    kills: ['last-byte-of-full-text-lost'],
    clients: 2,
    clientFrames: [1500],
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn(bob.name, longestTexts(alice.name));
      await fenceRound(alice, bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heard(
        'bob',
        longestTexts(alice).map((text) => delivered(alice, text)),
        { since: 'said' },
      ).judgement,
  }),
  roomCase({
    id: 'chat/1.4.1/many-senders-to-one',
    level: 'must',
    clause: 'CHAT-1.4.1',
    rule: 'Of what eight members say to one at the same time everything arrives exactly once, each message with its own sender.',
    kills: ['duplicate-delivery', 'lost-delivery', 'sender-mixed-up'],
    clients: 9,
    async drive(scene) {
      const [bob, ...senders] = await members(scene, 'bob', ...SENDERS);
      scene.mark('said');
      for (const sender of senders) sender.sendTogether(numbered(EACH).map((text) => `${bob.name}:${text}`));
      await Promise.all([...senders.map((sender) => sender.hearsPrompts(EACH)), bob.hears(EACH * senders.length)]);
      await senders[0]?.fences(bob);
      return { names: senders.map(({ name }) => name) };
    },
    judge: ({ history, facts: { names } }) => {
      const sequences = names.map((name) => numbered(EACH).map((text) => delivered(name, text)));
      return new RoomJudging(history).heardEach('bob', sequences, { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.4.2/direct-messages-keep-their-order',
    level: 'must',
    clause: 'CHAT-1.4.2',
    rule: `${MANY} direct messages of one member to another arrive in the order sent, when none waits for the one before.`,
    kills: ['reordered-messages'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      for (const text of numbered(MANY)) alice.says(bob.name, text);
      await alice.hearsPrompts(MANY);
      await alice.fences(bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heardEach('bob', [numbered(MANY).map((text) => delivered(alice, text))], { since: 'said' })
        .judgement,
  }),
  roomCase({
    id: 'chat/1.4.2/broadcasts-keep-their-order',
    level: 'must',
    clause: 'CHAT-1.4.2',
    rule: `${MANY} broadcasts of one member reach every other in the order sent.`,
    kills: ['reordered-messages'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      for (const text of numbered(MANY)) alice.says('@all', text);
      await alice.hearsPrompts(MANY);
      await alice.fences(bob, carol);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) => {
      const all = [numbered(MANY).map((text) => deliveredToAll(alice, text))];
      return new RoomJudging(history).heardEach('bob', all, { since: 'said' }).heardEach('carol', all, { since: 'said' })
        .judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.2/direct-and-broadcast-keep-their-order',
    level: 'must',
    clause: 'CHAT-1.4.2',
    rule: 'Direct messages and broadcasts of one member reach another in the order sent, mixed as they are.',
    kills: ['broadcast-overtakes', 'reordered-messages'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      for (const [index, text] of numbered(MANY).entries()) alice.says(isBroadcast(index) ? '@all' : bob.name, text);
      await alice.hearsPrompts(MANY);
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const all = numbered(MANY).map((text, index) => (isBroadcast(index) ? deliveredToAll : delivered)(alice, text));
      const toAll = all.filter((_, index) => isBroadcast(index));
      const prompts = repeated(MANY + 1, ...prompt(alice, everybody(others, alice, bob)));
      return new RoomJudging(history)
        .heardEach('bob', [all], { since: 'said' })
        .heardEach('alice', [toAll, prompts], { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.2/senders-at-once-keep-their-orders',
    level: 'must',
    clause: 'CHAT-1.4.2',
    rule: 'Of what three members say at the same time, directly and to all, each has its own order at every receiver.',
    kills: ['broadcast-overtakes', 'reordered-messages'],
    clients: 4,
    async drive(scene) {
      const [bob, alice, carol, dave] = await members(scene, 'bob', 'alice', 'carol', 'dave');
      const senders = [alice, carol, dave];
      scene.mark('said');
      for (const [index, text] of numbered(MANY / 2).entries()) {
        for (const sender of senders) sender.says(isBroadcast(index) ? '@all' : bob.name, text);
      }
      await Promise.all([...senders.map((sender) => sender.hearsPrompts(MANY / 2)), bob.hears((senders.length * MANY) / 2)]);
      await alice.fences(bob);
      return { names: senders.map(({ name }) => name) };
    },
    judge: ({ history, facts: { names } }) => {
      const sequences = names.map((name) =>
        numbered(MANY / 2).map((text, index) => (isBroadcast(index) ? deliveredToAll : delivered)(name, text)),
      );
      return new RoomJudging(history).heardEach('bob', sequences, { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.4.3/broadcast-reaches-everybody',
    level: 'must',
    clause: 'CHAT-1.4.3',
    rule: 'A broadcast reaches every member once: its sender, who came first, who came last, and all between.',
    kills: ['broadcast-unreachable', 'broadcast-without-sender', 'broadcast-without-newest'],
    clients: 5,
    async drive(scene) {
      const cast = await members(scene, 'alice', 'bob', 'carol', 'dave', 'erin');
      const [alice, bob, carol, dave, erin] = cast;
      scene.mark('said');
      for (const sender of [alice, carol, erin]) {
        await sender.saysAndIsPrompted('@all', 'hi all');
        await Promise.all(cast.filter((one) => one !== sender).map((one) => one.hears(1)));
      }
      await erin.fences(alice, bob, carol, dave);
      await erin.hearsPrompts(4);
      await alice.fences(erin);
      return { names: cast.map(({ name }) => name), others: residents(scene) };
    },
    judge: ({ history, facts: { names, others } }) => {
      const judging = new RoomJudging(history);
      const [alice = '', , carol = '', , erin = ''] = names;
      for (const [index, label] of ['alice', 'bob', 'carol', 'dave', 'erin'].entries()) {
        const own = names[index] ?? '';
        const prompted = prompt(own, everybody(others, ...names));
        const expected = [alice, carol, erin].flatMap((name) => [
          deliveredToAll(name, 'hi all'),
          ...(name === own ? prompted : []),
        ]);
        // The fences of the last speaker are prompted, too.
        judging.heard(label, [...expected, ...(own === erin ? repeated(4, ...prompted) : [])], { since: 'said' });
      }
      return judging.judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.3/broadcast-reaches-its-sender-alone',
    level: 'must',
    clause: 'CHAT-1.4.3',
    rule: 'Who is alone in the room gets its own broadcast, before the prompt.',
    kills: ['broadcast-unreachable', 'broadcast-without-sender'],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      scene.mark('said');
      await alice.saysAndIsPrompted('@all', 'is anybody here');
      await alice.fencesItself();
      return { alice: alice.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, others } }) =>
      new RoomJudging(history).heard(
        'alice',
        [deliveredToAll(alice, 'is anybody here'), ...prompt(alice, everybody(others, alice))],
        { since: 'said' },
      ).judgement,
  }),
  roomCase({
    id: 'chat/1.4.3/each-of-many-broadcasts-arrives-once',
    level: 'must',
    clause: 'CHAT-1.4.3',
    rule: 'Each of 30 broadcasts reaches each member exactly once.',
    kills: ['duplicate-delivery', 'lost-delivery'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      await alice.saysInTurn('@all', numbered(30));
      await fenceRound(alice, bob, carol);
      return { alice: alice.name, bob: bob.name, carol: carol.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, carol, others } }) => {
      const all = numbered(30).map((text) => deliveredToAll(alice, text));
      const prompted = prompt(alice, everybody(others, alice, bob, carol));
      return new RoomJudging(history)
        .heard('bob', all, { since: 'said' })
        .heard('carol', all, { since: 'said' })
        .heard('alice', [...all.flatMap((one) => [one, ...prompted]), ...prompted, ...prompted], { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.3/broadcasts-at-once-reach-everybody',
    level: 'must',
    clause: 'CHAT-1.4.3',
    rule: 'When eight members speak to all at the same time, everybody gets every broadcast exactly once, its own included.',
    kills: ['duplicate-delivery', 'lost-delivery', 'broadcast-without-sender', 'broadcast-without-newest'],
    clients: 8,
    async drive(scene) {
      const cast = await members(scene, ...SENDERS);
      scene.mark('said');
      for (const sender of cast) sender.sendTogether(numbered(EACH_TO_ALL).map((text) => `@all:${text}`));
      // Its own prompts, and what everybody said.
      await Promise.all(cast.map((one) => one.hears(EACH_TO_ALL * (3 + cast.length))));
      const [first, second, ...rest] = cast;
      await first?.fences(...cast.slice(1));
      await first?.hearsPrompts(1 + rest.length);
      if (first !== undefined) await second?.fences(first);
      return { names: cast.map(({ name }) => name), others: residents(scene) };
    },
    judge: ({ history, facts: { names, others } }) => {
      const judging = new RoomJudging(history);
      const said = names.map((name) => numbered(EACH_TO_ALL).map((text) => deliveredToAll(name, text)));
      for (const [index, label] of SENDERS.entries()) {
        const own = names[index] ?? '';
        const prompts = EACH_TO_ALL + (index === 0 ? names.length - 1 : 0);
        judging.heardEach(label, [...said, repeated(prompts, ...prompt(own, everybody(others, ...names)))], { since: 'said' });
      }
      return judging.judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.3/text-is-unchanged',
    level: 'must',
    clause: 'CHAT-1.4.3',
    rule: 'The text of a broadcast is delivered byte for byte, colons, spaces, line ends and what is no UTF-8 included.',
    kills: ['text-cut-at-second-colon', 'text-cut-at-space', 'text-trimmed', 'text-re-encoded'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn('@all', ODD_TEXTS);
      await alice.fences(bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heard(
        'bob',
        ODD_TEXTS.map((text) => deliveredToAll(alice, text)),
        { since: 'said' },
      ).judgement,
  }),
  roomCase({
    id: 'chat/1.4.3/longest-text-arrives-whole',
    level: 'must',
    clause: 'CHAT-1.4.3',
    rule: 'A broadcast that fills its frame to the last byte is delivered whole.',
    kills: ['last-byte-of-full-text-lost'],
    clients: 2,
    clientFrames: [1500],
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn('@all', [filled(SERVER_TEXT_BYTES_MAX - TO_ALL_BYTES - NAME_BYTES_MAX)]);
      await alice.fences(bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heard(
        'bob',
        [deliveredToAll(alice, filled(SERVER_TEXT_BYTES_MAX - TO_ALL_BYTES - NAME_BYTES_MAX))],
        { since: 'said' },
      ).judgement,
  }),
  roomCase({
    id: 'chat/1.4.3/strangers-are-told-all-or-nothing',
    level: 'may',
    clause: 'CHAT-1.4.3',
    rule: 'Connections that have not registered get every broadcast once, or none: whichever it is, it stays so.',
    kills: ['duplicate-delivery', 'lost-delivery'],
    clients: 3,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const stranger = scene.actor('stranger');
      scene.require((await stranger.arrives()) !== undefined, 'the stranger was not greeted');
      scene.mark('said');
      await alice.saysInTurn('@all', numbered(MANY));
      await fenceRound(alice, bob);
      if (scene.profile[STRANGERS_HEAR] === 'yes') await stranger.hears(MANY);
      await registersBehind(stranger);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others }, profile }) => {
      const all = numbered(MANY).map((text) => deliveredToAll(alice, text));
      const prompted = prompt(alice, everybody(others, alice, bob));
      return new RoomJudging(history)
        .heard('bob', all, { since: 'said' })
        .heard('alice', [...all.flatMap((one) => [one, ...prompted]), ...prompted], { since: 'said' })
        .heard('stranger', profile[STRANGERS_HEAR] === 'yes' ? all : [], { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.4.4/sender-is-told-of-unknown-target',
    level: 'must',
    clause: 'CHAT-1.4.4',
    rule: 'Who speaks to a name that nobody holds is told so, with that name, and is prompted.',
    kills: ['unknown-target-unsaid'],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const nobody = nameFor(scene, 'nobody');
      scene.mark('said');
      await alice.saysAndIsPrompted(nobody, 'hi');
      await alice.fencesItself();
      return { alice: alice.name, nobody, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, nobody, others } }) =>
      new RoomJudging(history).heard('alice', [notFound(nobody), ...prompt(alice, everybody(others, alice))], { since: 'said' })
        .judgement,
  }),
  roomCase({
    id: 'chat/1.4.4/unknown-target-reaches-nobody',
    level: 'must',
    clause: 'CHAT-1.4.4',
    rule: 'What is said to a name that nobody holds reaches nobody.',
    kills: ['unknown-target-reaches-all'],
    clients: 4,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      const stranger = scene.actor('stranger');
      scene.require((await stranger.arrives()) !== undefined, 'the stranger was not greeted');
      const nobody = nameFor(scene, 'nobody');
      scene.mark('said');
      await alice.saysAndIsPrompted(nobody, 'hi');
      await fenceRound(alice, bob, carol);
      await registersBehind(stranger);
      return { alice: alice.name, bob: bob.name, carol: carol.name, nobody, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, carol, nobody, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob, carol));
      return new RoomJudging(history)
        .heardNothing('bob', { since: 'said' })
        .heardNothing('carol', { since: 'said' })
        .heardNothing('stranger', { since: 'said' })
        .heard('alice', [notFound(nobody), ...repeated(3, ...prompted)], { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.4/who-has-left-is-unknown',
    level: 'must',
    clause: 'CHAT-1.4.4',
    rule: 'A member that has left, as the notice says, is no target any more.',
    kills: ['name-not-freed'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      bob.leavesBy('exit');
      await alice.hearsOfDeparture(bob.name);
      scene.mark('said');
      await alice.saysAndIsPrompted(bob.name, 'are you there');
      await alice.fencesItself();
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) =>
      new RoomJudging(history).heard('alice', [notFound(bob), ...prompt(alice, everybody(others, alice))], { since: 'said' })
        .judgement,
  }),
  roomCase({
    id: 'chat/1.4.4/who-has-not-registered-is-unknown',
    level: 'must',
    clause: 'CHAT-1.4.4',
    rule: 'A name that somebody was refused, or has not asked for yet, is no target.',
    kills: ['unknown-target-unsaid', 'unknown-target-reaches-all'],
    clients: 2,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const stranger = scene.actor('stranger');
      scene.require((await stranger.arrives()) !== undefined, 'the stranger was not greeted');
      const wish = nameFor(scene, 'wish').slice(0, 7);
      stranger.send(`${wish}@`);
      await stranger.next();
      scene.mark('said');
      await alice.saysAndIsPrompted(wish, 'hi');
      await alice.fencesItself();
      await registersBehind(stranger);
      return { alice: alice.name, wish, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, wish, others } }) =>
      new RoomJudging(history)
        .heardNothing('stranger', { since: 'said' })
        .heard('alice', [notFound(wish), ...prompt(alice, everybody(others, alice))], { since: 'said' }).judgement,
  }),
  roomCase({
    id: 'chat/1.4.4/unknown-target-is-named-as-it-was-written',
    level: 'must',
    clause: 'CHAT-1.4.4',
    rule: 'The unknown target is named byte for byte as it was written, however long it is and whatever its bytes.',
    kills: ['unknown-target-unsaid'],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      scene.mark('said');
      await alice.sendsInTurn(ODD_TARGETS.map((target) => frameTo(target, 'hi')));
      await alice.fencesItself();
      return { alice: alice.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, others } }) => {
      const prompted = prompt(alice, everybody(others, alice));
      const expected = ODD_TARGETS.flatMap((target) => [bytesNotFound(target), ...prompted]);
      return new RoomJudging(history).heard('alice', expected, { since: 'said' }).judgement;
    },
  }),

  formatCase({
    what: 'message-without-colon',
    rule: 'A frame without a colon is a format error, and nobody gets it.',
    kills: ['format-error-unsaid', 'no-prompt-after-error'],
    frames: (bob) => ['hello', bob, '@all', ' ', `${bob} hi`, `${bob}$hi`, ''],
  }),
  formatCase({
    what: 'full-width-colon-is-none',
    rule: 'The full-width colon is no colon: without another the frame is a format error.',
    kills: ['format-error-unsaid'],
    frames: (bob) => [`${bob}：hi`, '@all：hi', '：'],
  }),
  formatCase({
    what: 'empty-text',
    rule: 'A message with nothing behind its colon is a format error, and nobody gets it.',
    kills: ['empty-text-delivered', 'format-error-unsaid'],
    frames: (bob) => [`${bob}:`, '@all:', 'nobody:'],
  }),
  formatCase({
    what: 'empty-target',
    rule: 'A message with nothing before its colon is a format error.',
    kills: ['format-error-unsaid', 'no-prompt-after-error'],
    frames: () => [':hi', ':', '::', ':two words'],
  }),
  formatCase({
    what: 'target-with-at-sign-or-dollar',
    rule: 'A target with @ or $ is a format error unless it is exactly @all, and nobody gets the text.',
    kills: ['any-at-is-all', 'format-error-unsaid'],
    frames: (bob) =>
      [
        '@',
        `@${bob}`,
        '@al',
        '@alll',
        '@ALL',
        ' @all',
        '@all ',
        '@all@all',
        `${bob}@`,
        '$',
        `$${bob}`,
        `${bob}$`,
        `x$${bob}`,
      ].map((target) => `${target}:hi`),
  }),
  roomCase({
    id: 'chat/1.4.5/leading-colons-are-skipped-or-not',
    level: 'may',
    clause: 'CHAT-1.4.5',
    rule: 'Leading colons are skipped, or make a format error: whichever it is, it stays so.',
    kills: ['format-error-unsaid'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.sendsInTurn(COLONS.map((colons) => `${colons}${bob.name}:hi`));
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others }, profile }) => {
      const areSkipped = profile[COLONS_SKIPPED] === 'yes';
      const prompted = prompt(alice, everybody(others, alice, bob));
      const answered = areSkipped ? prompted : [FORMAT_WRONG, ...prompted];
      return new RoomJudging(history)
        .heard('bob', areSkipped ? repeated(COLONS.length, delivered(alice, 'hi')) : [], { since: 'said' })
        .heard('alice', [...repeated(COLONS.length, ...answered), ...prompted], { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.4.6/message-to-oneself',
    level: 'must',
    clause: 'CHAT-1.4.6',
    rule: 'A message to oneself is delivered like any other, before the prompt.',
    kills: ['message-to-oneself-lost'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn(alice.name, ['one', 'two: three']);
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob));
      const expected = [delivered(alice, 'one'), ...prompted, delivered(alice, 'two: three'), ...prompted, ...prompted];
      return new RoomJudging(history).heard('alice', expected, { since: 'said' }).heardNothing('bob', { since: 'said' })
        .judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.6/many-to-oneself-reach-nobody-else',
    level: 'must',
    clause: 'CHAT-1.4.6',
    rule: `Each of ${MANY} messages to oneself comes back once, and reaches nobody else.`,
    kills: ['message-to-oneself-lost', 'misroute', 'direct-overheard', 'duplicate-delivery', 'lost-delivery'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn(alice.name, numbered(MANY));
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob));
      const expected = numbered(MANY).flatMap((text) => [delivered(alice, text), ...prompted]);
      return new RoomJudging(history)
        .heardNothing('bob', { since: 'said' })
        .heard('alice', [...expected, ...prompted], { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.4.7/dollar-in-a-text-forges-nobody',
    level: 'must',
    clause: 'CHAT-1.4.7',
    rule: 'Whatever a text says of its sender, what stands before the first $ is the name of who sent it.',
    kills: ['sender-forged'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      await alice.saysInTurn(bob.name, forgeries(bob.name, carol.name));
      await fenceRound(alice, bob, carol);
      return { alice: alice.name, bob: bob.name, carol: carol.name };
    },
    judge: ({ history, facts: { alice, bob, carol } }) =>
      new RoomJudging(history)
        .heard(
          'bob',
          forgeries(bob, carol).map((text) => delivered(alice, text)),
          { since: 'said' },
        )
        .heardNothing('carol', { since: 'said' }).judgement,
  }),
  roomCase({
    id: 'chat/1.4.7/each-message-shows-its-sender',
    level: 'must',
    clause: 'CHAT-1.4.7',
    rule: `Of ${MANY} messages that two members say by turns each shows the one who said it.`,
    kills: ['sender-mixed-up'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      for (const text of numbered(MANY / 2)) {
        if (!(await alice.saysAndIsPrompted(bob.name, text)) || !(await carol.saysAndIsPrompted(bob.name, text))) break;
      }
      await bob.hears(MANY);
      await alice.fences(bob);
      return { alice: alice.name, carol: carol.name };
    },
    judge: ({ history, facts: { alice, carol } }) => {
      const sequences = [alice, carol].map((name) => numbered(MANY / 2).map((text) => delivered(name, text)));
      return new RoomJudging(history).heardEach('bob', sequences, { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.7/newcomers-speak-as-themselves',
    level: 'must',
    clause: 'CHAT-1.4.7',
    rule: 'Who comes behind somebody who has left, and who takes its name, both speak as themselves.',
    kills: ['sender-of-old-shown'],
    clients: 4,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      alice.leavesBy('exit');
      await bob.hearsOfDeparture(alice.name);
      const carol = await scene.actor('carol').joins(nameFor(scene, 'carol'));
      const heir = await scene.actor('heir').joins(alice.name);
      scene.mark('said');
      await carol.saysAndIsPrompted(bob.name, 'one');
      await bob.hears(1);
      await heir.saysAndIsPrompted(bob.name, 'two');
      await heir.fences(bob);
      return { heir: heir.name, carol: carol.name };
    },
    judge: ({ history, facts: { heir, carol } }) =>
      new RoomJudging(history).heard('bob', [delivered(carol, 'one'), delivered(heir, 'two')], { since: 'said' }).judgement,
  }),

  roomCase({
    id: 'chat/1.4.8/too-long-direct-is-refused',
    level: 'should',
    clause: 'CHAT-1.4.8',
    rule: 'A direct message whose delivered form has more than 1,499 bytes is refused with the format error, and nobody gets any of it.',
    kills: ['long-message-cut', 'long-message-overruns', 'format-error-unsaid'],
    clients: 2,
    clientFrames: [1500],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      // A shorter name than its sender's: the frame has room for more than may be delivered.
      const bob = await scene.actor('bob').joins(`bo${scene.token(3)}`);
      scene.mark('said');
      await alice.saysInTurn(bob.name, tooLongTexts(bob.name));
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob));
      return new RoomJudging(history)
        .heardNothing('bob', { since: 'said' })
        .heard('alice', [...repeated(tooLongTexts(bob).length, FORMAT_WRONG, ...prompted), ...prompted], { since: 'said' })
        .judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.8/too-long-broadcast-is-refused',
    level: 'should',
    clause: 'CHAT-1.4.8',
    rule: 'A broadcast whose delivered form has more than 1,499 bytes is refused with the format error, and nobody gets any of it.',
    kills: ['long-message-cut', 'format-error-unsaid'],
    clients: 2,
    clientFrames: [1500],
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.saysInTurn('@all', TOO_LONG_FOR_ALL);
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob));
      return new RoomJudging(history)
        .heardNothing('bob', { since: 'said' })
        .heard('alice', [...repeated(TOO_LONG_FOR_ALL.length, FORMAT_WRONG, ...prompted), ...prompted], { since: 'said' })
        .judgement;
    },
  }),

  roomCase({
    id: 'chat/1.4.9/part-of-a-name-is-nobody',
    level: 'must',
    clause: 'CHAT-1.4.9',
    rule: 'A part of a name, or a name with something before or behind it, is no member, and nobody gets what is said to it.',
    kills: ['prefix-match'],
    clients: 2,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const bobby = await scene.actor('bobby').joins(nameFor(scene, 'bobby').slice(0, 8));
      scene.mark('said');
      await alice.sendsInTurn(partsOf(bobby.name).map((target) => `${target}:hi`));
      await fenceRound(alice, bobby);
      return { alice: alice.name, bobby: bobby.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bobby, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bobby));
      const expected = partsOf(bobby).flatMap((target) => [notFound(target), ...prompted]);
      return new RoomJudging(history)
        .heardNothing('bobby', { since: 'said' })
        .heard('alice', [...expected, ...prompted], { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.9/other-letters-are-nobody',
    level: 'must',
    clause: 'CHAT-1.4.9',
    rule: 'A name in capital letters is not the same name in small ones.',
    kills: ['case-insensitive-match'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.sendsInTurn(inOtherLetters(bob.name).map((target) => `${target}:hi`));
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) => {
      const prompted = prompt(alice, everybody(others, alice, bob));
      const expected = inOtherLetters(bob).flatMap((target) => [notFound(target), ...prompted]);
      return new RoomJudging(history)
        .heardNothing('bob', { since: 'said' })
        .heard('alice', [...expected, ...prompted], { since: 'said' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.4.9/names-alike-each-get-their-own',
    level: 'must',
    clause: 'CHAT-1.4.9',
    rule: 'Members whose names begin alike, or differ in capital letters only, each get what is said to them and nothing else.',
    kills: ['case-insensitive-match'],
    clients: 5,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const stem = `b${scene.token(5)}`;
      const names = [`${stem}by`, `${stem}b`, stem, stem.toUpperCase()];
      const cast: Talker[] = [];
      for (const [index, name] of names.entries()) cast.push(await scene.actor(ALIKE[index] ?? '').joins(name));
      scene.mark('said');
      for (const [index, name] of names.entries()) await alice.saysAndIsPrompted(name, `to ${ALIKE[index]}`);
      const [first, ...rest] = cast;
      if (first !== undefined) await alice.fences(first, ...rest);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) => {
      const judging = new RoomJudging(history);
      for (const label of ALIKE) judging.heard(label, [delivered(alice, `to ${label}`)], { since: 'said' });
      return judging.judgement;
    },
  }),
];

// What the contract leaves open.

const STRANGERS_HEAR = 'CHAT-1.4.3';
const COLONS_SKIPPED = 'CHAT-1.4.5';

export const MESSAGE_QUESTIONS: readonly Question<Talker>[] = [
  {
    id: STRANGERS_HEAR,
    clause: 'CHAT-1.4.3',
    question: 'Do connections that have not registered get broadcasts?',
    async ask(scene) {
      const [alice] = await members(scene, 'alice');
      const stranger = scene.actor('stranger');
      scene.require((await stranger.arrives()) !== undefined, 'the stranger was not greeted');
      await alice.saysAndIsPrompted('@all', 'hi all');
      await registersBehind(stranger);
      const broadcast = deliveredToAll(alice.name, 'hi all');
      return stranger.frames.some((frame) => frame.equals(broadcast)) ? 'yes' : 'no';
    },
  },
  {
    id: COLONS_SKIPPED,
    clause: 'CHAT-1.4.5',
    question: 'Are leading colons of a message skipped?',
    async ask(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      await alice.sendsInTurn([`:${bob.name}:hi`]);
      await alice.fences(bob);
      return bob.frames.some((frame) => frame.equals(delivered(alice.name, 'hi'))) ? 'yes' : 'no';
    },
  },
];

const SENDERS = ['alice', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan'] as const;
/** Texts of each of them. */
const EACH = 20;
const EACH_TO_ALL = 10;
const ALIKE = ['bobby', 'bob b', 'bob', 'BOB'];
const ANY_NAMES = ['a Chinese name', 'a name with spaces', 'a name cut in a character', 'a name that is no text'];
const COLONS = [':', '::', ':::'];
const ODD_TEXTS: readonly Bytes[] = [...COLON_TEXTS, ...SPACE_TEXTS, ...FORMAT_TEXTS, ...ORDER_TEXTS, ...BYTE_TEXTS];
/** None of them is anybody's name: too long, or none that a member of a case has. */
const ODD_TARGETS: readonly Bytes[] = [
  'no one at all',
  ' ',
  '% s%n%d %x',
  '没有这个人的昵称',
  'x'.repeat(30),
  '：',
  'exit exit exit',
  Uint8Array.of(0xff, 0xfe, 0x01),
];

function isBroadcast(index: number): boolean {
  return index % 3 === 1;
}

/** A text of so many bytes whose end can be seen. */
function filled(bytes: number): string {
  return `${'x'.repeat(bytes - 1)}!`;
}

/** Of the sender's name come a $ and the text. */
function longestTexts(sender: string): string[] {
  const longest = SERVER_TEXT_BYTES_MAX - sender.length - 1;
  return [longest, longest - 1, longest - 2].map(filled);
}

/** Delivered, one has a byte too many; the other is the longest that a client's frame has room for. */
function tooLongTexts(target: string): string[] {
  const oneTooMany = SERVER_TEXT_BYTES_MAX - NAME_BYTES_MAX;
  return [oneTooMany, SERVER_TEXT_BYTES_MAX - target.length - 1].map(filled);
}

const LONGEST_TO_ALL = SERVER_TEXT_BYTES_MAX - TO_ALL_BYTES - NAME_BYTES_MAX;
const TOO_LONG_FOR_ALL = [LONGEST_TO_ALL + 1, SERVER_TEXT_BYTES_MAX - '@all:'.length].map(filled);

function bytesNotFound(target: Bytes): Buffer {
  const [before = '', behind = ''] = notFound('|').toString().split('|');
  return Buffer.concat([Buffer.from(before), Buffer.from(target), Buffer.from(behind)]);
}

function forgeries(bob: string, carol: string): string[] {
  return [`${carol}$hi`, '$hi', '$', `${carol}：@所有人：hi`, `${bob}$${carol}$hi`, '$$$'];
}

function partsOf(name: string): string[] {
  return [name.slice(0, -1), name.slice(0, 3), name.slice(0, 1), name.slice(1), `${name}x`, `${name} `, ` ${name}`];
}

function inOtherLetters(name: string): string[] {
  return [name.toUpperCase(), `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`];
}
