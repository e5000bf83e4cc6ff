// TALK-4.1: the client speaks first, and each message gets one answer.

import type { Case } from '../../../harness/judge/case.ts';
import { type Caller, isRight, isShownTo, talkCase, tunedIn } from './caller.ts';
import { TalkJudging } from './talk-judging.ts';

const TURNS = 10;
const MESSAGE_BYTES_MAX = 1023;
/** For somebody who speaks first to do so. */
const SILENCE_MS = 30;

export const TURN_CASES: readonly Case<Caller>[] = [
  talkCase({
    id: 'talk/4.1/client-speaks-first',
    clause: 'TALK-4.1',
    rule: 'A client that has said nothing yet gets nothing.',
    kills: ['speaks-first'],
    manner: 'answered',
    async drive(scene) {
      const alice = await scene.connected('alice');
      scene.mark('connected');
      await scene.pause(SILENCE_MS);
      scene.mark('spoken');
      // The line may go to somebody who has left; that there is somebody who answers is enough.
      scene.goal('alice was served once she had spoken', await alice.isAnswered());
    },
    judge: ({ history }) => new TalkJudging(history).heardNothing('alice', { since: 'connected', until: 'spoken' }).judgement,
  }),
  talkCase({
    id: 'talk/4.1/turns-go-on',
    clause: 'TALK-4.1',
    rule: 'Message and answer follow each other on one connection, as often as the client likes.',
    kills: ['one-turn-only', 'answer-with-line-end'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      const isInTune = await alice.tunesIn();
      scene.mark('in tune');
      const turns = isInTune ? await alice.takesTurns(TURNS) : [];
      if (turns.at(-1)?.isAnswered) await alice.fences();
      return { isInTune, turns };
    },
    judge: ({ history, facts: { isInTune, turns } }) =>
      new TalkJudging(history)
        .holds(isInTune, 'alice said something, lines were typed, and none of them reached her as an answer.')
        .notEnded('alice')
        .turns('alice', turns, { since: 'in tune' }).judgement,
  }),
  talkCase({
    id: 'talk/4.1/one-answer-a-message',
    clause: 'TALK-4.1',
    rule: 'A message gets one answer: a second line that has been typed waits for the next message.',
    kills: ['two-answers-a-message'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const first = `first ${scene.token()}`;
      const [one, two] = [`one ${scene.token()}`, `two ${scene.token()}`] as const;
      scene.mark('in tune');
      alice.send(first);
      const isShown = await isShownTo(scene, first);
      scene.operator.types(`${one}\n${two}`);
      const isAnswered = await alice.hasHeard(one);
      await scene.pause(SILENCE_MS);
      scene.mark('second');
      const second = `second ${scene.token()}`;
      alice.send(second);
      const next = { text: second, answer: two, isShown: await isShownTo(scene, second), isAnswered: await alice.hasHeard(two) };
      if (isRight(next)) await alice.fences();
      return { first: { actor: 'alice', text: first, answer: one, isShown, isAnswered }, second: { actor: 'alice', ...next } };
    },
    judge: ({ history, facts: { first, second } }) =>
      new TalkJudging(history)
        .heardBytes('alice', first.answer, { since: 'in tune', until: 'second', what: 'for one message' })
        .turn(first)
        .turns('alice', [second], { since: 'second' }).judgement,
  }),
  talkCase({
    id: 'talk/4.1/shortest-and-longest',
    clause: 'TALK-4.1',
    rule: 'Messages of 1 and of 1,023 bytes are shown whole, and are answered.',
    kills: ['message-cut-at-255', 'operator-not-asked'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const longest = `longest ${scene.token()} `.padEnd(MESSAGE_BYTES_MAX - 4, 'how long ').concat(' end');
      const shortest = '?';
      const turns = await alice.takesTurns([longest, shortest, longest].map((text) => ({ text })));
      if (turns.every(isRight)) await alice.fences();
      return { turns, texts: [longest, shortest] };
    },
    judge: ({ history, facts: { turns, texts } }) => {
      const judging = new TalkJudging(history).turns('alice', turns, { since: 'in tune' });
      for (const text of texts) judging.shown(text, { since: 'in tune' });
      return judging.asked([texts[0] ?? '', texts[1] ?? '']).judgement;
    },
  }),
  talkCase({
    id: 'talk/4.1/any-text',
    clause: 'TALK-4.1',
    rule: 'Messages are shown as they are: in Chinese, with percent signs, quotes, spaces and tabs.',
    kills: ['message-cut-at-255'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const texts = ['你好，服务端', '%s%n%d%%', '  two spaces, "quotes" and \\n\t.', '长'.repeat(200)];
      const turns = await alice.takesTurns(texts.map((text) => ({ text: `${scene.token()} ${text}。` })));
      if (turns.every(isRight)) await alice.fences();
      return { turns };
    },
    judge: ({ history, facts: { turns } }) => new TalkJudging(history).turns('alice', turns, { since: 'in tune' }).judgement,
  }),
  talkCase({
    id: 'talk/4.1/short-after-long',
    clause: 'TALK-4.1',
    rule: 'Nothing of a long message or answer stands behind a short one that follows it.',
    kills: ['message-cut-at-255', 'answer-with-line-end'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const tail = `tail ${scene.token()}`;
      const long = { text: `${scene.token()} ${'long '.repeat(150)}${tail}`, answer: `${'so long '.repeat(100)}${tail}` };
      const turns = await alice.takesTurns([long, {}]);
      if (turns.every(isRight)) await alice.fences();
      return { turns, tail };
    },
    judge: ({ history, facts: { turns, tail } }) => {
      const judging = new TalkJudging(history).turns('alice', turns, { since: 'in tune' });
      const printed = judging.printed({ since: 'in tune' });
      const place = turns[1] === undefined ? -1 : printed.indexOf(turns[1].text);
      const behind = place === -1 ? Buffer.alloc(0) : printed.subarray(place);
      return judging.holds(!behind.includes(tail), 'Behind a short message the end of a long one was printed again.').judgement;
    },
  }),
];
