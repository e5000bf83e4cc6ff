// An exchange in memory, under a clock that is injected. It loses what it is told to lose: packets by chance, all of somebody who
// is cut off, and the time of somebody who is frozen.

import { type Chance, seededChance } from '../../chance.ts';
import { type Clock, type Timer, TimerQueue } from '../../clock.ts';
import { HarnessError } from '../../errors.ts';
import type { Carrier, Exchange, Subscription } from './exchange.ts';
import { bytesOfValue, valueOfBytes } from './plain-values.ts';

export interface MemoryHubOptions {
  /** In thousandths: of carriers' packets, so many are lost, come twice, or come later than the next. */
  readonly lost?: number;
  readonly doubled?: number;
  readonly late?: number;
  readonly chance?: Chance;
  readonly delayUs?: number;
  readonly bytesMax?: number;
}

/** What several exchanges share: the broker, and the network between. */
export class MemoryHub {
  readonly clock: Clock;
  /** A broker may come back as another that takes less. */
  bytesMax: number;
  /** Packets and questions that were let through. */
  carried = 0;
  inboxes = 0;
  readonly #options: MemoryHubOptions;
  readonly #chance: Chance;
  readonly #delayUs: number;
  readonly #members = new Map<string, Member>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(clock: Clock, options: MemoryHubOptions = {}) {
    this.clock = clock;
    this.#options = options;
    this.#chance = options.chance ?? seededChance(1);
    this.#delayUs = options.delayUs ?? 100;
    this.bytesMax = options.bytesMax ?? 64 * 1024;
  }

  /** Of one machine: what is done to the name is done to all exchanges that have it. */
  exchange(name: string): Exchange {
    return new MemoryExchange(this, this.member(name));
  }

  /** The clock of one that can be frozen: its timers wait meanwhile. */
  clockOf(name: string): Clock {
    const member = this.member(name);
    return {
      nowUs: () => this.clock.nowUs(),
      at: (dueUs, act) => this.clock.at(dueUs, () => member.whenAwake(act, 'timer')),
    };
  }

  /** Nothing gets there, and nothing from there to others; it is told, as one is whose connection breaks. */
  cut(name: string): void {
    const member = this.member(name);
    if (member.isCut) return;
    member.isCut = true;
    for (const exchange of member.exchanges) exchange.tellConnected(false);
  }

  mend(name: string): void {
    const member = this.member(name);
    if (!member.isCut) return;
    member.isCut = false;
    for (const exchange of member.exchanges) exchange.tellConnected(true);
  }

  /** It stands still, as by SIGSTOP: what is sent there waits. */
  freeze(name: string): void {
    this.member(name).isFrozen = true;
  }

  thaw(name: string): void {
    this.member(name).thaw();
  }

  member(name: string): Member {
    const known = this.#members.get(name) ?? new Member();
    this.#members.set(name, known);
    return known;
  }

  listen(subject: string, listener: Listener): Subscription {
    const there = this.#listeners.get(subject) ?? new Set();
    this.#listeners.set(subject, there);
    there.add(listener);
    return { end: () => void there.delete(listener) };
  }

  isHeardBySomebody(subject: string): boolean {
    return (this.#listeners.get(subject)?.size ?? 0) > 0;
  }

  publish(from: Member, subject: string, bytes: Uint8Array, reply = '', isPacket = false): void {
    if (from.isCut) return;
    for (const listener of this.#listeners.get(subject) ?? []) {
      if (listener.member.isCut || (isPacket && this.#happens(this.#options.lost))) continue;
      this.#deliver(listener, bytes, reply, isPacket);
      if (isPacket && this.#happens(this.#options.doubled)) this.#deliver(listener, bytes, reply, isPacket);
    }
  }

  #deliver(listener: Listener, bytes: Uint8Array, reply: string, isPacket: boolean): void {
    const lateUs = isPacket && this.#happens(this.#options.late) ? this.#chance.below(20 * this.#delayUs) : 0;
    const copy = bytes.slice();
    this.clock.at(this.clock.nowUs() + this.#delayUs + lateUs, () => {
      if (listener.member.isCut) return;
      this.carried++;
      listener.member.whenAwake(() => listener.hear(copy, reply));
    });
  }

  #happens(thousandths = 0): boolean {
    return thousandths > 0 && this.#chance.below(1000) < thousandths;
  }
}

interface Listener {
  readonly member: Member;
  hear(bytes: Uint8Array, reply: string): void;
}

class Member {
  isCut = false;
  isFrozen = false;
  readonly exchanges = new Set<MemoryExchange>();
  #asleep: { readonly kind: Awaited; readonly act: () => void }[] = [];

  whenAwake(act: () => void, kind: Awaited = 'message'): void {
    if (this.isFrozen) this.#asleep.push({ kind, act });
    else act();
  }

  /** Whoever wakes sees first which timers are overdue, and then what has come: so does node's loop. */
  thaw(): void {
    this.isFrozen = false;
    const acts = this.#asleep;
    this.#asleep = [];
    for (const awaited of ['timer', 'message'] as const) {
      for (const { kind, act } of acts) if (kind === awaited) this.whenAwake(act, kind);
    }
  }
}

type Awaited = 'timer' | 'message';

