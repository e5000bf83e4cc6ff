// What the echo protocols share: a client that says a message and hears the same again.

import type { Frame } from '../harness/client/outcome.ts';
import { MARK_BYTES } from '../harness/script/marked-message.ts';
import { Speaker } from '../harness/script/speaker.ts';

export class Echoing extends Speaker {
  #op = '';
  #bytes = 0;

  /**
   * Says a message of so many bytes, hears it again, and checks that it is the same and came once, in its place: one sample of
   * `op`.
   */
  echo(op: string, bytes: number): Promise<void> {
    this.#op = op;
    this.#bytes = bytes;
    const message = arrayOf(bytes);
    this.begin();
    if (this.#isMarked) this.writeMessage(this.index, message, 0, bytes);
    this.send(message);
    // An array that the transport had to keep is its own from now on.
    if (this.client.unsentBytes > 0) arrays.delete(bytes);
    return this.hearNext();
  }

  protected override hear(answer: Frame): void {
    this.done(this.#op);
    if (this.#isMarked) this.hearMessage(answer.bytes, answer.start, answer.end);
    else if (!answer.equals(arrayOf(this.#bytes))) this.wrong('What came back is not what was sent.');
  }

  get #isMarked(): boolean {
    return this.#bytes >= MARK_BYTES && this.stage.isChecking;
  }
}

/** All clients say their messages from one array of each size: an array for each would not fit into the processor's cache. */
const arrays = new Map<number, Buffer>();

function arrayOf(bytes: number): Buffer {
  let array = arrays.get(bytes);
  if (array === undefined) {
    array = Buffer.alloc(bytes, 'x');
    arrays.set(bytes, array);
  }
  return array;
}
