// Judges a history of the room. Nothing is taken to be in order but what was awaited: what was sent after something had been read
// came after it, and all else may have happened in any order. So each rule has a window: what surely holds in all of it has to show,
// what may hold may show, and what surely does not must not.

import type { History } from '../../../harness/judge/history.ts';
import type { Difference } from '../../../harness/judge/judgement.ts';
import { TO_ALL } from '../texts.ts';
import { messageTextOf, type Said, targetOf } from './conversation.ts';
import { Names } from './names.ts';
import { type Connection, type Heard, observe } from './observe.ts';
import { TEXT_TOKEN_BYTES } from './tokens.ts';

interface Missing {
  /** Whose. */
  readonly label: string;
  /** In words that follow "waited for". */
  readonly what: string;
}

export interface RoomCheck {
  /** What must not be, in a sentence. */
  readonly wrong: string | undefined;
  readonly difference: Difference | undefined;
  /** What should have come and has not, so far. */
  readonly missing: Missing | undefined;
}

export function checkRoom(history: History, clientFrameBytes: number): RoomCheck {
  return new Check(observe(history, clientFrameBytes)).result;
}

/** What a member has said to another, or to all. */
interface Message {
  readonly sender: Connection;
  readonly said: Said;
  /** Among those of its sender. */
  readonly number: number;
  readonly kind: 'direct' | 'broadcast';
  readonly target: string;
  readonly text: string;
  /** Whether the room has surely taken it. */
  readonly fate: 'sure' | 'maybe' | 'never';
  readonly heardBy: Set<Connection>;
}

interface Delivery {
  readonly sender: string;
  readonly kind: 'direct' | 'broadcast';
  readonly text: string;
}

class Check {
  readonly #connections: readonly Connection[];
  readonly #names: Names;
  readonly #messages: Message[];
  readonly #byToken = new Map<string, Message>();
  /** The last of each sender's that somebody has heard. */
  readonly #lastHeard = new Map<Connection, Map<Connection, Message>>();
  #wrong: string | undefined;
  #difference: Difference | undefined;
  #missing: Missing | undefined;

  constructor(connections: readonly Connection[]) {
    this.#connections = connections;
    this.#names = new Names(connections);
    this.#messages = connections.flatMap(messagesOf);
    for (const message of this.#messages) this.#byToken.set(tokenOf(message.text), message);
    for (const connection of connections) this.#checkAnswers(connection);
    this.#wrong ??= this.#names.heldTwice();
    for (const connection of connections) this.#checkHeard(connection);
    for (const connection of connections) this.#checkLists(connection);
    for (const message of this.#messages) this.#checkMessage(message);
    this.#checkDepartures();
    for (const connection of connections) this.#checkEnd(connection);
  }

  get result(): RoomCheck {
    return { wrong: this.#wrong, difference: this.#difference, missing: this.#missing };
  }

  #fails(wrong: string, difference?: Difference): void {
    if (this.#wrong !== undefined) return;
    this.#wrong = `${wrong}.`;
    this.#difference = difference;
  }

  #misses(label: string, what: string): void {
    this.#missing ??= { label, what };
  }

  // Answers.

  #checkAnswers({ label, conversation, leavingAt }: Connection): void {
    if (conversation.wrong !== undefined) this.#fails(`${label} ${conversation.wrong}`);
    for (const said of conversation.said) {
      const { kind, refusal, answeredAt, from, text } = said;
      if (answeredAt === undefined) continue;
      if (refusal === 'taken' && this.#names.isSurelyFree(text, from, answeredAt)) {
        this.#fails(`${label} was refused the name '${text}', which nobody held`);
      }
      if (kind !== 'direct') continue;
      const target = targetOf(text);
      if (said.isToldNotFound && this.#names.isSurelyHeld(target, from, answeredAt)) {
        this.#fails(`${label} was told that '${target}' was not found, who was in the room all the time`);
      }
      if (!said.isToldNotFound && this.#names.isSurelyFree(target, from, answeredAt)) {
        this.#fails(`${label} was not told that nobody is named '${target}'`);
      }
    }
    const isStaying = leavingAt === Number.POSITIVE_INFINITY;
    if (isStaying && !conversation.isAnswered) this.#misses(label, 'the answer to a frame');
  }

  #checkEnd({ label, conversation, leavingAt, left, ended, hasSentBehindExit }: Connection): void {
    if (leavingAt === Number.POSITIVE_INFINITY) {
      if (ended !== undefined) this.#fails(`The target ended ${label}'s connection, who had not left`);
      return;
    }
    if (conversation.exitAt === undefined || left !== undefined) return;
    if (ended === undefined) this.#misses(label, 'the end of the stream behind its exit');
    else if (ended === 'reset') {
      // Who closes with something unread breaks off; what was behind the exit may be unread.
      if (!hasSentBehindExit) this.#fails(`The target broke ${label}'s connection off behind its exit`);
    } else if (!conversation.isAnswered)
      this.#fails(`The target ended ${label}'s connection without an answer to a frame before exit`);
  }

