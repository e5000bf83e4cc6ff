// P2P-6.4: a line that does not fit a block.

import type { Case } from '../../../harness/judge/case.ts';
import { BLOCK_BYTES } from '../../text-block.ts';
import { P2pJudging } from './p2p-judging.ts';
import { isPrintedTo, type Partner, p2pCase, tunedIn } from './partner.ts';

const LONG_BYTES = [BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES - 1, 2 * BLOCK_BYTES, 5000];
const VERY_LONG_BYTES = 100_000;

export const LONG_LINE_CASES: readonly Case<Partner>[] = [
  longLines(
    'long-line-in-several-blocks',
    'A line of more than 1,023 bytes goes in several blocks, whose texts are the line and its line end.',
    ['long-line-cut', 'block-end-lost'],
    LONG_BYTES,
  ),
  longLines(
    'very-long-line',
    'Of a line of 100,000 bytes nothing is lost.',
    ['long-line-cut', 'block-end-lost'],
    [VERY_LONG_BYTES],
  ),
  longLines(
    'short-line-after-long',
    'A short line that follows a long one comes whole, and nothing of the long one with it.',
    ['long-line-cut', 'padding-of-earlier-lines'],
    [5000, 10, 3000, 20],
  ),
  p2pCase({
    id: 'p2p/6.4/long-text-of-the-client',
    level: 'should',
    clause: 'P2P-6.4',
    rule: 'A line of the client that fills several blocks to their last byte is printed whole.',
    kills: ['prints-behind-nul'],
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const text = `${longLine(scene.token(), 3000)}\n`;
      const bytes = Buffer.alloc(Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES);
      bytes.write(text);
      alice.sendBytes(bytes);
      const fence = `fence ${scene.token()}`;
      alice.send(`${fence}\n`);
      await isPrintedTo(scene, fence);
      return { texts: [text, fence] };
    },
    judge: ({ history, facts: { texts } }) =>
      new P2pJudging(history)
        .printedInOrder(texts, { since: 'in tune' })
        .neverPrinted('\0', 'NULs of the padding were printed.', { since: 'in tune' }).judgement,
  }),
];

function longLines(what: string, rule: string, kills: readonly string[], lengths: readonly number[]): Case<Partner> {
  return p2pCase({
    id: `p2p/6.4/${what}`,
    level: 'should',
    clause: 'P2P-6.4',
    rule,
    kills,
    needs: ['operator'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const typed = lengths.map((length) => longLine(scene.token(), length));
      for (const line of typed) scene.operator.types(line);
      await alice.fences();
      return { typed };
    },
    judge: ({ history, facts: { typed } }) => {
      const judging = new P2pJudging(history).gotText('alice', typed, { since: 'in tune' });
      // Behind the text of each block stand NULs.
      const dirty = judging
        .framesOf('alice', { since: 'in tune' })
        .some(({ payload, raw }) => raw.subarray(payload.length).some((byte) => byte !== 0));
      return judging.holds(!dirty, 'Behind the text of a block stood other bytes than NULs.').judgement;
    },
  });
}

/** Numbered all along, so that a byte that is missing is seen where it is missing. */
function longLine(token: string, length: number): string {
  const numbers = Array.from({ length: Math.ceil(length / 7) }, (_, index) => `${index} `.padEnd(7, '.'));
  return `${token} ${numbers.join('')}`.slice(0, length);
}
