// TALK-4.5: who stands in for a person. What is learnt of it is held to.

import type { Case } from '../../../harness/judge/case.ts';
import { type Caller, type Turn, talkCase } from './caller.ts';
import { quoted, TalkJudging } from './talk-judging.ts';

/** A script that is longer is not seen to begin again. */
const SCRIPT_LINES_MAX = 30;

export const OPERATOR_CASES: readonly Case<Caller>[] = [
  talkCase({
    id: 'talk/4.5/operator-echo',
    level: 'should',
    clause: 'TALK-4.5',
    rule: 'The operator `echo` answers each message with the message, byte for byte.',
    kills: ['one-turn-only', 'answer-with-line-end'],
    manner: 'echo',
    async drive(scene) {
      const alice = await scene.connected('alice');
      const turns: Turn[] = [];
      for (const text of ['hello', '回声', '%s%n', 'long '.repeat(200), '?']) turns.push(await alice.takesTurn(text));
      await alice.fences();
      return { turns };
    },
    judge: ({ history, facts: { turns } }) => new TalkJudging(history).turns('alice', turns).judgement,
  }),
  talkCase({
    id: 'talk/4.5/operator-script',
    level: 'should',
    clause: 'TALK-4.5',
    rule: 'The operator `script` answers each message with its next line, from the top again at the end.',
    kills: ['script-ends', 'one-turn-only'],
    manner: 'script',
    async drive(scene) {
      const alice = await scene.connected('alice');
      const turns: Turn[] = [];
      while (turns.length < 2 * SCRIPT_LINES_MAX && turns.every(({ isAnswered }) => isAnswered)) {
        turns.push(await alice.takesTurn());
      }
      const answers = turns.map(({ answer }) => answer);
      scene.goal('the script has begun again', periodOf(answers) !== undefined);
      return { turns };
    },
    judge: ({ history, facts: { turns } }) => {
      const silent = turns.findIndex(({ isAnswered }) => !isAnswered);
      const [before] = turns.slice(silent - 1);
      const behind = silent > 0 ? `, behind the answer ${quoted(before?.answer ?? '')}` : '';
      return new TalkJudging(history).holds(silent === -1, `Message ${silent + 1} of alice was not answered${behind}.`).judgement;
    },
  }),
];

/** After so many answers they come again. */
function periodOf(answers: readonly string[]): number | undefined {
  for (let period = 1; period <= SCRIPT_LINES_MAX && period < answers.length; period++) {
    if (answers.slice(period).every((answer, index) => answer === answers[index])) return period;
  }
  return undefined;
}
