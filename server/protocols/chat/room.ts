// The room: who is in it, and who gets what. One room for all connections, however they are served.

import type { Line, Log, Service } from '../session.ts';
import { keyOf, placeOf } from '../text.ts';
import type { ClientFrameSetting } from './client-frames.ts';
import { frameOf, TEXT_BYTES_MAX } from './server-frame.ts';
import { ChatSession } from './session.ts';
import * as texts from './texts.ts';

export const NAME_BYTES_MAX = 9;
const AT = 0x40;
const DOLLAR = 0x24;
const COLON = 0x3a;

/** A registered client. */
export interface Member {
  readonly name: Uint8Array;
  /** Its place in the member list. */
  readonly slot: number;
  readonly line: Line;
  /** The first frame of its prompt. */
  readonly nameFrame: Uint8Array;
}

export interface RoomOptions {
  readonly clientFrame: ClientFrameSetting;
  readonly log?: Log | undefined;
}

export class ChatRoom implements Service {
  readonly options: RoomOptions;
  readonly #memberByName = new Map<string, Member>();
  /** The lowest free slot is taken first (CHAT-1.3.2). */
  readonly #slots: (Member | undefined)[] = [];
  /** Of the members as they are now; made again after each coming and going. */
  #membersFrame: Uint8Array | undefined;
  readonly helpFrame = frameOf(texts.HELP);

  constructor(options: RoomOptions) {
    this.options = options;
  }

  open(line: Line): ChatSession {
    const session = new ChatSession(this, line);
    this.greet(line);
    return session;
  }

  /** The members, in the order of their slots. */
  get members(): Member[] {
    return this.#slots.filter((member) => member !== undefined);
  }

  // Registration.

  greet(line: Line): void {
    line.send(
      this.textFrame(texts.ARRIVED, this.namesText(texts.ARRIVED.length + texts.PLEASE_REGISTER.length), texts.PLEASE_REGISTER),
    );
  }

  /** What is said to somebody who may not have that name; undefined when it is free to take. */
  refusalOf(name: Uint8Array): Uint8Array | undefined {
    if (this.isReserved(name)) return texts.NAME_RESERVED;
    if (name.length === 0) return texts.NAME_EMPTY;
    if (this.isTooLong(name)) return texts.NAME_TOO_LONG;
    if (this.isTaken(name)) return texts.NAME_TAKEN;
    return undefined;
  }

  isReserved(name: Uint8Array): boolean {
    return name.includes(AT) || name.includes(DOLLAR) || name.includes(COLON);
  }

  isTooLong(name: Uint8Array): boolean {
    return name.length > NAME_BYTES_MAX;
  }

  isTaken(name: Uint8Array): boolean {
    return this.#memberByName.has(keyOf(name));
  }

  /** A name that is not refused is taken from here on: there is nothing between the asking and the taking (CHAT-1.2.4). */
  register(name: Uint8Array, line: Line): Member {
    const free = this.#slots.indexOf(undefined);
    const slot = free === -1 ? this.#slots.length : free;
    const member: Member = { name, slot, line, nameFrame: this.textFrame(texts.YOUR_NAME, name) };
    this.#slots[slot] = member;
    this.#memberByName.set(keyOf(name), member);
    this.#membersFrame = undefined;
    this.options.log?.(`registered: ${printable(name)}, ${line.from}`);
    this.confirm(line);
    return member;
  }

  confirm(line: Line): void {
    line.send(this.textFrame(texts.REGISTERED));
  }

  // What a member gets.

  prompt(member: Member): void {
    const { line } = member;
    line.send(member.nameFrame);
    line.send(this.membersFrame());
    line.send(this.helpFrame);
  }

  membersFrame(): Uint8Array {
    this.#membersFrame ??= this.textFrame(texts.MEMBERS, this.namesText(texts.MEMBERS.length));
    return this.#membersFrame;
  }

  /** The names that are in the room, as many as fit into a text beside so many other bytes (CHAT-1.3.2). */
  namesText(otherBytes: number): Uint8Array {
    return namesWithin(this.listedNames(), TEXT_BYTES_MAX - otherBytes);
  }

  listedNames(): Uint8Array[] {
    return this.members.map(({ name }) => name);
  }

  textFrame(...parts: readonly Uint8Array[]): Uint8Array {
    return frameOf(...parts);
  }

  // Messages.

