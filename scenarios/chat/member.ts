// A member of the chat room, with a verb for each thing that one can do there. What the room says unasked (deliveries, departures)
// is taken where it arrives; the first two frames of a prompt are checked there, too, so that a verb waits once, for the third.
// Benchmark: npm run bench:load.

import type { Frame } from '../../harness/client/outcome.ts';
import { EVERYBODY } from '../../harness/script/marked-message.ts';
import type { Seat } from '../../harness/script/seat.ts';
import { excerptOf, Speaker } from '../../harness/script/speaker.ts';
import { alternativeOfName, indexOfName, NAME_BYTES_MAX, writeName } from './names.ts';
import {
  ARRIVED,
  EXIT,
  FORMAT_WRONG,
  HELP,
  LEFT,
  MEMBERS,
  NAME_TAKEN,
  NOT_FOUND,
  notFound,
  REGISTERED,
  TO_ALL,
  YOUR_NAME,
} from './texts.ts';

/** What fits into a frame of 1,500 bytes behind the longest name and the words for all. */
export const TEXT_BYTES_MAX = 1499 - NAME_BYTES_MAX - TO_ALL.length;

/** Names that are tried before a client gives up: so many of its own would have to be held by others. */
const NAMES_MAX = 8;
/** Frames that may come in the place of a prompt before the conversation is given up. */
const STRAY_FRAMES_MAX = 16;
/** The place in the prompt while none is expected. */
const UNASKED = -1;

const COLON = 0x3a;
const DOLLAR = 0x24;
const SPACE = 0x20;
/** The first byte of the full-width colon. */
const FULL_WIDTH = 0xef;

const ALL = Buffer.from('@all');
const STRANGER = 'nobody';
const STRANGER_BYTES = Buffer.from(STRANGER);
const STRANGER_NOT_FOUND = notFound(STRANGER);
const NO_FORMAT = Buffer.from('no-colon-in-it');
/** Whom nobody is: whoever hears what was said to it hears what was for another. */
const NOBODY = EVERYBODY - 1;

export class Member extends Speaker {
  /** Members that left while this one was there. */
  departures = 0;

  #alternative = 0;
  /** What the first frame of this member's prompt says. */
  #yourName: Buffer = YOUR_NAME;
  /** Which frame of the prompt comes next. */
  #promptAt = UNASKED;
  /** The name that the partner goes by, which is another only where its own was taken. */
  #partnerAlternative = 0;
  #isDeaf = false;

  constructor(seat: Seat) {
    super(seat);
    this.#claim = (frame) => this.#hear(frame);
  }

  /** The other of the pair; whoever has none among those that take turns is its own. */
  get partner(): number {
    const other = this.index ^ 1;
    return other < this.stage.players ? other : this.index;
  }

