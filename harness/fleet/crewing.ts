// Where the agents of a run come from: processes of this machine, or agents of other machines that were booked for it.

import type { FleetFigures } from '../record/record.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { Assignment, Link, Order, Report } from './protocol.ts';

export interface Crewing {
  readonly agents: number;
  /** Refuses what can't be done with this target, before anything connects; tells of what will be slow. */
  check(to: Endpoint, onNote: (sentence: string) => void): void;
  /** Where connections come from, as far as that is decided here. */
  sourcesFor(to: Endpoint): Pick<Assignment, 'sources' | 'spareSources'>;
  /** What a person calls an agent; absent: they have but numbers. */
  readonly nameOf?: (agent: number) => string;
  startAgent(agent: number): Link<Order, Report>;
  /** Until when an order to start has reached the last agent. */
  startInUs(): number;
  /** When the run is over; undefined: they were processes of this machine. */
  figures(): Promise<readonly RemoteAgent[] | undefined>;
  /** They are free for another run. */
  release(): Promise<void>;
}

/** What was lost of it the conductor knows. */
export type RemoteAgent = Omit<FleetFigures['agents'][number], 'lost'>;
