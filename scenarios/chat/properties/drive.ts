// Plays a program in the room. At the end whoever is still a member says something to each of the others: what was to come before
// that and has not come is lost, and what was not to come has not. What may come by another way is waited for.

import type { PiecesOptions } from '../../../harness/client/pieces.ts';
import type { Scene } from '../../../harness/judge/scene.ts';
import { nameFor, type Talker } from '../cases/talker.ts';
import { checkRoom } from './check.ts';
import { Conversation } from './conversation.ts';
import { connecting } from './observe.ts';
import { type Act, PEOPLE, type Program, type Saying } from './program.ts';
import { clientFrameBytesOf, TEXT_TOKEN_BYTES } from './tokens.ts';

export interface RoomFacts {
  readonly clientFrameBytes: number;
}

export async function driveRoom(scene: Scene<Talker>, program: Program): Promise<RoomFacts> {
  const room = new Stage(scene);
  await room.plays(program);
  await room.settles();
  return { clientFrameBytes: room.clientFrameBytes };
}

/** One person, through all of their connections: one behind the other. */
interface Person {
  readonly label: string;
  visits: number;
  visitor: Visitor | undefined;
  /** What they are doing, and have been told to do. */
  busy: Promise<void>;
}

const SERVER_TEXT_BYTES_MAX = 1499;
/** In front of a delivered text: a name and, of a broadcast, a few words. */
const FRONT_BYTES_MAX = 32;
const MID_FRAME_BYTES = 12;
const GREETING_PATIENCES = 3;

/** At a cut: to look in the system's tables whether the piece before was read costs more than a whole program, again and again. */
const BRIEFLY: PiecesOptions = { unreadBytes: () => undefined, pauseMs: 1 };

class Stage {
  readonly clientFrameBytes: number;
  readonly #scene: Scene<Talker>;
  readonly #names: readonly string[];
  readonly #people: readonly Person[];
  readonly #visitors: Visitor[] = [];

  constructor(scene: Scene<Talker>) {
    this.#scene = scene;
    this.clientFrameBytes = clientFrameBytesOf(scene.framings.sends);
    this.#names = PEOPLE.map((label) => nameFor(scene, label));
    this.#people = PEOPLE.map((label) => ({ label, visits: 0, visitor: undefined, busy: Promise.resolve() }));
  }

