// The original p2p client: typed lines go out in blocks, what comes is printed, and neither waits for the other.

import type { Frame } from '../../harness/client/outcome.ts';
import { fixedTexts, unframed } from '../../harness/wire/framing.ts';
import type { Conversation, OriginalClient, Part } from '../conversation.ts';
import { BLOCK_BYTES, BLOCK_TEXT_BYTES_MAX, BlockTexts, blockTextsOf } from '../text-block.ts';

const READ_BYTES_MAX = 64 * 1024;
/** With more than this on its way to a peer that does not read, no more lines are taken in until all of it is out. */
const UNSENT_BYTES_MAX = 64 * 1024;
const LINE_FEED = 0x0a;

export const p2p: OriginalClient = {
  sends: fixedTexts(BLOCK_BYTES),
  // Blocks are counted in the stream, so that the beginning of one is printed before its end has come.
  receives: unframed(READ_BYTES_MAX),
  begin: (conversation) => new PeerPart(conversation),
};

class PeerPart implements Part {
  readonly #conversation: Conversation;
  readonly #texts = new BlockTexts();
  #printedLast = LINE_FEED;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** P2P-6.1: what comes is printed up to the first NUL of each block. */
  hear({ bytes, start, end }: Frame): Uint8Array {
    const text = this.#texts.take(bytes, start, end);
    this.#printedLast = text.at(-1) ?? this.#printedLast;
    return text;
  }

  /** P2P-6.2, P2P-6.4 */
  async speak(): Promise<void> {
    const conversation = this.#conversation;
    for (;;) {
      const typed = await conversation.person.nextLine(BLOCK_TEXT_BYTES_MAX);
      if (typed === undefined) return;
      for (const text of blockTextsOf(typed)) conversation.send(text);
      if (conversation.client.unsentBytes > UNSENT_BYTES_MAX) await conversation.drained();
    }
  }

  /** P2P-6.3: our end tells the peer, whose own end comes behind the last that it had to say. */
  sayGoodbye(): boolean {
    this.#conversation.client.halfClose();
    return true;
  }

  mayServerClose(): boolean {
    return true;
  }

  /** P2P-6.3, on a line of its own. */
  serverClosedText(): Uint8Array {
    return Buffer.from(this.#printedLast === LINE_FEED ? 'peer close\n' : '\npeer close\n');
  }
}
