// What servers of echo-text are held to.

import { defineContract } from '../../harness/judge/case.ts';
import { COALESCED_CASES } from './cases/coalesced.ts';
import { CUT_CASES } from './cases/cuts.ts';
import { ENDLESS_CASES } from './cases/endless.ts';
import { FAIRNESS_CASES } from './cases/fairness.ts';
import { MESSAGE_CASES } from './cases/messages.ts';
import { RESET_CASES } from './cases/resets.ts';
import { SECRECY_CASES } from './cases/secrecy.ts';
import { Texter } from './cases/texter.ts';
import { echoText } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';
import { ECHO_TEXT_PROPERTIES } from './properties.ts';

export const echoTextContract = defineContract<Texter>({
  dialect: echoText,
  summary: 'texts that end with a NUL, each echoed',
  actor: Texter,
  capacity: 128,
  genericKills: GENERIC_KILLS,
  async converse(actor) {
    return (await actor.connect()) && (await actor.greets());
  },
  exchanges: () => ({
    greetings: 0,
    exchanges: [
      { sends: 'data : 1\n', answers: 1 },
      { sends: '', answers: 1 },
      { sends: '你好，世界', answers: 1 },
      { sends: 'x'.repeat(300), answers: 1 },
    ],
  }),
  genericClauses: {
    segmentation: 'ECHO-TEXT-2.3',
    robustness: 'ECHO-TEXT-2.7',
    lifecycle: 'ECHO-TEXT-2.6',
    fairness: 'ECHO-TEXT-2.5',
    resources: 'ECHO-TEXT-2.6',
  },
  cases: [
    ...MESSAGE_CASES,
    ...COALESCED_CASES,
    ...CUT_CASES,
    ...SECRECY_CASES,
    ...FAIRNESS_CASES,
    ...RESET_CASES,
    ...ENDLESS_CASES,
  ],
  properties: ECHO_TEXT_PROPERTIES,
});