  async plays(program: Program): Promise<void> {
    for (const act of program) {
      const person = this.#people[act.person];
      if (person === undefined) continue;
      const doing = person.busy.then(() => this.#does(person, act));
      person.busy = doing;
      // Whoever awaits it is told; nobody may, before the end.
      doing.catch(() => {});
      if (act.isAwaited) await doing;
    }
    await Promise.all(this.#people.map(({ busy }) => busy));
  }

  async settles(): Promise<void> {
    await Promise.all(this.#visitors.map((visitor) => visitor.isAnswered()));
    if (this.#isStuck) return;
    const members = this.#visitors.filter(({ isMember }) => isMember);
    const rounds = members.map((one, index) => {
      // What goes wrong once in so many times is not to fall on the same place whenever the program is run again.
      const again = index === 0 ? Array<Visitor>(this.#scene.chance.below(3)).fill(one) : [];
      return { one, others: [...members, ...again].map((other) => ({ other, token: this.#token() })) };
    });
    // One by one, each behind the prompt of the one before: the most ordinary exchange there is.
    await Promise.all(
      rounds.map(async ({ one, others }) => {
        for (const { other, token } of others) {
          await one.says([`${other.name}:${token}`]);
          await one.isAnswered();
        }
      }),
    );
    await Promise.all(
      members.map(async (member) => {
        const fences = rounds.flatMap(({ one, others }) =>
          others.flatMap(({ other, token }) => (other === member ? [Buffer.from(`${one.name}$${token}`)] : [])),
        );
        if (!(await member.hasHeard(fences))) return;
        for (const bytes of fences) this.#scene.record({ kind: 'fence', actor: member.label, bytes });
      }),
    );
    await this.#waitsForTheRest();
  }

  /** What a fence is no proof of: an end of stream, a departure, the last words of somebody who has left. */
  async #waitsForTheRest(): Promise<void> {
    const missing = () => checkRoom(this.#scene.history, this.clientFrameBytes).missing;
    for (let one = missing(); one !== undefined; one = missing()) {
      const { label, what } = one;
      const visitor = this.#visitors.find((other) => other.label === label);
      const isHere = await visitor?.talker.until(what, () => missing()?.label !== label);
      if (isHere !== true) return;
    }
  }

  /** Somebody waited in vain: that is all there is to know. */
  get #isStuck(): boolean {
    return this.#visitors.some(({ isStuck }) => isStuck);
  }

  async #does(person: Person, act: Act): Promise<void> {
    if (this.#isStuck) return;
    switch (act.kind) {
      case 'join':
        return await this.#joins(person, act);
      case 'say':
        return await this.#says(person, act);
      case 'leave':
        return await this.#leaves(person, act);
    }
  }

  async #joins(person: Person, { name, isAwaited }: Act & { readonly kind: 'join' }): Promise<void> {
    if (person.visitor?.isHere !== true) {
      person.visits++;
      const label = person.visits === 1 ? person.label : `${person.label} ${person.visits}`;
      const scene = this.#scene;
      scene.mark(connecting(label));
      person.visitor = new Visitor(scene.actor(label));
      this.#visitors.push(person.visitor);
      scene.require(await person.visitor.talker.connect(), `${label} could not connect`);
      scene.require(await person.visitor.isGreeted(), `${label} was not greeted`);
    }
    const { visitor } = person;
    if (visitor.said.length > 0) await visitor.isAnswered();
    if (visitor.isMember || !visitor.isHere) return;
    visitor.claims(this.#names[name] ?? person.label);
    if (isAwaited) await visitor.isAnswered();
  }

  /** What has no colon would be a claim of somebody who is not a member, and only members can say it. */
  async #says({ visitor }: Person, { sayings, cuts, isAwaited }: Act & { readonly kind: 'say' }): Promise<void> {
    if (visitor?.isHere !== true) return;
    const isForMembers = sayings.some(({ kind }) => kind === 'exit' || kind === 'malformed');
    if (isForMembers) await visitor.isAnswered();
    if (!visitor.isMember && (isForMembers || !visitor.isClaiming)) return;
    await visitor.says(
      sayings.map((saying) => this.#payloadOf(saying)),
      cuts,
    );
    if (isAwaited) await visitor.isAnswered();
  }

  async #leaves({ visitor }: Person, { how, isInMidFrame, isAwaited }: Act & { readonly kind: 'leave' }): Promise<void> {
    if (visitor?.isHere !== true) return;
    const { talker } = visitor;
    if (isInMidFrame) talker.sendBytes(Buffer.from(`@all:${this.#token()}`).subarray(0, MID_FRAME_BYTES));
    visitor.hasLeft = true;
    const leaving = how === 'half-close' ? undefined : talker[how]();
    if (how === 'half-close') talker.halfClose();
    if (isAwaited) await (leaving ?? talker.ends());
  }

  #payloadOf(saying: Saying): Uint8Array {
    switch (saying.kind) {
      case 'exit':
        return Buffer.from('exit');
      case 'malformed':
        return Buffer.from(MALFORMED[saying.how](this.#token()));
      case 'direct':
        return this.#message(this.#people[saying.to]?.visitor?.name || this.#nobody(), saying.text);
      case 'broadcast':
        return this.#message('@all', saying.text);
      case 'to-nobody':
        return this.#message(this.#nobody(), saying.text);
    }
  }

  /** The text is cut to what fits. */
  #message(target: string, text: Uint8Array): Uint8Array {
    const front = Buffer.from(`${target}:${this.#token()}`);
    const room = Math.min(this.clientFrameBytes - 1 - front.length, SERVER_TEXT_BYTES_MAX - FRONT_BYTES_MAX - TEXT_TOKEN_BYTES);
    return Buffer.concat([front, text.subarray(0, Math.max(0, room))]);
  }

  #nobody(): string {
    return `x${this.#scene.token(7)}`;
  }

  #token(): string {
    return this.#scene.token(TEXT_TOKEN_BYTES);
  }
}

const MALFORMED = {
  'no-colon': (token: string) => `word${token}`,
  'no-text': (token: string) => `${token}:`,
  'no-target': (token: string) => `:${token}`,
  'odd-target': (token: string) => `@a$l:${token}`,
} as const;

/** A connection to the room, with what has been answered on it so far. */
class Visitor {
  readonly talker: Talker;
  readonly said: string[] = [];
  /** The name that it has asked for last. */
  name = '';
  hasLeft = false;
  /** It has waited for an answer in vain. */
  isStuck = false;
  readonly #conversation = new Conversation(0);
  #taken = 0;

  constructor(talker: Talker) {
    this.talker = talker;
  }

  get label(): string {
    return this.talker.label;
  }

  /** It has not begun to leave, nor has the room put it out. */
  get isHere(): boolean {
    return !this.hasLeft && this.talker.isOpen && this.talker.ended === undefined;
  }

  get isMember(): boolean {
    this.#takes();
    return this.isHere && this.#conversation.registeredAt !== undefined;
  }

  get isClaiming(): boolean {
    this.#takes();
    return !this.#conversation.isQuiet;
  }

  claims(name: string): void {
    this.name = name;
    this.talker.name = name;
    this.says([Buffer.from(name)]);
  }

  async says(payloads: readonly (Uint8Array | string)[], cuts: readonly number[] = []): Promise<void> {
    const { talker } = this;
    for (const payload of payloads) {
      const bytes = Buffer.from(payload);
      this.said.push(bytes.toString('latin1'));
      this.#conversation.says(bytes, 0);
      if (this.#conversation.exitAt !== undefined) this.hasLeft = true;
    }
    const bytes = Buffer.concat(payloads.map((payload) => talker.encoded(payload)));
    const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].toSorted((one, other) => one - other);
    if (places.length === 0) talker.sendBytes(bytes);
    else await talker.sendInPieces(bytes, places, BRIEFLY);
  }

  /** Everything it has said is answered, or it was put out: waits for that. After `exit` its end is what is waited for. */
  async isAnswered(): Promise<void> {
    const { talker } = this;
    if (this.isStuck) return;
    if (this.#conversation.exitAt !== undefined) this.isStuck = (await talker.ends()) === undefined;
    else if (this.isHere) {
      const isOver = () => this.#isAnswered() || talker.ended !== undefined;
      this.isStuck = !(await talker.until('an answer', isOver)) && this.isHere;
    }
  }

  /** Or put out. A server that starts a process for whoever comes may take its time, when the machine has others to start. */
  isGreeted(): Promise<boolean> {
    const { talker } = this;
    const isOver = () => talker.framesReceived > 0 || talker.ended !== undefined;
    return talker.until('the greeting', isOver, GREETING_PATIENCES * talker.scene.patienceMs);
  }

  hasHeard(payloads: readonly Buffer[]): Promise<boolean> {
    let looked = 0;
    const awaited = new Set(payloads.map((payload) => payload.toString('latin1')));
    return this.talker.until('the fences', () => {
      const { frames } = this.talker;
      for (; looked < frames.length; looked++) awaited.delete(frames[looked]?.toString('latin1') ?? '');
      return awaited.size === 0;
    });
  }

  #isAnswered(): boolean {
    this.#takes();
    return this.#conversation.isQuiet;
  }

  #takes(): void {
    const { frames } = this.talker;
    for (; this.#taken < frames.length; this.#taken++) {
      const frame = frames[this.#taken];
      if (frame !== undefined) this.#conversation.hears(frame, 0);
    }
  }
}
