// What a contract is made of: cases that judge one clause each, properties that hold for whatever clients do, and questions about
// what the contract leaves open.

import type { Arbitrary } from 'fast-check';
import type { Dialect } from '../script/scenario.ts';
import type { Actor } from './actor.ts';
import type { History } from './history.ts';
import type { Judgement } from './judgement.ts';
import type { ActorClass, Profile, Scene } from './scene.ts';

export const LEVELS = ['must', 'should', 'may'] as const;
export type Level = (typeof LEVELS)[number];

/** What a case can't do without. Where it is not to be had, the case does not apply. */
export const NEEDS = ['operator', 'process'] as const;
/** operator: somebody at the target's standard input and output. process: a process that can be looked at. */
export type Need = (typeof NEEDS)[number];

interface Rule {
  /** Permanent: `protocol/clause/what`. */
  readonly id: string;
  readonly level: Level;
  /** Such as CHAT-1.4.1. */
  readonly clause: string;
  /** What has to hold, in one sentence. */
  readonly rule: string;
  /** The faults of the reference server that this catches. */
  readonly kills: readonly string[];
  readonly needs?: readonly Need[];
  /** So many clients have to be served at once; one when nothing is said. Where the target serves fewer, the case does not apply. */
  readonly clients?: number;
  /** The model that the reference server has to be in, for the faults or the rule; any when nothing is said. */
  readonly models?: readonly string[];
  /** Of the client frame sizes of the contract, those that the case is for; all when nothing is said. */
  readonly clientFrames?: readonly number[];
  /** It takes clients one behind the other: where the target ends with its first client, it does not apply. */
  readonly isOfSeveralVisits?: true;
  /** Whoever takes longer is broken off. */
  readonly timeLimitMs?: number;
}

/** What a judge is given: what happened, and what the case says of it, as plain data. */
export interface View<F> {
  readonly history: History;
  readonly facts: F;
  readonly profile: Profile;
}

export interface Case<A extends Actor = Actor, F = unknown> extends Rule {
  /** Acts, and records. What it returns is what the judge has to know besides: names, tokens, numbers. */
  drive(scene: Scene<A>): Promise<F>;
  /** Judges the history, and looks at nothing else: stored histories can be judged again. */
  judge(view: View<F>): Judgement;
}

/** The same for whatever clients do: a program is plain data. */
export interface Property<A extends Actor = Actor, P = unknown, F = unknown> extends Rule {
  readonly programs: Arbitrary<P>;
  drive(scene: Scene<A>, program: P): Promise<F>;
  judge(view: View<F> & { readonly program: P }): Judgement;
  /** Programs that are a step simpler, the boldest steps first: fewer clients, then fewer acts, fewer cuts, fewer bytes. */
  simpler(program: P): Iterable<P>;
  /** The program as a person reads it, a line for each act. */
  describe(program: P): readonly string[];
}

/** Something that the contract leaves open. The answer is a word or a few, printed as the target's profile, and held to. */
export interface Question<A extends Actor = Actor> {
  /** Permanent, as a case's. */
  readonly id: string;
  readonly clause: string;
  readonly question: string;
  ask(scene: Scene<A>): Promise<string>;
}

/** What holds in any protocol, in groups: cases and properties that come with every contract. */
export const GENERIC_GROUPS = ['segmentation', 'robustness', 'lifecycle', 'fairness', 'resources'] as const;
export type GenericGroup = (typeof GENERIC_GROUPS)[number];

/** One message and the answer to it, for what holds in any protocol: that cuts change nothing, that whoever leaves disturbs nobody. */
export interface Exchange {
  readonly sends: Uint8Array | string;
  /** So many frames come of it; of a protocol without frames, so many bytes. */
  readonly answers: number;
}

export interface Exchanges {
  readonly greetings: number;
  readonly exchanges: readonly Exchange[];
}

export interface Contract<A extends Actor = Actor> {
  readonly dialect: Pick<Dialect, 'name' | 'port' | 'framings' | 'reference'>;
  /** One line. */
  readonly summary: string;
  readonly actor: ActorClass<A>;
  /** The sizes of client frames that there are, the usual one first; it is the parameter `clientFrameBytes` of the dialect's framings. */
  readonly clientFrames?: readonly number[];
  /** So many clients are served at once, and the next has to wait; without it there is no such limit. */
  readonly capacity?: number;
  /**
   * An ordinary conversation of one client, from connecting to leaving, that any right server takes part in; whether it did. It says
   * whether a target serves at all, and whether it still does after a case.
   */
  converse(actor: A): Promise<boolean>;
  /**
   * The messages of such a conversation, for the generic properties: `greetings` is what comes unasked on arrival, in frames or bytes.
   * Without it those properties are left out.
   */
  exchanges?(scene: Scene<A>): Exchanges;
  /** What `converse` can't do without, such as an operator. */
  readonly needs?: readonly Need[];
  /** The generic groups that have no meaning here, as where somebody has to answer whatever is sent. */
  readonly withoutGeneric?: readonly GenericGroup[];
  /** The clauses that say what a generic group judges; without one, the group's own name stands for it. */
  readonly genericClauses?: Readonly<Partial<Record<GenericGroup, string>>>;
  /** The faults of the reference server that generic cases and properties catch, by `group/what`. */
  readonly genericKills?: Readonly<Record<string, readonly string[]>>;
  /** A server of the protocol may end, with exit code 0, once its client has left: it is started again, and nothing is thought of it. */
  readonly endsWithItsClient?: true;
  readonly questions?: readonly Question<A>[];
  readonly cases: readonly Case<A>[];
  readonly properties?: readonly Property<A>[];
}

/** Gives a case the types of its actors and facts. */
export function defineCase<A extends Actor, F>(definition: Case<A, F>): Case<A> {
  // Its own facts are all that its judge is ever given.
  return definition as Case<A>;
}

export function defineProperty<A extends Actor, P, F>(definition: Property<A, P, F>): Property<A> {
  return definition as unknown as Property<A>;
}

/** A contract makes its own actors: what class they are of is nobody else's business. */
export function defineContract<A extends Actor>(contract: Contract<A>): Contract {
  return contract as unknown as Contract;
}
