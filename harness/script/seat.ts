// What a speaker needs of the run that it takes part in. The crew of an agent gives it a seat; a test can give it another.

import type { Traffic } from '../client/traffic.ts';
import type { Recorder } from '../record/op-recorder.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { Transport } from '../transport/transport.ts';
import type { Framings, Params } from './scenario.ts';
import type { Speaker } from './speaker.ts';

/** What all clients of an agent share. */
export interface Stage {
  readonly transport: Transport;
  readonly to: Endpoint;
  /** Of the whole run. */
  readonly clients: number;
  /** Those of them that take turns: the first. */
  readonly players: number;
  /** Whether all clients are there from the first turn to the last, as the plan has it. */
  readonly isSteady: boolean;
  /** Told apart by it: messages of this run and of another. */
  readonly run: number;
  readonly seed: number;
  readonly params: Params;
  readonly framings: Framings;
  readonly timeoutMs: number;
  /** Whether deliveries are checked. */
  readonly isChecking: boolean;
  readonly recorder: Recorder;
  readonly traffic: Traffic;
  /** When the first turn is due; Infinity before that is known. */
  readonly startUs: number;
  /** Whether the plan has begun. */
  readonly hasStarted: boolean;
  /** Whether nobody is to begin anything any more. */
  readonly isStopping: boolean;
  /** Whether everybody has had the last turn, and farewells are said. */
  readonly isLeaving: boolean;
  /** Whether everything is to end now, in whatever state it is. */
  readonly isAborting: boolean;
  /** Waits until another attempt to connect may be under way. */
  connecting(): Promise<void> | undefined;
  connected(): void;
  /** A local end to connect from; undefined: the system may choose. */
  takeSource(): Endpoint | undefined;
  /** The same when the system has no port left; undefined: there is none to be had either. */
  takeSpareSource(): Endpoint | undefined;
  giveBackSource(source: Endpoint): void;
  /** Waits until the speaker's next turn is due, and tells the speaker when that was; false: there is none any more. */
  turn(speaker: Speaker): Promise<boolean>;
  /** The speaker's script is heard of again: it has a connection, or has lost one. */
  isActive(change: 1 | -1): void;
}

export interface Seat {
  readonly stage: Stage;
  /** Among all clients of the run, from 0. */
  readonly index: number;
  /** Among those of its crew, from 0. */
  readonly place: number;
}
