// One connection to the room as its protocol sees it: what it has said, frame by frame, and which answer belongs to what. The room
// answers each client in turn (CHAT-1.2.2, 1.3.1), so what it sends to a client about its own frames can be laid beside them; what
// others cause may stand anywhere between.

import { ARRIVED, FORMAT_WRONG, HELP, MEMBERS, NAME_TAKEN, NOT_FOUND, PLEASE_REGISTER, REGISTERED, YOUR_NAME } from '../texts.ts';

const COMMA = Buffer.from('、').toString('latin1');
const NAME_RESERVED = Buffer.from("该昵称使用了非法字符'@'或':'，请重新输入昵称");

const RESERVED = /[@$:]/;

/** All texts are latin1: a character is a byte. */
export interface Said {
  readonly text: string;
  /** When its first byte was sent. */
  readonly from: number;
  /** As the room has to take it, once that is known. */
  kind: 'unknown' | 'claim' | 'direct' | 'broadcast' | 'malformed' | 'exit' | 'behind-exit';
  /** When the last frame of its answer was read. */
  answeredAt: number | undefined;
  refusal: 'taken' | 'reserved' | undefined;
  isToldNotFound: boolean;
  isToldMalformed: boolean;
}

/** A member list, and when the room can have made it. */
export interface Listed {
  readonly names: readonly string[];
  /** The list does not end with `…`. */
  readonly isWhole: boolean;
  readonly from: number;
  readonly to: number;
  readonly isOwn: boolean;
}

type Own = 'greeting' | 'registered' | 'taken' | 'reserved' | 'your-name' | 'members' | 'help' | 'format-wrong' | 'not-found';

export class Conversation {
  readonly said: Said[] = [];
  readonly lists: Listed[] = [];
  readonly connectingAt: number;
  greetedAt: number | undefined;
  name: string | undefined;
  registeredAt: number | undefined;
  /** When `exit` was sent, to a room that this client was in. */
  exitAt: number | undefined;
  /** The first thing that is wrong with the answers, in words that follow the client's label. */
  wrong: string | undefined;
  /** Of `said`, so many have had all of their answer. */
  #answered = 0;
  #prompt: 'your-name' | 'members' | 'help' = 'your-name';

  constructor(connectingAt: number) {
    this.connectingAt = connectingAt;
  }

