// The original chat client: what comes is printed while one types; a space ends a message, because the original reads words.

import type { Frame } from '../../harness/client/outcome.ts';
import { fixedTexts } from '../../harness/wire/framing.ts';
import type { Conversation, OriginalClient, Part } from '../conversation.ts';
import { typedMessages, typedWords } from '../typed-message.ts';

export interface ChatOptions {
  /** The size of the frames that this client sends (CHAT-1.1.3). */
  readonly clientFrameBytes: 100 | 1500;
  /** A line is one message, spaces and all. */
  readonly wholeLines: boolean;
}

const SERVER_FRAME_BYTES = 1500;
const EXIT = Buffer.from('exit');
const LINE_END = Buffer.from('\n');
const ACCEPTED = Buffer.from('昵称注册成功');
/** How the last frame of the prompt begins (CHAT-1.3.1): no message can, for a nickname holds no `:`. */
const HELP = Buffer.from('请按照‘聊天室成员名称:消息’');
const LEFT = Buffer.from(' 用户已下线了！');
const TO_ALL = Buffer.from('：@所有人：');

export function chat(options: ChatOptions): OriginalClient {
  return {
    sends: fixedTexts(options.clientFrameBytes),
    // For a person a text is a text, whatever an original has left behind it.
    receives: fixedTexts(SERVER_FRAME_BYTES, { padding: 'ignored', missingNul: 'whole' }),
    begin: (conversation) => new ChatPart(conversation, options),
  };
}

class ChatPart implements Part {
  readonly #conversation: Conversation;
  readonly #options: ChatOptions;
  #isGreeted = false;
  #isRegistered = false;
  #saidExit = false;

  constructor(conversation: Conversation, options: ChatOptions) {
    this.#conversation = conversation;
    this.#options = options;
  }

  hear({ bytes, start, end }: Frame): Uint8Array {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    this.#note(text);
    return Buffer.concat([text, LINE_END]);
  }

  /**
   * One frame at a time, behind the answer to the last: the original server takes each read for one frame, and loses the
   * second of two that arrive together (CHAT-1.1.4).
   */
  async speak(): Promise<void> {
    const conversation = this.#conversation;
    await this.#greeting();
    const { clientFrameBytes, wholeLines } = this.#options;
    const messages = (wholeLines ? typedMessages : typedWords)(conversation.person, clientFrameBytes - 1);
    for await (const message of messages) {
      this.#saidExit = EXIT.equals(message);
      if (!conversation.send(message, 1)) continue;
      if (this.#saidExit && this.#isRegistered) return;
      await conversation.answer();
      this.#saidExit = false;
    }
  }

  /** Before it is registered a client has no word for leaving: `exit` would be its nickname. */
  sayGoodbye(): boolean {
    if (!this.#isRegistered) return false;
    if (!this.#saidExit) this.#conversation.send(EXIT);
    this.#saidExit = true;
    return true;
  }

  mayServerClose(): boolean {
    return this.#saidExit;
  }

  /** On a terminal as long as it takes: a room that is full greets once somebody leaves (CHAT-1.6.1). */
  async #greeting(): Promise<void> {
    const { person, timeoutMs } = this.#conversation;
    if (!person.typesOnTerminal) return this.#conversation.answer();
    const patience = this.#conversation.after(timeoutMs * 1000, () =>
      person.tell('No greeting yet: the room may be full. Ctrl-C leaves.'),
    );
    await this.#conversation.answer(1, Number.POSITIVE_INFINITY);
    this.#conversation.cancel(patience);
  }

  /** What is an answer: to arriving the greeting, to a nickname its refusal, and to everything else the prompt (CHAT-1.3.1). */
  #note(text: Buffer): void {
    if (ACCEPTED.equals(text)) this.#isRegistered = true;
    const isAnswer = this.#isRegistered ? startsWith(text, HELP) : !this.#isGreeted || !isForTheRoom(text);
    this.#isGreeted = true;
    if (isAnswer) this.#conversation.answered();
  }
}

/** What the room hears, and in some servers those who have not registered yet, too (CHAT-1.4.3). */
function isForTheRoom(text: Buffer): boolean {
  return text.includes(TO_ALL) || text.subarray(-LEFT.length).equals(LEFT);
}

function startsWith(text: Buffer, beginning: Buffer): boolean {
  return text.subarray(0, beginning.length).equals(beginning);
}
