// ECHO-TEXT-2.6: clients that break off.

import type { Case } from '../../../harness/judge/case.ts';
import { labels, newcomer } from '../../newcomer.ts';
import { type Texter, TextJudging, type TextScene, textCase } from './texter.ts';

const RESETS = 8;
const UNREAD_BYTES = 256 * 1024;

export const RESET_CASES: readonly Case<Texter>[] = [
  breakingOff(
    'echo-text/2.6/reset-behind-a-message',
    'The server outlives a client that breaks off behind a message.',
    async (scene) => {
      const alice = await scene.connected('alice');
      await alice.greets();
      await alice.reset();
    },
  ),
  breakingOff(
    'echo-text/2.6/reset-before-a-word',
    'The server outlives clients that break off before they have said anything.',
    async (scene) => {
      for (const label of labels('client', RESETS)) await (await scene.connected(label)).reset();
    },
  ),
  breakingOff(
    'echo-text/2.6/reset-in-mid-message',
    'The server outlives a client that breaks off in the middle of a message.',
    async (scene) => {
      const alice = await scene.connected('alice');
      alice.sendBytes(Buffer.from('this is only the beginn'));
      await alice.isReadApart();
      await alice.reset();
    },
  ),
  breakingOff(
    'echo-text/2.6/reset-with-an-echo-under-way',
    'The server outlives a client that breaks off while its messages come back and it does not read them.',
    async (scene) => {
      const alice = await scene.connected('alice', { isKept: false });
      alice.stopReading();
      alice.sendBytes(Buffer.from(`${'y'.repeat(1023)}\0`.repeat(UNREAD_BYTES / 1024)));
      await alice.isReadApart({ patienceMs: 50 });
      await alice.reset();
    },
  ),
  textCase({
    id: 'echo-text/2.6/reset-disturbs-nobody',
    level: 'must',
    clause: 'ECHO-TEXT-2.6',
    rule: 'Whoever breaks off disturbs no other: their messages come back as before.',
    kills: ['reset-kills-the-server'],
    clients: 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      let exchanges = 0;
      for (const label of labels('client', RESETS)) {
        const other = await newcomer(scene, label);
        other?.sendBytes(Buffer.from('half'));
        await other?.reset();
        if (other === undefined || !(await alice.greets())) break;
        exchanges++;
      }
      return { exchanges };
    },
    judge: ({ history, facts: { exchanges } }) =>
      new TextJudging(history).holds(
        exchanges === RESETS,
        `Client ${exchanges + 1} of ${RESETS} that came and broke off was not served, or when it had gone alice was not.`,
      ).judgement,
  }),
];

/** Whatever they do, the next is served. */
function breakingOff(id: string, rule: string, act: (scene: TextScene) => Promise<void>): Case<Texter> {
  return textCase({
    id,
    level: 'must',
    clause: 'ECHO-TEXT-2.6',
    rule,
    kills: ['reset-kills-the-server'],
    async drive(scene) {
      await act(scene);
      const bob = await newcomer(scene, 'bob');
      return { isNextServed: bob !== undefined };
    },
    judge: ({ history, facts }) =>
      new TextJudging(history).holds(facts.isNextServed, 'Whoever came next was not served.').judgement,
  });
}
