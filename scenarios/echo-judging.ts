// What judges of the echo protocols have in common.

import type { Window } from '../harness/judge/judging.ts';
import type { EchoAccount } from './echoer.ts';
import { PlainJudging } from './plain-judging.ts';

/** Of two streams that differ, so much is shown before the difference, and from it on. */
const SHOWN_BYTES = 32;

export class EchoJudging extends PlainJudging {
  /** Every message came back, in the order sent, and nothing else came. What is told is the first that did not. */
  echoed(actor: string, messages: readonly (Uint8Array | string)[], window: Window = {}): this {
    const wanted = messages.map((one) => Buffer.from(one));
    const frames = this.framesOf(actor, window);
    const evidence = this.evidenceOf(actor, window);
    const place = wanted.findIndex((one, index) => frames[index]?.payload.equals(one) !== true);
    if (place === -1 && frames.length === wanted.length) return this.relies(evidence);
    const at = place === -1 ? wanted.length : place;
    const expected = wanted[at];
    const actual = frames[at]?.payload;
    const difference = {
      actor,
      expected: expected === undefined ? [] : [expected],
      actual: actual === undefined ? [] : [actual],
    };
    if (expected === undefined) return this.fails(`${actor} got more than the echo of what it sent.`, difference, evidence);
    const which = wanted.length === 1 ? `${actor}'s message` : `${actor}'s message ${at + 1} of ${wanted.length}`;
    const long = `of ${expected.length} bytes`;
    const what = actual === undefined ? 'did not come back' : 'came back changed, or something else came in its place';
    return this.fails(`${which}, ${long}, ${what}.`, difference, evidence);
  }

  /** The bytes that came are the bytes that were sent. What is told is where they first differ. */
  echoedBytes(actor: string, sent: Uint8Array, window: Window = {}): this {
    const actual = this.bytesOf(actor, window);
    const evidence = this.evidenceOf(actor, window);
    const wanted = Buffer.from(sent);
    if (actual.equals(wanted)) return this.relies(evidence);
    const shorter = Math.min(actual.length, wanted.length);
    const found = wanted.subarray(0, shorter).findIndex((byte, index) => byte !== actual[index]);
    const at = found === -1 ? shorter : found;
    const shown = (bytes: Buffer): Buffer => bytes.subarray(Math.max(0, at - SHOWN_BYTES), at + SHOWN_BYTES);
    const difference = { actor, expected: [shown(wanted)], actual: [shown(actual)] };
    return this.fails(sentenceOf(actor, at, wanted, actual), difference, evidence);
  }

  /** The same, by the account that was kept while it went on. */
  accounted(actor: string, account: EchoAccount): this {
    const { sentBytes, echoedBytes } = account;
    this.nothingForeign(actor, account);
    return this.holds(echoedBytes >= sentBytes, `Of ${sentBytes} bytes that ${actor} sent ${echoedBytes} came back.`);
  }

  /** What came back had been sent, in that order; it may be less. */
  nothingForeign(actor: string, { wrong }: EchoAccount): this {
    if (wrong === undefined) return this;
    const came = `0x${hex(wrong.came)} came to ${actor}`;
    if (wrong.sent === undefined) return this.fails(`Behind ${wrong.at} bytes ${came}, which had not sent any more.`);
    return this.fails(`As byte ${wrong.at + 1} ${came}, which had sent 0x${hex(wrong.sent)} there.`);
  }
}

function sentenceOf(actor: string, at: number, wanted: Buffer, actual: Buffer): string {
  if (at === actual.length) return `Of ${wanted.length} bytes that ${actor} sent ${actual.length} came back.`;
  if (at === wanted.length) return `${actor} sent ${wanted.length} bytes and got ${actual.length}.`;
  const [sent, came] = [wanted[at] ?? 0, actual[at] ?? 0];
  return `What ${actor} got differs from what it sent from byte ${at + 1} on: 0x${hex(came)} came for 0x${hex(sent)}.`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
