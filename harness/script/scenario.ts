// What people write: a dialect says how clients of a protocol speak, a scenario what they do to make load. Both are plain values.

import type { Framing } from '../wire/framing.ts';
import type { Seat } from './seat.ts';
import type { Speaker } from './speaker.ts';

export type ParamValue = number | string | boolean;
export type Params = Readonly<Record<string, ParamValue>>;

export interface Param {
  readonly summary: string;
  /** Its type is the parameter's. */
  readonly default: ParamValue;
  /** Of a number. */
  readonly min?: number;
  readonly max?: number;
  /** The words it may be. */
  readonly choices?: readonly string[];
}

export interface Framings {
  readonly sends: Framing;
  readonly receives: Framing;
}

export interface Dialect<S extends Speaker = Speaker> {
  readonly name: string;
  /** Where servers of the protocol listen when nobody says otherwise. */
  readonly port: number;
  /** Of both directions, or as the scenario's parameters say. */
  readonly framings: Framings | ((params: Params) => Framings);
  /** A client with the verbs of the protocol; a plain one without. */
  readonly speaker?: new (
    seat: Seat,
  ) => S;
  /** The words behind `harness serve` that start the reference server of this protocol, for a run without a target. */
  readonly reference?: readonly string[];
}

export interface Scenario<S extends Speaker = Speaker> {
  /** Built-in scenarios are called `dialect/what`; a file's own is called after the file. */
  readonly name?: string;
  /** One line: what it does and measures. */
  readonly summary: string;
  readonly dialect: Dialect<S>;
  readonly params?: Readonly<Record<string, Param>>;
  /** What the run is when the command line says nothing. */
  readonly defaults?: {
    readonly clients?: number;
    readonly durationMs?: number;
    readonly ratePerSecond?: number;
    readonly thinkMs?: number;
  };
  /** Thresholds that hold unless the command line has some on the same figure. */
  readonly thresholds?: readonly string[];
  /**
   * How many clients take turns, from the first: all when nothing is said. The plan's turns are shared out among them; to the
   * others `turn` says only that it is time to leave.
   */
  players?(params: Params, clients: number): number;
  /** What one client does, from its first connection to its last. */
  client(me: S): Promise<void>;
}

/** Gives the client of a scenario its type. */
export function defineScenario<S extends Speaker>(scenario: Scenario<S>): Scenario<S> {
  return scenario;
}

export function defineDialect<S extends Speaker = Speaker>(dialect: Dialect<S>): Dialect<S> {
  return dialect;
}
