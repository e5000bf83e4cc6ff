// What coordinators and the agents of other machines say to each other before there is a link between them: plain values.

import { machineUs } from '../machine-clock.ts';

/** A change that one of the other version would misread is a new number. It is in every subject, so that such two never meet. */
const FLEET_PROTOCOL = 1;

/** Asks all agents who they are; each answers with a `Presence`. */
export const WHO_IS_THERE = `harness.${FLEET_PROTOCOL}.who`;

/** Where an agent is asked for itself: with `Booking` it answers with `Booked`, with `ClockQuestion` with a `ClockAnswer`. */
export function bookingSubject(agentId: string): string {
  return `harness.${FLEET_PROTOCOL}.agent.${agentId}.book`;
}

export function clockSubject(agentId: string): string {
  return `harness.${FLEET_PROTOCOL}.agent.${agentId}.clock`;
}

/** Where an agent is given back: with a `Release` it answers with `true` when it is free. */
export function releaseSubject(agentId: string): string {
  return `harness.${FLEET_PROTOCOL}.agent.${agentId}.release`;
}

/** The two ends of the link of one agent in one run. `orders` is what the coordinator says. */
export function linkSubjects(run: string, agentId: string): { readonly orders: string; readonly reports: string } {
  const place = `harness.${FLEET_PROTOCOL}.run.${run}.${agentId}`;
  return { orders: `${place}.orders`, reports: `${place}.reports` };
}

export interface Presence {
  /** Its own as long as it lives; letters and digits. */
  readonly id: string;
  /** What a person calls it; two may have the same. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the harness. */
  readonly version: string;
  readonly host: string;
  /** Agents with the same share the ports and addresses of one system (machine and network namespace). */
  readonly machine: string;
  readonly processors: number;
  readonly memoryBytes: number;
  /** That a process may have there; absent: not known. */
  readonly descriptors?: number;
  readonly node: string;
  readonly platform: string;
  /** The run that it is busy with; absent: it is free. */
  readonly run?: string;
  /** It is booked, and may be given back yet: whoever booked it still looks for others. */
  readonly isHeld?: true;
}

/** An agent is booked by the first who asks, until the link is closed or silent. */
export interface Booking {
  readonly run: string;
  readonly version: string;
  /** SHA-256 of the bundle of the scenario, when it is none of ours. */
  readonly bundle?: string;
}

export interface Release {
  readonly run: string;
}

export type Booked =
  | { readonly kind: 'booked' /** It has it from an earlier run. */; readonly hasBundle: boolean }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface ClockAnswer {
  /** Of its machine's monotonic clock. */
  readonly monotonicUs: number;
  readonly wallMs: number;
}

export function clockAnswer(): ClockAnswer {
  return { monotonicUs: machineUs(), wallMs: Date.now() };
}
