// What is judged of the frames themselves: the bytes that came, and not only the texts in them.

import type { Window } from '../../../harness/judge/judging.ts';
import { namesInGreeting, RoomJudging } from './room-judging.ts';

const FRAME_BYTES = 1500;
const SHOWN_CHARACTERS = 40;

export class FrameJudging extends RoomJudging {
  /** Whatever came to these is whole frames: a text, a NUL, and NULs to the end. */
  gotCleanFrames(...actors: readonly string[]): this {
    for (const actor of actors) {
      const { frames, rest } = this.heardBy(actor);
      for (const [index, { raw }] of frames.entries()) {
        const wrong = whatIsWrong(raw);
        if (wrong === undefined) continue;
        const difference = { actor, expected: [cleaned(raw)], actual: [raw] };
        this.fails(`Frame ${index + 1} of those that ${actor} got ${wrong}.`, difference);
      }
      this.holds(rest.length === 0, `Behind its last whole frame ${actor} got ${rest.length} bytes, which are none.`);
    }
    return this;
  }

  /** At every such mark, when the target had nothing left to say, everybody had got whole frames only. */
  gotWholeFramesAt(marks: (name: string) => boolean): this {
    const bytesOf = new Map<string, number>();
    for (const event of this.history) {
      if (event.kind === 'received') bytesOf.set(event.actor, (bytesOf.get(event.actor) ?? 0) + event.bytes.length);
      if (event.kind !== 'mark' || !marks(event.name)) continue;
      for (const [actor, bytes] of bytesOf) {
        const over = bytes % FRAME_BYTES;
        this.holds(over === 0, `${actor} had got ${bytes} bytes and the target was quiet: ${over} more than whole frames have.`);
      }
    }
    return this;
  }

  /** Each of these frames came once, in whatever order, and before the fence nothing else. */
  heardInAnyOrder(actor: string, expected: readonly (Uint8Array | string)[], window: Window = {}): this {
    const sorted = (frames: readonly Buffer[]): Buffer[] => frames.toSorted(Buffer.compare);
    const wanted = sorted(expected.map((one) => Buffer.from(one)));
    const actual = sorted(this.framesOf(actor, window).map(({ payload }) => payload));
    const evidence = this.evidenceOf(actor, window);
    if (wanted.length === actual.length && wanted.every((one, index) => actual[index]?.equals(one) === true)) {
      return this.relies(evidence);
    }
    const message = `${actor} should have got ${wanted.length} frames, in whatever order, and got others or not all of them.`;
    return this.fails(message, { actor, expected: wanted, actual }, evidence);
  }

  /** So many frames came at least, before the judgement of them means anything. */
  gotFrames(actor: string, count: number): this {
    const { length } = this.heardBy(actor).frames;
    return this.holds(length >= count, `${actor} got ${length} frames, and should have got ${count}.`);
  }

  /** The first thing that the actor got was a greeting: this one, when one is given. */
  wasGreeted(actor: string, expected?: Buffer): this {
    const [first] = this.framesOf(actor).map(({ payload }) => payload);
    if (first === undefined) return this.fails(`${actor} connected and was not greeted.`, undefined, 'timer');
    if (namesInGreeting(first) === undefined)
      return this.fails(`The first frame that ${actor} got is no greeting: ${shown(first)}.`);
    if (expected === undefined || first.equals(expected)) return this;
    const difference = { actor, expected: [expected], actual: [first] };
    return this.fails(`The greeting of ${actor} does not name exactly the members.`, difference);
  }
}

/** In words that follow the frame; undefined when nothing is. */
export function whatIsWrong(frame: Buffer): string | undefined {
  const textBytes = frame.indexOf(0);
  if (textBytes === -1) return `has no NUL: ${shown(frame)}`;
  const dirty = frame.findIndex((byte, index) => index > textBytes && byte !== 0);
  if (dirty === -1) return undefined;
  const count = frame.subarray(dirty).filter((byte) => byte !== 0).length;
  const what = count === 1 ? 'a byte' : `${count} bytes`;
  return `has, behind the NUL of its text, ${what} that ${count === 1 ? 'is' : 'are'} not NUL, ${count === 1 ? '' : 'the first '}at byte ${dirty + 1}`;
}

/** As it should have come: its text, and NULs to the end. */
function cleaned(frame: Buffer): Buffer {
  const nul = frame.indexOf(0);
  const clean = Buffer.alloc(FRAME_BYTES);
  frame.copy(clean, 0, 0, nul === -1 ? FRAME_BYTES - 1 : nul);
  return clean;
}

export function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString();
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
