// What a coordinator and an agent on another machine tell each other: the same as on one machine, but for what only that machine knows.
// The agent's host, a process beside it, makes of the one the other.

import type { PortableBundle } from '../bundle.ts';
import type { Assignment, Order, Report } from '../protocol.ts';

/** Which scenario it is, in an installation that has its files at other places. */
export type RemoteScenario =
  | { readonly kind: 'built-in'; readonly name: string }
  | { readonly kind: 'bundle'; readonly hash: string };

export interface RemoteAssignment extends Omit<Assignment, 'module' | 'sources' | 'spareSources' | 'portShare'> {
  readonly scenario: RemoteScenario;
  /** The agents of this run that share the ports of its machine: which of them it is, and the clients of all of them. */
  readonly neighbours: { readonly index: number; readonly of: number; readonly clients: number };
}

export type RemoteOrder =
  /** It is not given back before the run is over: a process is started, with memory for so many clients. */
  | { readonly kind: 'engage'; readonly clients: number }
  | { readonly kind: 'bundle'; readonly bundle: PortableBundle }
  | { readonly kind: 'employ'; readonly assignment: RemoteAssignment }
  | Exclude<Order, { readonly kind: 'prepare' }>;

export type RemoteReport =
  | Report
  /** How the agent ended before its time, in words that fit behind "it". */
  | { readonly kind: 'gone'; readonly how: string };
