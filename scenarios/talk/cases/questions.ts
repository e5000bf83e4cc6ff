// What the contract of talk leaves open: who answers, and how many are served at once. Others rely on the first, so it is asked first.

import type { Question } from '../../../harness/judge/case.ts';
import { type Caller, CLIENTS, isShownTo, mannerOf, OPERATOR, QUESTIONS_AT_ONCE, type TalkScene, tunedIn } from './caller.ts';

const ROUNDS = 3;
const LINES_MAX = 12;
const ANSWER_MS = 150;
/** For a second question to be asked beside the first. Who is taken for one that asks one by one is only asked for less. */
const BESIDE_MS = 500;

export const TALK_QUESTIONS: readonly Question<Caller>[] = [
  {
    id: OPERATOR,
    clause: 'TALK-4.5',
    question: 'Who answers: stdio (lines that are typed), echo (the message itself) or script (lines of its own)?',
    async ask(scene) {
      const typed: string[] = [];
      let hasSpoken = false;
      for (let round = 1; round <= ROUNDS; round++) {
        const one = scene.actor(`caller ${round}`);
        if (!(await one.connect())) continue;
        const text = `who is there ${scene.token()}`;
        one.send(text);
        const answer = await whatIsAnswered(scene, one, text, typed);
        await one.close();
        if (answer === 'echo' || answer === 'stdio') return answer;
        hasSpoken ||= answer === 'other';
        // A person who is there may be asleep; nobody asks three times.
        if (answer === 'none' && scene.target.operator === undefined) break;
      }
      return hasSpoken ? 'script' : 'unknown';
    },
  },
  {
    id: CLIENTS,
    clause: 'TALK-4.4',
    question: 'Is one client served at a time, or are several?',
    async ask(scene) {
      if (mannerOf(scene) === 'unknown') return 'unknown';
      const alice = scene.actor('alice');
      if (!(await alice.connect()) || !(await isServed(alice))) return 'unknown';
      const bob = scene.actor('bob');
      if (!(await bob.connect())) return 'one';
      const text = `and me ${scene.token()}`;
      const before = bob.bytesReceived;
      bob.send(text);
      const isNoticed = (patienceMs: number): Promise<boolean> =>
        mannerOf(scene) === 'stdio'
          ? isShownTo(scene, text, patienceMs)
          : bob.until('an answer', () => bob.bytesReceived > before, patienceMs);
      // A server of several has served a second by then, however busy its machine.
      if (await isNoticed(scene.patienceMs)) {
        if (mannerOf(scene) === 'stdio') scene.operator.types(`you too ${scene.token()}`);
        // Who has been sent away in the meantime is not beside anybody.
        return alice.ended === undefined ? 'several' : 'unknown';
      }
      await alice.close();
      if (!(await isNoticed(scene.patienceMs))) return 'unknown';
      if (mannerOf(scene) === 'stdio') scene.operator.types(`now you ${scene.token()}`);
      return 'one';
    },
  },
  {
    id: QUESTIONS_AT_ONCE,
    clause: 'TALK-4.4',
    question: 'Of several clients that have spoken, are several shown to the operator before the first is answered, or one?',
    async ask(scene) {
      if (mannerOf(scene) !== 'stdio' || scene.profile[CLIENTS] !== 'several') return 'one';
      const [alice, bob] = [await tunedIn(scene, 'alice'), await tunedIn(scene, 'bob')];
      const texts = [alice, bob].map(({ label }) => `${label} asks ${scene.token()}`);
      const answers = texts.map((text) => `answer to ${text}`);
      const areShown: boolean[] = [];
      for (const [index, one] of [alice, bob].entries()) {
        one.send(texts[index] ?? '');
        areShown.push(await isShownTo(scene, texts[index] ?? '', index === 0 ? scene.patienceMs : BESIDE_MS));
      }
      for (const answer of answers) scene.operator.types(answer);
      await Promise.all([alice, bob].map((one, index) => one.hasHeard(answers[index] ?? '')));
      return areShown.every((isShown) => isShown) ? 'several' : 'one';
    },
  },
];

/** Lines are typed until there is an answer: those who have left may have been answered first. */
async function whatIsAnswered(
  scene: TalkScene,
  one: Caller,
  text: string,
  typed: string[],
): Promise<'stdio' | 'echo' | 'other' | 'none'> {
  const { operator } = scene.target;
  const isTyped = (): boolean => typed.some((line) => one.received.includes(line));
  const isKnown = (): boolean => one.received.includes(text) || isTyped();
  if (operator === undefined) {
    await one.until('an answer', () => one.bytesReceived > 0);
  } else {
    await isShownTo(scene, text);
    for (let lines = 0; lines < LINES_MAX && one.bytesReceived === 0 && one.isOpen; lines++) {
      typed.push(`it is me ${scene.token()}`);
      scene.operator.types(typed.at(-1) ?? '');
      await one.until('an answer', () => one.bytesReceived > 0, ANSWER_MS);
    }
  }
  if (one.bytesReceived === 0) return 'none';
  await one.until('a known answer', isKnown, ANSWER_MS);
  if (one.received.includes(text)) return 'echo';
  return isTyped() ? 'stdio' : 'other';
}

async function isServed(one: Caller): Promise<boolean> {
  if (mannerOf(one.scene) === 'stdio') return await one.tunesIn();
  return (await one.takesTurn()).isAnswered;
}
