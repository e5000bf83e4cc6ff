// KEEP-3.3: clients that leave.

import type { Case } from '../../../harness/judge/case.ts';
import { labels, newcomer } from '../../newcomer.ts';
import { AnswerJudging, type Requester, type RequestScene, requestCase } from './requester.ts';

const DEPARTURES = 10;
const LET_GO = 'The server let go of';

export const DEPARTURE_CASES: readonly Case<Requester>[] = [
  requestCase({
    id: 'keepalive/3.3/lets-go-of-who-has-left',
    level: 'must',
    clause: 'KEEP-3.3',
    rule: 'When a client has asked and closes its half, the server closes the other.',
    kills: ['never-closes'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      await alice.greets();
      alice.halfClose();
      await alice.ends();
    },
    judge: ({ history }) => new AnswerJudging(history).answered('alice', 1).ended('alice', 'either').judgement,
  }),
  requestCase({
    id: 'keepalive/3.3/lets-go-of-who-said-nothing',
    level: 'must',
    clause: 'KEEP-3.3',
    rule: 'When a client closes its half and has said nothing, the server closes the other, and has nothing to say.',
    kills: ['never-closes'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      alice.halfClose();
      await alice.ends();
      // What ends every connection lets go of this one as well: that it serves is to be seen.
      const bob = await newcomer(scene, 'bob');
      return { isNextServed: bob !== undefined };
    },
    judge: ({ history, facts }) =>
      new AnswerJudging(history)
        .answered('alice', 0)
        .ended('alice', 'either')
        .holds(facts.isNextServed, 'Whoever came next was not served.').judgement,
  }),
  requestCase({
    id: 'keepalive/3.3/lets-go-of-everybody',
    level: 'must',
    clause: 'KEEP-3.3',
    rule: 'However many clients come, ask and leave, one behind the other, the server lets go of each.',
    kills: ['never-closes'],
    async drive(scene) {
      let letGo = 0;
      for (const label of labels('client', DEPARTURES)) {
        const one = await newcomer(scene, label);
        one?.halfClose();
        if (one === undefined || (await one.ends()) === undefined) break;
        letGo++;
        await one.close();
      }
      return { letGo };
    },
    judge: ({ history, facts: { letGo } }) =>
      new AnswerJudging(history).holds(letGo === DEPARTURES, `${LET_GO} ${letGo} clients, and not of the next.`).judgement,
  }),
  leaving(
    'keepalive/3.3/reset-behind-an-answer',
    'The server outlives a client that breaks off behind an answer.',
    async (scene) => {
      const alice = await scene.connected('alice');
      await alice.greets();
      await alice.reset();
    },
  ),
  leaving(
    'keepalive/3.3/reset-before-a-word',
    'The server outlives clients that break off before they have asked anything.',
    async (scene) => {
      for (const label of labels('client', DEPARTURES)) await (await scene.connected(label)).reset();
    },
  ),
  leaving(
    'keepalive/3.3/reset-before-the-answer',
    'The server outlives clients that ask and break off without waiting for the answer.',
    async (scene) => {
      for (const label of labels('client', DEPARTURES)) {
        const one = await scene.connected(label);
        one.sendBytes(Buffer.from('never mind'));
        await one.reset();
      }
    },
  ),
  requestCase({
    id: 'keepalive/3.3/departures-disturb-nobody',
    level: 'must',
    clause: 'KEEP-3.3',
    rule: 'Whoever leaves, by closing or by a reset, disturbs no other: their requests are answered as before.',
    kills: ['reset-kills-the-server'],
    clients: 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      for (const [index, label] of labels('client', DEPARTURES).entries()) {
        const other = await newcomer(scene, label);
        await (index % 2 === 0 ? other?.reset() : other?.close());
        if (other === undefined || !(await alice.greets())) break;
      }
      const { asked } = alice;
      await alice.leaves();
      return { asked };
    },
    judge: ({ history, facts: { asked } }) =>
      new AnswerJudging(history)
        .answered('alice', asked)
        .holds(asked === DEPARTURES, `Client ${asked + 1} of ${DEPARTURES} that came and left was not served.`).judgement,
  }),
];

/** Whatever they do, the next is served. */
function leaving(id: string, rule: string, act: (scene: RequestScene) => Promise<void>): Case<Requester> {
  return requestCase({
    id,
    level: 'must',
    clause: 'KEEP-3.3',
    rule,
    kills: ['reset-kills-the-server'],
    async drive(scene) {
      await act(scene);
      const bob = await newcomer(scene, 'bob');
      return { isNextServed: bob !== undefined };
    },
    judge: ({ history, facts }) =>
      new AnswerJudging(history).holds(facts.isNextServed, 'Whoever came next was not served.').judgement,
  });
}
