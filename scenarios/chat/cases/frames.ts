// CHAT-1.1: frames.

import type { Case, Question } from '../../../harness/judge/case.ts';
import { notApplicable } from '../../../harness/judge/judgement.ts';
import { HELP, NAME_RESERVED, REGISTERED } from '../texts.ts';
import { FrameJudging } from './frame-judging.ts';
import { comesAs, frameBytesOf, framed, isAnswered, letters, textBytesMaxOf } from './newcomer.ts';
import { delivered, deliveredToAll, everybody, greeting, prompt, RoomJudging } from './room-judging.ts';
import { emptyRoom, members, nameFor, type RoomScene, residents, roomCase, type Talker } from './talker.ts';

const CLIENT_FRAMES = 'chat/1.1.7/client-frames';

export const FRAME_QUESTIONS: readonly Question<Talker>[] = [
  {
    id: CLIENT_FRAMES,
    clause: 'CHAT-1.1.7',
    question: 'Which sizes of client frames does it understand?',
    async ask(scene) {
      const [long, short] = await Promise.all([understands(scene, 1500), understands(scene, 100)]);
      if (long && short) return 'both';
      if (long) return '1500 only';
      return short ? '100 only' : 'neither';
    },
  },
];

/** Whether a registration and a message in frames of this size take effect, with nothing else besides. */
async function understands(scene: RoomScene, frameBytes: number): Promise<boolean> {
  const asker = scene.actor(`asker with ${frameBytes}`);
  const name = nameFor(scene, 'ask');
  if ((await asker.arrives()) === undefined) return false;
  asker.sendBytes(framed(name, frameBytes));
  const [confirmed, ...prompted] = await asker.hears(4);
  if (confirmed?.equals(REGISTERED) !== true || prompted.at(-1)?.equals(HELP) !== true) return false;
  asker.sendBytes(framed(`${name}:understood`, frameBytes));
  const understood = await asker.next();
  return understood?.equals(delivered(name, 'understood')) === true;
}

/** So often that what happens once in fifty frames happens. */
const ROUNDS = 20;

/** Of the frames in one segment, so many in turn. */
const TOGETHER = [2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 33, 48, 63, 64];

/** For fifteen hundred proofs that the server has read, on a machine that has other things to do. */
const CUTS_LIMIT_MS = 60_000;

