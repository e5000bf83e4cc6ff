// ECHO-BLOCK-5.2: clients that are idle, slow or gone delay no other.

import type { Case } from '../../../harness/judge/case.ts';
import { disturbance, goesOnBeside, IDLERS, idlers } from '../../bystanders.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import { bytesOf, type Streamer, StreamJudging, type StreamScene, streamCase } from './streamer.ts';

/** More than systems keep of a connection that nobody reads. */
const STALLED_WRITES = 128;
const FLOOD_WRITES = 32;
const STALLED_BYTES = 64 * 1024;

export const INDEPENDENCE_CASES: readonly Case<Streamer>[] = [
  beside(
    'echo-block/5.2/idle-clients-delay-nobody',
    'Clients that send nothing, or nothing any more, delay no other.',
    ['one-at-a-time'],
    IDLERS,
    async (scene) => {
      const [first] = await idlers(scene);
      await first?.greets();
    },
  ),
  beside(
    'echo-block/5.2/half-a-block-delays-nobody',
    'A client that has sent half a block, and then nothing, delays no other.',
    ['one-at-a-time'],
    1,
    async (scene) => {
      const slow = await scene.connected('slow');
      slow.sendBytes(bytesOf(500));
      await slow.isReadApart();
    },
  ),
  beside(
    'echo-block/5.2/stalled-reader-delays-nobody',
    'A client that sends and never reads what comes back delays no other.',
    ['one-at-a-time', 'slow-reader-blocks-all'],
    1,
    async (scene) => {
      const stalled = scene.actor('stalled', { isKept: false });
      await stalled.stalls(bytesOf(STALLED_BYTES), STALLED_WRITES);
    },
  ),
  beside(
    'echo-block/5.2/gone-client-delays-nobody',
    'A client that has left in the middle of a block, and one that has broken off, delay no other.',
    ['reset-kills-the-server'],
    2,
    async (scene) => {
      const [leaver, breaker] = [await scene.connected('leaver'), await scene.connected('breaker')];
      leaver.sendBytes(bytesOf(500));
      breaker.sendBytes(bytesOf(500));
      await leaver.close();
      await breaker.reset();
    },
  ),
  streamCase({
    id: 'echo-block/5.2/echo-is-prompt-beside-idle-clients',
    level: 'must',
    clause: 'ECHO-BLOCK-5.2',
    rule: 'While others are idle, what one client sends comes back as promptly as it usually does.',
    kills: ['slow-answers', 'one-at-a-time'],
    clients: IDLERS + 1,
    async drive(scene) {
      await idlers(scene);
      const alice = await scene.connected('alice');
      await alice.greets();
      return await promptnessOf(scene, () => alice.greets());
    },
    judge: ({ history, facts }) => new StreamJudging(history).isNothing(tardiness(facts)).judgement,
  }),
  streamCase({
    id: 'echo-block/5.2/no-standstill',
    level: 'must',
    clause: 'ECHO-BLOCK-5.2',
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
      new StreamJudging(history)
        .isNothing(standstill(watched))
        .holds(idlersServed === IDLERS, `Of ${IDLERS} clients that had been idle for some seconds ${idlersServed} were served.`)
        .judgement,
  }),
  streamCase({
    id: 'echo-block/5.2/a-flood-beside-a-conversation',
    level: 'must',
    clause: 'ECHO-BLOCK-5.2',
    rule: 'While one client streams as fast as it can, the bytes of another come back, and neither gets any of the other.',
    kills: ['one-at-a-time', 'echo-stops-at-nul'],
    clients: 2,
    async drive(scene) {
      const flood = await scene.connected('flood', { isKept: false });
      const alice = await scene.connected('alice');
      const flooding = flood.streams(Array.from({ length: FLOOD_WRITES }, (_, number) => bytesOf(STALLED_BYTES, number)));
      const exchanges = await alice.saysInTurn(Array.from({ length: 20 }, (_, number) => `alice says ${number}, `));
      await flooding;
      return { exchanges, alice: alice.account, flood: flood.account };
    },
    judge: ({ history, facts: { alice, flood } }) =>
      new StreamJudging(history).accounted('alice', alice).accounted('flood', flood).judgement,
  }),
];

/** Whatever the others do, exchanges of a client that was there and of one that comes go on. */
function beside(
  id: string,
  rule: string,
  kills: readonly string[],
  others: number,
  begin: (scene: StreamScene) => Promise<void>,
): Case<Streamer> {
  return streamCase({
    id,
    level: 'must',
    clause: 'ECHO-BLOCK-5.2',
    rule,
    kills,
    clients: others + 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      await begin(scene);
      return await goesOnBeside(scene, alice);
    },
    judge: ({ history, facts }) => new StreamJudging(history).isNothing(disturbance(facts)).judgement,
  });
}
