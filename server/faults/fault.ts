// A fault: a named defect that the server can be told to have, so that a tester is tested. It replaces a step of a service by a
// wrong one; a server without faults is built of the steps themselves, and pays nothing for what it could be told.

import type { Clock } from '../../harness/clock.ts';
import type { Places } from '../models/places.ts';
import type { Model, ProtocolName, ServiceByProtocol } from '../protocols/protocols.ts';

/** What a fault can reach besides the service. */
export interface Surroundings {
  readonly clock: Clock;
  readonly places: Places;
  /** Something happens once in so many times. */
  readonly onceIn: number;
  /** Ends the whole server as a fatal signal would. */
  die(cause: string): void;
  /** The server has ended: what a fault goes on doing by itself ends with it. */
  isOver(): boolean;
}

export interface Fault<P extends ProtocolName = ProtocolName> {
  readonly name: string;
  readonly protocols: readonly P[];
  /** The clauses that it breaks. */
  readonly clauses: readonly string[];
  /** What the server does wrong, as a sentence. */
  readonly sentence: string;
  /** For those that happen now and then: once in how many times when nothing is said. */
  readonly onceIn?: number;
  /** The models that can have it; all when nothing is said. */
  readonly models?: readonly Model[];
  spoil(service: ServiceByProtocol[P], surroundings: Surroundings): void;
}

/** For what one client does to another by way of what the server keeps of both. */
export const MODELS_OF_ONE_LOOP: readonly Model[] = ['event', 'single'];

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
