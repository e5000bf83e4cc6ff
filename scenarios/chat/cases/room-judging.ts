// What judges of the room have in common. The order of a member list is the server's own business (CHAT-1.3.2), so lists are compared
// as sets in which every name stands once: with the names in order, on both sides.

import type { History } from '../../../harness/judge/history.ts';
import { type HeardFrame, Judging, type Window } from '../../../harness/judge/judging.ts';
import { chatFramings } from '../dialect.ts';
import { ARRIVED, HELP, LEFT, MEMBERS, notFound, PLEASE_REGISTER, TO_ALL, YOUR_NAME } from '../texts.ts';

type Bytes = Uint8Array | string;

export class RoomJudging extends Judging {
  constructor(history: History) {
    super(history, chatFramings.receives);
  }

  override framesOf(actor: string, window: Window = {}): readonly HeardFrame[] {
    return super.framesOf(actor, window).map((frame) => ({ ...frame, payload: inOrder(frame.payload) }));
  }

  /**
   * It got each of these sequences in its own order, and the sequences in any order among each other: what several did at the same
   * time. No frame stands in two of them. `mayHear`: what may have come besides, once.
   */
  heardEach(
    actor: string,
    sequences: readonly (readonly Bytes[])[],
    window: Window & { readonly mayHear?: readonly Bytes[] } = {},
  ): this {
    const wanted = sequences.map((sequence) => sequence.map((one) => Buffer.from(one)));
    const actual = this.framesOf(actor, window).map(({ payload }) => payload);
    const wrong = whatIsWrong(actual, wanted, new Set(window.mayHear?.map(keyOf)));
    const evidence = this.evidenceOf(actor, window);
    if (wrong === undefined) return this.relies(evidence);
    return this.fails(`${actor} ${wrong}.`, { actor, expected: wanted.flat(), actual }, evidence);
  }
}

/** In words that follow the name of who heard it; undefined when nothing is. */
function whatIsWrong(
  actual: readonly Buffer[],
  sequences: readonly (readonly Buffer[])[],
  mayHear: Set<string>,
): string | undefined {
  const sequenceOf = new Map(sequences.flatMap((sequence, index) => sequence.map((one) => [keyOf(one), index] as const)));
  const places = sequences.map(() => 0);
  for (const frame of actual) {
    const index = sequenceOf.get(keyOf(frame));
    if (index === undefined) {
      if (!mayHear.delete(keyOf(frame))) return `got ${shown(frame)}, which was not for it or not as it should be`;
      continue;
    }
    const sequence = sequences[index] ?? [];
    const place = places[index] ?? 0;
    const next = sequence[place];
    if (next === undefined || !next.equals(frame)) {
      const isLater = sequence.slice(place).some((one) => one.equals(frame));
      if (isLater && next !== undefined) return `got ${shown(frame)} where ${shown(next)} should have come first`;
      return `got ${shown(frame)} once more than it should have`;
    }
    places[index] = place + 1;
  }
  const missing = sequences.flatMap((sequence, index) => sequence.slice(places[index]));
  const [first] = missing;
  if (first === undefined) return undefined;
  return missing.length === 1 ? `did not get ${shown(first)}` : `did not get ${shown(first)}, nor ${missing.length - 1} more`;
}

function keyOf(frame: Bytes): string {
  return Buffer.from(frame).toString('latin1');
}

const SHOWN_CHARACTERS = 40;

function shown(frame: Buffer): string {
  const text = frame.toString();
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}

/** The members of a room: those that are in it for good, as they are known, and these. */
export function everybody(residents: readonly string[], ...names: readonly Bytes[]): Buffer[] {
  return [...residents.map((name) => Buffer.from(name, 'latin1')), ...names.map((name) => Buffer.from(name))];
}

/** The greeting of an arrival where these are members. */
export function greeting(names: readonly Bytes[]): Buffer {
  return inOrder(Buffer.concat([ARRIVED, joined(names), PLEASE_REGISTER]));
}

/** The three frames of a prompt. */
export function prompt(name: Bytes, members: readonly Bytes[]): Buffer[] {
  return [Buffer.concat([YOUR_NAME, Buffer.from(name)]), inOrder(Buffer.concat([MEMBERS, joined(members)])), HELP];
}

export function delivered(sender: Bytes, text: Bytes): Buffer {
  return Buffer.concat([Buffer.from(sender), Buffer.from('$'), Buffer.from(text)]);
}

export function deliveredToAll(sender: Bytes, text: Bytes): Buffer {
  return Buffer.concat([Buffer.from(sender), TO_ALL, Buffer.from(text)]);
}

export function departure(name: Bytes): Buffer {
  return Buffer.concat([Buffer.from(name), LEFT]);
}

export { notFound };

/** Names as latin1, so that any bytes can be told apart; undefined: it is no greeting. */
export function namesInGreeting(frame: Buffer | undefined): string[] | undefined {
  if (frame === undefined || !startsWith(frame, ARRIVED) || !endsWith(frame, PLEASE_REGISTER)) return undefined;
  return split(frame.subarray(ARRIVED.length, frame.length - PLEASE_REGISTER.length));
}

/** Names as latin1; undefined: it is no member list. */
export function namesInList(frame: Buffer): string[] | undefined {
  return startsWith(frame, MEMBERS) ? split(frame.subarray(MEMBERS.length)) : undefined;
}

function inOrder(frame: Buffer): Buffer {
  const greeted = namesInGreeting(frame);
  if (greeted !== undefined) return Buffer.concat([ARRIVED, sorted(greeted), PLEASE_REGISTER]);
  const listed = namesInList(frame);
  return listed === undefined ? frame : Buffer.concat([MEMBERS, sorted(listed)]);
}

const COMMA = Buffer.from('、');

function joined(names: readonly Bytes[]): Buffer {
  return Buffer.concat(names.flatMap((name, index) => (index === 0 ? [Buffer.from(name)] : [COMMA, Buffer.from(name)])));
}

function sorted(names: readonly string[]): Buffer {
  return joined(names.toSorted().map((name) => Buffer.from(name, 'latin1')));
}

function split(list: Buffer): string[] {
  if (list.length === 0) return [];
  const text = list.toString('latin1');
  return text.split(COMMA.toString('latin1'));
}

function startsWith(frame: Buffer, beginning: Buffer): boolean {
  return frame.subarray(0, beginning.length).equals(beginning);
}

function endsWith(frame: Buffer, end: Buffer): boolean {
  return frame.length >= end.length && frame.subarray(frame.length - end.length).equals(end);
}
