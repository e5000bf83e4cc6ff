// The original echo-text client: `data : {n}` once a second, or what is typed; the echo is printed behind `recv server : `.

import type { Frame } from '../../harness/client/outcome.ts';
import { nulEnded } from '../../harness/wire/framing.ts';
import type { Conversation, OriginalClient, Part } from '../conversation.ts';
import { typedMessages } from '../typed-message.ts';

/** A message has 1,024 bytes with its NUL (ECHO-TEXT-2.1). */
const TEXT_BYTES_MAX = 1023;
const HEARD = Buffer.from('recv server : ');
const LINE_END = Buffer.from('\n');
const NOTHING = new Uint8Array(0);

export type EchoTextOptions =
  | { readonly kind: 'typed' }
  /** Sends numbered texts by itself, `count` of them; a person who ends the input ends it, too. */
  | { readonly kind: 'counted'; readonly everyMs: number; readonly count: number };

export function echoText(options: EchoTextOptions): OriginalClient {
  return {
    sends: nulEnded(TEXT_BYTES_MAX),
    receives: nulEnded(TEXT_BYTES_MAX),
    begin: (conversation) => new EchoTextPart(conversation, options),
  };
}

class EchoTextPart implements Part {
  readonly #conversation: Conversation;
  readonly #options: EchoTextOptions;

  constructor(conversation: Conversation, options: EchoTextOptions) {
    this.#conversation = conversation;
    this.#options = options;
  }

  hear({ bytes, start, end }: Frame): Uint8Array {
    this.#conversation.answered();
    const text = bytes.subarray(start, end);
    // The numbered texts bring a line end of their own.
    return Buffer.concat([HEARD, text, text.at(-1) === LINE_END[0] ? NOTHING : LINE_END]);
  }

  speak(): Promise<void> {
    const options = this.#options;
    if (options.kind === 'typed') return this.#sendTyped();
    const counting = this.#sendCounted(options.everyMs, options.count);
    return this.#conversation.person.typesOnTerminal ? Promise.race([counting, this.#untilInputEnds()]) : counting;
  }

  mayServerClose(): boolean {
    return false;
  }

  async #sendTyped(): Promise<void> {
    const conversation = this.#conversation;
    for await (const text of typedMessages(conversation.person, TEXT_BYTES_MAX)) {
      if (conversation.send(text)) await conversation.answer();
    }
  }

  async #sendCounted(everyMs: number, count: number): Promise<void> {
    const conversation = this.#conversation;
    let dueUs = conversation.nowUs;
    for (let number = 0; number < count; number++) {
      await conversation.waitUntil(dueUs);
      conversation.send(Buffer.from(`data : ${number}\n`));
      await conversation.answer();
      // A late answer delays the texts behind it: the original counts its second from then.
      dueUs = conversation.nowUs + everyMs * 1000;
    }
  }

  async #untilInputEnds(): Promise<void> {
    const { person } = this.#conversation;
    let isTold = false;
    while ((await person.nextLine(TEXT_BYTES_MAX)) !== undefined) {
      if (!isTold) person.tell('That was not sent: the texts are numbered ones, and --typed sends what is typed.');
      isTold = true;
    }
  }
}