  /** Connects, hears the greeting, and registers: under another name of its own where the first is taken. */
  async join(): Promise<void> {
    this.#promptAt = 0;
    await this.connect();
    this.client.claim = this.#claim;
    const greeting = await this.next();
    if (!this.#begins(greeting, ARRIVED)) this.wrong(`Instead of the greeting came ${excerptOfFrame(greeting)}.`);
    for (let alternative = 0; alternative < NAMES_MAX; alternative++) {
      const name = nameOf(this.index, alternative);
      this.#yourName = Buffer.concat([YOUR_NAME, name]);
      this.#promptAt = 0;
      this.send(name);
      const answer = await this.next();
      if (answer.equals(REGISTERED)) {
        this.#alternative = alternative;
        await this.#prompted(undefined, await this.next());
        return;
      }
      if (!answer.equals(NAME_TAKEN)) {
        this.fail('not-registered', 'server', `The name ${name} was answered ${excerptOfFrame(answer)}.`);
      }
    }
    this.fail('name-taken', 'server', `Others hold all ${NAMES_MAX} names that client ${this.index} may have.`);
  }

  /** Says a text to one client: a sample of `direct`, which ends with the prompt, and of `delivery` where it arrives. */
  direct(addressee: number, textBytes: number): Promise<void> {
    const nameEnd = writeName(nameBytes, 0, addressee, this.#alternativeOf(addressee));
    const said = textOf(nameEnd + 1 + textBytes);
    nameBytes.copy(said, 0, 0, nameEnd);
    said[nameEnd] = COLON;
    this.begin();
    this.writeMessage(addressee, said, nameEnd + 1, textBytes);
    return this.#say('direct', said, undefined, addressee);
  }

  /** Says a text to all, oneself included: a sample of `broadcast`, and of `delivery` at each of them. */
  broadcast(textBytes: number): Promise<void> {
    const said = textOf(ALL.length + 1 + textBytes);
    ALL.copy(said);
    said[ALL.length] = COLON;
    this.begin();
    this.writeMessage(EVERYBODY, said, ALL.length + 1, textBytes);
    return this.#say('broadcast', said, undefined, EVERYBODY);
  }

  /** Says a text to somebody who is not there, which the room has to say, and to keep to itself: a sample of `refused`. */
  toNobody(textBytes: number): Promise<void> {
    const said = textOf(STRANGER_BYTES.length + 1 + textBytes);
    STRANGER_BYTES.copy(said);
    said[STRANGER_BYTES.length] = COLON;
    this.begin();
    this.writeMessage(NOBODY, said, STRANGER_BYTES.length + 1, textBytes);
    this.unwriteMessage(NOBODY);
    return this.#say('refused', said, STRANGER_NOT_FOUND, NOBODY);
  }

  /** Says what has no colon, which the room has to refuse: a sample of `refused`. */
  nonsense(): Promise<void> {
    this.begin();
    return this.#say('refused', NO_FORMAT, FORMAT_WRONG, NOBODY);
  }

  /** Says `exit`, and waits until the room has ended the conversation. */
  async exit(): Promise<void> {
    this.#promptAt = UNASKED;
    this.send(EXIT);
    await this.ended();
  }

  /** Hears nothing from now on, and says so to those who count what gets lost. */
  stopListening(): void {
    this.#isDeaf = true;
    this.mayMiss();
    this.client.stopReading();
  }

  /** Hears what has piled up, and leaves; a room that has put this member out by now was right to. */
  async leaveDeaf(): Promise<void> {
    this.#promptAt = UNASKED;
    this.client.resumeReading();
    this.send(EXIT);
    this.waits++;
    await this.client.end();
    await this.leave();
  }

  async #say(op: string, said: Buffer, refusal: Buffer | undefined, addressee: number): Promise<void> {
    this.#promptAt = 0;
    this.send(said);
    this.waits++;
    const answer = this.frameOf(await this.client.next());
    // The prompt's last frame is checked when it comes; nothing else that can come in its place has its length.
    if (refusal === undefined && this.#promptAt === UNASKED && answer.length === HELP.length) this.done(op);
    else await this.#answered(op, answer, refusal, addressee);
  }

  /** What comes before the prompt, when anything does. */
  async #answered(op: string, answer: Frame, refusal: Buffer | undefined, addressee: number): Promise<void> {
    if (refusal !== undefined && answer.equals(refusal)) {
      await this.#prompted(undefined, await this.next());
      this.done(op);
    } else if (refusal === undefined && !this.stage.isSteady && this.#begins(answer, NOT_FOUND)) {
      // Clients come and go, as the plan wants it: this one is not there, and nothing has been said to it.
      this.unwriteMessage(addressee);
      await this.#prompted(undefined, await this.next());
      this.done('absent');
    } else {
      await this.#prompted(op, answer);
      this.done(op);
    }
  }

  /** The rest of the prompt from this frame on. `op`: the frame came where the answer to that should have been. */
  async #prompted(op: string | undefined, first: Frame): Promise<void> {
    let frame = first;
    for (let strays = 0; ; strays++) {
      const isComplete = this.#promptAt === UNASKED;
      if (isComplete && op === undefined && frame.equals(HELP)) return;
      const where = op === undefined ? 'in the prompt' : `in answer to ${op}`;
      this.wrong(`A frame that does not belong there came ${where}: ${excerptOfFrame(frame)}.`);
      if (frame.equals(HELP)) {
        this.#promptAt = UNASKED;
        return;
      }
      if (strays === STRAY_FRAMES_MAX) this.fail('no-prompt', 'server', 'The prompt has not come among many other frames.');
      // Behind what was wrong the prompt may still be right.
      op = undefined;
      frame = await this.next();
    }
  }

