// CHAT-1.2: arrival and registration.

import type { Case } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import type { Judgement } from '../../../harness/judge/judgement.ts';
import { NAME_RESERVED, NAME_TAKEN, REGISTERED } from '../texts.ts';
import { FrameJudging, shown } from './frame-judging.ts';
import { asksFor, comesAs, frameBytesOf, isAnswered, letters } from './newcomer.ts';
import { delivered, departure, everybody, greeting, notFound, prompt, RoomJudging } from './room-judging.ts';
import { emptyRoom, members, nameFor, type RoomScene, residents, roomCase, type Talker } from './talker.ts';

const NAME_BYTES_MAX = 9;
const CLAIMANTS = 50;
const CLAIM_ROUNDS = 5;
/** For a server that starts a thread or a process for each of many. */
const CROWD_LIMIT_MS = 30_000;
const REFUSALS = 100;

export const ARRIVAL_CASES: readonly Case<Talker>[] = [
  roomCase({
    id: 'chat/1.2.1/greeted-unasked',
    level: 'must',
    clause: 'CHAT-1.2.1',
    rule: 'Whoever connects is greeted at once, before it has sent anything.',
    kills: ['no-greeting', 'greeting-waits-for-client'],
    async drive(scene) {
      await scene.actor('alice').arrives();
    },
    judge: ({ history }) => new FrameJudging(history).connected('alice').wasGreeted('alice').judgement,
  }),

  roomCase({
    id: 'chat/1.2.1/greeted-once',
    level: 'must',
    clause: 'CHAT-1.2.1',
    rule: 'The greeting comes once, and nothing comes behind it until the client has asked for a nickname.',
    kills: ['greeted-twice', 'no-greeting', 'registration-unconfirmed'],
    async drive(scene) {
      const alice = scene.actor('alice');
      if (await comesAs(alice, nameFor(scene, 'alice'))) await alice.fencesItself();
    },
    judge({ history }) {
      const judging = new FrameJudging(history).wasGreeted('alice');
      const [first, second] = judging.framesOf('alice').map(({ payload }) => payload);
      return judging
        .holds(second !== undefined, 'alice asked for a nickname, and was not answered.')
        .holds(first === undefined || second?.equals(first) !== true, 'alice was greeted twice.')
        .holds(
          second === undefined || second.equals(REGISTERED),
          `Behind the greeting alice should have got the answer to its nickname, and got ${shown(second ?? Buffer.of())}.`,
        ).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.1/greeting-names-the-members',
    level: 'must',
    clause: 'CHAT-1.2.1',
    rule: 'The greeting is the documented text, with the names of all members in it, each once.',
    kills: ['greeting-names-nobody', 'list-without-newest', 'listed-twice'],
    clients: 5,
    async drive(scene) {
      const room = await members(scene, 'alice', 'bob', 'carol');
      await scene.actor('dave').arrives();
      await scene.actor('erin').arrives();
      return { names: room.map(({ name }) => name), residents: residents(scene) };
    },
    judge({ history, facts: { names, residents: others } }) {
      const [alice, bob, carol] = names;
      if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three have joined');
      const judging = new FrameJudging(history);
      const greetings = [[], [alice], [alice, bob], names, names].map((present) => greeting(everybody(others, ...present)));
      for (const [index, actor] of ['alice', 'bob', 'carol', 'dave', 'erin'].entries()) {
        judging.wasGreeted(actor, greetings[index]);
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.1/greeting-without-those-who-left',
    level: 'must',
    clause: 'CHAT-1.2.1',
    rule: 'The greeting names nobody who has left.',
    kills: ['member-stays-listed'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      bob.send('exit');
      await hears(alice, departure(bob.name));
      await scene.actor('dave').arrives();
      return { alice: alice.name, carol: carol.name, residents: residents(scene) };
    },
    judge: ({ history, facts: { alice, carol, residents: others } }) =>
      new FrameJudging(history).wasGreeted('dave', greeting(everybody(others, alice, carol))).judgement,
  }),

  roomCase({
    id: 'chat/1.2.2/nickname-confirmed-then-prompt',
    level: 'must',
    clause: 'CHAT-1.2.2',
    rule: 'The first frame of a client is its nickname; it is confirmed, and behind that comes the prompt.',
    kills: ['registration-unconfirmed', 'registration-confirmed-late', 'prompt-in-wrong-order'],
    clients: 2,
    async drive(scene) {
      await emptyRoom(scene);
      const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
      const names = { alice: nameFor(scene, 'alice'), bob: nameFor(scene, 'bob') };
      const areIn = (await comesAs(alice, names.alice)) && (await comesAs(bob, names.bob));
      if (areIn) await Promise.all([alice.fencesItself(), bob.fencesItself()]);
      return { ...names, residents: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, residents: others } }) =>
      new RoomJudging(history)
        .heard('alice', entering(everybody(others), alice), { what: 'for a registration' })
        .heard('bob', entering(everybody(others, alice), bob), { what: 'for a registration' }).judgement,
  }),

  roomCase({
    id: 'chat/1.2.2/name-is-taken-as-it-is',
    level: 'must',
    clause: 'CHAT-1.2.2',
    rule: 'A nickname is taken byte for byte: with spaces before and behind it, capitals, signs and control characters.',
    kills: ['name-trimmed'],
    clients: 6,
    async drive(scene) {
      await emptyRoom(scene);
      const token = scene.token(4);
      const names = [` ${token} `, `  ${token}`, `%s%n${token}`, `\t${token}\n`, `${token}'"\\`];
      return await comeInTurn(scene, names);
    },
    judge: ({ history, facts }) => cameInTurn(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.2/name-need-not-be-utf-8',
    level: 'must',
    clause: 'CHAT-1.2.2',
    rule: 'A nickname that is no UTF-8 is taken, listed and found byte for byte.',
    kills: ['name-re-encoded'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const name = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(scene.token(4)), Buffer.of(0xc3, 0x28, 0x80)]);
      const alice = scene.actor('alice');
      await alice.arrives();
      alice.send(name);
      if ((await alice.hears(4)).length === 4) {
        alice.says(bob.name, 'it is me');
        await alice.hearsPrompt();
        await hears(bob, delivered(name, 'it is me'));
        bob.send(Buffer.concat([name, Buffer.from(':is it')]));
        await bob.hearsPrompt();
        bob.send(Buffer.concat([name, Buffer.from(':fence')]));
        await alice.isFencedBy(`${bob.name}$fence`);
      }
      return { name: [...name], bob: bob.name, residents: residents(scene) };
    },
    judge({ history, facts }) {
      const name = Buffer.from(facts.name);
      const here = everybody(facts.residents, facts.bob);
      const prompted = prompt(name, [...here, name]);
      const judging = new RoomJudging(history).heard('alice', [
        greeting(here),
        REGISTERED,
        ...prompted,
        ...prompted,
        delivered(facts.bob, 'is it'),
      ]);
      const isHeard = judging.framesOf('bob').some(({ payload }) => payload.equals(delivered(name, 'it is me')));
      return judging.holds(isHeard, 'bob did not hear alice under its nickname as alice had sent it.').judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.3/reserved-characters-refused',
    level: 'must',
    clause: 'CHAT-1.2.3',
    rule: 'A nickname with @, $ or : is refused with the documented text.',
    kills: ['reserved-characters-accepted', 'dollar-accepted'],
    async drive(scene) {
      const names = ['@', '$', ':'].flatMap((sign) => [sign, `${sign}${scene.token(5)}`]);
      return await isRefused(scene, names);
    },
    judge: ({ history, facts }) => wasRefused(history, facts, NAME_RESERVED),
  }),

  roomCase({
    id: 'chat/1.2.3/reserved-characters-anywhere',
    level: 'must',
    clause: 'CHAT-1.2.3',
    rule: 'A nickname is refused wherever in it @, $ or : stands.',
    kills: ['reserved-only-in-front', 'reserved-characters-accepted', 'dollar-accepted'],
    async drive(scene) {
      const token = scene.token(6);
      const names = ['@', '$', ':'].flatMap((sign) => [`${token.slice(0, 3)}${sign}${token.slice(3)}`, `${token}${sign}`]);
      return await isRefused(scene, [...names, '张@三', '三:']);
    },
    judge: ({ history, facts }) => wasRefused(history, facts, NAME_RESERVED),
  }),

  roomCase({
    id: 'chat/1.2.3/all-is-no-nickname',
    level: 'must',
    clause: 'CHAT-1.2.3',
    rule: 'Nobody can be called @all.',
    kills: ['reserved-characters-accepted'],
    async drive(scene) {
      return await isRefused(scene, ['@all']);
    },
    judge: ({ history, facts }) => wasRefused(history, facts, NAME_RESERVED),
  }),

  roomCase({
    id: 'chat/1.2.4/taken-nickname-refused',
    level: 'must',
    clause: 'CHAT-1.2.4',
    rule: 'A nickname that a member holds is refused with the documented text.',
    kills: ['duplicate-accepted'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      return await isRefused(scene, [bob.name, bob.name], bob);
    },
    judge: ({ history, facts }) => wasRefused(history, facts, NAME_TAKEN),
  }),

  roomCase({
    id: 'chat/1.2.4/holder-undisturbed',
    level: 'must',
    clause: 'CHAT-1.2.4',
    rule: 'Whose nickname others ask for is told nothing of it, and keeps it.',
    kills: ['holder-told-of-claims', 'duplicate-accepted'],
    clients: 3,
    async drive(scene) {
      const [bob, alice] = await members(scene, 'bob', 'alice');
      const claimant = scene.actor('claimant');
      await claimant.arrives();
      scene.mark('claimed');
      for (let claims = 0; claims < 10; claims++) {
        const answer = await isAnswered(claimant, bob.name);
        if (answer?.equals(NAME_TAKEN) !== true) break;
      }
      const isIn = await asksFor(claimant, nameFor(scene, 'claimant'));
      alice.says(bob.name, 'are you there');
      await alice.hearsPrompt();
      // Behind all the claims, and behind what alice has said, which bob has heard first.
      await bob.hears(1);
      if (isIn) await claimant.fences(bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heard('bob', [delivered(alice, 'are you there')], { since: 'claimed' }).judgement,
  }),

  roomCase({
    id: 'chat/1.2.4/fifty-claims-at-once',
    level: 'must',
    clause: 'CHAT-1.2.4',
    rule: 'Of fifty clients that ask for one free nickname at the same time exactly one gets it.',
    kills: ['race-between-claims', 'duplicate-accepted'],
    clients: CLAIMANTS,
    timeLimitMs: CROWD_LIMIT_MS,
    async drive(scene) {
      await emptyRoom(scene);
      let claimants = Array.from({ length: CLAIMANTS }, (_, index) => scene.actor(`claimant ${index + 1}`));
      // One behind the other: a server that starts a process for each of them takes its time.
      for (const claimant of claimants) {
        scene.require((await claimant.arrives()) !== undefined, `${claimant.label} was not greeted`);
      }
      const rounds: { readonly name: string; readonly claimants: readonly string[] }[] = [];
      for (let round = 0; round < CLAIM_ROUNDS; round++) {
        const name = nameFor(scene, 'one');
        const frame = scene.actor(`form ${round}`).encoded(name);
        scene.mark(`claims ${round}`);
        const from = scene.history.length;
        for (const claimant of claimants) claimant.sendBytes(frame);
        const isAnswered = scene.history.slice(from).some(({ kind }) => kind === 'received');
        scene.goal('all claims were under way before the first was answered', !isAnswered);
        const answers = await Promise.all(claimants.map((claimant) => claimant.next()));
        rounds.push({ name, claimants: claimants.map(({ label }) => label) });
        const losers = claimants.filter((_, index) => answers[index]?.equals(NAME_TAKEN));
        // The others go on; whoever won is a member from now on.
        if (losers.length !== claimants.length - 1) break;
        const winner = claimants.find((claimant) => !losers.includes(claimant));
        if ((await winner?.hears(3))?.length !== 3) break;
        claimants = losers;
      }
      scene.mark(`claims ${rounds.length}`);
      return { rounds };
    },
    judge({ history, facts: { rounds } }) {
      const judging = new RoomJudging(history);
      for (const [index, { name, claimants }] of rounds.entries()) {
        const window = { since: `claims ${index}`, until: `claims ${index + 1}` };
        const answers = claimants.map((actor) => judging.framesOf(actor, window)[0]?.payload);
        const winners = answers.filter((answer) => answer?.equals(REGISTERED)).length;
        const losers = answers.filter((answer) => answer?.equals(NAME_TAKEN)).length;
        const unanswered = answers.filter((answer) => answer === undefined).length;
        judging
          .holds(winners === 1, `${claimants.length} clients asked for '${name}' at once, and ${winners} got it.`)
          .holds(unanswered === 0, `${unanswered} of ${claimants.length} clients that asked for '${name}' were not answered.`)
          .holds(losers === claimants.length - 1, `Not all that came too late for '${name}' were told that it is taken.`);
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.4/similar-nicknames-are-free',
    level: 'must',
    clause: 'CHAT-1.2.4',
    rule: 'Only the very same nickname is taken: not one that begins like it, goes on behind it, or has other capitals.',
    kills: ['prefix-taken', 'taken-in-other-case'],
    clients: 7,
    async drive(scene) {
      await emptyRoom(scene);
      const name = `Ab${scene.token(5)}`;
      const names = [name, name.slice(0, -1), `${name}x`, name.toLowerCase(), name.toUpperCase(), name.slice(1)];
      return await comeInTurn(scene, names);
    },
    judge: ({ history, facts }) => cameInTurn(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.5/as-many-tries-as-it-takes',
    level: 'must',
    clause: 'CHAT-1.2.5',
    rule: 'After any number of refusals the same connection can still register.',
    kills: ['three-tries', 'refusal-closes', 'refusal-prompts'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const kinds = [
        { name: 'a@b', refusal: NAME_RESERVED },
        { name: bob.name, refusal: NAME_TAKEN },
        { name: '$', refusal: NAME_RESERVED },
        { name: `${bob.name}:hi`, refusal: NAME_RESERVED },
      ];
      const alice = scene.actor('alice');
      const name = nameFor(scene, 'alice');
      await alice.arrives();
      const tries = Array.from({ length: REFUSALS }, (_, index) => kinds[index % kinds.length] ?? { name, refusal: REGISTERED });
      let isListenedTo = true;
      for (const one of tries) if (isListenedTo) isListenedTo = (await isAnswered(alice, one.name)) !== undefined;
      if (isListenedTo && (await asksFor(alice, name))) await alice.fencesItself();
      const refusals = tries.map(({ refusal }) => (refusal === NAME_TAKEN ? 'taken' : 'reserved'));
      return { name, bob: bob.name, refusals, residents: residents(scene) };
    },
    judge({ history, facts: { name, bob, refusals, residents: others } }) {
      const [greeted, ...rest] = entering(everybody(others, bob), name);
      const refused = refusals.map((refusal) => (refusal === 'taken' ? NAME_TAKEN : NAME_RESERVED));
      return new RoomJudging(history).notEnded('alice').heard('alice', [greeted ?? '', ...refused, ...rest]).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.5/registers-after-each-kind-of-refusal',
    level: 'must',
    clause: 'CHAT-1.2.5',
    rule: 'Whose nickname was refused registers on the same connection like anybody else, and is heard.',
    kills: ['refusal-closes', 'refusal-prompts'],
    clients: 4,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const tries = ['x@y', 'x$y', bob.name];
      const names: string[] = [];
      for (const [index, refused] of tries.entries()) {
        const one = scene.actor(`refused ${index + 1}`);
        await one.arrives();
        const name = nameFor(scene, 'new');
        names.push(name);
        if ((await isAnswered(one, refused)) === undefined || !(await asksFor(one, name))) break;
        if (!(await one.saysAndIsPrompted(bob.name, 'here I am')) || !(await one.fencesItself())) break;
        if (!(await hears(bob, delivered(name, 'here I am')))) break;
      }
      return { bob: bob.name, names, residents: residents(scene) };
    },
    judge({ history, facts: { bob, names, residents: others } }) {
      const judging = new RoomJudging(history);
      for (const [index, name] of names.entries()) {
        const here = everybody(others, bob, ...names.slice(0, index));
        const [greeted, ...rest] = entering(here, name);
        const refusal = index === 2 ? NAME_TAKEN : NAME_RESERVED;
        const actor = `refused ${index + 1}`;
        judging
          .notEnded(actor)
          .heard(actor, [greeted ?? '', refusal, ...rest, ...prompt(name, [...here, Buffer.from(name)])])
          .holds(
            judging.framesOf('bob').some(({ payload }) => payload.equals(delivered(name, 'here I am'))),
            `bob did not hear ${actor}, who had registered in the end.`,
          );
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.6/one-to-nine-bytes',
    level: 'must',
    clause: 'CHAT-1.2.6',
    rule: 'Nicknames of 1 to 9 bytes are accepted.',
    kills: ['nine-bytes-refused'],
    clients: 10,
    async drive(scene) {
      await emptyRoom(scene);
      const token = scene.token(NAME_BYTES_MAX);
      const names = Array.from({ length: NAME_BYTES_MAX }, (_, index) => token.slice(-1 - index));
      return await comeInTurn(scene, names);
    },
    judge: ({ history, facts }) => cameInTurn(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.6/three-chinese-characters',
    level: 'must',
    clause: 'CHAT-1.2.6',
    rule: 'A nickname of one, two or three Chinese characters, 9 bytes at the most, is accepted.',
    kills: ['nine-bytes-refused'],
    clients: 4,
    async drive(scene) {
      await emptyRoom(scene);
      const [first, second, third] = [chinese(scene), chinese(scene), chinese(scene)];
      const names = [`${first}${second}${third}`, `${first}${second}`, `${first}`];
      return await comeInTurn(scene, names);
    },
    judge: ({ history, facts }) => cameInTurn(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.6/ten-bytes-refused',
    level: 'should',
    clause: 'CHAT-1.2.6',
    rule: 'A nickname of 10 bytes is refused, and not cut to 9.',
    kills: ['ten-bytes-accepted', 'long-name-cut', 'name-counted-in-characters'],
    async drive(scene) {
      return await isRefused(scene, [`${scene.token(9)}x`, `${chinese(scene)}${chinese(scene)}${scene.token(4)}`]);
    },
    judge: ({ history, facts }) => wasRefused(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.6/four-chinese-characters-refused',
    level: 'should',
    clause: 'CHAT-1.2.6',
    rule: 'The length of a nickname is counted in bytes: four Chinese characters, which are 12, are refused.',
    kills: ['name-counted-in-characters', 'long-name-cut'],
    async drive(scene) {
      const four = Array.from({ length: 4 }, () => chinese(scene)).join('');
      return await isRefused(scene, [four, `${four}${four}`]);
    },
    judge: ({ history, facts }) => wasRefused(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.6/long-nicknames-disturb-nobody',
    level: 'should',
    clause: 'CHAT-1.2.6',
    rule: 'Nicknames that are far too long are refused, and no member notices.',
    kills: ['long-name-cut'],
    clients: 3,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      scene.mark('asked');
      const size = frameBytesOf(bob);
      const names = [11, 16, 32, 64, size - 1].map((bytes) => letters(bytes));
      return await isRefused(scene, [...names, `${bob.name} and more`], bob);
    },
    judge({ history, facts }) {
      const judgement = wasRefused(history, facts);
      if (judgement.verdict !== 'pass') return judgement;
      return new RoomJudging(history).heardNothing('bob', { since: 'asked' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.7/empty-nickname-refused',
    level: 'should',
    clause: 'CHAT-1.2.7',
    rule: 'An empty nickname is refused.',
    kills: ['empty-name-accepted'],
    async drive(scene) {
      // Two frames with something in them first: by those the size of its frames is known, however the server learns it.
      return await isRefused(scene, ['a@b', 'a@b', '', '']);
    },
    judge: ({ history, facts }) => wasRefused(history, facts),
  }),

  roomCase({
    id: 'chat/1.2.8/unregistered-in-no-list',
    level: 'must',
    clause: 'CHAT-1.2.8',
    rule: 'Who has connected and not registered, or was refused, is in no member list.',
    kills: ['unregistered-listed'],
    clients: 4,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      await scene.actor('stranger').arrives();
      const refused = scene.actor('refused');
      await refused.arrives();
      await isAnswered(refused, alice.name);
      await isAnswered(refused, 'a:b');
      await scene.actor('newcomer').arrives();
      scene.mark('said');
      await alice.saysAndIsPrompted('nobody', 'hi');
      await alice.fencesItself();
      return { alice: alice.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, residents: others } }) {
      const here = everybody(others, alice);
      return new FrameJudging(history)
        .wasGreeted('newcomer', greeting(here))
        .heard('alice', [notFound('nobody'), ...prompt(alice, here)], { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.2.8/unregistered-is-not-routed',
    level: 'must',
    clause: 'CHAT-1.2.8',
    rule: 'What a client sends before it has registered reaches nobody.',
    kills: ['unregistered-routed'],
    clients: 3,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const stranger = scene.actor('stranger');
      await stranger.arrives();
      scene.mark('said');
      const sent = [`${bob.name}:hi`, `${alice.name}:hi`, '@all:hi', `${bob.name}$hi`];
      for (const frame of sent) if ((await isAnswered(stranger, frame)) === undefined) break;
      if (await asksFor(stranger, nameFor(scene, 'stranger'))) await stranger.fences(alice, bob);
      return {};
    },
    judge: ({ history }) =>
      new RoomJudging(history).heardNothing('bob', { since: 'said' }).heardNothing('alice', { since: 'said' }).judgement,
  }),

  roomCase({
    id: 'chat/1.2.8/nothing-direct-reaches-the-unregistered',
    level: 'must',
    clause: 'CHAT-1.2.8',
    rule: 'A message to a nickname that nobody has registered yet reaches nobody, and not whoever registers it later.',
    kills: ['unregistered-listed'],
    clients: 2,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const name = nameFor(scene, 'late');
      const latecomer = scene.actor('latecomer');
      await scene.actor('stranger').arrives();
      await latecomer.arrives();
      await isAnswered(latecomer, `${name}@`);
      scene.mark('said');
      await alice.saysAndIsPrompted(name, 'too early');
      await alice.fencesItself();
      if (await asksFor(latecomer, name)) await alice.fences(latecomer);
      return { alice: alice.name, name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, name, residents: others } }) {
      const here = everybody(others, alice);
      const [greeted, ...rest] = entering(here, name);
      return new RoomJudging(history)
        .heard('alice', [notFound(name), ...prompt(alice, here)], { since: 'said' })
        .heard('latecomer', [greeted ?? '', NAME_RESERVED, ...rest]).judgement;
    },
  }),
];

/** What comes to somebody who arrives where these are, and registers. */
function entering(here: readonly Buffer[], name: string): Buffer[] {
  return [greeting(here), REGISTERED, ...prompt(name, [...here, Buffer.from(name)])];
}

/** Takes frames until this one; whether it comes. */
async function hears(talker: Talker, expected: Buffer): Promise<boolean> {
  const heard = await talker.hearsUntil(shown(expected), (frame) => frame.equals(expected));
  return heard.at(-1)?.equals(expected) === true;
}

/** A Chinese character that is likely nobody's. */
function chinese(scene: RoomScene): string {
  return String.fromCodePoint(0x4e00 + (Number.parseInt(scene.token(4), 36) % 20_000));
}

interface Newcomers {
  readonly names: readonly string[];
  readonly residents: readonly string[];
}

/** One behind the other they ask for the names, each hearing of its own voice at last; none leaves. */
async function comeInTurn(scene: RoomScene, names: readonly string[]): Promise<Newcomers> {
  for (const [index, name] of names.entries()) {
    const newcomer = scene.actor(newcomerLabel(index));
    if (!(await comesAs(newcomer, name)) || !(await newcomer.fencesItself())) break;
  }
  return { names, residents: residents(scene) };
}

function cameInTurn(history: History, { names, residents: others }: Newcomers): Judgement {
  const judging = new RoomJudging(history);
  for (const [index, name] of names.entries()) {
    const what = `for the nickname ${shown(Buffer.from(name))}`;
    judging.heard(newcomerLabel(index), entering(everybody(others, ...names.slice(0, index)), name), { what });
  }
  return judging.judgement;
}

function newcomerLabel(index: number): string {
  return `newcomer ${index + 1}`;
}

interface Tries {
  /** Each of them should be refused. */
  readonly tries: readonly string[];
  /** And this accepted, at last. */
  readonly name: string;
  readonly present: readonly string[];
  readonly residents: readonly string[];
}

/** Alice asks for the names one behind the other, and then for one that she may have; in a room where these are, and nobody else. */
async function isRefused(scene: RoomScene, tries: readonly string[], ...present: readonly Talker[]): Promise<Tries> {
  if (present.length === 0) await emptyRoom(scene);
  const alice = scene.actor('alice');
  const name = nameFor(scene, 'alice');
  await alice.arrives();
  let isRefusedEach = true;
  for (const one of tries) {
    const answer = await isAnswered(alice, one);
    isRefusedEach = answer !== undefined && !answer.equals(REGISTERED);
    if (!isRefusedEach) break;
  }
  if (isRefusedEach && (await asksFor(alice, name))) await alice.fences(alice, ...present);
  return { tries, name, present: present.map((one) => one.name), residents: residents(scene) };
}

/** `refusal`: the one answer that is right; any but a confirmation when nothing is said. */
function wasRefused(history: History, { tries, name, present, residents: others }: Tries, refusal?: Buffer): Judgement {
  const judging = new RoomJudging(history);
  const [, ...answers] = judging.framesOf('alice').map(({ payload }) => payload);
  for (const [index, one] of tries.entries()) {
    const asked = `alice asked for the nickname ${shown(Buffer.from(one))} (${Buffer.byteLength(one)} bytes)`;
    judging
      .holds(answers[index] !== undefined, `${asked}, and was not answered.`)
      .holds(answers[index]?.equals(REGISTERED) !== true, `${asked}, and was registered.`);
  }
  const [greeted, ...rest] = entering(everybody(others, ...present), name);
  const refusals = tries.map((_, index) => refusal ?? answers[index] ?? 'a refusal');
  return judging.notEnded('alice').heard('alice', [greeted ?? '', ...refusals, ...rest]).judgement;
}
