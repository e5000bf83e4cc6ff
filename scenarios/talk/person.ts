// The original talk client: `You want to say:`, a line, then the answer, in turn with the person at the server's terminal.

import type { Frame } from '../../harness/client/outcome.ts';
import { unframed } from '../../harness/wire/framing.ts';
import type { Conversation, OriginalClient, Part } from '../conversation.ts';
import { typedMessages } from '../typed-message.ts';

const MESSAGE_BYTES_MAX = 1023;
const READ_BYTES_MAX = 64 * 1024;
const PROMPT = Buffer.from('You want to say:');
const HEARD = Buffer.from('server say:');
const SHUT_DOWN = Buffer.from(' server shutdown!\n');
const LINE_END = Buffer.from('\n');

export interface TalkOptions {
  /** How long the person at the other end may take to answer; undefined: as long as it takes. */
  readonly answerMs: number | undefined;
}

export function talk(options: TalkOptions): OriginalClient {
  return {
    sends: unframed(MESSAGE_BYTES_MAX),
    receives: unframed(READ_BYTES_MAX),
    begin: (conversation) => new TalkPart(conversation, options),
  };
}

class TalkPart implements Part {
  readonly #conversation: Conversation;
  readonly #answerMs: number;
  /** Whether a prompt waits for what will be typed behind it. */
  #isPrompting = false;

  constructor(conversation: Conversation, { answerMs }: TalkOptions) {
    this.#conversation = conversation;
    this.#answerMs = answerMs ?? Number.POSITIVE_INFINITY;
  }

  /** TALK-4.1: one answer to a message, unframed. What comes out of turn is shown as well, and the prompt again behind it. */
  hear({ bytes, start, end }: Frame): Uint8Array {
    const isOutOfTurn = this.#isPrompting;
    this.#conversation.answered();
    const said = [this.#endPromptLine(), HEARD, bytes.subarray(start, end), LINE_END];
    if (isOutOfTurn && this.#conversation.person.readsOnTerminal) said.push(PROMPT);
    this.#isPrompting = isOutOfTurn;
    return Buffer.concat(said);
  }

  async speak(): Promise<void> {
    const conversation = this.#conversation;
    const { person } = conversation;
    await this.#prompt();
    for await (const message of typedMessages(person, MESSAGE_BYTES_MAX)) {
      this.#isPrompting = false;
      if (conversation.send(message, 1)) await conversation.answer(1, this.#answerMs);
      await this.#prompt();
    }
    await person.print(this.#endPromptLine());
  }

  mayServerClose(): boolean {
    return !this.#conversation.isAsking;
  }

  /** TALK-4.3 */
  serverClosedText(): Uint8Array {
    return Buffer.concat([this.#endPromptLine(), SHUT_DOWN]);
  }

  #prompt(): Promise<void> {
    this.#isPrompting = true;
    return this.#conversation.person.print(PROMPT);
  }

  /** Nobody has typed the line end that a terminal shows behind a prompt. */
  #endPromptLine(): Uint8Array {
    const isOpen = this.#isPrompting && this.#conversation.person.readsOnTerminal;
    this.#isPrompting = false;
    return isOpen ? LINE_END : new Uint8Array(0);
  }
}
