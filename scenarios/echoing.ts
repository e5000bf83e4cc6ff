// What the echo protocols share: a client that says a message and hears the same again.

import { MARK_BYTES } from '../harness/script/marked-message.ts';
import { Speaker } from '../harness/script/speaker.ts';

export class Echoing extends Speaker {
  /**
   * Says a message of so many bytes, hears it again, and checks that it is the same and came once, in its place: one sample of
   * `op`.
   */
  async echo(op: string, bytes: number): Promise<void> {
    const message = arrayOf(bytes);
    this.begin();
    const isMarked = bytes >= MARK_BYTES && this.stage.isChecking;
    if (isMarked) this.writeMessage(this.index, message, 0, bytes);
    this.send(message);
    // An array that the transport had to keep is its own from now on.
    if (this.client.unsentBytes > 0) arrays.delete(bytes);
    this.waits++;
    const answer = this.frameOf(await this.client.next());
    this.done(op);
    if (isMarked) this.hearMessage(answer.bytes, answer.start, answer.end);
    else if (!answer.equals(arrayOf(bytes))) this.wrong('What came back is not what was sent.');
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
