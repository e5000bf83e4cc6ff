// What servers of keepalive are held to. There are no exchanges for what holds however things are cut: a request is what comes at once.

import { defineContract } from '../../harness/judge/case.ts';
import { DEPARTURE_CASES } from './cases/departures.ts';
import { ENDURANCE_CASES } from './cases/endurance.ts';
import { OPEN_CASES, OPEN_QUESTIONS } from './cases/open.ts';
import { Requester } from './cases/requester.ts';
import { REQUEST_CASES } from './cases/requests.ts';
import { STOPPING_CASES } from './cases/stopping.ts';
import { TEN_CASES } from './cases/ten.ts';
import { ANSWER, keepalive, keepaliveStreams } from './dialect.ts';
import { GENERIC_KILLS } from './generic-kills.ts';

export const keepaliveContract = defineContract<Requester>({
  dialect: { ...keepalive, framings: keepaliveStreams },
  summary: 'requests without frames, each answered `keep alive`',
  actor: Requester,
  capacity: 10,
  genericKills: GENERIC_KILLS,
  async converse(actor) {
    return (await actor.connect()) && (await actor.greets()) && actor.received.equals(ANSWER);
  },
  genericClauses: { robustness: 'KEEP-3.5', lifecycle: 'KEEP-3.3', fairness: 'KEEP-3.6', resources: 'KEEP-3.3' },
  questions: OPEN_QUESTIONS,
  cases: [...REQUEST_CASES, ...STOPPING_CASES, ...DEPARTURE_CASES, ...ENDURANCE_CASES, ...OPEN_CASES, ...TEN_CASES],
});
