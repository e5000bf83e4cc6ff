// Who held which name when, as far as that is known from outside: from when it was confirmed until its holder began to leave a name
// is surely held; once everybody who may ever have held it is known to have left, it is surely free.

import { LEFT } from '../texts.ts';
import type { Connection } from './observe.ts';

/** Of one name. */
interface Held {
  /** Claims that were not refused: those that may have been accepted. */
  readonly claims: { readonly by: Connection; readonly from: number }[];
  /** Of those, the ones that were confirmed. */
  readonly holders: { readonly by: Connection; readonly since: number; readonly until: number }[];
  /** When somebody had been told so many times that its holder had left: the first of anybody, the second of anybody, and so on. */
  readonly freedAt: number[];
  readonly toldTo: Map<Connection, number[]>;
}

const LEFT_LATIN1 = LEFT.toString('latin1');
const NAME_BYTES_MAX = 9;

export class Names {
  /** All names that somebody has asked for. */
  readonly all: ReadonlySet<string>;
  readonly #names = new Map<string, Held>();

  constructor(connections: readonly Connection[]) {
    for (const by of connections) {
      for (const { text, from } of by.conversation.mayBeNamed) this.#heldOf(text).claims.push({ by, from });
      const { name, registeredAt } = by.conversation;
      if (name !== undefined && registeredAt !== undefined) {
        this.#heldOf(name).holders.push({ by, since: registeredAt, until: by.leavingAt });
      }
    }
    for (const reader of connections) this.#noteDepartures(reader);
    this.all = new Set(this.#names.keys());
  }

  /** Whose departure the frame tells, if it does; of others than ours it may tell, too. */
  noticeOf(payload: Buffer): string | undefined {
    const frame = payload.toString('latin1');
    if (!frame.endsWith(LEFT_LATIN1)) return undefined;
    const name = frame.slice(0, -LEFT_LATIN1.length);
    return name.length <= NAME_BYTES_MAX && !name.includes('$') ? name : undefined;
  }

  /** One holder all the time. */
  isSurelyHeld(name: string, from: number, to: number): boolean {
    return this.#names.get(name)?.holders.some(({ since, until }) => since < from && until > to) === true;
  }

  /** Nobody held it at any time from `from` to `to`: all who may have asked for it before are known to have left. */
  isSurelyFree(name: string, from: number, to: number): boolean {
    const held = this.#names.get(name);
    if (held === undefined) return true;
    const mayHaveHeld = held.claims.filter((claim) => claim.from < to).length;
    const left = held.freedAt.filter((at) => at < from).length;
    return left >= mayHaveHeld;
  }

  /** A sentence when two held one name at the same time for sure. */
  heldTwice(): string | undefined {
    for (const [name, { holders }] of this.#names) {
      const inTurn = holders.toSorted((one, other) => one.since - other.since);
      let longest: (typeof inTurn)[number] | undefined;
      for (const holder of inTurn) {
        if (longest !== undefined && longest.until > holder.since && holder.until > holder.since) {
          return `${longest.by.label} and ${holder.by.label} were both given the name '${name}', and had it at the same time.`;
        }
        if (longest === undefined || holder.until > longest.until) longest = holder;
      }
    }
    return undefined;
  }

  /** How often somebody was told that a holder of the name had left; how often at least it has to be. */
  departuresTold(
    reader: Connection,
    name: string,
  ): { readonly told: number; readonly toldTooOften: boolean; readonly due: number } {
    const held = this.#names.get(name);
    const { registeredAt } = reader.conversation;
    if (held === undefined) return { told: 0, toldTooOften: false, due: 0 };
    const places = held.toldTo.get(reader) ?? [];
    const departures = held.claims.filter(({ by }) => by !== reader && by.leavingAt < Number.POSITIVE_INFINITY);
    const toldTooOften = places.some((at, index) => departures.filter(({ by }) => by.leavingAt < at).length <= index);
    const due =
      registeredAt === undefined
        ? 0
        : held.holders.filter(({ by, until }) => by !== reader && isBetween(until, registeredAt)).length;
    return { told: places.length, toldTooOften, due };
  }

  #noteDepartures(reader: Connection): void {
    for (const { payload, at } of reader.heard) {
      const name = this.noticeOf(payload);
      const held = name === undefined ? undefined : this.#names.get(name);
      if (held === undefined) continue;
      const places = held.toldTo.get(reader) ?? [];
      held.toldTo.set(reader, places);
      const count = places.push(at);
      held.freedAt[count - 1] = Math.min(held.freedAt[count - 1] ?? Number.POSITIVE_INFINITY, at);
    }
  }

  #heldOf(name: string): Held {
    const held = this.#names.get(name) ?? { claims: [], holders: [], freedAt: [], toldTo: new Map() };
    this.#names.set(name, held);
    return held;
  }
}

function isBetween(until: number, since: number): boolean {
  return since < until && until < Number.POSITIVE_INFINITY;
}
