// ECHO-TEXT-2.5: clients that do nothing, or little, delay no other; and those who come when all places are taken are served later.

import type { Case } from '../../../harness/judge/case.ts';
import { notApplicable } from '../../../harness/judge/judgement.ts';
import { labels, newcomer, newcomers } from '../../newcomer.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import { type Texter, TextJudging, type TextScene, textCase, together } from './texter.ts';

const IDLERS = 3;
const EXCHANGES = 20;
const TRICKLED_BYTES = 10;
const TRICKLE_MS = 2;
/** More than systems keep of a connection that nobody reads. */
const STALLED_WRITES = 64;
const STALLED_BYTES = 64 * 1024;
/** So many leave a full server: of those whose place is not free again some are among them. */
const LEAVERS = 4;

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
    rule: 'While a message comes byte by byte the messages of another client come back, and then the slow one does, too.',
    kills: ['one-at-a-time', 'unfinished-message-blocks-all', 'cut-message-forgotten'],
    clients: 2,
    async drive(scene) {
      const slow = await scene.connected('slow');
      const alice = await scene.connected('alice');
      let exchanges = 0;
      const bytes = together(['s'.repeat(TRICKLED_BYTES)]);
      for (const byte of bytes) {
        slow.sendBytes(Buffer.of(byte));
        await scene.pause(TRICKLE_MS);
        if (await alice.greets()) exchanges++;
        else break;
      }
      await slow.isEchoed();
      return { exchanges, wanted: bytes.length, account: slow.account };
    },
    judge: ({ history, facts: { exchanges, wanted, account } }) =>
      new TextJudging(history)
        .holds(exchanges === wanted, 'While another client sent a message byte by byte alice was not served.')
        .accounted('slow', account).judgement,
  }),
  beside(
    'echo-text/2.5/stalled-reader-delays-nobody',
    'A client that sends and never reads what comes back delays no other.',
    ['one-at-a-time', 'slow-reader-blocks-all'],
    1,
    async (scene) => {
      const stalled = await scene.connected('stalled', { isKept: false });
      stalled.stopReading();
      const bytes = Buffer.from(`${'y'.repeat(1023)}\0`.repeat(STALLED_BYTES / 1024));
      for (let write = 0; write < STALLED_WRITES; write++) stalled.sendBytes(bytes);
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
      return await promptnessOf(scene, () => alice.greets());
    },
    judge: ({ history, facts }) => {
      const late = tardiness(facts);
      return new TextJudging(history).holds(late === undefined, late ?? '').judgement;
    },
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
      const watched = await watch(scene, () => alice.greets());
      const still = await Promise.all(others.map((one) => one.greets()));
      return { watched, idlersServed: still.filter((isServed) => isServed).length };
    },
    judge: ({ history, facts: { watched, idlersServed } }) => {
      const still = standstill(watched);
      return new TextJudging(history)
        .holds(still === undefined, still ?? '')
        .holds(idlersServed === IDLERS, `Of ${IDLERS} clients that had been idle for some seconds ${idlersServed} were served.`)
        .judgement;
    },
  }),
  textCase({
    id: 'echo-text/2.5/next-after-capacity-is-served',
    level: 'must',
    clause: 'ECHO-TEXT-2.5',
    rule: 'When all places are taken, a client that comes is served as soon as one leaves, every time; the others are undisturbed.',
    kills: ['place-lost', 'one-at-a-time'],
    async drive(scene) {
      const { capacity } = scene;
      if (!Number.isFinite(capacity)) return { capacity: 0, present: 0, next: [], undisturbed: 0, staying: 0 };
      const crowd = await newcomers(scene, labels('client', capacity), (one) => one.greets());
      const leavers = crowd.slice(0, LEAVERS);
      const next: boolean[] = [];
      if (crowd.length === capacity) {
        for (const [index, leaver] of leavers.entries()) {
          const coming = newcomer(scene, `next ${index + 1}`, (one) => one.greets());
          await leaver.close();
          next.push((await coming) !== undefined);
          if (next.includes(false)) break;
        }
      }
      const staying = crowd.slice(LEAVERS);
      const undisturbed = await Promise.all(staying.map((one) => one.greets()));
      return {
        capacity,
        present: crowd.length,
        next,
        undisturbed: undisturbed.filter((isServed) => isServed).length,
        staying: staying.length,
      };
    },
    judge: ({ history, facts: { capacity, present, next, undisturbed, staying } }) => {
      if (capacity === 0) return notApplicable('The target has no limit of clients.');
      const failed = next.indexOf(false);
      return new TextJudging(history)
        .holds(present === capacity, `Of ${capacity} clients at once ${present} were served.`)
        .holds(failed === -1, `When ${failed + 1} of ${capacity} clients had left, ${failed + 1} that came were not all served.`)
        .holds(undisturbed === staying, `Of the ${staying} clients that stayed ${undisturbed} were still served.`).judgement;
    },
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
      let exchanges = 0;
      while (exchanges < EXCHANGES && (await alice.greets())) exchanges++;
      const bob = await newcomer(scene, 'bob', (one) => one.greets());
      // Those who do not read would linger.
      await Promise.all(scene.actors.map((one) => one.reset()));
      return { exchanges, isNextServed: bob !== undefined };
    },
    judge: ({ history, facts: { exchanges, isNextServed } }) =>
      new TextJudging(history)
        .holds(exchanges === EXCHANGES, `Beside the others alice got ${exchanges} of her ${EXCHANGES} messages back.`)
        .holds(isNextServed, 'Beside the others nobody who came was served.').judgement,
  });
}

async function idlers(scene: TextScene): Promise<Texter[]> {
  const all: Texter[] = [];
  for (const label of labels('idler', IDLERS)) all.push(await scene.connected(label));
  return all;
}
