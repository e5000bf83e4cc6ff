// What the echo protocols share: a client that says a message and hears the same again.

import type { Frame, Outcome } from '../harness/client/outcome.ts';
import { MARK_BYTES } from '../harness/script/marked-message.ts';
import { Speaker } from '../harness/script/speaker.ts';

export class Echoing extends Speaker {
  #op = '';
  #bytes = 0;
  /** The number of the last message; 0: it has none. */
  #said = 0;

  /**
   * Says a message of so many bytes, hears it again, and checks that it is the same and came once, in its place: one sample of
   * `op`. One that does not come back is an error, and the conversation goes on.
   */
  echo(op: string, bytes: number): Promise<void> {
    this.#op = op;
    this.#bytes = bytes;
    const message = arrayOf(bytes);
    this.begin();
    this.#said = bytes >= MARK_BYTES && this.stage.isChecking ? this.writeMessage(this.index, message, 0, bytes) : 0;
    this.send(message);
    // An array that the transport had to keep is its own from now on.
    if (this.client.unsentBytes > 0) arrays.delete(bytes);
    return this.hearNext(this.sentUs);
  }

  protected override hear({ bytes, start, end }: Frame): boolean {
    const doneUs = this.stage.transport.clock.nowUs();
    if (this.#said > 0) {
      const mark = this.hearMessage(bytes, start, end);
      // What comes once more, or too late, is counted as that, and is not the answer.
      if (mark !== undefined && mark.sender === this.index && mark.sequence < this.#said) return false;
    } else if (!this.stage.transport.sameBytes(bytes, start, end, arrayOf(this.#bytes))) {
      this.wrong('What came back is not what was sent.');
    }
    this.done(this.#op, doneUs);
    return true;
  }

  /** It is lost, or late: nobody else speaks here, and what is to come will tell, where messages can be told apart. */
  protected override hearNothing(outcome: Outcome): void {
    if (this.#said === 0) this.frameOf(outcome);
    this.count('no-answer', 'server', 'A message did not come back in time.');
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
