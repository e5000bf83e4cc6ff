// TALK-4.4: one client at a time, or several at once; and whose answer is whose.

import type { Case } from '../../../harness/judge/case.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import {
  asksOneByOne,
  type Caller,
  CLIENT_SAY,
  isRight,
  isShownTo,
  type TalkScene,
  type Turn,
  talkCase,
  tunedIn,
} from './caller.ts';
import { TalkJudging } from './talk-judging.ts';

const TURNS_BESIDE = 3;
const THREE = ['alice', 'bob', 'carol'] as const;
const TEN = 10;
const TURNS = 10;
/** For a second client to be served by a server that should not. */
const BESIDE_MS = 20;

export const CLIENT_CASES: readonly Case<Caller>[] = [
  talkCase({
    id: 'talk/4.4/one-at-a-time',
    clause: 'TALK-4.4',
    rule: 'A server for one client at a time serves a second, which has connected and spoken, only after the first has left.',
    kills: ['several-at-a-time'],
    models: ['single'],
    serves: 'one',
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const bob = await scene.connected('bob');
      const text = `and me ${scene.token()}`;
      bob.send(text);
      await scene.pause(BESIDE_MS);
      const turns = await alice.takesTurns(TURNS_BESIDE);
      scene.mark('alice leaves');
      await alice.close();
      const isShown = await isShownTo(scene, text);
      const answer = `now you ${scene.token()}`;
      scene.operator.types(answer);
      const last = { actor: 'bob', text, answer, isShown, isAnswered: await bob.hasHeard(answer) };
      return { turns, last };
    },
    judge: ({ history, facts: { turns, last } }) => {
      const judging = new TalkJudging(history)
        .relies('fence')
        .neverShown(last.text, "bob's message was shown while alice was being served.", { until: 'alice leaves' })
        .heardNothing('bob', { until: 'alice leaves', what: 'while alice was being served' });
      for (const turn of turns) judging.turn(turn);
      return judging.turn(last).judgement;
    },
  }),
  talkCase({
    id: 'talk/4.4/queue-is-served-one-by-one',
    clause: 'TALK-4.4',
    rule: 'Of several clients that wait for a server for one at a time, one is served at a time, and each has its turn.',
    kills: ['several-at-a-time'],
    models: ['single'],
    serves: 'one',
    async drive(scene) {
      const first = await tunedIn(scene, 'first');
      const waiting: { readonly one: Caller; readonly text: string }[] = [];
      for (const label of THREE) {
        const one = await scene.connected(label);
        const text = `${label} waits ${scene.token()}`;
        one.send(text);
        waiting.push({ one, text });
      }
      await scene.pause(BESIDE_MS);
      await first.takesTurn();
      scene.mark('first leaves');
      await first.close();
      const served: string[] = [];
      const beside: string[] = [];
      // Those who have come may be taken in any order.
      for (let left = [...waiting]; left.length > 0; ) {
        const next = (): (typeof waiting)[number][] => left.filter(({ text }) => scene.operator.printed.includes(text));
        if (!(await scene.operator.until('the message of one who waits to be printed', () => next().length > 0))) break;
        const [{ one, text } = waiting[0] ?? never()] = next();
        const answer = `now ${one.label} ${scene.token()}`;
        scene.operator.types(answer);
        if (!(await one.hasHeard(answer))) break;
        await scene.pause(BESIDE_MS);
        for (const other of next()) if (other.text !== text) beside.push(other.one.label);
        served.push(one.label);
        left = left.filter((other) => other.one !== one);
        await one.close();
      }
      return { served, beside, texts: waiting.map(({ text }) => text) };
    },
    judge: ({ history, facts: { served, beside, texts } }) => {
      const judging = new TalkJudging(history).relies('fence');
      for (const text of texts) {
        judging.neverShown(text, 'A message of one who had to wait was shown while another was served.', {
          until: 'first leaves',
        });
      }
      return judging
        .holds(beside.length === 0, `While another was served the message of ${beside.join(' and ')} was shown.`)
        .holds(served.length === texts.length, `Of ${texts.length} clients that waited ${served.length} were served.`).judgement;
    },
  }),
  several(
    'answers-in-the-order-printed',
    'Of several clients that wait for answers each gets the one to its message, in the order in which the messages were printed.',
    ['answers-crossed', 'answers-to-all'],
    async (scene) => {
      const callers = await everybody(scene, THREE);
      const said: Said[] = [];
      for (const one of callers) {
        const text = `${one.label} says ${scene.token()}`;
        one.send(text);
        said.push({ one, text, isShown: asksOneByOne(scene) || (await isShownTo(scene, text)) });
      }
      return asksOneByOne(scene) ? await answersOneByOne(scene, said) : await answersInOrder(scene, said);
    },
  ),
  several(
    'ten-at-once',
    'Ten clients that speak at the same time are all shown to the operator, and each gets its answer.',
    ['answers-crossed', 'answers-to-all'],
    async (scene) => {
      const callers = await everybody(
        scene,
        Array.from({ length: TEN }, (_, index) => `caller ${index + 1}`),
      );
      const texts = callers.map((one) => ({ one, text: `${one.label} says ${scene.token()}` }));
      for (const { one, text } of texts) one.send(text);
      if (asksOneByOne(scene)) return await answersOneByOne(scene, texts);
      const shown = await Promise.all(texts.map(async (said) => ({ ...said, isShown: await isShownTo(scene, said.text) })));
      const { printed } = scene.operator;
      // Which of them is printed first is nobody's to say: the order printed is the order of the answers.
      return await answersInOrder(
        scene,
        shown.toSorted((a, b) => printed.indexOf(a.text) - printed.indexOf(b.text)),
      );
    },
  ),
  several(
    'answer-reaches-only-its-client',
    'An answer goes to the client whose message was printed, and to no other.',
    ['answers-to-all'],
    async (scene) => {
      const callers = await everybody(scene, THREE);
      const turns: Turn[] = [];
      for (const one of callers) if (turns.every(isRight)) turns.push(await one.takesTurn());
      return turns;
    },
  ),
  several(
    'turns-interleave',
    'While one client waits for its answer another speaks, and so on: every answer goes to whoever has waited longest.',
    ['answers-crossed', 'answers-to-all'],
    async (scene) => {
      const callers = await everybody(scene, ['alice', 'bob']);
      const turns: Turn[] = [];
      let open: Said | undefined;
      for (let turn = 0; turn <= TURNS && turns.every(isRight); turn++) {
        const one = callers[turn % 2] ?? never();
        const text = `${one.label} says ${scene.token()}`;
        one.send(text);
        const next = { one, text, isShown: await isShownTo(scene, text) };
        if (open !== undefined) turns.push(...(await answersInOrder(scene, [open])));
        open = next;
      }
      if (open !== undefined && turns.every(isRight)) turns.push(...(await answersInOrder(scene, [open])));
      return turns;
    },
    { asks: 'several' },
  ),
  several(
    'answer-of-one-that-left-is-nobodys',
    'The answer to a client that has left is not given to another.',
    ['answer-inherited'],
    async (scene) => {
      const [alice = never(), bob = never()] = await everybody(scene, ['alice', 'bob']);
      const said: Said[] = [];
      for (const one of [alice, bob]) {
        const text = `${one.label} says ${scene.token()}`;
        one.send(text);
        said.push({ one, text, isShown: await isShownTo(scene, text) });
      }
      await alice.close();
      // Nothing tells when all of a server knows of it but what it prints.
      await scene.operator.until(
        "' client shutdown !' to be printed",
        () => {
          const { printed } = scene.operator;
          return printed.indexOf(' client shutdown !', printed.indexOf(said[1]?.text ?? '')) !== -1;
        },
        BESIDE_MS * 10,
      );
      scene.operator.types(`for alice ${scene.token()}`);
      return await answersInOrder(scene, said.slice(1));
    },
    { asks: 'several' },
  ),
  several(
    'silent-client-delays-nobody',
    'A client that says nothing delays no other, and gets nothing.',
    ['answers-to-all'],
    async (scene) => {
      const [, bob = never()] = await everybody(scene, ['alice', 'bob']);
      return await bob.takesTurns(TURNS);
    },
  ),
  several(
    'departure-disturbs-nobody',
    'When one of several clients leaves, the others go on.',
    ['answers-to-all'],
    async (scene) => {
      const callers = await everybody(scene, THREE);
      const turns: Turn[] = [];
      for (const [index, one] of callers.entries()) {
        if (index > 0) await callers[index - 1]?.[index === 1 ? 'close' : 'reset']();
        for (const other of callers.slice(index)) if (turns.every(isRight)) turns.push(await other.takesTurn());
        if (!one.isHeard) break;
      }
      return turns;
    },
  ),
  talkCase({
    id: 'talk/4.4/answers-are-prompt',
    level: 'should',
    clause: 'TALK-4.4',
    rule: 'Answers that have been typed reach the client as promptly as they usually do.',
    kills: ['slow-answers'],
    manner: 'answered',
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      return await promptnessOf(scene, async () => (await alice.takesTurn()).isAnswered);
    },
    judge: ({ history, facts }) => {
      const late = tardiness(facts);
      return new TalkJudging(history).holds(late === undefined, late ?? '').judgement;
    },
  }),
  talkCase({
    id: 'talk/4.4/no-standstill',
    level: 'should',
    clause: 'TALK-4.4',
    rule: 'Over some seconds of turns there is no time at which nobody is served.',
    kills: ['stall'],
    manner: 'answered',
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      return await watch(scene, async () => (await alice.takesTurn()).isAnswered);
    },
    judge: ({ history, facts }) => {
      const still = standstill(facts);
      return new TalkJudging(history).holds(still === undefined, still ?? '').judgement;
    },
  }),
];