  #checkLists({ label, conversation }: Connection): void {
    for (const { names, isWhole, from, to, isOwn } of conversation.lists) {
      const listed = new Set(names);
      for (const name of this.#names.all) {
        const isListed = listed.has(name);
        if (isListed && names.indexOf(name) !== names.lastIndexOf(name))
          this.#fails(`${label} was told of '${name}' twice in one list`);
        if (isListed && this.#names.isSurelyFree(name, from, to)) {
          this.#fails(`${label} was told that '${name}' is a member, whom nobody is`);
        }
        const isMember = (isOwn && name === conversation.name) || this.#names.isSurelyHeld(name, from, to);
        if (!isListed && isWhole && isMember) this.#fails(`${label} was not told that '${name}' is a member`);
      }
    }
  }

  // What was heard.

  #checkHeard(connection: Connection): void {
    for (const heard of connection.heard) {
      if (this.#names.noticeOf(heard.payload) !== undefined) continue;
      const delivery = deliveryOf(heard.payload);
      if (delivery === undefined) this.#fails(`${connection.label} got a frame that means nothing here: ${shown(heard.payload)}`);
      else this.#checkDelivery(connection, heard, delivery);
    }
  }

  #checkDelivery(receiver: Connection, heard: Heard, { sender, kind, text }: Delivery): void {
    const message = this.#byToken.get(tokenOf(text));
    const { label } = receiver;
    if (message === undefined) {
      // Somebody else may be in the room; one of ours says only what we said.
      if (this.#names.all.has(sender))
        this.#fails(`${label} got a message from '${sender}', who never sent it: ${shown(heard.payload)}`);
      return;
    }
    const { said } = message;
    const what = `${label} got ${message.sender.label}'s message${shortOf(message)}`;
    if (!isNameOf(message.sender, sender)) this.#fails(`${what} as from '${sender}'`);
    if (kind !== message.kind) this.#fails(`${what} as if it was ${kind === 'direct' ? 'for one' : 'for all'}`);
    if (text !== message.text) this.#failsByText(receiver, heard, message, what);
    if (said.kind === 'behind-exit') this.#fails(`${what}, which was sent behind exit`);
    else if (message.fate === 'never') this.#fails(`${what}, which was refused`);
    if (message.heardBy.has(receiver)) this.#fails(`${what} twice`);
    message.heardBy.add(receiver);
    this.#checkAddressee(receiver, message, what);
    if (receiver === message.sender && said.answeredAt !== undefined && heard.at > said.answeredAt) {
      this.#fails(`${what}, its own, only behind the prompt`);
    }
    this.#checkOrder(receiver, message);
  }

  #failsByText({ label }: Connection, { payload }: Heard, { sender, kind, text }: Message, what: string): void {
    const front = `${sender.conversation.name ?? ''}${kind === 'direct' ? '$' : TO_ALL_LATIN1}`;
    const expected = [Buffer.from(`${front}${text}`, 'latin1')];
    this.#fails(`${what} with another text`, { actor: label, expected, actual: [payload] });
  }

  #checkAddressee(receiver: Connection, { kind, target, said, heardBy }: Message, what: string): void {
    const { answeredAt } = said;
    if (kind === 'broadcast') {
      // Those who have not registered may get it, too (CHAT-1.4.3).
      if (answeredAt !== undefined && receiver.conversation.connectingAt > answeredAt) {
        this.#fails(`${what}, which was said and answered before ${receiver.label} had come`);
      }
      return;
    }
    const claim = receiver.conversation.mayBeNamed.find(({ text }) => text === target);
    if (claim === undefined || (receiver.conversation.name ?? target) !== target)
      this.#fails(`${what}, which was for '${target}'`);
    else if (answeredAt !== undefined && claim.from > answeredAt) {
      this.#fails(`${what}, which was said and answered before ${receiver.label} had that name`);
    } else if (said.isToldNotFound) this.#fails(`${what}, whose sender was told that there is nobody of that name`);
    else if (heardBy.size > 1) this.#fails(`${what}, and somebody else got it, too`);
  }

  #checkOrder(receiver: Connection, message: Message): void {
    const bySender = this.#lastHeard.get(receiver) ?? new Map<Connection, Message>();
    this.#lastHeard.set(receiver, bySender);
    const last = bySender.get(message.sender);
    if (last === undefined || last.number < message.number) bySender.set(message.sender, message);
    else if (last !== message) {
      this.#fails(
        `${receiver.label} got ${message.sender.label}'s message${shortOf(message)} behind a later one${shortOf(last)}`,
      );
    }
  }

  // What should have been heard.

  #checkMessage(message: Message): void {
    const { sender, said, kind, target, fate, heardBy } = message;
    if (fate === 'never' || said.isToldNotFound) return;
    for (const receiver of this.#connections) {
      const { registeredAt, name } = receiver.conversation;
      if (heardBy.has(receiver) || registeredAt === undefined) continue;
      if (kind === 'direct' && name !== target) continue;
      // Who has registered is a member until its leaving begins; a sender is, by the time its message counts.
      if (receiver !== sender && registeredAt >= said.from) continue;
      const last = this.#lastHeard.get(receiver)?.get(sender);
      const what = `${sender.label}'s message to ${kind === 'direct' ? receiver.label : 'all'}${shortOf(message)}`;
      if (last !== undefined && last.number > message.number) {
        this.#fails(`${receiver.label} never got ${what}, but a later one of ${sender.label}'s${shortOf(last)}`);
      } else if (fate === 'sure' && receiver.leavingAt === Number.POSITIVE_INFINITY) this.#misses(receiver.label, what);
    }
  }

  #checkDepartures(): void {
    for (const receiver of this.#connections) {
      const isStaying = receiver.leavingAt === Number.POSITIVE_INFINITY;
      for (const name of this.#names.all) {
        const { told, toldTooOften, due } = this.#names.departuresTold(receiver, name);
        if (toldTooOften)
          this.#fails(`${receiver.label} was told ${timesOf(told)} that '${name}' had left, more often than anybody did`);
        if (isStaying && told < due) this.#misses(receiver.label, `the departure of '${name}'`);
      }
    }
  }
}

