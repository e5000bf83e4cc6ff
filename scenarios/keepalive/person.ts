// The original keepalive client: `Hello Server!` first, then what is typed; each request waits for the answer to the last.

import type { Frame } from '../../harness/client/outcome.ts';
import { unframed } from '../../harness/wire/framing.ts';
import type { Conversation, OriginalClient, Part } from '../conversation.ts';
import { typedMessages } from '../typed-message.ts';

const REQUEST_BYTES_MAX = 255;
const READ_BYTES_MAX = 4096;
const GREETING = Buffer.from('Hello Server!');
const STOP = Buffer.from('stop');
const ANSWERS = ['keep alive', 'stop'].map((text) => Buffer.from(text));
const LINE_END = Buffer.from('\n');

export const keepalive: OriginalClient = {
  sends: unframed(REQUEST_BYTES_MAX),
  receives: unframed(READ_BYTES_MAX),
  begin: (conversation) => new KeepalivePart(conversation),
};

class KeepalivePart implements Part {
  readonly #conversation: Conversation;
  /** The beginning of an answer whose rest is still under way. */
  #begun = Buffer.alloc(0);
  #hasStopped = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** KEEP-3.1, KEEP-3.2: answers have no frames. What begins as an answer waits for its rest; anything else is what came. */
  hear({ bytes, start, end }: Frame): Uint8Array | undefined {
    const heard = Buffer.concat([this.#begun, bytes.subarray(start, end)]);
    if (ANSWERS.some((answer) => heard.length < answer.length && answer.indexOf(heard) === 0)) {
      this.#begun = heard;
      return undefined;
    }
    this.#begun = Buffer.alloc(0);
    this.#conversation.answered();
    return Buffer.concat([heard, LINE_END]);
  }

  async speak(): Promise<void> {
    const conversation = this.#conversation;
    conversation.send(GREETING);
    await conversation.answer();
    for await (const request of typedMessages(conversation.person, REQUEST_BYTES_MAX)) {
      this.#hasStopped = STOP.equals(request);
      if (conversation.send(request, 1)) await conversation.answer();
      if (this.#hasStopped) return;
    }
  }

  mayServerClose(): boolean {
    return this.#hasStopped && !this.#conversation.isAsking;
  }
}
