// What the echo protocols share: a client that says a message and hears the same again.

import { MARK_BYTES } from '../harness/script/marked-message.ts';
import { Speaker } from '../harness/script/speaker.ts';

export class Echoing extends Speaker {
  /** The number of the last message. */
  #said = 0;

  /**
   * Says a message of so many bytes, hears it again, and checks that it is the same and came once, in its place: one sample of
   * `op`.
   */
  async echo(op: string, bytes: number): Promise<void> {
    const message = arrayOf(bytes);
    this.begin();
    const isMarked = bytes >= MARK_BYTES && this.stage.isChecking;
    if (isMarked) this.#said = this.writeMessage(this.index, message, 0, bytes);
    this.send(message);
    // An array that the transport had to keep is its own from now on.
    if (this.client.unsentBytes > 0) arrays.delete(bytes);
    for (;;) {
      this.waits++;
      const outcome = await this.client.next();
      if (outcome.kind === 'timeout') {
        // It is lost, or late: nobody else speaks here, and what is to come will tell.
        this.count('no-answer', 'server', 'A message did not come back in time.');
        return;
      }
      const { bytes: echo, start, end } = this.frameOf(outcome);
      const doneUs = this.stage.transport.clock.nowUs();
      if (isMarked) {
        const mark = this.hearMessage(echo, start, end);
        // What comes once more, or too late, is counted as that, and is not the answer.
        if (mark !== undefined && mark.sender === this.index && mark.sequence < this.#said) continue;
      } else if (!this.stage.transport.sameBytes(echo, start, end, arrayOf(bytes))) {
        this.wrong('What came back is not what was sent.');
      }
      this.done(op, doneUs);
      return;
    }
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
