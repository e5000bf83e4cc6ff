// A history of the room that is told by hand, a frame at a time.

import type { Happening, HistoryEvent } from '../../../harness/judge/history.ts';
import { delivered, deliveredToAll, departure, greeting, prompt } from '../cases/room-judging.ts';
import { REGISTERED } from '../texts.ts';
import { checkRoom, type RoomCheck } from './check.ts';
import { connecting } from './observe.ts';

type Bytes = Uint8Array | string;

const FRAME_BYTES = 1500;

export class Tale {
  readonly events: HistoryEvent[] = [];

  /** Connects, and is greeted with these members. */
  comes(who: string, members: readonly string[] = []): this {
    return this.#notes({ kind: 'mark', name: connecting(who) })
      .#notes({ kind: 'connected', actor: who })
      .gets(who, greeting(members));
  }

  /** Comes, asks for its own name, and gets it. */
  joins(who: string, others: readonly string[] = [], name = who): this {
    return this.comes(who, others)
      .says(who, name)
      .isIn(who, [...others, name], name);
  }

  isIn(who: string, members: readonly string[], name = who): this {
    return this.gets(who, REGISTERED, ...prompt(name, members));
  }

  /** Frames in one write. */
  says(who: string, ...texts: readonly Bytes[]): this {
    return this.#notes({ kind: 'sent', actor: who, bytes: Buffer.concat(texts.map(frameOf)) });
  }

  sends(who: string, bytes: Bytes): this {
    return this.#notes({ kind: 'sent', actor: who, bytes: Buffer.from(bytes) });
  }

  gets(who: string, ...texts: readonly Bytes[]): this {
    for (const text of texts) this.#notes({ kind: 'received', actor: who, bytes: frameOf(text) });
    return this;
  }

  /** A direct message. */
  hears(who: string, from: string, text: string): this {
    return this.gets(who, delivered(from, text));
  }

  hearsToAll(who: string, from: string, text: string): this {
    return this.gets(who, deliveredToAll(from, text));
  }

  hearsOfDeparture(who: string, name: string): this {
    return this.gets(who, departure(name));
  }

  isPrompted(who: string, members: readonly string[], name = who): this {
    return this.gets(who, ...prompt(name, members));
  }

  leaves(who: string, how: 'close' | 'half-close' | 'reset' = 'close'): this {
    return this.#notes({ kind: 'left', actor: who, how });
  }

  isEnded(who: string, how: 'closed' | 'reset' = 'closed'): this {
    return this.#notes({ kind: 'ended', actor: who, how });
  }

  get check(): RoomCheck {
    return checkRoom(this.events, FRAME_BYTES);
  }

  /** In a word or a sentence. */
  get outcome(): string {
    const { wrong, missing } = this.check;
    if (wrong !== undefined) return wrong;
    return missing === undefined ? 'right' : `${missing.label} misses ${missing.what}`;
  }

  #notes(happening: Happening): this {
    this.events.push({ ...happening, atUs: this.events.length });
    return this;
  }
}

function frameOf(text: Bytes): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES);
  Buffer.from(text).copy(frame);
  return frame;
}
