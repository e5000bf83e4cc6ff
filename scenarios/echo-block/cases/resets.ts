// ECHO-BLOCK-5.3: clients that break off.

import type { Case } from '../../../harness/judge/case.ts';
import { labels, newcomer } from '../../newcomer.ts';
import { bytesOf, type Streamer, StreamJudging, type StreamScene, streamCase } from './streamer.ts';

const RESETS = 8;
const UNREAD_BYTES = 256 * 1024;

export const RESET_CASES: readonly Case<Streamer>[] = [
  breakingOff(
    'echo-block/5.3/reset-behind-an-exchange',
    'The server outlives a client that breaks off behind an exchange.',
    async (scene) => {
      const alice = await scene.connected('alice');
      await alice.greets();
      await alice.reset();
    },
  ),
  breakingOff(
    'echo-block/5.3/reset-before-a-byte',
    'The server outlives clients that break off before they have sent anything.',
    async (scene) => {
      for (const label of labels('client', RESETS)) await (await scene.connected(label)).reset();
    },
  ),
  breakingOff(
    'echo-block/5.3/reset-in-mid-block',
    'The server outlives a client that breaks off in the middle of a block.',
    async (scene) => {
      const alice = await scene.connected('alice');
      alice.sendBytes(bytesOf(500));
      await alice.isReadApart();
      await alice.reset();
    },
  ),
  breakingOff(
    'echo-block/5.3/reset-with-an-echo-under-way',
    'The server outlives a client that breaks off while its bytes come back and it does not read them.',
    async (scene) => {
      const alice = await scene.connected('alice', { isKept: false });
      alice.stopReading();
      alice.sendBytes(bytesOf(UNREAD_BYTES));
      await alice.isReadApart({ patienceMs: 50 });
      await alice.reset();
    },
  ),
  breakingOff(
    'echo-block/5.3/reset-behind-the-end',
    'The server outlives a client that says it will send no more and breaks off then.',
    async (scene) => {
      const alice = await scene.connected('alice', { isKept: false });
      alice.stopReading();
      alice.sendBytes(bytesOf(LATE_BYTES));
      alice.halfClose();
      await alice.isReadApart({ patienceMs: 20 });
      await alice.reset();
    },
  ),
  streamCase({
    id: 'echo-block/5.3/reset-disturbs-nobody',
    level: 'must',
    clause: 'ECHO-BLOCK-5.3',
    rule: 'Whoever breaks off disturbs no other: what they send comes back as before.',
    kills: ['reset-kills-the-server'],
    clients: 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      let exchanges = 0;
      for (const label of labels('client', RESETS)) {
        const other = await newcomer(scene, label);
        other?.sendBytes(bytesOf(500));
        await other?.reset();
        if (other === undefined || !(await alice.greets())) break;
        exchanges++;
      }
      return { exchanges };
    },
    judge: ({ history, facts: { exchanges } }) =>
      new StreamJudging(history).holds(
        exchanges === RESETS,
        `Client ${exchanges + 1} of ${RESETS} that came and broke off was not served, or when it had gone alice was not.`,
      ).judgement,
  }),
];

/** More than systems keep of a connection that nobody reads. */
const LATE_BYTES = 8 * 1024 * 1024;

/** Whatever they do, the next is served. */
function breakingOff(id: string, rule: string, act: (scene: StreamScene) => Promise<void>): Case<Streamer> {
  return streamCase({
    id,
    level: 'must',
    clause: 'ECHO-BLOCK-5.3',
    rule,
    kills: ['reset-kills-the-server'],
    async drive(scene) {
      await act(scene);
      const bob = await newcomer(scene, 'bob');
      return { isNextServed: bob !== undefined };
    },
    judge: ({ history, facts }) =>
      new StreamJudging(history).holds(facts.isNextServed, 'Whoever came next was not served.').judgement,
  });
}
