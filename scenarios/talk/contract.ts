// What servers of talk are held to.

import { defineContract } from '../../harness/judge/case.ts';
import { Caller, mannerOf } from './cases/caller.ts';
import { CLIENT_CASES } from './cases/clients.ts';
import { LEAVING_CASES } from './cases/leaving.ts';
import { OPERATOR_LINE_CASES } from './cases/operator-lines.ts';
import { OPERATOR_CASES } from './cases/operators.ts';
import { TALK_QUESTIONS } from './cases/questions.ts';
import { TURN_CASES } from './cases/turns.ts';
import { talk } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';

export const talkContract = defineContract<Caller>({
  dialect: talk,
  summary: 'turns between a client and a person at the server',
  actor: Caller,
  genericKills: GENERIC_KILLS,
  // Somebody has to answer whatever is printed, and whose message that was has left.
  // That a silent client delays nobody is judged by cases of its own: it depends on how many are served at once.
  withoutGeneric: ['robustness', 'fairness'],
  genericClauses: { lifecycle: 'TALK-4.3', resources: 'TALK-4.3' },
  async converse(actor) {
    if (!(await actor.connect())) return false;
    const { scene } = actor;
    // Whatever it is that comes: a line that was typed is known when it is seen.
    if (mannerOf(scene) === 'stdio') return await actor.tunesIn();
    actor.send(`is anybody there ${scene.token()}`);
    // Who it is that should answer is nobody we know.
    if (scene.target.operator === undefined) return actor.ended === undefined;
    return await actor.until('an answer', () => actor.bytesReceived > 0);
  },
  questions: TALK_QUESTIONS,
  cases: [...TURN_CASES, ...OPERATOR_LINE_CASES, ...LEAVING_CASES, ...CLIENT_CASES, ...OPERATOR_CASES],
});
