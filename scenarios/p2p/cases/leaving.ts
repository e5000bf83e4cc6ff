// P2P-6.3: what comes of a client that leaves. A server may end with it, as the originals do, or wait for the next.

import type { Case } from '../../../harness/judge/case.ts';
import { notApplicable } from '../../../harness/judge/judgement.ts';
import { P2pJudging } from './p2p-judging.ts';
import { blockOf, type P2pScene, type Partner, p2pCase, tunedIn } from './partner.ts';
import { AFTERWARDS } from './questions.ts';

const PEER_CLOSE = 'peer close';

export const LEAVING_CASES: readonly Case<Partner>[] = [
  departure('close-is-printed', 'must', 'When the client closes, `peer close` is printed.', (alice) => alice.close()),
  departure(
    'half-close-is-printed',
    'must',
    'When the client ends its half of the connection, `peer close` is printed.',
    async (alice) => alice.halfClose(),
  ),
  departure('reset-is-printed', 'should', 'When the client breaks off, `peer close` is printed.', (alice) => alice.reset()),
  p2pCase({
    id: 'p2p/6.3/last-words-come-first',
    level: 'must',
    clause: 'P2P-6.3',
    rule: 'What the client said before it closed is printed, and then `peer close`.',
    kills: ['no-peer-close', 'read-taken-for-block'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const texts = [1, 2, 3].map((number) => `last words ${number} ${scene.token()}\n`);
      alice.sendBytes(Buffer.concat(texts.map(blockOf)));
      await alice.close();
      await isPeerClosePrinted(scene, texts[0]);
      return { texts };
    },
    judge: ({ history, facts: { texts } }) =>
      new P2pJudging(history).printedInOrder([...texts, PEER_CLOSE], { since: 'in tune' }).judgement,
  }),
  p2pCase({
    id: 'p2p/6.3/both-halves-end',
    level: 'must',
    clause: 'P2P-6.3',
    rule: 'When a client ends its half of the connection, the server ends the other.',
    kills: ['never-closes'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await scene.connected('alice');
      // What ends every connection ends this one as well: that it is served is to be seen.
      scene.goal('what alice said was printed', await alice.isPrinted());
      alice.halfClose();
      await alice.ends();
    },
    judge: ({ history }) => new P2pJudging(history).ended('alice', 'either').judgement,
  }),
  p2pCase({
    id: 'p2p/6.3/both-halves-end-behind-lines',
    level: 'must',
    clause: 'P2P-6.3',
    rule: 'When a client that has talked ends its half of the connection, it gets nothing more, and the server ends the other.',
    kills: ['line-without-end'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const line = `type ${scene.token()}`;
      await alice.hearsLine(line);
      await alice.isPrinted();
      alice.halfClose();
      await alice.ends();
      return { line };
    },
    judge: ({ history, facts: { line } }) =>
      new P2pJudging(history).ended('alice', 'either').gotLines('alice', [line], { since: 'in tune' }).judgement,
  }),
  p2pCase({
    id: 'p2p/6.3/next-client-is-served',
    level: 'should',
    clause: 'P2P-6.3',
    rule: 'A server that waits for the next client serves whoever comes, after others have left in every way.',
    kills: ['never-closes'],
    needs: ['operator'],
    async drive(scene) {
      if (scene.profile[AFTERWARDS] === 'ends') return { isMeant: false, unserved: undefined };
      for (const how of ['close', 'half-close', 'reset'] as const) {
        const one = await scene.connected(`${how} client`);
        if (!(await one.tunesIn())) return { isMeant: true, unserved: one.label };
        if (how === 'half-close') {
          one.halfClose();
          await one.ends();
        }
        await one[how === 'reset' ? 'reset' : 'close']();
      }
      const last = await scene.connected('last client');
      const unserved = (await last.tunesIn()) ? undefined : last.label;
      return { isMeant: true, unserved };
    },
    judge({ history, facts: { isMeant, unserved } }) {
      if (!isMeant) return notApplicable('The target ends with its client.');
      return new P2pJudging(history).holds(
        unserved === undefined,
        `The ${unserved ?? ''} came when the one before had left, and no line that was typed reached it.`,
      ).judgement;
    },
  }),
];

function departure(
  what: string,
  level: 'must' | 'should',
  rule: string,
  leave: (alice: Partner) => Promise<void>,
): Case<Partner> {
  return p2pCase({
    id: `p2p/6.3/${what}`,
    level,
    clause: 'P2P-6.3',
    rule,
    kills: ['no-peer-close'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const text = `say ${scene.token()}`;
      await alice.isPrinted(text);
      await leave(alice);
      await isPeerClosePrinted(scene, text);
      return { text };
    },
    judge: ({ history, facts: { text } }) => {
      const printed = new P2pJudging(history).printedInOrder([text], { since: 'in tune' });
      const isTold = isPeerCloseBehind(printed.printed(), text);
      return printed.holds(isTold, `The client left, and '${PEER_CLOSE}' was not printed.`).judgement;
    },
  });
}

/** Of whoever was here before it may be printed late. */
function isPeerClosePrinted({ operator }: P2pScene, text = ''): Promise<boolean> {
  return operator.until(`'${PEER_CLOSE}' to be printed`, () => isPeerCloseBehind(operator.printed, text));
}

function isPeerCloseBehind(printed: Buffer, text: string): boolean {
  const place = printed.indexOf(text);
  return place !== -1 && printed.indexOf(PEER_CLOSE, place) !== -1;
}