  get isQuiet(): boolean {
    if (this.wrong !== undefined) return true;
    return this.greetedAt !== undefined && (this.exitAt !== undefined || this.#answered === this.said.length);
  }

  /** Whether everything before `exit`, or everything, is answered. */
  get isAnswered(): boolean {
    const next = this.said[this.#answered];
    return this.greetedAt !== undefined && (next === undefined || next.text === 'exit');
  }

  /** The claims that were not refused, as far as is known. */
  get mayBeNamed(): readonly Said[] {
    const isOpen = (kind: Said['kind']) => kind === 'claim' || kind === 'unknown';
    return this.said.filter(({ kind, refusal, text }) => refusal === undefined && isOpen(kind) && !RESERVED.test(text));
  }

  says(payload: Uint8Array, at: number): void {
    const one: Said = {
      text: Buffer.from(payload).toString('latin1'),
      from: at,
      kind: 'unknown',
      answeredAt: undefined,
      refusal: undefined,
      isToldNotFound: false,
      isToldMalformed: false,
    };
    if (this.exitAt !== undefined) one.kind = 'behind-exit';
    else if (one.text === 'exit') {
      this.exitAt = at;
      one.kind = 'exit';
    }
    this.said.push(one);
    if (this.registeredAt !== undefined) this.#classify(one);
  }

  /** Whether it is an answer, or something about this client alone. */
  hears(payload: Buffer, at: number): boolean {
    const own = ownKindOf(payload);
    if (own === undefined) return false;
    if (this.wrong === undefined) this.#takes(own, payload, at);
    return true;
  }

  #takes(own: Own, payload: Buffer, at: number): void {
    if (own === 'greeting') {
      if (this.greetedAt !== undefined) {
        this.#fails('was greeted again');
        return;
      }
      this.greetedAt = at;
      this.#lists(payload.subarray(ARRIVED.length, payload.length - PLEASE_REGISTER.length), this.connectingAt, at, false);
      return;
    }
    if (this.greetedAt === undefined) {
      this.#fails(`was told '${own}' before it was greeted`);
      return;
    }
    const said = this.said[this.#answered];
    if (said === undefined) {
      this.#fails(`was told '${own}' though nothing that it had sent was unanswered`);
      return;
    }
    if (said.kind === 'exit') {
      this.#fails(`was told '${own}' behind its exit`);
      return;
    }
    if (this.registeredAt === undefined) this.#takesOfClaim(own, said, at);
    else this.#takesOfMember(own, said, payload, at);
  }

  #takesOfClaim(own: Own, said: Said, at: number): void {
    const isReserved = RESERVED.test(said.text);
    if (own === 'registered') {
      if (isReserved) {
        this.#fails(`was given the name '${said.text}', which has a reserved character`);
        return;
      }
      this.name = said.text;
      this.registeredAt = at;
      said.kind = 'claim';
      for (const behind of this.said.slice(this.#answered + 1)) this.#classify(behind);
    } else if (own === 'taken' || own === 'reserved') {
      if (isReserved !== (own === 'reserved')) {
        this.#fails(`asked for '${said.text}' and was told '${own}'`);
        return;
      }
      said.kind = 'claim';
      said.refusal = own;
      said.answeredAt = at;
      this.#answered++;
    } else this.#fails(`asked for a name and was told '${own}'`);
  }

  #takesOfMember(own: Own, said: Said, payload: Buffer, at: number): void {
    const isFirst = this.#prompt === 'your-name' && !said.isToldMalformed && !said.isToldNotFound;
    if (own === 'format-wrong' && isFirst && said.kind === 'malformed') said.isToldMalformed = true;
    else if (own === 'not-found' && isFirst && said.kind === 'direct') {
      if (payload.toString('latin1') !== `${NOT_FOUND.toString('latin1')}${targetOf(said.text)}${USER}`) {
        this.#fails(`was told that somebody else than '${targetOf(said.text)}' was not found`);
        return;
      }
      said.isToldNotFound = true;
    } else if (own !== this.#prompt) this.#fails(`was told '${own}' where '${this.#prompt}' was due`);
    else if (own === 'your-name') {
      if (said.kind === 'malformed' && !said.isToldMalformed) {
        this.#fails('was not told of a wrong format');
        return;
      }
      if (payload.subarray(YOUR_NAME.length).toString('latin1') !== this.name) {
        this.#fails('was prompted by a wrong name');
        return;
      }
      this.#prompt = 'members';
    } else if (own === 'members') {
      this.#lists(payload.subarray(MEMBERS.length), said.from, at, true);
      this.#prompt = 'help';
    } else {
      said.answeredAt = at;
      this.#answered++;
      this.#prompt = 'your-name';
    }
  }

  /** What a frame is depends on whether its sender is a member by then: those behind an accepted claim are messages. */
  #classify(said: Said): void {
    if (said.kind !== 'unknown') return;
    said.kind = messageKindOf(said.text);
  }

  #lists(list: Buffer, from: number, to: number, isOwn: boolean): void {
    const names = list.length === 0 ? [] : list.toString('latin1').split(COMMA);
    this.lists.push({ names, isWhole: !list.toString().endsWith('…'), from, to, isOwn });
  }

  #fails(wrong: string): void {
    this.wrong = wrong;
  }
}

const USER = Buffer.from(' 用户').toString('latin1');

export function targetOf(text: string): string {
  return text.slice(0, text.indexOf(':'));
}

export function messageTextOf(text: string): string {
  return text.slice(text.indexOf(':') + 1);
}

function messageKindOf(text: string): 'direct' | 'broadcast' | 'malformed' {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) return 'malformed';
  const target = text.slice(0, colon);
  if (target === '@all') return 'broadcast';
  return /[@$]/.test(target) ? 'malformed' : 'direct';
}

function ownKindOf(payload: Buffer): Own | undefined {
  if (payload.equals(REGISTERED)) return 'registered';
  if (payload.equals(HELP)) return 'help';
  if (payload.equals(FORMAT_WRONG)) return 'format-wrong';
  if (payload.equals(NAME_TAKEN)) return 'taken';
  if (payload.equals(NAME_RESERVED)) return 'reserved';
  if (beginsWith(payload, YOUR_NAME)) return 'your-name';
  if (beginsWith(payload, MEMBERS)) return 'members';
  if (beginsWith(payload, ARRIVED)) return 'greeting';
  if (beginsWith(payload, NOT_FOUND)) return 'not-found';
  return undefined;
}

function beginsWith(payload: Buffer, beginning: Buffer): boolean {
  return payload.subarray(0, beginning.length).equals(beginning);
}
