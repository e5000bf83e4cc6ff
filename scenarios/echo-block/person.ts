// The original echo-block client: each typed line in blocks of 1,024 bytes, and the reply printed up to its NULs.

import type { Frame } from '../../harness/client/outcome.ts';
import { fixedTexts, unframed } from '../../harness/wire/framing.ts';
import type { Conversation, OriginalClient, Part } from '../conversation.ts';
import { BLOCK_BYTES, BLOCK_TEXT_BYTES_MAX, BlockTexts, blockTextsOf } from '../text-block.ts';

const READ_BYTES_MAX = 64 * 1024;

export const echoBlock: OriginalClient = {
  sends: fixedTexts(BLOCK_BYTES),
  // The reply is a stream (ECHO-BLOCK-5.1): it is printed as it comes.
  receives: unframed(READ_BYTES_MAX),
  begin: (conversation) => new EchoBlockPart(conversation),
};

class EchoBlockPart implements Part {
  readonly #conversation: Conversation;
  readonly #texts = new BlockTexts();

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  hear({ bytes, start, end }: Frame): Uint8Array {
    this.#conversation.answered(end - start);
    return this.#texts.take(bytes, start, end);
  }

  async speak(): Promise<void> {
    const conversation = this.#conversation;
    for (;;) {
      const typed = await conversation.person.nextLine(BLOCK_TEXT_BYTES_MAX);
      if (typed === undefined) return;
      for (const text of blockTextsOf(typed)) {
        if (conversation.send(text)) await conversation.answer(BLOCK_BYTES);
      }
    }
  }

  mayServerClose(): boolean {
    return false;
  }
}
