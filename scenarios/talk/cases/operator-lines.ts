// TALK-4.2: what the operator reads and types.

import type { Case } from '../../../harness/judge/case.ts';
import { type Caller, isPrintedTo, isRight, isShownTo, type Turn, talkCase, tunedIn, YOU_WANT_TO_SAY } from './caller.ts';
import { TalkJudging } from './talk-judging.ts';

const TURNS = 5;
const CONSIDERED_MS = 50;
const LONG_ANSWER_BYTES = 1000;

export const OPERATOR_LINE_CASES: readonly Case<Caller>[] = [
  talkCase({
    id: 'talk/4.2/message-is-shown-and-answer-asked-for',
    clause: 'TALK-4.2',
    rule: 'For each message `client say:` with its text is printed, and then `you want to say:`, once.',
    kills: ['operator-not-asked', 'two-answers-a-message'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      return { turns: await alice.takesTurns(TURNS) };
    },
    judge: ({ history, facts: { turns } }) => {
      const judging = new TalkJudging(history);
      for (const turn of turns) judging.turn(turn);
      return judging.asked(turns.map(({ text }) => text)).judgement;
    },
  }),
  talkCase({
    id: 'talk/4.2/asked-before-the-line-is-typed',
    clause: 'TALK-4.2',
    rule: '`you want to say:` is printed before a line is typed, so that a person knows whose turn it is.',
    kills: ['operator-not-asked'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const text = `say ${scene.token()}`;
      scene.mark('said');
      alice.send(text);
      await isShownTo(scene, text);
      const isAsked = await scene.operator.until(`'${YOU_WANT_TO_SAY}' to be printed`, () => {
        const { printed } = scene.operator;
        const place = printed.indexOf(text);
        return place !== -1 && printed.indexOf(YOU_WANT_TO_SAY, place) !== -1;
      });
      const answer = `answer ${scene.token()}`;
      scene.operator.types(answer);
      await alice.hasHeard(answer);
      return { isAsked, text };
    },
    judge: ({ history, facts: { isAsked, text } }) =>
      new TalkJudging(history)
        .shown(text)
        .holds(isAsked, `A message was shown, and '${YOU_WANT_TO_SAY}' was not printed behind it before an answer was typed.`)
        .judgement,
  }),
  talkCase({
    id: 'talk/4.2/answer-is-the-line-without-its-end',
    clause: 'TALK-4.2',
    rule: 'The answer is the line that was typed, without its line end, and with nothing added.',
    kills: ['answer-with-line-end'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const turns = await alice.takesTurns([{ answer: 'fine, and you?' }, { answer: 'x' }]);
      if (turns.every(isRight)) await alice.fences();
      return { turns };
    },
    judge: ({ history, facts: { turns } }) => new TalkJudging(history).turns('alice', turns, { since: 'in tune' }).judgement,
  }),
  talkCase({
    id: 'talk/4.2/any-answer',
    clause: 'TALK-4.2',
    rule: 'Answers are sent as they are: in Chinese, with percent signs, quotes, spaces before and behind, tabs and colons.',
    kills: ['answer-with-line-end'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const answers = ['很好，你呢？', '%s%n%d%%', '  two spaces, "quotes" \t and \\n ', 'you want to say: nothing'];
      const turns = await alice.takesTurns(answers.map((answer) => ({ answer })));
      if (turns.every(isRight)) await alice.fences();
      return { turns };
    },
    judge: ({ history, facts: { turns } }) => new TalkJudging(history).turns('alice', turns, { since: 'in tune' }).judgement,
  }),
  talkCase({
    id: 'talk/4.2/long-answer',
    clause: 'TALK-4.2',
    rule: 'A line of a thousand bytes is an answer of a thousand bytes.',
    kills: ['answer-with-line-end'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const turn = await alice.takesTurn(
        undefined,
        `long ${scene.token()} `.padEnd(LONG_ANSWER_BYTES - 4, 'and so on ').concat(' end'),
      );
      if (isRight(turn)) await alice.fences();
      return { turn };
    },
    judge: ({ history, facts: { turn } }) => new TalkJudging(history).turns('alice', [turn], { since: 'in tune' }).judgement,
  }),
  talkCase({
    id: 'talk/4.2/no-answer-before-the-operator',
    clause: 'TALK-4.2',
    rule: 'Until the operator has typed a line the client gets nothing; then it gets that line.',
    kills: ['answer-with-line-end'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const text = `say ${scene.token()}`;
      alice.send(text);
      const isShown = await isShownTo(scene, text);
      await scene.pause(CONSIDERED_MS);
      scene.mark('typed');
      const answer = `answer ${scene.token()}`;
      scene.operator.types(answer);
      const turn = { actor: 'alice', text, answer, isShown, isAnswered: await alice.hasHeard(answer) };
      if (isRight(turn)) await alice.fences();
      return { turn };
    },
    judge: ({ history, facts: { turn } }) =>
      new TalkJudging(history)
        .heardNothing('alice', { since: 'in tune', until: 'typed', what: 'before the operator had typed an answer' })
        .turns('alice', [turn], { since: 'typed' }).judgement,
  }),
  talkCase({
    id: 'talk/4.2/lines-typed-ahead-answer-in-order',
    level: 'should',
    clause: 'TALK-4.2',
    rule: 'Lines that were typed ahead, at once, answer the messages that come, one each, in order.',
    kills: ['two-answers-a-message'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const answers = Array.from({ length: TURNS }, (_, index) => `line ${index + 1} ${scene.token()}`);
      scene.operator.types(answers.join('\n'));
      const turns: Turn[] = [];
      for (const answer of answers) {
        const text = `say ${scene.token()}`;
        scene.mark(answer);
        alice.send(text);
        turns.push({
          actor: 'alice',
          text,
          answer,
          isShown: await isShownTo(scene, text),
          isAnswered: await alice.hasHeard(answer),
        });
        if (!turns.every(isRight)) break;
      }
      if (turns.every(isRight)) await alice.fences();
      return { turns };
    },
    judge: ({ history, facts: { turns } }) => {
      const judging = new TalkJudging(history).turns('alice', turns, { since: 'in tune' });
      for (const [index, { answer }] of turns.entries()) {
        const next = turns[index + 1]?.answer;
        if (next !== undefined) judging.heardBytes('alice', answer, { since: answer, until: next, what: 'for one message' });
      }
      return judging.judgement;
    },
  }),
  talkCase({
    id: 'talk/4.2/line-typed-in-pieces',
    clause: 'TALK-4.2',
    rule: 'A line that reaches standard input in several pieces is one answer, once its line end has come.',
    kills: ['answer-with-line-end'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const text = `say ${scene.token()}`;
      const answer = `in three pieces ${scene.token()}`;
      alice.send(text);
      const isShown = await isPrintedTo(scene, text);
      const bytes = Buffer.from(`${answer}\n`);
      for (const [from, to] of [
        [0, 3],
        [3, 10],
      ] as const) {
        scene.operator.typesBytes(bytes.subarray(from, to));
        await scene.pause(CONSIDERED_MS / 5);
      }
      scene.operator.typesBytes(bytes.subarray(10));
      const turn = { actor: 'alice', text, answer, isShown, isAnswered: await alice.hasHeard(answer) };
      if (isRight(turn)) await alice.fences();
      return { turn };
    },
    judge: ({ history, facts: { turn } }) => new TalkJudging(history).turns('alice', [turn], { since: 'in tune' }).judgement,
  }),
];
