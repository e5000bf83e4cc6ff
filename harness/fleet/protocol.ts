// What a coordinator and its agents tell each other: plain values, so that any link can carry them.

import type { CrewEnd } from '../load/crew.ts';
import type { Plan } from '../load/plan.ts';
import type { Accounts } from '../record/settlement.ts';
import type { SecondTally } from '../record/tally.ts';
import type { Params } from '../script/scenario.ts';
import type { TransportChoice } from '../transport/choose.ts';
import type { Endpoint } from '../transport/endpoint.ts';
import type { SourcePlan } from '../transport/sources.ts';

/** All that an agent needs to know of a run. */
export interface Assignment {
  /** The file URL of the module whose default export is the scenario. */
  readonly module: string;
  readonly agent: number;
  readonly agents: number;
  readonly to: Endpoint;
  readonly plan: Plan;
  readonly params: Params;
  readonly run: number;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly isChecking: boolean;
  readonly connectingAtOnce: number;
  readonly transport: TransportChoice;
  readonly sources?: SourcePlan | undefined;
  /** For those whom the system has no port for. */
  readonly spareSources?: SourcePlan | undefined;
  /** Which part of the sources is this agent's; absent: they are shared by all agents. */
  readonly portShare?: { readonly index: number; readonly of: number };
}

/** What the coordinator tells an agent. */
export type Order =
  | { readonly kind: 'prepare'; readonly assignment: Assignment }
  /** In microseconds of the machine's monotonic clock. */
  | { readonly kind: 'start'; readonly atUs: number }
  /** Asks for `accounts`. */
  | { readonly kind: 'account' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'stop' }
  /** Overdue: scripts have had the time that there is, and whoever has not come to an end is an error. */
  | { readonly kind: 'abort'; readonly isOverdue: boolean };

/** What an agent tells the coordinator, in this order, seconds in between. */
export type Report =
  /** The scenario is loaded, and nobody has connected yet. */
  | { readonly kind: 'present'; readonly rssBytes: number; readonly transport: string; readonly transportReason: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'second'; readonly tally: SecondTally }
  | { readonly kind: 'arrived' }
  | { readonly kind: 'accounts'; readonly accounts: Accounts }
  | { readonly kind: 'ended'; readonly end: CrewEnd }
  /** The scenario threw, which is no doing of the target. */
  | { readonly kind: 'script-error'; readonly sentence: string }
  /** The agent can't take part. */
  | { readonly kind: 'unable'; readonly sentence: string };

/** One end of what joins the two; nothing is told behind `onLost`. */
export interface Link<Sends, Hears> {
  send(value: Sends): void;
  onHeard: (value: Hears) => void;
  /** The other end is gone; how, in words that fit behind "it". */
  onLost: (how: string) => void;
  /** Ends the other end at once, where that is possible, or lets go of it. */
  close(): void;
}
