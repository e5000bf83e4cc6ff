// ECHO-TEXT-2.7: 1,024 bytes without a NUL.

import type { Case } from '../../../harness/judge/case.ts';
import { newcomer } from '../../newcomer.ts';
import { LONGEST, type Texter, TextJudging, type TextScene, textCase, together } from './texter.ts';

const LIMIT_BYTES = 1024;
const GARBAGE_BYTES = 10 * 1024 * 1024;

export const ENDLESS_CASES: readonly Case<Texter>[] = [
  overTheLimit(
    'echo-text/2.7/exactly-the-limit',
    '1,024 bytes without a NUL end the connection.',
    ['endless-message-borne'],
    async (alice) => alice.sendBytes(Buffer.alloc(LIMIT_BYTES, 'a')),
  ),
  overTheLimit(
    'echo-text/2.7/one-byte-behind-the-rest',
    '1,023 bytes without a NUL and then one more end the connection.',
    ['endless-message-borne'],
    async (alice) => void (await alice.sendInPieces(Buffer.alloc(LIMIT_BYTES, 'a'), [LIMIT_BYTES - 1])),
  ),
  overTheLimit(
    'echo-text/2.7/nul-comes-too-late',
    '1,024 bytes whose NUL is the 1,025th end the connection: they are no message.',
    ['endless-message-borne'],
    async (alice) => void (await alice.sendInPieces(together(['a'.repeat(LIMIT_BYTES)]), [LIMIT_BYTES])),
  ),
  overTheLimit(
    'echo-text/2.7/behind-messages',
    'Ordinary messages before them change nothing: 1,024 bytes without a NUL end the connection.',
    ['endless-message-borne'],
    async (alice) => {
      await alice.saysInTurn(['one', LONGEST, 'two']);
      alice.sendBytes(Buffer.alloc(LIMIT_BYTES, 'a'));
    },
  ),
  overTheLimit(
    'echo-text/2.7/ten-megabytes',
    '10 MB without a NUL end the connection, and the next client is served.',
    ['endless-message-borne'],
    async (alice) => alice.sendBytes(Buffer.alloc(GARBAGE_BYTES, 0xff)),
  ),
  textCase({
    id: 'echo-text/2.7/nothing-is-leaked',
    level: 'should',
    clause: 'ECHO-TEXT-2.7',
    rule: 'A connection that ends for bytes without a NUL brings nothing of what others have said.',
    kills: ['earlier-bytes-revealed', 'endless-message-borne'],
    clients: 2,
    async drive(scene) {
      const secret = `secret ${scene.token(8)}`;
      const alice = await scene.connected('alice');
      const bob = await scene.connected('bob');
      scene.require(await bob.says('an ordinary message'), 'bob was not answered');
      scene.require(await alice.saysInTurn([secret.repeat(40), secret]), 'alice was not answered');
      bob.sendBytes(Buffer.alloc(LIMIT_BYTES, 'b'));
      await bob.ends();
      return { account: bob.account };
    },
    judge: ({ history, facts }) => new TextJudging(history).nothingForeign('bob', facts.account).ended('bob', 'either').judgement,
  }),
  textCase({
    id: 'echo-text/2.7/others-are-undisturbed',
    level: 'should',
    clause: 'ECHO-TEXT-2.7',
    rule: 'When a connection ends for bytes without a NUL the others go on, also one that is in the middle of a message.',
    kills: ['endless-message-borne', 'one-at-a-time'],
    clients: 2,
    async drive(scene) {
      const alice = await scene.connected('alice');
      const bob = await scene.connected('bob');
      await bob.greets();
      alice.sendBytes(Buffer.from('first half, '));
      await alice.isReadApart();
      bob.sendBytes(Buffer.alloc(LIMIT_BYTES, 'b'));
      await bob.ends();
      alice.sendBytes(Buffer.from('second half\0'));
      await alice.next();
      await alice.fencesItself();
    },
    judge: ({ history }) =>
      new TextJudging(history).echoed('alice', ['first half, second half']).ended('bob', 'either').judgement,
  }),
];

function overTheLimit(
  id: string,
  rule: string,
  kills: readonly string[],
  act: (alice: Texter, scene: TextScene) => Promise<void>,
): Case<Texter> {
  return textCase({
    id,
    level: 'should',
    clause: 'ECHO-TEXT-2.7',
    rule,
    kills,
    async drive(scene) {
      const alice = await scene.connected('alice', { isKept: true });
      await act(alice, scene);
      await alice.ends();
      // Whatever is still to be sent to a server that does not end it.
      await alice.reset();
      const bob = await newcomer(scene, 'bob');
      return { account: alice.account, isNextServed: bob !== undefined };
    },
    judge: ({ history, facts: { account, isNextServed } }) =>
      new TextJudging(history)
        .nothingForeign('alice', account)
        .ended('alice', 'either')
        .holds(isNextServed, 'Whoever came next was not served.').judgement,
  });
}
