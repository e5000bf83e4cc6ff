// What a record says of agents on other machines, in words and figures: the same on the terminal and on a page.

import type { BenchRecord, FleetFigures } from '../../harness/record/record.ts';
import { counted, countText, latencyText, percentText } from '../figures.ts';
import { listed } from '../listed.ts';

export type FleetAgent = FleetFigures['agents'][number];

/** Such as `4 agents on 2 hosts, clocks alike within 120 µs; b was lost, and 25 of 100 clients with it`. Undefined: all were here. */
export function fleetSentence({ fleet, totals }: BenchRecord): string | undefined {
  if (fleet === undefined) return undefined;
  const hosts = new Set(fleet.agents.map(({ host }) => host)).size;
  const clocks = fleet.agents.length < 2 ? '' : `, clocks alike within ${latencyText(clocksApartUs(fleet), ' ')}`;
  return `${counted(fleet.agents.length, 'agent')} on ${counted(hosts, 'host')}${clocks}${lostText(fleet, totals.clients)}`;
}

/** So many are named. */
const LOST_NAMED_MAX = 3;

function lostText({ agents, clientsLost }: FleetFigures, clients: number): string {
  const lost = agents.filter((agent) => agent.lost !== undefined);
  if (lost.length === 0) return '';
  const named = lost.length > LOST_NAMED_MAX ? [countText(lost.length)] : lost.map(({ name }) => name);
  const isOne = lost.length === 1;
  return `; ${listed(named)} ${isOne ? 'was' : 'were'} lost, and ${countText(clientsLost)} of ${counted(clients, 'client')} with ${isOne ? 'it' : 'them'}`;
}

/** As people read them, such as `zone=a, disk=ssd`. */
export function labelsText({ labels }: FleetAgent): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** One that is late by its error beside one that is early by its own: what the two whose clocks are known worst may differ by, up to the end. */
export function clocksApartUs({ agents }: FleetFigures): number {
  const [worst = 0, second = 0] = agents
    .map(({ clockErrorUs, clockDriftUs = 0 }) => clockErrorUs + Math.abs(clockDriftUs))
    .sort((one, other) => other - one);
  return worst + second;
}

/** Above this share of a latency the clocks are no longer to be neglected. */
const CLOCK_SHARE_MAX = 0.1;

/**
 * A message from a client of one agent to a client of another is timed from two starts, each as exact as the clock of its agent was
 * measured, on one host too. Undefined: no message is checked, or the clocks are near enough to each other.
 */
export function clockWarning({ fleet, correctness, latencyUs }: BenchRecord): string | undefined {
  if (fleet === undefined || correctness.checked === 0) return undefined;
  const apartUs = clocksApartUs(fleet);
  const measured = Object.entries(latencyUs).filter(([, { response }]) => response.count > 0);
  const [shortest] = measured.sort(([, one], [, other]) => one.response.p50 - other.response.p50);
  if (shortest === undefined) return undefined;
  const [op, { response }] = shortest;
  if (apartUs <= response.p50 * CLOCK_SHARE_MAX) return undefined;
  const share = response.p50 > 0 ? `, ${percentText(apartUs / response.p50)} of the p50 of ${op}` : '';
  return `The clocks of two agents may differ by ${latencyText(apartUs, ' ')}${share}: where a client of one agent hears from a client of another, its latency is known no better than that. What a client waits for itself is timed by one clock.`;
}

/** By the places of agents in the record: names of which there are several are told apart. Without a fleet there is none. */
export function agentNames({ fleet }: BenchRecord): string[] {
  const told = new Map<string, number>();
  return (fleet?.agents ?? []).map(({ name }) => {
    const times = (told.get(name) ?? 0) + 1;
    told.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
