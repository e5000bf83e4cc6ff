// P2P-6.1, the other way: what the client says is printed, up to the first NUL of each block, however the stream is cut.

import type { Case } from '../../../harness/judge/case.ts';
import { BLOCK_BYTES } from '../../text-block.ts';
import { P2pJudging } from './p2p-judging.ts';
import { blockOf, isPrintedTo, type P2pScene, type Partner, p2pCase, tunedIn } from './partner.ts';

/** A size that no block ends at for long. */
const ODD_BYTES = 700;
const TOGETHER = [2, 3, 8, 32] as const;
const SINGLE_BYTES = 6;
const ODD_BLOCKS = 8;
/** For the target to read up to a cut, on a machine that is busy. */
const CUT_PATIENCE_MS = 1000;
const TIME_LIMIT_MS = 30_000;

export const BLOCK_CASES: readonly Case<Partner>[] = [
  said(
    'text-is-printed',
    'What the client says in blocks is printed, line by line, and no NUL.',
    ['prints-behind-nul'],
    async (scene, alice) => {
      const texts = ['hello', '你好', '%s%n%d', '  spaces  and\ttabs', 'x'.repeat(1000)].map(
        (text) => `${scene.token()} ${text}\n`,
      );
      for (const text of texts) alice.sendBytes(blockOf(text));
      return { texts };
    },
  ),
  said(
    'nothing-behind-the-nul',
    'Of a block only what stands before its first NUL is printed.',
    ['prints-behind-nul'],
    async (scene, alice) => {
      const texts = [`before ${scene.token()}\n`, `and before ${scene.token()}\n`];
      const hidden = `hidden ${scene.token()}`;
      for (const text of texts) alice.sendBytes(blockOf(`${text}\0${hidden}\n`));
      // A block that begins with a NUL has no text.
      alice.sendBytes(blockOf(`\0${hidden}\n`));
      return { texts, hidden };
    },
  ),
  said(
    'block-cut-in-two',
    'A block that comes in two pieces is one block, wherever it is cut: nothing behind its NUL is printed.',
    ['read-taken-for-block', 'prints-behind-nul'],
    async (scene, alice) => {
      const hidden = `hidden ${scene.token()}`;
      const texts: string[] = [];
      for (let place = 0; place < PLACES.length; place++) {
        const text = `cut ${place} ${scene.token()}\n`;
        texts.push(text);
        const [cut = 1] = PLACES.slice(place);
        const at = cut < 0 ? text.length - cut : cut;
        await sendCut(scene, alice, blockOf(`${text}\0${hidden}`), [at]);
      }
      return { texts, hidden };
    },
  ),
  said(
    'byte-by-byte',
    'A block whose text and first padding come byte by byte is one block.',
    ['read-taken-for-block', 'prints-behind-nul'],
    async (scene, alice) => {
      const text = `by bytes ${scene.token()}\n`;
      const hidden = `hidden ${scene.token()}`;
      const cuts = Array.from({ length: text.length + SINGLE_BYTES }, (_, index) => index + 1);
      await sendCut(scene, alice, blockOf(`${text}\0${hidden}`), cuts);
      return { texts: [text], hidden };
    },
  ),
  said(
    'blocks-together',
    'Of several blocks that come at once, each is printed.',
    ['read-taken-for-block', 'prints-behind-nul'],
    async (scene, alice) => {
      const texts: string[] = [];
      for (const count of TOGETHER) {
        const some = Array.from({ length: count }, (_, index) => `${index + 1} of ${count} ${scene.token()}\n`);
        alice.sendBytes(Buffer.concat(some.map(blockOf)));
        texts.push(...some);
      }
      return { texts };
    },
  ),
  said(
    'blocks-cut-elsewhere',
    'Blocks that come in pieces of another size are the same blocks.',
    ['read-taken-for-block', 'prints-behind-nul'],
    async (scene, alice) => {
      const hidden = `hidden ${scene.token()}`;
      const texts = Array.from(
        { length: ODD_BLOCKS },
        (_, index) => `odd ${index + 1} ${scene.token()}${'.'.repeat(index * 70)}\n`,
      );
      const bytes = Buffer.concat(texts.map((text) => blockOf(`${text}\0${hidden}`)));
      const cuts = Array.from({ length: Math.floor((bytes.length - 1) / ODD_BYTES) }, (_, index) => (index + 1) * ODD_BYTES);
      await sendCut(scene, alice, bytes, cuts);
      return { texts, hidden };
    },
  ),
];

/** From the beginning of a block; below 0, from the first NUL behind the text. */
const PLACES = [1, 2, 3, 7, -1, -2, -3, -9, BLOCK_BYTES / 2, BLOCK_BYTES - 2, BLOCK_BYTES - 1] as const;

/** A cut counts when the server had read what was before it. Where nobody can tell, there is nothing to be reached. */
async function sendCut(scene: P2pScene, alice: Partner, bytes: Uint8Array, cuts: readonly number[]): Promise<void> {
  const areProved = await alice.sendInPieces(bytes, cuts, { patienceMs: CUT_PATIENCE_MS });
  if (scene.target.how !== 'running') scene.goal('every cut was read as one', areProved);
}

interface Said {
  readonly texts: readonly string[];
  readonly hidden?: string;
}

/** What the client says, a line behind it, and what was printed up to that. */
function said(
  what: string,
  rule: string,
  kills: readonly string[],
  say: (scene: P2pScene, alice: Partner) => Promise<Said>,
): Case<Partner> {
  return p2pCase({
    id: `p2p/6.1/${what}`,
    level: 'must',
    clause: 'P2P-6.1',
    rule,
    kills,
    needs: ['operator'],
    timeLimitMs: TIME_LIMIT_MS,
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const { texts, hidden } = await say(scene, alice);
      const fence = `fence ${scene.token()}\n`;
      alice.sendBytes(blockOf(fence));
      await isPrintedTo(scene, fence);
      return { texts: [...texts, fence], hidden };
    },
    judge({ history, facts: { texts, hidden } }) {
      const judging = new P2pJudging(history).relies('fence').printedInOrder(texts, { since: 'in tune' });
      if (hidden !== undefined) judging.neverPrinted(hidden, 'What stood behind the first NUL of a block was printed.');
      return judging.neverPrinted('\0', 'NULs of the padding were printed.', { since: 'in tune' }).judgement;
    },
  });
}
