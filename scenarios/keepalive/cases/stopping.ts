// KEEP-3.2: the request `stop`.

import type { Case } from '../../../harness/judge/case.ts';
import { AnswerJudging, type Requester, requestCase, STOP } from './requester.ts';

/** For a server that closes when it should, on a machine that is busy. */
const CLOSE_MS_MAX = 2500;
const CLOSE_PATIENCE_MS = 4000;
const ALL = ['no-close-after-stop', 'stop-unanswered', 'stop-answered-keep-alive', 'closes-late'];

export const STOPPING_CASES: readonly Case<Requester>[] = [
  stopping('keepalive/3.2/stop-is-answered-and-ends', '`stop` is answered `stop`, and then the server closes.', ALL, []),
  stopping(
    'keepalive/3.2/stop-behind-requests',
    'Behind any number of requests `stop` is answered `stop`, and then the server closes.',
    ALL,
    ['Hello Server!', 'STOP', 'x'.repeat(255), 'sto'],
  ),
  requestCase({
    id: 'keepalive/3.2/nothing-behind-stop',
    level: 'must',
    clause: 'KEEP-3.2',
    rule: 'What a client sends behind `stop` is not answered any more.',
    kills: ['no-close-after-stop', 'stop-unanswered', 'stop-answered-keep-alive'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      alice.sendBytes(STOP);
      await alice.hearsBytes(STOP.length);
      alice.sendBytes(Buffer.from('are you still there'));
      await alice.ends();
    },
    judge: ({ history }) => new AnswerJudging(history).answered('alice', 0, STOP).ended('alice', 'either').judgement,
  }),
  requestCase({
    id: 'keepalive/3.2/stop-of-one-is-not-of-all',
    level: 'must',
    clause: 'KEEP-3.2',
    rule: '`stop` ends the connection of the client that says it, and no other.',
    kills: ['no-close-after-stop', 'stop-unanswered', 'stop-answered-keep-alive'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = [await scene.connected('alice'), await scene.connected('bob')];
      await bob.greets();
      await alice.greets();
      alice.sendBytes(STOP);
      await alice.ends();
      await bob.asksInTurn(['are you still there', 'and now']);
      await bob.leaves();
    },
    judge: ({ history }) => new AnswerJudging(history).answered('bob', 3).answered('alice', 1, STOP).ended('alice').judgement,
  }),
  requestCase({
    id: 'keepalive/3.2/next-behind-stop',
    level: 'must',
    clause: 'KEEP-3.2',
    rule: 'However many clients have said `stop`, one behind the other, the next is served as they were.',
    kills: ['no-close-after-stop', 'stop-unanswered', 'stop-answered-keep-alive'],
    async drive(scene) {
      for (const label of STOPPERS) {
        const one = await scene.connected(label);
        await one.greets();
        one.sendBytes(STOP);
        if ((await one.ends()) === undefined) break;
        await one.close();
      }
      return { came: scene.actors.length };
    },
    judge: ({ history, facts }) => {
      const judging = new AnswerJudging(history);
      for (const label of STOPPERS.slice(0, facts.came)) judging.answered(label, 1, STOP).ended(label);
      return judging.judgement;
    },
  }),
];

const STOPPERS = Array.from({ length: 15 }, (_, index) => `client ${index + 1}`);

function stopping(id: string, rule: string, kills: readonly string[], before: readonly string[]): Case<Requester> {
  return requestCase({
    id,
    level: 'must',
    clause: 'KEEP-3.2',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice');
      await alice.asksInTurn(before);
      const beganUs = scene.clock.nowUs();
      alice.sendBytes(STOP);
      await alice.ends(CLOSE_PATIENCE_MS);
      return { closedAfterMs: (scene.clock.nowUs() - beganUs) / 1000 };
    },
    judge: ({ history, facts: { closedAfterMs } }) =>
      new AnswerJudging(history)
        .answered('alice', before.length, STOP)
        .ended('alice')
        .holds(closedAfterMs <= CLOSE_MS_MAX, `The server closed only ${(closedAfterMs / 1000).toFixed(1)} s after \`stop\`.`)
        .judgement,
  });
}
