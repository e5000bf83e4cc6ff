// A history of the room, laid out by connection: what was said and heard, in frames, each with its place in the whole. One pass.

import type { HowEnded } from '../../../harness/judge/actor.ts';
import { lenient } from '../../../harness/judge/actor.ts';
import type { History } from '../../../harness/judge/history.ts';
import { Decoder } from '../../../harness/wire/decoder.ts';
import { fixedTexts } from '../../../harness/wire/framing.ts';
import { chatFramings } from '../dialect.ts';
import { Conversation } from './conversation.ts';

/** A frame that is no answer to anything the client has sent. */
export interface Heard {
  readonly payload: Buffer;
  readonly at: number;
}

export interface Connection {
  readonly label: string;
  readonly conversation: Conversation;
  readonly heard: readonly Heard[];
  /** When its leaving began; Infinity: it stayed. */
  readonly leavingAt: number;
  /** How it left, but for `exit`. */
  readonly left: 'half-close' | 'close' | 'reset' | undefined;
  readonly ended: HowEnded | undefined;
  /** Bytes were sent behind `exit`. */
  readonly hasSentBehindExit: boolean;
}

/** What the driver says when a connection begins to be made. */
export function connecting(label: string): string {
  return `${label} connects`;
}

/** Places are numbers: the event's, with room for the frames that one read brings. */
const FRAMES_OF_EVENT_MAX = 10_000;

export function observe(history: History, clientFrameBytes: number): Connection[] {
  const connections = new Map<string, Observed>();
  for (const [index, event] of history.entries()) {
    const at = index * FRAMES_OF_EVENT_MAX;
    if (event.kind === 'mark' && event.name.endsWith(CONNECTS)) {
      const label = event.name.slice(0, -CONNECTS.length);
      connections.set(label, new Observed(label, at, clientFrameBytes));
    }
    if (!('actor' in event)) continue;
    const connection = connections.get(event.actor);
    if (connection === undefined) continue;
    if (event.kind === 'sent') connection.sends(event.bytes, at);
    else if (event.kind === 'received') connection.receives(event.bytes, at);
    else if (event.kind === 'ended') connection.ended = event.how;
    else if (event.kind === 'left') connection.leaves(event.how, at);
  }
  return [...connections.values()];
}

const CONNECTS = connecting('');

class Observed implements Connection {
  readonly label: string;
  readonly conversation: Conversation;
  readonly heard: Heard[] = [];
  left: Connection['left'];
  ended: HowEnded | undefined;
  hasSentBehindExit = false;
  #leftAt = Number.POSITIVE_INFINITY;
  readonly #sent: Decoder;
  readonly #received = new Decoder(lenient(chatFramings.receives));
  /** When the first byte was sent of a frame whose last was not. */
  #unfinishedSince: number | undefined;

  constructor(label: string, at: number, clientFrameBytes: number) {
    this.label = label;
    this.conversation = new Conversation(at);
    this.#sent = new Decoder(lenient(fixedTexts(clientFrameBytes)));
  }

  get leavingAt(): number {
    return Math.min(this.#leftAt, this.conversation.exitAt ?? Number.POSITIVE_INFINITY);
  }

  sends(bytes: Uint8Array, at: number): void {
    if (this.conversation.exitAt !== undefined) this.hasSentBehindExit = true;
    const decoder = this.#sent;
    decoder.feed(bytes, 0, bytes.length);
    for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
      if (this.conversation.exitAt !== undefined) this.hasSentBehindExit = true;
      this.conversation.says(Buffer.from(decoder.bytes.subarray(decoder.start, decoder.end)), this.#unfinishedSince ?? at);
      this.#unfinishedSince = undefined;
    }
    if (decoder.unfinishedBytes === 0) this.#unfinishedSince = undefined;
    else this.#unfinishedSince ??= at;
  }

  receives(bytes: Uint8Array, at: number): void {
    const decoder = this.#received;
    decoder.feed(bytes, 0, bytes.length);
    let place = at;
    for (let step = decoder.next(); step !== 'incomplete'; step = decoder.next()) {
      const payload = Buffer.from(decoder.bytes.subarray(decoder.start, decoder.end));
      place++;
      if (!this.conversation.hears(payload, place)) this.heard.push({ payload, at: place });
      if (decoder.broken) break;
    }
  }

  leaves(how: NonNullable<Connection['left']>, at: number): void {
    this.#leftAt = Math.min(this.#leftAt, at);
    this.left = how;
  }
}