type Said = { readonly one: Caller; readonly text: string; readonly isShown: boolean };

/** Every client gets the answers to its own messages, in order, and nothing else: a turn of its own behind them all proves it. */
function several(
  what: string,
  rule: string,
  kills: readonly string[],
  play: (scene: TalkScene) => Promise<readonly Turn[]>,
  more: { readonly asks?: 'several' } = {},
): Case<Caller> {
  return talkCase({
    id: `talk/4.4/${what}`,
    clause: 'TALK-4.4',
    rule,
    kills,
    serves: 'several',
    ...more,
    async drive(scene) {
      const turns = await play(scene);
      const present = scene.actors.filter(({ isOpen }) => isOpen);
      for (const one of present) if (turns.every(isRight)) await one.fences();
      return { turns, labels: present.map(({ label }) => label) };
    },
    judge({ history, facts: { turns, labels } }) {
      const judging = new TalkJudging(history);
      for (const turn of turns) judging.turn(turn);
      for (const label of labels) {
        const own = turns.filter(({ actor }) => actor === label);
        judging.heardBytes(label, own.map(({ answer }) => answer).join(''), { since: `${label} is in tune` });
      }
      return judging.judgement;
    },
  });
}

/** All of them connected and known to be served: each has been answered. */
async function everybody(scene: TalkScene, labels: readonly string[]): Promise<Caller[]> {
  const all: Caller[] = [];
  for (const label of labels) {
    all.push(await tunedIn(scene, label));
    scene.mark(`${label} is in tune`);
  }
  return all;
}