export const FRAME_CASES: readonly Case<Talker>[] = [
  roomCase({
    id: 'chat/1.1.1/every-frame-has-1500-bytes',
    level: 'must',
    clause: 'CHAT-1.1.1',
    rule: 'Every frame that the server sends is a text, a NUL, and NULs up to 1,500 bytes.',
    kills: ['dirty-last-byte', 'short-frame', 'long-frame', 'unpadded-frame'],
    async drive(scene) {
      const alice = scene.actor('alice');
      const name = nameFor(scene, 'alice');
      let said = 0;
      if (await comesAs(alice, name)) {
        while (said < ROUNDS && (await alice.saysAndIsPrompted(name, letters(1 + 4 * said)))) said++;
      }
      return { frames: 5 + 4 * ROUNDS };
    },
    judge: ({ history, facts: { frames } }) =>
      new FrameJudging(history).gotCleanFrames('alice').gotFrames('alice', frames).judgement,
  }),

  roomCase({
    id: 'chat/1.1.1/whole-frames-once-quiet',
    level: 'must',
    clause: 'CHAT-1.1.1',
    rule: 'Whenever the server is quiet, what each client has received is a multiple of 1,500 bytes.',
    kills: ['short-frame', 'long-frame', 'unpadded-frame'],
    clients: 3,
    async drive(scene) {
      const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
      const [aliceName, bobName] = [nameFor(scene, 'alice'), nameFor(scene, 'bob')];
      let rounds = 0;
      const areHere = (await comesAs(alice, aliceName)) && (await comesAs(bob, bobName));
      while (areHere && rounds < ROUNDS) {
        scene.mark(`quiet ${rounds}`);
        if (!(await alice.saysAndIsPrompted(bobName, `hi ${rounds}`)) || !(await alice.saysAndIsPrompted('nobody', 'hi'))) break;
        if (!(await alice.saysAndIsPrompted('', 'no message')) || !(await alice.saysAndIsPrompted('@all', `${rounds}`))) break;
        // Behind this nothing comes to bob, and behind its prompt nothing to alice.
        const token = `fence ${scene.token(8)}`;
        if (!(await alice.saysAndIsPrompted(bobName, token)) || !(await bob.isFencedBy(delivered(aliceName, token)))) break;
        rounds++;
      }
      const stranger = scene.actor('stranger');
      if (rounds === ROUNDS && (await stranger.arrives()) !== undefined) {
        scene.mark('quiet after a greeting');
        if ((await isAnswered(stranger, aliceName)) !== undefined) scene.mark('quiet after a refusal');
      }
      return { rounds };
    },
    judge: ({ history, facts: { rounds } }) =>
      new FrameJudging(history)
        .gotWholeFramesAt((mark) => mark.startsWith('quiet'))
        .gotCleanFrames('alice', 'bob', 'stranger')
        .holds(rounds === ROUNDS, `After ${rounds} of ${ROUNDS} rounds of messages an answer did not come.`).judgement,
  }),

  roomCase({
    id: 'chat/1.1.1/text-of-1499-bytes-fits',
    level: 'must',
    clause: 'CHAT-1.1.1',
    rule: 'A frame holds a text of 1,499 bytes, to the last of them.',
    kills: ['last-byte-of-full-text-lost'],
    clients: 2,
    clientFrames: [1500],
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const text = letters(textBytesMaxOf(alice));
      scene.mark('said');
      alice.says(bob.name, text);
      alice.says(bob.name, text.slice(1));
      await alice.fences(bob);
      return { alice: alice.name, text };
    },
    judge: ({ history, facts: { alice, text } }) =>
      new FrameJudging(history)
        .heard('bob', [delivered(alice, text), delivered(alice, text.slice(1))], { since: 'said' })
        .gotCleanFrames('bob').judgement,
  }),

  roomCase({
    id: 'chat/1.1.2/padding-after-a-longer-text-is-nul',
    level: 'must',
    clause: 'CHAT-1.1.2',
    rule: 'Behind a short text that follows a long one to the same client there are only NULs.',
    kills: ['dirty-padding'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const longest = textBytesMaxOf(alice);
      const texts = [longest, 1, longest >> 1, longest >> 2, 2, longest, 3].map((bytes) => letters(bytes));
      scene.mark('said');
      for (const text of texts) if (!(await alice.saysAndIsPrompted(bob.name, text))) break;
      await alice.fences(bob);
      return { alice: alice.name, texts };
    },
    judge: ({ history, facts: { alice, texts } }) =>
      new FrameJudging(history).gotCleanFrames('bob', 'alice').heard(
        'bob',
        texts.map((text) => delivered(alice, text)),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.2/nobody-sees-what-others-were-told',
    level: 'must',
    clause: 'CHAT-1.1.2',
    rule: 'No frame shows, behind its text, a byte of what another client was told before.',
    kills: ['dirty-padding'],
    clients: 4,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      const secret = `secret ${scene.token(10)}`;
      const kinds = [`${carol.name}:a`, '@all:b', 'no message', 'nobody:c'];
      for (const kind of kinds) {
        if (!(await carol.saysAndIsPrompted(bob.name, `${letters(60)} ${secret}`))) break;
        alice.send(kind);
        if (!(await alice.hearsPrompt()).at(-1)?.equals(HELP)) break;
      }
      await carol.saysAndIsPrompted(bob.name, `${letters(60)} ${secret}`);
      const dave = scene.actor('dave');
      await comesAs(dave, nameFor(scene, 'dave'));
      return { secret };
    },
    judge({ history, facts: { secret } }) {
      const judging = new FrameJudging(history);
      for (const actor of ['alice', 'carol', 'dave']) {
        const isShown = judging.heardBy(actor).frames.some(({ raw }) => raw.includes(secret));
        judging.holds(!isShown, `${actor} got a frame with a part of what carol had told bob.`);
      }
      return judging.gotCleanFrames('alice', 'bob', 'carol', 'dave').judgement;
    },
  }),

  ...[1500, 100].map((frameBytes) =>
    roomCase({
      id: `chat/1.1.3/frames-of-${frameBytes}-bytes`,
      level: 'must',
      clause: 'CHAT-1.1.3',
      rule: `A client that sends frames of ${frameBytes} bytes is understood, and each of its frames is one.`,
      kills: [frameBytes === 1500 ? 'only-frames-of-100' : 'only-frames-of-1500'],
      clientFrames: [frameBytes],
      async drive(scene) {
        await emptyRoom(scene);
        const alice = scene.actor('alice');
        const name = nameFor(scene, 'alice');
        const texts = ['a', letters(textBytesMaxOf(alice)), 'b'];
        if (await comesAs(alice, name)) {
          for (const text of texts) if (!(await alice.saysAndIsPrompted(name, text))) break;
          await alice.fencesItself();
        }
        return { name, texts, residents: residents(scene) };
      },
      judge({ history, facts: { name, texts, residents: others } }) {
        const prompted = prompt(name, everybody(others, name));
        const answers = texts.flatMap((text) => [delivered(name, text), ...prompted]);
        return new RoomJudging(history).heard('alice', [greeting(everybody(others)), REGISTERED, ...prompted, ...answers])
          .judgement;
      },
    }),
  ),

  roomCase({
    id: 'chat/1.1.3/bytes-behind-the-nul-are-ignored',
    level: 'must',
    clause: 'CHAT-1.1.3',
    rule: 'What stands behind the first NUL of a client frame is no part of the message, and no message either.',
    kills: ['bytes-behind-nul-read'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      // The size of the frames is known to the server by now, however it learns it.
      const size = frameBytesOf(alice);
      scene.mark('said');
      const behind = [`${carol.name}:psst`, 'exit\0exit', 'x'.repeat(size)];
      for (const [index, garbage] of behind.entries()) {
        const frame = framed(`${bob.name}:hi ${index}\0${garbage}`, size);
        alice.sendBytes(frame);
        if (!(await alice.hearsPrompt()).at(-1)?.equals(HELP)) break;
      }
      await alice.fences(alice, bob, carol);
      const names = { alice: alice.name, bob: bob.name, carol: carol.name };
      return { ...names, messages: behind.length, residents: residents(scene) };
    },
    judge({ history, facts: { alice, bob, carol, messages, residents: others } }) {
      const prompted = prompt(alice, everybody(others, alice, bob, carol));
      const texts = Array.from({ length: messages }, (_, index) => delivered(alice, `hi ${index}`));
      return new FrameJudging(history)
        .heard('bob', texts, { since: 'said' })
        .heardNothing('carol', { since: 'said' })
        .heard(
          'alice',
          texts.flatMap(() => prompted),
          { since: 'said' },
        )
        .gotCleanFrames('alice', 'bob').judgement;
    },
  }),

  roomCase({
    id: 'chat/1.1.3/exit-with-bytes-behind-the-nul',
    level: 'must',
    clause: 'CHAT-1.1.3',
    rule: '`exit` is `exit` whatever stands behind its NUL.',
    kills: ['bytes-behind-nul-read'],
    clients: 2,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      alice.sendBytes(framed('exit\0 or not', frameBytesOf(alice)));
      await alice.ends();
    },
    judge: ({ history }) => new RoomJudging(history).ended('alice').judgement,
  }),

  roomCase({
    id: 'chat/1.1.4/cut-at-every-byte',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'A client frame takes effect once and unchanged, at whichever byte it is cut in two.',
    timeLimitMs: CUTS_LIMIT_MS,
    kills: ['cut-frame-lost', 'read-taken-for-frame'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const alice = scene.actor('alice', { isKept: false });
      const name = nameFor(scene, 'alice');
      await joinsUncounted(alice, name);
      const size = frameBytesOf(alice);
      scene.mark('said');
      let isProved = true;
      for (let cut = 1; cut < size; cut++) {
        const frame = framed(`${bob.name}:cut ${cut}`, size);
        isProved = (await alice.sendInPieces(frame, [cut], { patienceMs: scene.patienceMs })) && isProved;
      }
      scene.goal(`all ${size - 1} cuts arrived as cuts`, isProved);
      await alice.fences(bob);
      return { alice: name, cuts: size - 1 };
    },
    judge: ({ history, facts: { alice, cuts } }) =>
      new RoomJudging(history).heard(
        'bob',
        Array.from({ length: cuts }, (_, index) => delivered(alice, `cut ${index + 1}`)),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.4/one-byte-at-a-time',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'A client frame takes effect when each of its bytes comes alone.',
    timeLimitMs: CUTS_LIMIT_MS,
    kills: ['cut-frame-lost', 'read-taken-for-frame'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const size = frameBytesOf(alice);
      scene.mark('said');
      const everyByte = Array.from({ length: size - 1 }, (_, index) => index + 1);
      const frame = framed(`${bob.name}:drop by drop`, size);
      const isProved = await alice.sendInPieces(frame, everyByte, { patienceMs: scene.patienceMs });
      scene.goal(`${size} bytes arrived one by one`, isProved);
      await alice.fences(bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heard('bob', [delivered(alice, 'drop by drop')], { since: 'said' }).judgement,
  }),

  roomCase({
    id: 'chat/1.1.4/cut-within-characters',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'A text whose characters are cut in two by segments arrives with these characters whole.',
    kills: ['cut-frame-lost', 'read-taken-for-frame'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const text = '你好，聊天室 é €uro 🙂🚀';
      const frame = framed(`${bob.name}:${text}`, frameBytesOf(alice));
      const cuts = Array.from(frame.keys()).filter((at) => (Number(frame[at]) & 0xc0) === 0x80);
      scene.mark('said');
      let isProved = await alice.sendInPieces(frame, cuts, { patienceMs: scene.patienceMs });
      for (const cut of cuts) {
        isProved = (await alice.sendInPieces(frame, [cut], { patienceMs: scene.patienceMs })) && isProved;
      }
      scene.goal('every character was cut', isProved);
      await alice.fences(bob);
      return { alice: alice.name, text, times: cuts.length + 1 };
    },
    judge: ({ history, facts: { alice, text, times } }) =>
      new RoomJudging(history).heard(
        'bob',
        Array.from({ length: times }, () => delivered(alice, text)),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.4/many-frames-in-one-segment',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'Of 2 to 64 client frames that are sent in one piece each takes effect, in order.',
    kills: ['second-frame-lost', 'read-taken-for-frame'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      const said: string[] = [];
      for (const count of TOGETHER) {
        const texts = Array.from({ length: count }, (_, index) => `${index + 1} of ${count}`);
        alice.sendTogether(texts.map((text) => `${bob.name}:${text}`));
        said.push(...texts);
        const last = delivered(alice.name, `${count} of ${count}`);
        const heard = await bob.hearsUntil(`the last of ${count} messages`, (frame) => frame.equals(last));
        if (heard.at(-1)?.equals(last) !== true) break;
      }
      await alice.fences(bob);
      return { alice: alice.name, said };
    },
    judge: ({ history, facts: { alice, said } }) =>
      new RoomJudging(history).heard(
        'bob',
        said.map((text) => delivered(alice, text)),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.4/nickname-and-messages-in-one-segment',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'Nicknames that are refused, one that is accepted, and messages, all sent in one piece, are answered one by one.',
    kills: ['second-frame-lost', 'read-taken-for-frame'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const alice = scene.actor('alice');
      alice.name = nameFor(scene, 'alice');
      await alice.arrives();
      alice.sendTogether(['no@name', alice.name, `${bob.name}:one`, `${alice.name}:two`, `${bob.name}:three`]);
      await bob.hears(2);
      await alice.fences(alice, bob);
      return { alice: alice.name, bob: bob.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, bob, residents: others } }) {
      const prompted = prompt(alice, everybody(others, alice, bob));
      return new RoomJudging(history)
        .heard('alice', [
          greeting(everybody(others, bob)),
          NAME_RESERVED,
          REGISTERED,
          ...prompted,
          ...prompted,
          delivered(alice, 'two'),
          ...prompted,
          ...prompted,
        ])
        .heard('bob', [...joining(everybody(others), bob), delivered(alice, 'one'), delivered(alice, 'three')]).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.1.4/nickname-cut-in-two',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'The frame with the nickname takes effect once it is whole, wherever it is cut.',
    kills: ['cut-frame-lost', 'read-taken-for-frame'],
    async drive(scene) {
      await emptyRoom(scene);
      const names: { readonly actor: string; readonly name: string }[] = [];
      let isProved = true;
      const size = frameBytesOf(scene.actor('measure'));
      for (const cut of [1, 4, 8, 9, 10, size / 2, 98, 99, 100, 101, 1499].filter((at) => at < size)) {
        const name = nameFor(scene, 'cut');
        const one = scene.actor(`cut at ${cut}`);
        await one.arrives();
        isProved = (await one.sendInPieces(framed(name, size), [cut], { patienceMs: scene.patienceMs })) && isProved;
        one.name = name;
        names.push({ actor: one.label, name });
        if ((await one.hears(4)).length < 4 || !(await one.fencesItself())) break;
      }
      scene.goal('every nickname was cut', isProved);
      return { names, residents: residents(scene) };
    },
    judge({ history, facts: { names, residents: others } }) {
      const judging = new RoomJudging(history);
      for (const [index, { actor, name }] of names.entries()) {
        const before = names.slice(0, index).map((one) => one.name);
        judging.heard(actor, joining(everybody(others, ...before), name));
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.1.4/writes-of-odd-sizes',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'Frames that are cut and run together in pieces of any size arrive like frames sent one by one.',
    kills: ['cut-frame-lost', 'second-frame-lost', 'read-taken-for-frame'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const size = frameBytesOf(alice);
      const texts = Array.from({ length: 40 }, (_, index) => `${index} ${letters(1 + index)}`);
      const stream = Buffer.concat(texts.map((text) => framed(`${bob.name}:${text}`, size)));
      const sizes = [size - 1, size + 1, 7, 2 * size - 1, 13, Math.floor(size / 3), 3 * size + 1, 1];
      const cuts: number[] = [];
      for (let at = sizes[0] ?? 1; at < stream.length; at += sizes[cuts.length % sizes.length] ?? 1) cuts.push(at);
      scene.mark('said');
      const isProved = await alice.sendInPieces(stream, cuts, { patienceMs: scene.patienceMs });
      scene.goal('every piece came alone', isProved);
      await alice.fences(bob);
      return { alice: alice.name, texts };
    },
    judge: ({ history, facts: { alice, texts } }) =>
      new RoomJudging(history).heard(
        'bob',
        texts.map((text) => delivered(alice, text)),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.4/half-frames-of-several-clients',
    level: 'must',
    clause: 'CHAT-1.1.4',
    rule: 'Several clients that are each in the middle of a frame are each heard when theirs is whole.',
    kills: ['cut-frame-lost', 'read-taken-for-frame'],
    clients: 4,
    async drive(scene) {
      const [bob, alice, carol, dave] = await members(scene, 'bob', 'alice', 'carol', 'dave');
      const speakers = [alice, carol, dave];
      const size = frameBytesOf(alice);
      let isProved = true;
      scene.mark('said');
      for (const cut of [3, 12, 20, size - 1]) {
        const frames = speakers.map(({ name }) => framed(`${bob.name}:${name} at ${cut}`, size));
        for (const [index, speaker] of speakers.entries()) {
          speaker.sendBytes(frames[index]?.subarray(0, cut) ?? Buffer.of());
          isProved = (await speaker.isReadApart({ patienceMs: scene.patienceMs })) && isProved;
        }
        for (const [index, speaker] of speakers.entries()) speaker.sendBytes(frames[index]?.subarray(cut) ?? Buffer.of());
        const prompted = await Promise.all(speakers.map((speaker) => speaker.hearsPrompt()));
        if (prompted.some((frames) => !frames.at(-1)?.equals(HELP))) break;
      }
      scene.goal('all of them were in the middle of a frame at once', isProved);
      await bob.until('the messages of all', () => bob.framesReceived >= 5 + 4 * speakers.length);
      await alice.fences(bob);
      return { speakers: speakers.map(({ name }) => name), cuts: [3, 12, 20, size - 1] };
    },
    judge: ({ history, facts: { speakers, cuts } }) =>
      new FrameJudging(history).heardInAnyOrder(
        'bob',
        cuts.flatMap((cut) => speakers.map((name) => delivered(name, `${name} at ${cut}`))),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.5/messages-of-several-never-mix',
    level: 'must',
    clause: 'CHAT-1.1.5',
    rule: 'Frames to one client come whole, one behind the other, however many speak to it at the same time.',
    kills: ['torn-frames'],
    clients: 7,
    async drive(scene) {
      const [bob, ...speakers] = await members(scene, 'bob', 'alice', 'carol', 'dave', 'erin', 'frank', 'grace');
      const texts: string[] = [];
      const before = bob.framesReceived;
      scene.mark('said');
      // In step first, so that all of them are at it at the same time, and then as fast as they can.
      for (let round = 0; round < ROUNDS; round++) {
        texts.push(`${round} ${letters(20 + round)}`);
        for (const speaker of speakers) speaker.says(bob.name, texts.at(-1) ?? '');
        const prompted = await Promise.all(speakers.map((speaker) => speaker.hearsPrompt()));
        if (prompted.some((frames) => !frames.at(-1)?.equals(HELP))) break;
      }
      const more = Array.from({ length: ROUNDS }, (_, index) => `more ${index} ${letters(40 - index)}`);
      for (const speaker of speakers) speaker.sendTogether(more.map((text) => `${bob.name}:${text}`));
      texts.push(...more);
      const total = before + texts.length * speakers.length;
      await bob.until('the messages of all', () => bob.framesReceived >= total);
      const [alice] = speakers;
      await alice.fences(bob);
      return { speakers: speakers.map(({ name }) => name), texts };
    },
    judge: ({ history, facts: { speakers, texts } }) =>
      new FrameJudging(history).gotCleanFrames('bob').heardInAnyOrder(
        'bob',
        speakers.flatMap((name) => texts.map((text) => delivered(name, text))),
        { since: 'said' },
      ).judgement,
  }),

  roomCase({
    id: 'chat/1.1.5/prompts-and-broadcasts-never-mix',
    level: 'must',
    clause: 'CHAT-1.1.5',
    rule: 'When all speak to all at once, each frame that comes to anybody is whole: messages, and prompts between them.',
    kills: ['torn-frames'],
    clients: 6,
    async drive(scene) {
      const everybody = await members(scene, 'alice', 'bob', 'carol', 'dave', 'erin', 'frank');
      const rounds = ROUNDS / 2;
      scene.mark('said');
      let said = 0;
      for (; said < rounds; said++) {
        for (const speaker of everybody) speaker.says('@all', `round ${said}`);
        const prompted = await Promise.all(everybody.map((speaker) => speaker.hearsPrompt()));
        if (prompted.some((frames) => !frames.at(-1)?.equals(HELP))) break;
      }
      // To each: what all have said, and a prompt for each time that it spoke itself.
      const each = rounds * (everybody.length + 3);
      await Promise.all(everybody.map((one) => one.until('what all have said', () => one.framesReceived >= 5 + each)));
      await everybody[0].fences(...everybody);
      return { names: everybody.map(({ name }) => name), rounds, residents: residents(scene) };
    },
    judge({ history, facts: { names, rounds, residents: others } }) {
      const judging = new FrameJudging(history).gotCleanFrames('alice', 'bob', 'carol', 'dave', 'erin', 'frank');
      const said = Array.from({ length: rounds }, (_, round) => names.map((name) => deliveredToAll(name, `round ${round}`)));
      for (const [index, actor] of ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'].entries()) {
        const prompted = prompt(names[index] ?? '', everybody(others, ...names));
        const prompts = Array.from({ length: rounds }, () => prompted);
        judging.heardInAnyOrder(actor, [...said.flat(), ...prompts.flat()], { since: 'said' });
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.1.6/frame-without-nul-is-text-to-its-end',
    level: 'should',
    clause: 'CHAT-1.1.6',
    rule: 'A client frame with no NUL is text of its whole length, and the frame behind it is another.',
    kills: ['reads-on-without-nul', 'frame-without-nul-dropped'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      // A short name, so that the text is not too long for a frame of the server's either.
      const alice = await scene.actor('alice').joins(scene.token(3));
      const text = letters(frameBytesOf(alice) - bob.name.length - 1);
      scene.mark('said');
      const full = Buffer.from(`${bob.name}:${text}`);
      const behind = framed(`${bob.name}:behind`, frameBytesOf(alice));
      alice.sendBytes(Buffer.concat([full, behind, full, full, behind]));
      await bob.hears(5);
      await alice.fences(bob);
      return { alice: alice.name, text };
    },
    judge({ history, facts: { alice, text } }) {
      const [full, behind] = [delivered(alice, text), delivered(alice, 'behind')];
      return new FrameJudging(history).gotCleanFrames('bob').heard('bob', [full, behind, full, full, behind], { since: 'said' })
        .judgement;
    },
  }),

  roomCase({
    id: 'chat/1.1.6/frame-without-nul-waits-for-nothing',
    level: 'should',
    clause: 'CHAT-1.1.6',
    rule: 'A client frame with no NUL takes effect without a byte behind it.',
    kills: ['frame-without-nul-dropped'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const alice = await scene.actor('alice').joins(scene.token(3));
      const text = letters(frameBytesOf(alice) - bob.name.length - 1);
      scene.mark('said');
      alice.sendBytes(Buffer.from(`${bob.name}:${text}`));
      const isPrompted = (await alice.hearsPrompt()).at(-1)?.equals(HELP) === true;
      if (isPrompted) await alice.fences(bob);
      return { alice: alice.name, text, isPrompted };
    },
    judge: ({ history, facts: { alice, text, isPrompted } }) =>
      new RoomJudging(history)
        .holds(isPrompted, 'alice sent a frame without a NUL, and was not answered.')
        .heard('bob', [delivered(alice, text)], { since: 'said' }).judgement,
  }),

  roomCase({
    id: 'chat/1.1.6/nickname-without-nul',
    level: 'should',
    clause: 'CHAT-1.1.6',
    rule: 'A first frame with no NUL in it is a nickname, and is refused as one that is too long.',
    kills: ['frame-without-nul-dropped'],
    // A hundred bytes without a NUL may be the beginning of a longer frame, for a server that learns the size from the first.
    clientFrames: [1500],
    async drive(scene) {
      await emptyRoom(scene);
      const alice = scene.actor('alice');
      await alice.arrives();
      const name = nameFor(scene, 'alice');
      alice.sendBytes(Buffer.from(letters(frameBytesOf(alice))));
      const answer = await alice.next();
      alice.name = name;
      alice.send(name);
      if ((await alice.hears(4)).length === 4) await alice.fencesItself();
      return { name, residents: residents(scene), isAnswered: answer !== undefined };
    },
    judge({ history, facts: { name, residents: others, isAnswered: wasAnswered } }) {
      const judging = new FrameJudging(history);
      const [, refusal] = judging.framesOf('alice');
      const isRefused = wasAnswered && refusal !== undefined && !refusal.payload.equals(REGISTERED);
      return judging
        .holds(wasAnswered, 'alice sent 1,500 bytes without a NUL for a nickname, and was not answered.')
        .holds(isRefused, 'alice was registered with 1,500 bytes without a NUL.')
        .heard('alice', [
          greeting(everybody(others)),
          refusal?.payload ?? 'a refusal',
          ...joining(everybody(others), name).slice(1),
        ]).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.1.7/both-sizes-in-one-room',
    level: 'may',
    clause: 'CHAT-1.1.7',
    rule: 'A server that understands both sizes of client frames understands them at the same time, one for each connection.',
    kills: ['second-frame-lost'],
    clients: 2,
    async drive(scene) {
      if (scene.profile[CLIENT_FRAMES] !== 'both') return undefined;
      await emptyRoom(scene);
      const [long, short] = [scene.actor('long'), scene.actor('short')];
      const [longName, shortName] = [nameFor(scene, 'long'), nameFor(scene, 'short')];
      await long.arrives();
      long.sendBytes(framed(longName, 1500));
      await long.hears(4);
      await short.arrives();
      short.sendBytes(framed(shortName, 100));
      await short.hears(4);
      scene.mark('said');
      const says = (text: string, name: string, size: number) => framed(`${name}:${text}`, size);
      for (let round = 0; round < 3; round++) {
        long.sendBytes(Buffer.concat([says('one', shortName, 1500), says('two', shortName, 1500)]));
        short.sendBytes(Buffer.concat([says('one', longName, 100), says('two', longName, 100)]));
        const heard = await Promise.all([long, short].map((one) => one.hears(8)));
        if (heard.some((frames) => frames.length < 8)) break;
      }
      long.sendBytes(says('fence', shortName, 1500));
      short.sendBytes(says('fence', longName, 100));
      await Promise.all([short.isFencedBy(delivered(longName, 'fence')), long.isFencedBy(delivered(shortName, 'fence'))]);
      return { long: longName, short: shortName };
    },
    judge({ history, facts, profile }) {
      if (facts === undefined) return notApplicable(`Of client frames it understands ${profile[CLIENT_FRAMES]}.`);
      const judging = new RoomJudging(history);
      for (const [actor, sender] of [
        ['long', facts.short],
        ['short', facts.long],
      ] as const) {
        const texts = judging
          .framesOf(actor, { since: 'said' })
          .filter(({ payload }) => payload.toString().startsWith(`${sender}$`));
        const wanted = Array.from({ length: 3 }, () => [delivered(sender, 'one'), delivered(sender, 'two')]).flat();
        const isRight = texts.length === wanted.length && wanted.every((one, index) => texts[index]?.payload.equals(one));
        const actual = texts.map(({ payload }) => payload);
        judging.holds(isRight, `${actor} did not hear what was said in frames of the other size.`, {
          actor,
          expected: wanted,
          actual,
        });
        judging.relies(judging.evidenceOf(actor, { since: 'said' }));
      }
      return judging.judgement;
    },
  }),
];

/** What comes to somebody who arrives where the others are, and registers. */
function joining(others: readonly Buffer[], name: string): Buffer[] {
  return [greeting(others), REGISTERED, ...prompt(name, [...others, Buffer.from(name)])];
}

/** For an actor whose frames are not kept. */
async function joinsUncounted(actor: Talker, name: string): Promise<void> {
  actor.name = name;
  actor.scene.require(await actor.connect(), `${actor.label} could not connect`);
  actor.scene.require(await actor.until('the greeting', () => actor.framesReceived >= 1), `${actor.label} was not greeted`);
  actor.send(name);
  const isIn = await actor.until('the first prompt', () => actor.framesReceived >= 5);
  actor.scene.require(isIn, `${actor.label} could not register as '${name}'`);
}