function messagesOf(sender: Connection): Message[] {
  return sender.conversation.said.flatMap((said, number) => {
    const { kind, text, answeredAt, refusal } = said;
    const isNever = kind === 'behind-exit' || refusal !== undefined;
    const target = text.includes(':') ? targetOf(text) : '';
    const message = text.includes(':') ? messageTextOf(text) : text;
    if (kind === 'exit' || kind === 'malformed' || (kind === 'claim' && refusal !== 'reserved')) return [];
    const fate = isNever ? 'never' : answeredAt === undefined ? 'maybe' : 'sure';
    const isBroadcast = target === '@all';
    return { sender, said, number, kind: isBroadcast ? 'broadcast' : 'direct', target, text: message, fate, heardBy: new Set() };
  });
}

const TO_ALL_LATIN1 = TO_ALL.toString('latin1');

function deliveryOf(payload: Buffer): Delivery | undefined {
  const frame = payload.toString('latin1');
  const dollar = frame.indexOf('$');
  const toAll = frame.indexOf(TO_ALL_LATIN1);
  if (dollar === -1 && toAll === -1) return undefined;
  const isDirect = toAll === -1 || (dollar !== -1 && dollar < toAll);
  return isDirect
    ? { kind: 'direct', sender: frame.slice(0, dollar), text: frame.slice(dollar + 1) }
    : { kind: 'broadcast', sender: frame.slice(0, toAll), text: frame.slice(toAll + TO_ALL_LATIN1.length) };
}

/** Behind exit, or with an answer that is not known, it may have asked for a name. */
function isNameOf({ conversation }: Connection, name: string): boolean {
  if (conversation.name !== undefined) return conversation.name === name;
  return conversation.mayBeNamed.some(({ text }) => text === name);
}

function tokenOf(text: string): string {
  return text.slice(0, TEXT_TOKEN_BYTES);
}

function shortOf({ text }: Message): string {
  return ` '${tokenOf(text)}${text.length > TEXT_TOKEN_BYTES ? '…' : ''}'`;
}

const SHOWN_BYTES = 60;

function shown(payload: Buffer): string {
  const text = payload.subarray(0, SHOWN_BYTES).toString();
  return JSON.stringify(payload.length > SHOWN_BYTES ? `${text}…` : text);
}

function timesOf(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