  /** A frame of a member that is not `exit`: bytes[start..end). */
  onMessage(sender: Member, bytes: Uint8Array, start: number, end: number): void {
    const colon = placeOf(COLON, bytes, start, end);
    if (colon === -1 || colon === start || colon + 1 === end) {
      this.refuseFormat(sender);
      return;
    }
    if (placeOf(AT, bytes, start, colon) !== -1 || placeOf(DOLLAR, bytes, start, colon) !== -1) {
      if (keyOf(bytes, start, colon) === ALL_KEY) this.onBroadcast(sender, bytes, colon + 1, end);
      else this.refuseFormat(sender);
      return;
    }
    const target = this.find(bytes, start, colon);
    if (target === undefined) this.sayNotFound(sender, bytes.subarray(start, colon));
    else this.onDirect(sender, target, bytes, colon + 1, end);
  }

  find(bytes: Uint8Array, start: number, end: number): Member | undefined {
    return end - start > NAME_BYTES_MAX ? undefined : this.#memberByName.get(keyOf(bytes, start, end));
  }

  onDirect(sender: Member, target: Member, bytes: Uint8Array, start: number, end: number): void {
    if (sender.name.length + texts.FROM.length + end - start > TEXT_BYTES_MAX) {
      this.refuseFormat(sender);
      return;
    }
    this.deliver(target, this.textFrame(sender.name, texts.FROM, this.text(bytes, start, end)));
  }

  onBroadcast(sender: Member, bytes: Uint8Array, start: number, end: number): void {
    if (sender.name.length + texts.TO_ALL.length + end - start > TEXT_BYTES_MAX) {
      this.refuseFormat(sender);
      return;
    }
    this.deliverToAll(sender, this.textFrame(sender.name, texts.TO_ALL, this.text(bytes, start, end)));
  }

  /** The text of a message as it will be delivered. */
  text(bytes: Uint8Array, start: number, end: number): Uint8Array {
    return bytes.subarray(start, end);
  }

  deliver(target: Member, frame: Uint8Array): void {
    target.line.send(frame);
  }

  /** All lines share one frame. */
  deliverToAll(_sender: Member, frame: Uint8Array): void {
    for (const member of this.#slots) if (member !== undefined) this.deliver(member, frame);
  }

  sayNotFound(sender: Member, target: Uint8Array): void {
    if (texts.NOT_FOUND_BEFORE.length + target.length + texts.NOT_FOUND_AFTER.length > TEXT_BYTES_MAX) this.refuseFormat(sender);
    else sender.line.send(this.textFrame(texts.NOT_FOUND_BEFORE, target, texts.NOT_FOUND_AFTER));
  }

  refuseFormat(sender: Member): void {
    sender.line.send(this.textFrame(texts.FORMAT_WRONG));
  }

  // Leaving.

  /** The room is told once, whichever way a member goes (CHAT-1.5.2), and its name is free (CHAT-1.5.3). */
  leave(member: Member): void {
    this.free(member);
    this.options.log?.(`left: ${printable(member.name)}, ${member.line.from}`);
    this.tellOfDeparture(this.textFrame(member.name, texts.LEFT));
  }

  free(member: Member): void {
    this.freeName(member);
    this.freeSlot(member);
  }

  freeName(member: Member): void {
    this.#memberByName.delete(keyOf(member.name));
  }

  freeSlot(member: Member): void {
    this.#slots[member.slot] = undefined;
    this.#membersFrame = undefined;
  }

  tellOfDeparture(frame: Uint8Array): void {
    for (const member of this.#slots) if (member !== undefined) member.line.send(frame);
  }
}

const ALL_KEY = keyOf(texts.ALL);

function namesWithin(names: readonly Uint8Array[], bytesMax: number): Uint8Array {
  const list = new Uint8Array(bytesMax);
  let length = 0;
  for (const [index, name] of names.entries()) {
    const separator = index === 0 ? NOTHING : texts.BETWEEN_NAMES;
    // Behind every name but the last there must be room to say that there are more.
    const reserved = index === names.length - 1 ? 0 : texts.AND_MORE.length;
    if (length + separator.length + name.length + reserved > bytesMax) {
      list.set(texts.AND_MORE, length);
      length += texts.AND_MORE.length;
      break;
    }
    list.set(separator, length);
    list.set(name, length + separator.length);
    length += separator.length + name.length;
  }
  return list.subarray(0, length);
}

const NOTHING = new Uint8Array(0);

/** For a log, which is for people: a name that is no text is shown by its bytes. */
function printable(name: Uint8Array): string {
  const text = new TextDecoder().decode(name);
  return /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(text) && !text.includes('\ufffd') ? text : `0x${Buffer.from(name).toString('hex')}`;
}
