// Where a case plays: its actors, the target, the operator, and the history that all of them write. A scene is for one case, and
// leaves nothing open.

import { type Chance, seededChance } from '../chance.ts';
import { type Clock, type Timer, wait, waitAtMost } from '../clock.ts';
import type { Usage } from '../record/record.ts';
import type { Framings } from '../script/scenario.ts';
import type { Actor, ActorOptions } from './actor.ts';
import type { Happening, History, HistoryEvent } from './history.ts';
import type { Target } from './target.ts';

export interface SceneOptions<A extends Actor = Actor> {
  readonly target: Target;
  readonly framings: Framings;
  readonly actor: ActorClass<A>;
  /** So many clients are served at once; Infinity where there is no limit. */
  readonly capacity: number;
  readonly seed: number;
  /** Of all scenes of a run, so that names and tokens are never used twice. */
  readonly number: number;
  /** The target's choices where the contract leaves some, by the id of the question. */
  readonly profile: Profile;
  /** What is kept from one case of a run to the next. */
  readonly memory: Map<string, unknown>;
  /** How long to wait for what should come. */
  readonly patienceMs: number;
}

export type ActorClass<A extends Actor> = new (scene: Scene, options: ActorOptions) => A;
export type Profile = Readonly<Record<string, string>>;

/** The stage was not set: nothing is said of the rule, because it never came to that. */
export class NotSetUp extends Error {}

/** So many actors' connections are ended at once at most. */
const RELEASE_PATIENCE_US = 2_000_000;

export class Scene<A extends Actor = Actor> {
  readonly target: Target;
  readonly clock: Clock;
  readonly framings: Framings;
  readonly capacity: number;
  readonly profile: Profile;
  readonly memory: Map<string, unknown>;
  readonly patienceMs: number;
  readonly chance: Chance;
  /** Nobody waits any more. */
  isOver = false;
  /** Every token that was given in this scene, in order: what differs between two conversations that are the same otherwise. */
  readonly tokens: string[] = [];

  readonly #makeActor: (options: ActorOptions) => A;
  readonly #number: number;
  readonly #seed: number;
  readonly #actors = new Map<string, A>();
  readonly #events: HistoryEvent[] = [];
  readonly #beganUs: number;
  readonly #operator: SceneOperator | undefined;
  #tokens = 0;

  constructor(options: SceneOptions<A>) {
    const { target, framings, actor, capacity, seed, number, profile, memory, patienceMs } = options;
    this.target = target;
    this.clock = target.transport.clock;
    this.framings = framings;
    this.capacity = capacity;
    this.profile = profile;
    this.memory = memory;
    this.patienceMs = patienceMs;
    this.chance = seededChance(seed ^ Math.imul(number + 1, 0x9e3779b1));
    this.#makeActor = (actorOptions) => new actor(this, actorOptions);
    this.#number = number;
    this.#seed = seed;
    this.#beganUs = this.clock.nowUs();
    if (target.operator !== undefined) this.#operator = new SceneOperator(this, target.operator);
  }

  get history(): History {
    return this.#events;
  }

