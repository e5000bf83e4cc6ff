// ECHO-TEXT-2.5: clients that do nothing, or little, delay no other; and those who come when all places are taken are served later.

import type { Case } from '../../../harness/judge/case.ts';
import { notApplicable } from '../../../harness/judge/judgement.ts';
import { CROWD_LIMIT_MS, comesWhenOneLeaves, disturbance, goesOnBeside, IDLERS, idlers, overcrowding } from '../../bystanders.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import { type Texter, TextJudging, type TextScene, textCase, together } from './texter.ts';

const TRICKLED_BYTES = 10;
const TRICKLE_MS = 2;
/** More than systems keep of a connection that nobody reads. */
const STALLED_WRITES = 128;
const STALLED_BYTES = 64 * 1024;

export const FAIRNESS_CASES: readonly Case<Texter>[] = [
  beside(
    'echo-text/2.5/idle-clients-delay-nobody',
    'Clients that say nothing, or nothing any more, delay no other.',
    ['one-at-a-time'],
    IDLERS,
    async (scene) => {
      const [first] = await idlers(scene);
      await first?.says('I have said all I have to say');
    },
  ),
  beside(
    'echo-text/2.5/half-a-message-delays-nobody',
    'A client in the middle of a message that it never ends delays no other.',
    ['one-at-a-time', 'unfinished-message-blocks-all'],
    1,
    async (scene) => {
      const slow = await scene.connected('slow');
      slow.sendBytes(Buffer.from('this is only the beginn'));
      await slow.isReadApart();
    },
  ),
  textCase({
    id: 'echo-text/2.5/slow-message-delays-nobody',
    level: 'must',
    clause: 'ECHO-TEXT-2.5',
    rule: 'While a message comes byte by byte the messages of another client come back.',
    kills: ['one-at-a-time', 'unfinished-message-blocks-all'],
    clients: 2,
    async drive(scene) {
      const slow = await scene.connected('slow');
      const alice = await scene.connected('alice');
      let exchanges = 0;
      const bytes = together(['s'.repeat(TRICKLED_BYTES)]);
      for (const byte of bytes) {
        slow.sendBytes(Buffer.of(byte));
        await scene.pause(TRICKLE_MS);
        if (!(await alice.greets())) break;
        exchanges++;
      }
      return { exchanges, wanted: bytes.length };
    },
    judge: ({ history, facts: { exchanges, wanted } }) =>
      new TextJudging(history).holds(
        exchanges === wanted,
        'While another client sent a message byte by byte alice was not served.',
      ).judgement,
  }),
  beside(
    'echo-text/2.5/stalled-reader-delays-nobody',
    'A client that sends and never reads what comes back delays no other.',
    ['one-at-a-time', 'slow-reader-blocks-all'],
    1,
    async (scene) => {
      const stalled = scene.actor('stalled', { isKept: false });
      await stalled.stalls(Buffer.from(`${'y'.repeat(1023)}\0`.repeat(STALLED_BYTES / 1024)), STALLED_WRITES);
    },
  ),
  textCase({
    id: 'echo-text/2.5/answers-are-prompt-beside-idle-clients',
    level: 'must',
    clause: 'ECHO-TEXT-2.5',
    rule: 'While others are idle, messages of one client come back as promptly as they usually do.',
    kills: ['slow-answers', 'one-at-a-time'],
    clients: IDLERS + 1,
    async drive(scene) {
      await idlers(scene);
      const alice = await scene.connected('alice');
      await alice.greets();
      return await promptnessOf(scene, () => alice.greets());
    },
    judge: ({ history, facts }) => new TextJudging(history).isNothing(tardiness(facts)).judgement,
  }),
  textCase({
    id: 'echo-text/2.5/no-standstill',
    level: 'must',
    clause: 'ECHO-TEXT-2.5',
    rule: 'Over some seconds, in which others are idle, there is no time at which nobody is served; and then the idle ones still are.',
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
      new TextJudging(history)
        .isNothing(standstill(watched))
        .holds(idlersServed === IDLERS, `Of ${IDLERS} clients that had been idle for some seconds ${idlersServed} were served.`)
        .judgement,
  }),
  textCase({
    id: 'echo-text/2.5/next-after-capacity-is-served',
    level: 'must',
    clause: 'ECHO-TEXT-2.5',
    rule: 'When all places are taken, a client that comes is served as soon as one leaves, every time; the others are undisturbed.',
    kills: ['place-lost', 'one-at-a-time'],
    timeLimitMs: CROWD_LIMIT_MS,
    async drive(scene) {
      return Number.isFinite(scene.capacity) ? await comesWhenOneLeaves(scene) : undefined;
    },
    judge: ({ history, facts }) =>
      facts === undefined
        ? notApplicable('The target serves any number of clients.')
        : new TextJudging(history).isNothing(overcrowding(facts)).judgement,
  }),
];

/** Whatever the others do, exchanges of a client that was there and of one that comes go on. */
function beside(
  id: string,
  rule: string,
  kills: readonly string[],
  others: number,
  begin: (scene: TextScene) => Promise<void>,
): Case<Texter> {
  return textCase({
    id,
    level: 'must',
    clause: 'ECHO-TEXT-2.5',
    rule,
    kills,
    clients: others + 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      await begin(scene);
      return await goesOnBeside(scene, alice);
    },
    judge: ({ history, facts }) => new TextJudging(history).isNothing(disturbance(facts)).judgement,
  });
}
