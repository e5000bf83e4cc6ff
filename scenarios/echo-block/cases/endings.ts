// ECHO-BLOCK-5.4: a client that says that it will send no more.

import type { Case } from '../../../harness/judge/case.ts';
import { newcomer } from '../../newcomer.ts';
import { blockOf, bytesOf, type Streamer, StreamJudging, type StreamScene, streamCase } from './streamer.ts';

const REST = bytesOf(3000);
const MUCH_BYTES = 2 * 1024 * 1024;
/** For a server that closes when it should, on a machine that is busy. */
const CLOSE_MS_MAX = 2500;
const CLOSE_PATIENCE_MS = 4000;

export const ENDING_CASES: readonly Case<Streamer>[] = [
  halfClosing(
    'echo-block/5.4/the-rest-comes-back',
    'What a client has sent before it says that it will send no more comes back, and then the server closes.',
    ['stops-after-half-close', 'whole-blocks-only', 'never-closes', 'closes-late'],
    REST,
    async (alice) => alice.sendBytes(REST),
  ),
  halfClosing(
    'echo-block/5.4/the-rest-behind-exchanges',
    'However much has been sent and come back before, the rest comes back, and then the server closes.',
    ['stops-after-half-close', 'never-closes', 'closes-late'],
    Buffer.concat([blockOf('one\n'), blockOf('two\n'), Buffer.from('three')]),
    async (alice) => {
      await alice.says(blockOf('one\n'));
      await alice.says(blockOf('two\n'));
      alice.sendBytes(Buffer.from('three'));
    },
  ),
  halfClosing(
    'echo-block/5.4/nothing-sent',
    'A client that sends nothing, and says that it will not, gets nothing but the end.',
    ['never-closes', 'closes-late'],
    Buffer.alloc(0),
    async () => {},
  ),
  halfClosing(
    'echo-block/5.4/everything-is-back',
    'When everything has come back and the client says that it will send no more, the server closes.',
    ['never-closes', 'closes-late'],
    blockOf('hello\n'),
    async (alice) => void (await alice.says(blockOf('hello\n'))),
  ),
  streamCase({
    id: 'echo-block/5.4/much-under-way',
    level: 'should',
    clause: 'ECHO-BLOCK-5.4',
    rule: 'Of 2 MB that are under way when a client says that it will send no more, all come back, and then the server closes.',
    kills: ['stops-after-half-close', 'wrong-byte', 'never-closes'],
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: false });
      alice.sendBytes(bytesOf(MUCH_BYTES));
      alice.halfClose();
      await alice.isEchoed();
      await alice.ends();
      return { account: alice.account };
    },
    judge: ({ history, facts }) => new StreamJudging(history).accounted('alice', facts.account).ended('alice').judgement,
  }),
  streamCase({
    id: 'echo-block/5.4/others-go-on',
    level: 'should',
    clause: 'ECHO-BLOCK-5.4',
    rule: 'When the server closes for one client that sends no more, it goes on with the others.',
    kills: ['never-closes'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = [await scene.connected('alice'), await scene.connected('bob')];
      await bob.greets();
      alice.sendBytes(REST);
      alice.halfClose();
      await alice.ends();
      const isServed = await bob.greets();
      return { isServed };
    },
    judge: ({ history, facts }) =>
      new StreamJudging(history)
        .echoedBytes('alice', REST)
        .ended('alice')
        .holds(facts.isServed, 'When the server had closed for alice, bob was not served any more.').judgement,
  }),
];

/** What is sent comes back, and the end behind it in time. */
function halfClosing(
  id: string,
  rule: string,
  kills: readonly string[],
  expected: Uint8Array,
  act: (alice: Streamer, scene: StreamScene) => Promise<void>,
): Case<Streamer> {
  return streamCase({
    id,
    level: 'should',
    clause: 'ECHO-BLOCK-5.4',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice');
      await act(alice, scene);
      const beganUs = scene.clock.nowUs();
      alice.halfClose();
      await alice.ends(CLOSE_PATIENCE_MS);
      const closedAfterMs = (scene.clock.nowUs() - beganUs) / 1000;
      // What ends every connection ends this one as well: that it serves is to be seen.
      scene.goal('somebody who came next was served', (await newcomer(scene, 'next')) !== undefined);
      return { closedAfterMs };
    },
    judge: ({ history, facts: { closedAfterMs } }) =>
      new StreamJudging(history)
        .echoedBytes('alice', expected)
        .ended('alice')
        .holds(
          closedAfterMs <= CLOSE_MS_MAX,
          `The server closed only ${(closedAfterMs / 1000).toFixed(1)} s after alice had said that she would send no more.`,
        ).judgement,
  });
}