  // What comes.

  readonly #claim: (frame: Frame) => boolean;

  /** Returns false for what a verb waits for. */
  #hear(frame: Frame): boolean {
    if ((frame.bytes[frame.start] as number) >= 0x80 && this.#promptAt !== UNASKED) {
      if (this.#promptAt === 0 && frame.equals(this.#yourName)) {
        this.#promptAt = 1;
        return true;
      }
      if (this.#promptAt === 1 && this.#begins(frame, MEMBERS)) {
        this.#promptAt = 2;
        return true;
      }
      if (this.#promptAt === 2 && frame.equals(HELP)) {
        this.#promptAt = UNASKED;
        return false;
      }
    }
    if (this.#hearOfOthers(frame)) return true;
    if (this.#promptAt !== UNASKED) return false;
    this.wrong(`A frame came unasked: ${excerptOfFrame(frame)}.`);
    return true;
  }

  /** name `$` text; name `：@所有人：` text; name ` 用户已下线了！` */
  #hearOfOthers({ bytes, start, end }: Frame): boolean {
    const { sameBytes } = this.stage.transport;
    const limit = Math.min(end, start + NAME_BYTES_MAX + 1);
    for (let at = start; at < limit; at++) {
      const byte = bytes[at];
      if (byte === DOLLAR) {
        this.#hearText(bytes, start, at, at + 1, end, false);
        return true;
      }
      const textAt = at + TO_ALL.length;
      if (byte === FULL_WIDTH && textAt <= end && sameBytes(bytes, at, textAt, TO_ALL)) {
        this.#hearText(bytes, start, at, textAt, end, true);
        return true;
      }
      if (byte === SPACE && sameBytes(bytes, at, end, LEFT)) {
        this.departures++;
        return true;
      }
    }
    return false;
  }

  #hearText(bytes: Uint8Array, nameAt: number, nameEnd: number, textAt: number, end: number, isToAll: boolean): void {
    const claimed = indexOfName(bytes, nameAt, nameEnd);
    const mark = this.hearMessage(bytes, textAt, end, claimed);
    if (mark === undefined || mark.sender !== claimed) return;
    if ((mark.addressee === EVERYBODY) !== isToAll) {
      this.wrong(`Client ${this.index} got what was said to ${isToAll ? 'it alone as said to all' : 'all as said to it alone'}.`);
    }
    if (claimed === this.partner) this.#partnerAlternative = alternativeOfName(bytes, nameAt, nameEnd);
    if (!this.#isDeaf) this.arrived('delivery', mark);
  }

  #alternativeOf(client: number): number {
    if (client === this.index) return this.#alternative;
    return client === this.partner ? this.#partnerAlternative : 0;
  }

  #begins({ bytes, start, end }: Frame, beginning: Buffer): boolean {
    const beginningEnd = start + beginning.length;
    return beginningEnd <= end && this.stage.transport.sameBytes(bytes, start, beginningEnd, beginning);
  }
}

const nameBytes = Buffer.alloc(2 * NAME_BYTES_MAX);

function nameOf(index: number, alternative: number): Buffer {
  return Buffer.from(nameBytes.subarray(0, writeName(nameBytes, 0, index, alternative)));
}

/** All members say their texts from one array of each size: a frame is built of it before anybody else speaks. */
const texts = new Map<number, Buffer>();

function textOf(bytes: number): Buffer {
  let text = texts.get(bytes);
  if (text === undefined) {
    text = Buffer.alloc(bytes);
    texts.set(bytes, text);
  }
  return text;
}

function excerptOfFrame({ bytes, start, end }: Frame): string {
  return excerptOf(bytes, start, end);
}