/** A line for each of those who have been shown, in that order, and whether each got its own. */
async function answersInOrder(scene: TalkScene, said: readonly Said[]): Promise<Turn[]> {
  const answered = said.map((one) => ({ ...one, answer: `to ${one.one.label} ${scene.token()}` }));
  for (const { answer } of answered) scene.operator.types(answer);
  return await Promise.all(
    answered.map(async ({ one, text, isShown, answer }) => ({
      actor: one.label,
      text,
      answer,
      isShown,
      isAnswered: await one.hasHeard(answer),
    })),
  );
}

/** The operator is shown one message, answers it, and is shown the next; whose is first is nobody's to say. */
async function answersOneByOne(scene: TalkScene, said: readonly Pick<Said, 'one' | 'text'>[]): Promise<Turn[]> {
  const { operator } = scene;
  const turns: Turn[] = [];
  for (let left = [...said]; left.length > 0 && turns.every(isRight); ) {
    const place = ({ text }: Pick<Said, 'text'>): number => operator.printed.indexOf(`${CLIENT_SAY}${text}`);
    const isShown = await operator.until('the next message to be printed', () => left.some((one) => place(one) !== -1));
    const [next = never()] = left.filter((one) => !isShown || place(one) !== -1).toSorted((a, b) => place(a) - place(b));
    const { one, text } = next;
    const answer = `to ${one.label} ${scene.token()}`;
    operator.types(answer);
    turns.push({ actor: one.label, text, answer, isShown, isAnswered: await one.hasHeard(answer) });
    left = left.filter((other) => other !== next);
  }
  return turns;
}

function never(): never {
  throw new Error('there are as many as were asked for');
}