  get actors(): readonly A[] {
    return [...this.#actors.values()];
  }

  /** Those that were ever made. */
  get actorCount(): number {
    return this.#actors.size;
  }

  // What a case asks.

  /** Somebody who has not connected yet. */
  actor(label: string, options: { readonly isKept?: boolean } = {}): A {
    if (this.#actors.has(label)) throw new Error(`There is an actor '${label}' in this case already.`);
    const one = this.#makeActor({ label, ...this.framings, ...options });
    this.#actors.set(label, one);
    return one;
  }

  /** Somebody who has connected, or the case is not set up. */
  async connected(label: string, options: { readonly isKept?: boolean } = {}): Promise<A> {
    const one = this.actor(label, options);
    const isConnected = await one.connect();
    const failed = this.#events.findLast((event) => event.kind === 'not-connected');
    this.require(isConnected, `${label} could not connect${failed?.kind === 'not-connected' ? `: ${failed.how}` : ''}`);
    return one;
  }

  /** Without it there is nothing to judge. */
  require(holds: boolean, otherwise: string): void {
    if (!holds) throw new NotSetUp(otherwise);
  }

  /** From here on, or until here: judges ask for what lies between marks. */
  mark(name: string): void {
    this.record({ kind: 'mark', name });
  }

  /** What has to have happened for a pass to mean anything, such as that every cut was proved. */
  goal(name: string, isReached: boolean): void {
    this.record({ kind: 'goal', name, isReached });
  }

  /** Letters and figures that nobody has used in this run, nor, most likely, in another; from 3 bytes on. */
  token(bytes = 6): string {
    const one = this.#number * TOKENS_PER_SCENE + this.#tokens++;
    // The factor has no divisor in common with 36, so that different numbers make different tokens.
    const space = 36 ** bytes;
    const mixed = (BigInt(one) * 2_862_933_555_777_941_759n + BigInt(this.#seed) * 40_503n) % BigInt(space);
    const token = mixed.toString(36).padStart(bytes, '0');
    this.tokens.push(token);
    return token;
  }

  /** Lets time pass: only where waiting itself is the matter. */
  pause(ms: number): Promise<void> {
    return wait(this.clock, ms * 1000);
  }

  /** Who types at the target's terminal; without one the case does not apply. */
  get operator(): SceneOperator {
    if (this.#operator === undefined) throw new Error('This case asks for an operator: say so among its `needs`.');
    return this.#operator;
  }

  /** What the target's process uses now, where that can be seen. */
  look(): Usage | undefined {
    return this.target.look();
  }

  // For actors, and for whoever runs the case.

  record(happening: Happening): void {
    if (this.isOver) return;
    this.#events.push({ ...happening, atUs: this.clock.nowUs() - this.#beganUs });
  }

  /** Nobody waits any more: what the case would have done next it never does. */
  giveUp(): void {
    this.isOver = true;
    for (const actor of this.#actors.values()) actor.giveUp();
    this.#operator?.giveUp();
  }

  /** Nothing stays open. */
  async release(): Promise<void> {
    this.giveUp();
    this.#operator?.release();
    await waitAtMost(this.clock, RELEASE_PATIENCE_US, Promise.all(this.actors.map((actor) => actor.release())));
    await Promise.all(this.actors.map((actor) => actor.reset()));
  }
}

const TOKENS_PER_SCENE = 1_000_000;

/** The operator in one case: what is typed and printed stands in its history. */
export class SceneOperator {
  readonly #scene: Pick<Scene, 'record' | 'clock' | 'patienceMs' | 'isOver'>;
  readonly #operator: NonNullable<Target['operator']>;
  readonly #printed: Buffer[] = [];
  #joined: Buffer | undefined;
  /** How much the target has printed in this case. */
  printedBytes = 0;
  #readTo = 0;
  #waiting: { readonly look: () => void; readonly patience: Timer }[] = [];

  constructor(scene: Pick<Scene, 'record' | 'clock' | 'patienceMs' | 'isOver'>, operator: NonNullable<Target['operator']>) {
    this.#scene = scene;
    this.#operator = operator;
    operator.onPrinted = (bytes) => {
      scene.record({ kind: 'printed', bytes: Uint8Array.from(bytes) });
      this.#printed.push(Buffer.from(bytes));
      this.printedBytes += bytes.length;
      this.#joined = undefined;
      this.#look();
    };
  }

  /** Everything the target has printed in this case. */
  get printed(): Buffer {
    this.#joined ??= Buffer.concat(this.#printed);
    return this.#joined;
  }

  /** One line, with its end. */
  types(line: Uint8Array | string): void {
    this.typesBytes(Buffer.concat([Buffer.from(line), Buffer.of(0x0a)]));
  }

  typesBytes(bytes: Uint8Array): void {
    this.#scene.record({ kind: 'typed', bytes: Uint8Array.from(bytes) });
    this.#operator.type(bytes);
  }

  /** Waits until that has been printed behind what was read before; whether it has in time. */
  async reads(text: Uint8Array | string, patienceMs?: number): Promise<boolean> {
    const bytes = Buffer.from(text);
    let found = -1;
    await this.until(
      `${JSON.stringify(bytes.toString())} to be printed`,
      () => {
        found = this.printed.indexOf(bytes, this.#readTo);
        return found !== -1;
      },
      patienceMs,
    );
    if (found !== -1) this.#readTo = found + bytes.length;
    return found !== -1;
  }

  /** Like an actor's: looked at whenever something was printed. */
  until(what: string, holds: () => boolean, patienceMs = this.#scene.patienceMs): Promise<boolean> {
    const { clock } = this.#scene;
    if (this.#scene.isOver) return new Promise(() => {});
    if (holds()) return Promise.resolve(true);
    const beganUs = clock.nowUs();
    return new Promise((resolve) => {
      const end = (outcome: boolean): void => {
        waiting.patience.cancel();
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        if (!outcome) this.#scene.record({ kind: 'waited', actor: 'operator', ms: (clock.nowUs() - beganUs) / 1000, what });
        resolve(outcome);
      };
      const waiting = {
        look: () => {
          if (holds()) end(true);
        },
        patience: clock.at(beganUs + patienceMs * 1000, () => end(holds())),
      };
      this.#waiting.push(waiting);
    });
  }

  giveUp(): void {
    for (const { patience } of this.#waiting.splice(0)) patience.cancel();
  }

  release(): void {
    this.#operator.onPrinted = undefined;
  }

  #look(): void {
    for (const { look } of [...this.#waiting]) look();
  }
}
