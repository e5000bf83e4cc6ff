// CHAT-1.3: the prompt.

import type { Case, Question } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import { type Judgement, notApplicable } from '../../../harness/judge/judgement.ts';
import { FORMAT_WRONG, HELP, NAME_TAKEN, REGISTERED } from '../texts.ts';
import { FrameJudging } from './frame-judging.ts';
import { asksFor, comesAs, isAnswered } from './newcomer.ts';
import {
  delivered,
  deliveredToAll,
  departure,
  everybody,
  greeting,
  namesInList,
  notFound,
  prompt,
  RoomJudging,
} from './room-judging.ts';
import { emptyRoom, members, nameFor, type RoomScene, residents, roomCase, type Talker } from './talker.ts';

const ORDER = 'chat/1.3.2/order';

export const PROMPT_QUESTIONS: readonly Question<Talker>[] = [
  {
    id: ORDER,
    clause: 'CHAT-1.3.2',
    question: 'In which order does a member list name the members?',
    async ask(scene) {
      const turnover = await turnOver(scene);
      if (turnover === undefined) return UNKNOWN_ORDER;
      const { list, names } = turnover;
      const known = new Set(names);
      const heard = [...new Set(list)].filter((name) => known.has(name)).join();
      return ORDERS.find(({ order }) => order(names).join() === heard)?.word ?? UNKNOWN_ORDER;
    },
  },
];

const UNKNOWN_ORDER = 'another';

interface Turnover {
  /** The last list that the last to come has got. */
  readonly list: readonly string[];
  readonly names: Four;
}

/** Of four who came in this order the second left before the last came. */
type Four = readonly [first: string, gone: string, third: string, last: string];

const ORDERS = [
  { word: 'by slot, the lowest free one first', order: ([first, , third, last]: Four) => [first, last, third] },
  { word: 'by arrival', order: ([first, , third, last]: Four) => [first, third, last] },
  { word: 'by arrival, the latest first', order: ([first, , third, last]: Four) => [last, third, first] },
  { word: 'by name', order: ([first, , third, last]: Four) => [first, third, last].toSorted() },
] as const;

/** Sets the stage for the question of order, and for whoever holds the target to the answer. */
async function turnOver(scene: RoomScene): Promise<Turnover | undefined> {
  await emptyRoom(scene);
  const names: Four = [nameFor(scene, 'mmm'), nameFor(scene, 'zzz'), nameFor(scene, 'nnn'), nameFor(scene, 'aaa')];
  const [first, gone, third, last] = [scene.actor('first'), scene.actor('gone'), scene.actor('third'), scene.actor('last')];
  for (const [index, one] of [first, gone, third].entries()) if (!(await comesAs(one, names[index] ?? ''))) return undefined;
  gone.send('exit');
  const notice = departure(names[1]);
  await first.hearsUntil('the notice of the departure', (frame) => frame.equals(notice));
  if (!(await comesAs(last, names[3]))) return undefined;
  const [list] = last.frames.map(namesInList).filter((heard) => heard !== undefined);
  return list === undefined ? undefined : { list, names };
}

/** So often that what happens once in fifty prompts happens. */
const ROUNDS = 15;

