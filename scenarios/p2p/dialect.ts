// p2p: lines in blocks of 1,024 bytes, both ways at once. block = line line-end NUL* (P2P-6.1)

import { defineDialect } from '../../harness/script/scenario.ts';
import { fixedTexts } from '../../harness/wire/framing.ts';
import { Streaming } from '../streaming.ts';
import { BLOCK_BYTES, BLOCK_TEXT_BYTES_MAX } from '../text-block.ts';

/** What has room in one block together with its line end. */
export const LINE_BYTES_MAX = BLOCK_TEXT_BYTES_MAX - 1;

export class Peer extends Streaming {
  protected override readonly isLines = true;
}

export const p2p = defineDialect<Peer>({
  name: 'p2p',
  port: 6666,
  framings: { sends: fixedTexts(BLOCK_BYTES), receives: fixedTexts(BLOCK_BYTES) },
  speaker: Peer,
  reference: ['p2p', '--operator', 'echo'],
});
