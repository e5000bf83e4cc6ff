// What servers of p2p are held to.

import { defineContract } from '../../harness/judge/case.ts';
import { BLOCK_CASES } from './cases/blocks.ts';
import { BOTH_WAYS_CASES } from './cases/both-ways.ts';
import { LEAVING_CASES } from './cases/leaving.ts';
import { LINE_CASES } from './cases/lines.ts';
import { LONG_LINE_CASES } from './cases/long-lines.ts';
import { Partner } from './cases/partner.ts';
import { P2P_QUESTIONS } from './cases/questions.ts';
import { p2p } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';

export const p2pContract = defineContract<Partner>({
  dialect: p2p,
  summary: 'two people, both ways at once',
  actor: Partner,
  endsWithItsClient: true,
  capacity: 1,
  genericKills: GENERIC_KILLS,
  // It serves one client: whom others delay is no question.
  withoutGeneric: ['fairness'],
  genericClauses: { robustness: 'P2P-6.3', lifecycle: 'P2P-6.3', resources: 'P2P-6.3' },
  async converse(actor) {
    if (!(await actor.connect())) return false;
    const { scene } = actor;
    actor.send(`is anybody there ${scene.token()}\n`);
    // Whoever reads and types there is nobody we know.
    if (scene.target.operator === undefined) return actor.ended === undefined;
    return await actor.tunesIn();
  },
  questions: P2P_QUESTIONS,
  cases: [...LINE_CASES, ...BLOCK_CASES, ...BOTH_WAYS_CASES, ...LEAVING_CASES, ...LONG_LINE_CASES],
});