class MemoryExchange implements Exchange {
  onConnected: (isConnected: boolean) => void = () => {};
  onTrouble: (sentence: string) => void = () => {};
  readonly #hub: MemoryHub;
  readonly #member: Member;
  readonly #carriers = new Set<MemoryCarrier>();
  readonly #subscriptions = new Set<Subscription>();
  #isClosed = false;

  constructor(hub: MemoryHub, member: Member) {
    this.#hub = hub;
    this.#member = member;
    member.exchanges.add(this);
  }

  answer(subject: string, respond: (question: unknown) => unknown): Subscription {
    return this.#listen(subject, (bytes, reply) => {
      const answer = respond(valueOfBytes(bytes));
      if (answer !== undefined) this.#hub.publish(this.#member, reply, bytesOfValue(answer));
    });
  }

  ask(subject: string, question: unknown, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        inbox.end();
        patience.cancel();
        reject(new HarnessError('nats-unreachable', `${subject} gave no answer: ${why}.`));
      };
      const patience = this.#later(timeoutMs, () => fail(`none came within ${timeoutMs} ms`));
      const inbox = this.#inbox((answer) => {
        inbox.end();
        patience.cancel();
        resolve(answer);
      });
      if (this.#isClosed || (!this.#member.isCut && !this.#hub.isHeardBySomebody(subject))) {
        this.#later(0, () => fail('nobody listens there'));
      } else {
        this.#hub.publish(this.#member, subject, bytesOfValue(question), inbox.subject);
      }
    });
  }

  askAll(subject: string, question: unknown, waitMs: number): Promise<unknown[]> {
    return new Promise((resolve) => {
      const answers: unknown[] = [];
      const inbox = this.#inbox((answer) => answers.push(answer));
      this.#hub.publish(this.#member, subject, bytesOfValue(question), inbox.subject);
      this.#later(waitMs, () => {
        inbox.end();
        resolve(answers);
      });
    });
  }

  carrier({ sends, hears }: { readonly sends: string; readonly hears: string }): Carrier {
    const carrier = new MemoryCarrier(this.#hub, this.#member, sends);
    const subscription = this.#listen(hears, (bytes) => carrier.onPacket(bytes));
    carrier.close = () => {
      subscription.end();
      this.#carriers.delete(carrier);
    };
    this.#carriers.add(carrier);
    return carrier;
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#member.exchanges.delete(this);
    for (const subscription of this.#subscriptions) subscription.end();
    for (const carrier of this.#carriers) carrier.send = () => {};
    return Promise.resolve();
  }

  tellConnected(isConnected: boolean): void {
    this.#hub.clock.at(this.#hub.clock.nowUs(), () =>
      this.#member.whenAwake(() => {
        if (this.#isClosed) return;
        this.onConnected(isConnected);
        if (isConnected) for (const { onRestored } of this.#carriers) onRestored();
      }),
    );
  }

  #inbox(hear: (answer: unknown) => void): Subscription & { readonly subject: string } {
    const subject = `inbox.${this.#hub.inboxes++}`;
    const { end } = this.#listen(subject, (bytes) => hear(valueOfBytes(bytes)));
    return { subject, end };
  }

  #listen(subject: string, hear: Listener['hear']): Subscription {
    const inner = this.#hub.listen(subject, { member: this.#member, hear });
    const subscription = {
      end: () => {
        inner.end();
        this.#subscriptions.delete(subscription);
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  #later(ms: number, act: () => void): Timer {
    return this.#hub.clock.at(this.#hub.clock.nowUs() + ms * 1000, () => this.#member.whenAwake(act));
  }
}

class MemoryCarrier implements Carrier {
  onPacket: (packet: Uint8Array) => void = () => {};
  onRestored: () => void = () => {};
  close: () => void = () => {};
  readonly #hub: MemoryHub;
  readonly #member: Member;
  readonly #subject: string;

  constructor(hub: MemoryHub, member: Member, subject: string) {
    this.#hub = hub;
    this.#member = member;
    this.#subject = subject;
  }

  get bytesMax(): number {
    return this.#hub.bytesMax;
  }

  send(packet: Uint8Array): void {
    if (packet.length > this.bytesMax) throw new Error(`a packet of ${packet.length} bytes is longer than ${this.bytesMax}`);
    this.#hub.publish(this.#member, this.#subject, packet, '', true);
  }
}

/** A clock that jumps from one timer to the next, for tests that await nothing. */
export class JumpClock implements Clock {
  readonly #timers = new TimerQueue();
  #nowUs = 0;

  /** Timers that are still to come. */
  get waiting(): number {
    return this.#timers.size;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  at(dueUs: number, act: () => void): Timer {
    return this.#timers.add(dueUs, act);
  }

  /** Until that time, or as soon as `isDone`; returns whether it is. */
  run(untilUs: number, isDone: () => boolean = () => false): boolean {
    while (!isDone()) {
      const dueUs = this.#timers.nextDueUs;
      if (dueUs > untilUs) {
        this.#nowUs = Math.max(this.#nowUs, untilUs);
        return false;
      }
      this.#nowUs = Math.max(this.#nowUs, dueUs);
      this.#timers.runFirst();
    }
    return true;
  }
}
