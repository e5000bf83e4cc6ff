// What the streams share: a client that says message after message without waiting for each, and hears every one of them again.

import type { Frame } from '../harness/client/outcome.ts';
import type { Seat } from '../harness/script/seat.ts';
import { Speaker } from '../harness/script/speaker.ts';

const LINE_END = 0x0a;

export class Streaming extends Speaker {
  /** Whether a line end stands behind each message. */
  protected readonly isLines: boolean = false;
  /** The number of the last message, and of the last that is known to be back or lost. */
  #said = 0;
  #settled = 0;
  #isWaiting = false;
  readonly #claim: (frame: Frame) => boolean;

  constructor(seat: Seat) {
    super(seat);
    this.#claim = (frame) => this.#hear(frame);
  }

  override async connect(): Promise<void> {
    this.#settled = this.#said;
    await super.connect();
    this.client.claim = this.#claim;
  }

  /**
   * Says a message of so many bytes, and waits only while `window` of them are under way. Each is a sample of `block`, from when
   * its turn was due to when it is back.
   */
  async stream(bytes: number, window: number): Promise<void> {
    // What the transport can't pass on at once it keeps, so that each has an array of its own.
    const message = Buffer.allocUnsafe(this.isLines ? bytes + 1 : bytes);
    if (this.isLines) message[bytes] = LINE_END;
    this.begin();
    this.#said = this.writeMessage(this.index, message, 0, bytes);
    this.send(message);
    if (this.#said - this.#settled >= window) await this.#oneBack();
  }

  /** Waits for all that is under way. */
  async allBack(): Promise<void> {
    while (this.#settled < this.#said) await this.#oneBack();
  }

  async #oneBack(): Promise<void> {
    this.#isWaiting = true;
    this.waits++;
    const outcome = await this.client.next();
    this.#isWaiting = false;
    if (outcome.kind === 'timeout') {
      // Lost, all of them: nobody else speaks here, and the conversation can go on.
      this.count('no-answer', 'server', `The messages from ${this.#settled + 1} to ${this.#said} did not come back in time.`);
      this.#settled = this.#said;
    } else this.frameOf(outcome);
  }

  /** Takes all of them, but for the one that somebody waits for: that is offered on once it is heard. */
  #hear({ bytes, start, end }: Frame): boolean {
    const isWhole = !this.isLines || bytes[end - 1] === LINE_END;
    const mark = this.hearMessage(bytes, start, this.isLines && isWhole ? end - 1 : end);
    if (!isWhole) this.wrong('A line came back without its end.');
    // They come in order: what was said before one that is back, and is not back itself, is lost.
    if (mark === undefined) this.#settled = Math.min(this.#said, this.#settled + 1);
    else this.#settled = Math.max(this.#settled, mark.sequence);
    if (mark !== undefined) this.arrived('block', mark);
    // What has come back to who said it is an operation that is done.
    if (mark?.sender === this.index) this.stage.recorder.counters.operations++;
    const isWanted = this.#isWaiting;
    this.#isWaiting = false;
    return !isWanted;
  }
}
