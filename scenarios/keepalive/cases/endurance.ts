// KEEP-3.4: thousands of requests on one connection.

import type { Case } from '../../../harness/judge/case.ts';
import { IDLERS, idlers } from '../../bystanders.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import { AnswerJudging, type Requester, requestCase } from './requester.ts';

const REQUESTS = 10_000;
/** Of each so many the quickest is looked at: however busy the machine is, one of them finds it free. */
const BLOCK_REQUESTS = 100;
/** Blocks one behind the other, each slower than the one before by so much, are no chance. */
const RISING_BLOCKS = 6;
const RISE_US = 300;
/** Between the first thousand and the last. */
const SLOWER_TIMES = 4;
const SLOWER_US = 2000;
const BLOCKS_IN_A_THOUSAND = 10;
/** On a busy machine they take their time. */
const TIME_LIMIT_MS = 60_000;

export const ENDURANCE_CASES: readonly Case<Requester>[] = [
  requestCase({
    id: 'keepalive/3.4/ten-thousand-in-turn',
    level: 'should',
    clause: 'KEEP-3.4',
    rule: '10,000 requests on one connection, each behind the answer to the one before, are answered once each, the last as quickly as the first.',
    kills: ['answers-twice', 'request-unanswered', 'tires-of-a-connection', 'slower-with-age'],
    timeLimitMs: TIME_LIMIT_MS,
    async drive(scene) {
      const { clock } = scene;
      const alice = await scene.connected('alice');
      const quickestUs: number[] = [];
      let isAnswered = true;
      while (isAnswered && alice.asked < REQUESTS && !isRising(quickestUs)) {
        let quickest = Number.POSITIVE_INFINITY;
        for (let index = 0; index < BLOCK_REQUESTS && isAnswered; index++) {
          const beganUs = clock.nowUs();
          isAnswered = await alice.asks('again');
          quickest = Math.min(quickest, clock.nowUs() - beganUs);
        }
        quickestUs.push(quickest);
      }
      const { asked } = alice;
      await alice.leaves();
      return { asked, quickestUs: quickestUs.map(Math.round) };
    },
    judge: ({ history, facts: { asked, quickestUs } }) =>
      new AnswerJudging(history).answered('alice', asked).isNothing(slowingDown(quickestUs)).judgement,
  }),
  requestCase({
    id: 'keepalive/3.4/answers-are-prompt',
    level: 'should',
    clause: 'KEEP-3.4',
    rule: 'Requests in turn are answered as promptly as they usually are, one like the other.',
    kills: ['slow-answers'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      await alice.greets();
      return await promptnessOf(scene, () => alice.greets());
    },
    judge: ({ history, facts }) => new AnswerJudging(history).isNothing(tardiness(facts)).judgement,
  }),
  requestCase({
    id: 'keepalive/3.4/no-standstill',
    level: 'should',
    clause: 'KEEP-3.4',
    rule: 'Over some seconds there is no time at which requests are not answered; and then those who were idle are answered, too.',
    kills: ['stall', 'one-at-a-time'],
    clients: IDLERS + 1,
    async drive(scene) {
      const others = await idlers(scene);
      const alice = await scene.connected('alice');
      await alice.greets();
      const watched = await watch(scene, () => alice.greets());
      const still = await Promise.all(others.map((one) => one.greets()));
      return { watched, idlersServed: still.filter((isServed) => isServed).length };
    },
    judge: ({ history, facts: { watched, idlersServed } }) =>
      new AnswerJudging(history)
        .isNothing(standstill(watched))
        .holds(idlersServed === IDLERS, `Of ${IDLERS} clients that had been idle for some seconds ${idlersServed} were served.`)
        .judgement,
  }),
];

function isRising(quickestUs: readonly number[]): boolean {
  const last = quickestUs.slice(-RISING_BLOCKS);
  return last.length === RISING_BLOCKS && last.every((us, index) => index === 0 || us >= (last[index - 1] ?? 0) + RISE_US);
}

function slowingDown(quickestUs: readonly number[]): string | undefined {
  const early = Math.min(...quickestUs.slice(0, BLOCKS_IN_A_THOUSAND));
  const late = Math.min(...quickestUs.slice(-BLOCKS_IN_A_THOUSAND));
  const requests = quickestUs.length * BLOCK_REQUESTS;
  const last = quickestUs.at(-1) ?? 0;
  if (isRising(quickestUs)) {
    return `Each hundred requests took longer than the hundred before: of the last of ${requests} the quickest took ${last} us, of the first ${quickestUs[0]} us.`;
  }
  if (late <= early * SLOWER_TIMES || late <= early + SLOWER_US) return undefined;
  return `Of the last thousand of ${requests} requests the quickest took ${late} us, and of the first thousand ${early} us.`;
}
