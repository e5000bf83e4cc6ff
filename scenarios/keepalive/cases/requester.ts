// Who acts in the cases of keepalive. A request is what the server receives at once, so the next is sent only when the answer to the
// last has come.

import { Actor } from '../../../harness/judge/actor.ts';
import { type Case, defineCase } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import type { Scene } from '../../../harness/judge/scene.ts';
import { PlainJudging } from '../../plain-judging.ts';
import { ANSWER, keepaliveStreams } from '../dialect.ts';

export const STOP = Buffer.from('stop');
/** What a server that does not let go when a client has left costs a case. */
const LEAVE_PATIENCE_MS = 500;

export class Requester extends Actor {
  asked = 0;

  /**
   * Asks, and waits for as many bytes as an answer has; whether the answer came. Where more has come than was asked for, nothing is asked any
   * more: what is sent before its turn may be received together with something else, and be one request with it.
   */
  async asks(request: Uint8Array | string, patienceMs?: number): Promise<boolean> {
    if (this.bytesReceived > this.asked * ANSWER.length) return false;
    this.sendBytes(Buffer.from(request));
    this.asked++;
    const hasCome = await this.until('the answer', () => this.bytesReceived >= this.asked * ANSWER.length, patienceMs);
    const isKept = this.received.length === this.bytesReceived;
    return hasCome && (!isKept || this.received.subarray((this.asked - 1) * ANSWER.length).indexOf(ANSWER) === 0);
  }

  /** One request behind the other, up to the first that is not answered; whether all were. */
  async asksInTurn(requests: Iterable<Uint8Array | string>): Promise<boolean> {
    for (const request of requests) if (!(await this.asks(request))) return false;
    return true;
  }

  greets(patienceMs?: number): Promise<boolean> {
    return this.asks('Hello Server!', patienceMs);
  }

  /** Says that it will ask no more: behind the end of the stream nothing can come. */
  async leaves(): Promise<void> {
    this.halfClose();
    await this.ends(LEAVE_PATIENCE_MS);
  }
}

export type RequestScene = Scene<Requester>;

export class AnswerJudging extends PlainJudging {
  constructor(history: History) {
    super(history, keepaliveStreams.receives);
  }

  /** So many requests were answered, once each, and nothing else came, but for what is said to come behind. */
  answered(actor: string, requests: number, behind: Uint8Array = NOTHING): this {
    const actual = this.bytesOf(actor);
    const evidence = this.evidenceOf(actor);
    const wanted = Buffer.concat([...Array.from({ length: requests }, () => ANSWER), behind]);
    if (actual.equals(wanted)) return this.relies(evidence);
    const shorter = Math.min(actual.length, wanted.length);
    const found = wanted.subarray(0, shorter).findIndex((byte, index) => byte !== actual[index]);
    const from = Math.floor((found === -1 ? shorter : found) / ANSWER.length);
    const shown = (bytes: Buffer): Buffer => bytes.subarray(from * ANSWER.length, (from + 2) * ANSWER.length);
    const difference = { actor, expected: [shown(wanted)], actual: [shown(actual)] };
    if (found === -1 && actual.length > wanted.length) {
      return this.fails(`${actor} got more than the answers to its requests.`, difference, evidence);
    }
    const which = from < requests ? `Request ${from + 1} of ${actor}'s` : `The last request of ${actor}'s`;
    const what = found === -1 ? 'was not answered' : 'was not answered as it should have been';
    return this.fails(`${which} ${what}.`, difference, evidence);
  }
}

export function requestCase<F>(definition: Case<Requester, F>): Case<Requester> {
  return defineCase(definition);
}

const NOTHING = new Uint8Array(0);
