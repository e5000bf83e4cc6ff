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
