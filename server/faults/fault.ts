// A fault: a named defect that the server can be told to have, so that a tester is tested. It replaces a step of a service by a
// wrong one; a server without faults is built of the steps themselves, and pays nothing for what it could be told.

import type { Clock } from '../../harness/clock.ts';
import type { Places } from '../models/places.ts';
import type { Model, ProtocolName } from '../protocols/protocols.ts';
import type { ServiceByProtocol } from '../protocols/services.ts';

/** What a fault can reach besides the service. */
export interface Surroundings {
  readonly clock: Clock;
  readonly places: Places;
  /** What stood behind the fault's name, or what the fault takes when nothing does. */
  readonly number: number;
  /** Ends the whole server as a fatal signal would. */
  die(cause: string): void;
  /** The server has ended: what a fault goes on doing by itself ends with it. */
  isOver(): boolean;
}

/** A number that may stand behind the name of a fault, as in `misroute=50`: a whole one from 1. */
export interface FaultNumber {
  /** When nothing is said. */
  readonly default: number;
  readonly max: number;
  /** What it says, as the end of a sentence: "stands once in how many times". */
  readonly says: string;
  /** The number as it is read: "once in 50". */
  readonly read: (number: number) => string;
}

export interface Fault<P extends ProtocolName = ProtocolName> {
  readonly name: string;
  readonly protocols: readonly P[];
  /** The clauses that it breaks; none when it only costs speed, which no clause speaks of. */
  readonly clauses: readonly string[];
  /** What the server does wrong, as a sentence. */
  readonly sentence: string;
  /** For those that happen now and then: once in how many times when nothing is said. */
  readonly onceIn?: number;
  /** What the number says of those that happen always, and more or less. */
  readonly number?: FaultNumber;
  /** The models that can have it; all when nothing is said. */
  readonly models?: readonly Model[];
  /** It is about the server as a whole, which several workers would each be for themselves. */
  readonly isOfOneWorker?: true;
  spoil(service: ServiceByProtocol[P], surroundings: Surroundings): void;
}

/** For what one client does to another by way of what the server keeps of both. */
export const MODELS_OF_ONE_LOOP: readonly Model[] = ['event', 'single'];

const ONCE_IN_MAX = 999_999_999;

/** Undefined when no number goes with it. */
export function numberOf({ onceIn, number }: Fault): FaultNumber | undefined {
  if (onceIn === undefined) return number;
  return {
    default: onceIn,
    max: ONCE_IN_MAX,
    says: 'once in how many times',
    read: (times) => `once in ${times.toLocaleString('en')}`,
  };
}

/** True once in so many calls: at the last of each so many. */
export function nowAndThen(onceIn: number): () => boolean {
  let calls = 0;
  return () => {
    calls = (calls + 1) % onceIn;
    return calls === 0;
  };
}

export function chatFault(fault: Omit<Fault<'chat'>, 'protocols'>): Fault<'chat'> {
  return { ...fault, protocols: ['chat'] };
}