export const PROMPT_CASES: readonly Case<Talker>[] = [
  roomCase({
    id: 'chat/1.3.1/three-frames-in-order',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'After its registration a member gets its name, the member list and the help text, in this order.',
    kills: ['prompt-in-wrong-order', 'registration-confirmed-late'],
    async drive(scene) {
      await emptyRoom(scene);
      const alice = scene.actor('alice');
      const name = nameFor(scene, 'alice');
      if (await comesAs(alice, name)) await alice.fencesItself();
      return { name, residents: residents(scene) };
    },
    judge({ history, facts: { name, residents: others } }) {
      const here = everybody(others, name);
      return new RoomJudging(history).heard('alice', [greeting(everybody(others)), REGISTERED, ...prompt(name, here)]).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.1/after-every-frame',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'Every frame of a member but `exit` is followed by its prompt, whatever the frame says.',
    kills: ['prompt-missing', 'prompt-only-after-registration', 'prompt-without-help', 'prompt-in-wrong-order'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const kinds = [`${bob.name}:hi`, '@all:hi', 'no message', 'nobody:hi', ''];
      scene.mark('said');
      let isPrompted = true;
      for (let round = 0; round < ROUNDS && isPrompted; round++) {
        for (const kind of kinds) {
          if (!isPrompted) continue;
          alice.send(kind);
          isPrompted = (await alice.hearsPrompt()).at(-1)?.equals(HELP) === true;
        }
      }
      if (isPrompted) await alice.fencesItself();
      return { alice: alice.name, bob: bob.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, bob, residents: others } }) {
      const prompted = prompt(alice, everybody(others, alice, bob));
      const answers = [[], [deliveredToAll(alice, 'hi')], [FORMAT_WRONG], [notFound('nobody')], [FORMAT_WRONG]];
      const round = answers.flatMap((answer) => [...answer, ...prompted]);
      const rounds = Array.from({ length: ROUNDS }, () => round).flat();
      return new RoomJudging(history).heard('alice', rounds, { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.1/behind-an-error',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'After an error the sender gets the error first, and then the prompt.',
    kills: ['prompt-before-answer', 'no-prompt-after-error'],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      scene.mark('said');
      for (const frame of ['no message', 'nobody:hi', `${alice.name}:`, 'a@b:hi']) {
        alice.send(frame);
        if (!(await alice.hearsPrompt()).at(-1)?.equals(HELP)) break;
      }
      await alice.fencesItself();
      return { alice: alice.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, residents: others } }) {
      const answers = [FORMAT_WRONG, notFound('nobody'), FORMAT_WRONG, FORMAT_WRONG];
      return answeredAndPrompted(history, alice, everybody(others, alice), answers);
    },
  }),

  roomCase({
    id: 'chat/1.3.1/behind-a-broadcast',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'Who says something to all hears it first, and then gets the prompt.',
    kills: ['prompt-before-answer'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      for (const text of ['one', 'two', 'three']) if (!(await alice.saysAndIsPrompted('@all', text))) break;
      await alice.fencesItself();
      return { alice: alice.name, bob: bob.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, bob, residents: others } }) {
      const answers = ['one', 'two', 'three'].map((text) => deliveredToAll(alice, text));
      return answeredAndPrompted(history, alice, everybody(others, alice, bob), answers);
    },
  }),

  roomCase({
    id: 'chat/1.3.1/behind-a-message-to-oneself',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'Who says something to itself hears it first, and then gets the prompt.',
    kills: ['prompt-before-answer'],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      scene.mark('said');
      for (const text of ['one', 'two', 'three']) if (!(await alice.saysAndIsPrompted(alice.name, text))) break;
      await alice.fencesItself();
      return { alice: alice.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, residents: others } }) {
      const answers = ['one', 'two', 'three'].map((text) => delivered(alice, text));
      return answeredAndPrompted(history, alice, everybody(others, alice), answers);
    },
  }),

  roomCase({
    id: 'chat/1.3.1/each-of-many-frames-at-once',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'Of many frames sent in one piece each gets its answer and then its prompt, before the answer to the next.',
    kills: ['prompt-before-answer', 'prompt-missing', 'no-prompt-after-error', 'second-frame-lost'],
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const round = [`${alice.name}:hi`, '@all:hi', 'no message', 'nobody:hi'];
      scene.mark('said');
      alice.sendTogether(Array.from({ length: ROUNDS }, () => round).flat());
      await alice.fencesItself();
      return { alice: alice.name, residents: residents(scene) };
    },
    judge({ history, facts: { alice, residents: others } }) {
      const round = [delivered(alice, 'hi'), deliveredToAll(alice, 'hi'), FORMAT_WRONG, notFound('nobody')];
      const answers = Array.from({ length: ROUNDS }, () => round).flat();
      return answeredAndPrompted(history, alice, everybody(others, alice), answers);
    },
  }),

  roomCase({
    id: 'chat/1.3.1/only-the-sender-is-prompted',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'Who only hears something is not prompted.',
    kills: ['receiver-prompted'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('said');
      for (let said = 0; said < 3; said++) await alice.saysAndIsPrompted(bob.name, `hi ${said}`);
      await alice.saysAndIsPrompted('@all', 'hi all');
      await alice.fences(bob, carol);
      return { alice: alice.name };
    },
    judge({ history, facts: { alice } }) {
      const direct = [0, 1, 2].map((said) => delivered(alice, `hi ${said}`));
      const toAll = deliveredToAll(alice, 'hi all');
      return new RoomJudging(history)
        .heard('bob', [...direct, toAll], { since: 'said' })
        .heard('carol', [toAll], { since: 'said' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.1/no-prompt-before-registration',
    level: 'must',
    clause: 'CHAT-1.3.1',
    rule: 'Who has not registered gets no prompt: neither on arrival nor behind a refusal.',
    kills: ['refusal-prompts'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const alice = scene.actor('alice');
      const name = nameFor(scene, 'alice');
      await alice.arrives();
      for (let claims = 0; claims < 3; claims++) await isAnswered(alice, bob.name);
      if (await asksFor(alice, name)) await alice.fencesItself();
      return { name, bob: bob.name, residents: residents(scene) };
    },
    judge({ history, facts: { name, bob, residents: others } }) {
      const here = everybody(others, bob);
      const refusals = [NAME_TAKEN, NAME_TAKEN, NAME_TAKEN];
      const prompted = prompt(name, [...here, Buffer.from(name)]);
      return new RoomJudging(history).heard('alice', [greeting(here), ...refusals, REGISTERED, ...prompted]).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.2/each-name-once-after-joins',
    level: 'must',
    clause: 'CHAT-1.3.2',
    rule: 'Behind each arrival the list names all members, the newest among them, each once.',
    kills: ['list-without-newest', 'listed-twice'],
    clients: 8,
    async drive(scene) {
      await emptyRoom(scene);
      const names: string[] = [];
      for (const label of COMERS) {
        const comer = scene.actor(label);
        names.push(nameFor(scene, label));
        if (!(await comesAs(comer, names.at(-1) ?? '')) || !(await comer.fencesItself())) break;
      }
      return { names, residents: residents(scene) };
    },
    judge({ history, facts: { names, residents: others } }) {
      const judging = new RoomJudging(history);
      for (const [index, name] of names.entries()) {
        const before = everybody(others, ...names.slice(0, index));
        const prompted = prompt(name, [...before, Buffer.from(name)]);
        judging.heard(COMERS[index] ?? '', [greeting(before), REGISTERED, ...prompted], { what: 'on its arrival' });
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.2/each-name-once-after-departures',
    level: 'must',
    clause: 'CHAT-1.3.2',
    rule: 'Behind each departure the list names those who are there still, each once, and nobody else.',
    kills: ['list-out-of-date', 'member-stays-listed'],
    clients: 6,
    async drive(scene) {
      const [alice, ...others] = await members(scene, 'alice', 'bob', 'carol', 'dave', 'erin');
      const names = others.map(({ name }) => name);
      for (const [index, other] of others.entries()) {
        other.send('exit');
        const notice = departure(other.name);
        const heard = await alice.hearsUntil(`the notice that ${other.name} has left`, (frame) => frame.equals(notice));
        if (heard.at(-1)?.equals(notice) !== true) break;
        scene.mark(`without ${index + 1}`);
        await alice.saysAndIsPrompted('nobody', 'hi');
        await alice.fencesItself();
        await alice.hearsPrompt();
      }
      return { alice: alice.name, names, residents: residents(scene) };
    },
    judge({ history, facts: { alice, names, residents: others } }) {
      const judging = new RoomJudging(history);
      for (const [index] of names.entries()) {
        const here = everybody(others, alice, ...names.slice(index + 1));
        const window = { since: `without ${index + 1}`, what: `after ${names[index]} had left` };
        judging.heard('alice', [notFound('nobody'), ...prompt(alice, here)], window);
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.2/names-that-come-and-go',
    level: 'must',
    clause: 'CHAT-1.3.2',
    rule: 'A member that leaves and comes back under its name stands in the list once.',
    kills: ['member-stays-listed', 'listed-twice'],
    clients: 4,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      let back = bob;
      for (let times = 1; times <= 3; times++) {
        back.send('exit');
        const notice = departure(bob.name);
        const heard = await alice.hearsUntil(`the notice that ${bob.name} has left`, (frame) => frame.equals(notice));
        back = scene.actor(`bob for the ${times + 1}. time`);
        if (heard.at(-1)?.equals(notice) !== true || !(await comesAs(back, bob.name))) break;
      }
      scene.mark('said');
      await alice.saysAndIsPrompted(bob.name, 'hi');
      await alice.fencesItself();
      return { alice: alice.name, bob: bob.name, residents: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, residents: others } }) =>
      new RoomJudging(history).heard('alice', prompt(alice, everybody(others, alice, bob)), { since: 'said' }).judgement,
  }),

  roomCase({
    id: 'chat/1.3.2/forty-names',
    level: 'must',
    clause: 'CHAT-1.3.2',
    rule: 'A list of forty names of 9 bytes has each of them, once.',
    kills: ['listed-twice', 'list-without-newest'],
    clients: 41,
    timeLimitMs: 30_000,
    async drive(scene) {
      await emptyRoom(scene);
      const crowd = Array.from({ length: 40 }, (_, index) => scene.actor(`one of many ${index + 1}`));
      const names = crowd.map(() => nameFor(scene, 'one'));
      // One behind the other: a server that starts a process for each of them takes its time.
      for (const [index, one] of crowd.entries()) {
        scene.require(await comesAs(one, names[index] ?? ''), `${one.label} could not register`);
      }
      const alice = scene.actor('alice');
      const name = nameFor(scene, 'alice');
      if (await comesAs(alice, name)) await alice.fencesItself();
      return { names, name, residents: residents(scene) };
    },
    judge({ history, facts: { names, name, residents: others } }) {
      const here = everybody(others, ...names);
      const prompted = prompt(name, [...here, Buffer.from(name)]);
      return new FrameJudging(history).gotCleanFrames('alice').heard('alice', [greeting(here), REGISTERED, ...prompted])
        .judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.2/same-list-for-everybody',
    level: 'must',
    clause: 'CHAT-1.3.2',
    rule: 'All members are shown the same members.',
    kills: ['listed-twice', 'list-without-newest'],
    clients: 5,
    async drive(scene) {
      const everybody = await members(scene, 'alice', 'bob', 'carol', 'dave');
      scene.mark('said');
      for (const one of everybody) await one.saysAndIsPrompted('nobody', 'hi');
      for (const one of everybody) await one.fencesItself();
      return { names: everybody.map(({ name }) => name), residents: residents(scene) };
    },
    judge({ history, facts: { names, residents: others } }) {
      const judging = new RoomJudging(history);
      const here = everybody(others, ...names);
      for (const [index, actor] of ['alice', 'bob', 'carol', 'dave'].entries()) {
        judging.heard(actor, [notFound('nobody'), ...prompt(names[index] ?? '', here)], { since: 'said' });
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.3.2/keeps-its-order',
    level: 'may',
    clause: 'CHAT-1.3.2',
    rule: 'The order of the list is the one that the server has shown before.',
    kills: ['listed-twice'],
    clients: 5,
    async drive(scene) {
      return { turnover: await turnOver(scene), residents: residents(scene) };
    },
    judge({ history, facts: { turnover, residents: others }, profile }) {
      const learnt = ORDERS.find(({ word }) => word === profile[ORDER]);
      if (learnt === undefined) return notApplicable('The order of its member lists follows no rule that is known.');
      const judging = new RoomJudging(history);
      if (turnover === undefined) return judging.fails('The last of four who came did not get a member list.').judgement;
      const strangers = new Set(others);
      const actual = turnover.list.filter((name) => !strangers.has(name));
      const expected = learnt.order(turnover.names);
      return judging.holds(
        actual.join() === expected.join(),
        `The list should have been in the order that was learnt, ${learnt.word}: ${expected.join(', ')}; it was ${actual.join(', ')}.`,
      ).judgement;
    },
  }),
];

const COMERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'];

/** Since it began to speak alice got these answers, and the prompt behind each of them. */
function answeredAndPrompted(history: History, alice: string, here: readonly Buffer[], answers: readonly Buffer[]): Judgement {
  const prompted = prompt(alice, here);
  const expected = answers.flatMap((answer) => [answer, ...prompted]);
  return new RoomJudging(history).heard('alice', expected, { since: 'said' }).judgement;
}
