// A coordinator looks for agents and books those that it needs, or none. All book in one order and give back what they have when they
// meet another: so of several who begin at once one always comes through, and those who are left see what there is for them.

import type { Chance } from '../../chance.ts';
import { type Clock, wait } from '../../clock.ts';
import { HarnessError } from '../../errors.ts';
import type { Link } from '../protocol.ts';
import type { Exchange } from './exchange.ts';
import { SILENT_US_MAX } from './hosted-agent.ts';
import { reliableLink } from './reliable-link.ts';
import type { RemoteOrder, RemoteReport } from './remote-protocol.ts';
import { nameOf, neededOf, type Sorted, sortOut, tooFew, type Wanted } from './sort-out.ts';
import { type Booked, type Booking, bookingSubject, linkSubjects, type Presence, releaseSubject, WHO_IS_THERE } from './words.ts';

export interface Wishes extends Wanted {
  /** Letters and digits; nobody else's. */
  readonly run: string;
  /** SHA-256 of the bundle of the scenario, when it is none of ours. */
  readonly bundle?: string | undefined;
}

export interface Enlisted {
  readonly presence: Presence;
  readonly link: Link<RemoteOrder, RemoteReport>;
  readonly hasBundle: boolean;
}

export interface Enlistment {
  readonly agents: readonly Enlisted[];
  /** Of these, some will have been of another version: worth a word. */
  readonly sorted: Sorted;
}

export interface Office {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Ends the search. */
  readonly signal?: AbortSignal;
}

/** Most answer at once; whoever has not is waited for longer before it is held to be absent. */
const ANSWERS_MS = 400;
const LATE_ANSWERS_MS = 1600;
const BOOKING_MS = 2000;
const RELEASING_MS = 2000;
/** How long others may take to book what they need, or to give back what they have. */
const PATIENCE_US = 10_000_000;
const PAUSE_US_MIN = 50_000;
const PAUSE_US_SPREAD = 200_000;

export async function enlist(office: Office, wishes: Wishes): Promise<Enlistment> {
  const { exchange, clock, chance, signal } = office;
  const untilUs = clock.nowUs() + PATIENCE_US;
  const needed = neededOf(wishes);
  const pause = () => wait(clock, PAUSE_US_MIN + chance.below(PAUSE_US_SPREAD));
  let answersMs = ANSWERS_MS;
  for (;;) {
    signal?.throwIfAborted();
    const sorted = sortOut((await exchange.askAll(WHO_IS_THERE, {}, answersMs)).filter(isPresence), wishes);
    const mayWait = clock.nowUs() < untilUs;
    if (sorted.free.length >= needed) {
      const agents = await bookAll(office, wishes, sorted.free.slice(0, wishes.agents === 'auto' ? wishes.clients : needed));
      if (agents.kind === 'booked') return { agents: agents.enlisted, sorted };
      if (!mayWait) throw new HarnessError('agent-failed', `${agents.sentence} Try again, or ask for fewer --agents.`);
      await pause();
    } else if (mayWait && sorted.free.length + sorted.held.length >= needed) {
      await pause();
    } else if (answersMs === ANSWERS_MS) {
      answersMs = LATE_ANSWERS_MS;
    } else {
      throw tooFew(sorted, wishes);
    }
  }
}

/** Lets go of all of them, and returns when those that hear are free. */
export async function giveBack({ exchange }: Pick<Office, 'exchange'>, run: string, agents: readonly Enlisted[]): Promise<void> {
  await Promise.all(
    agents.map(async ({ presence, link }) => {
      link.onHeard = () => {};
      link.onLost = () => {};
      // Who is gone is free by the silence.
      await exchange.ask(releaseSubject(presence.id), { run }, RELEASING_MS).catch(() => {});
      link.close();
    }),
  );
}

type Bookings =
  | { readonly kind: 'booked'; readonly enlisted: readonly Enlisted[] }
  /** Another was quicker at one of them, or it is gone; nothing is booked. */
  | { readonly kind: 'refused'; readonly sentence: string };

async function bookAll(office: Office, wishes: Wishes, free: readonly Presence[]): Promise<Bookings> {
  const enlisted: Enlisted[] = [];
  for (const presence of free) {
    const booked = await book(office, wishes, presence);
    if (booked.kind === 'refused') {
      await giveBack(office, wishes.run, enlisted);
      return { kind: 'refused', sentence: `Agent ${nameOf(presence)} can't be booked: ${booked.sentence}.` };
    }
    const { orders, reports } = linkSubjects(wishes.run, presence.id);
    const carrier = office.exchange.carrier({ sends: orders, hears: reports });
    const link: Link<RemoteOrder, RemoteReport> = reliableLink(carrier, { clock: office.clock, silentUsMax: SILENT_US_MAX });
    enlisted.push({ presence, link, hasBundle: booked.hasBundle });
  }
  try {
    // Whoever may not listen to what its agents say would take them for gone.
    await office.exchange.settled();
  } catch (error) {
    await giveBack(office, wishes.run, enlisted);
    throw error;
  }
  return { kind: 'booked', enlisted };
}

async function book({ exchange }: Office, wishes: Wishes, { id }: Presence): Promise<Booked> {
  const booking: Booking = {
    run: wishes.run,
    version: wishes.version,
    ...(wishes.bundle === undefined ? {} : { bundle: wishes.bundle }),
  };
  let answer: unknown;
  try {
    answer = await exchange.ask(bookingSubject(id), booking, BOOKING_MS);
  } catch {
    // It is gone, or its answer is lost: then it is free again by itself.
    return { kind: 'refused', sentence: 'it does not answer' };
  }
  return isBooked(answer) ? answer : { kind: 'refused', sentence: 'nobody can read what it answers' };
}

function isBooked(answer: unknown): answer is Booked {
  const { kind, hasBundle, sentence } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  return kind === 'booked' ? typeof hasBundle === 'boolean' : kind === 'refused' && typeof sentence === 'string';
}

/** Whatever comes over a network may be anything, and goes into records and texts from here. */
export function isPresence(answer: unknown): answer is Presence {
  const { labels, ...others } = (answer ?? {}) as Partial<Presence>;
  if (typeof labels !== 'object' || labels === null) return false;
  const { id, name, version, host, machine, node, platform, run } = others;
  const { processors, memoryBytes, descriptors } = others;
  return (
    [id, name, version, host, machine, node, platform, run ?? '', ...Object.values(labels)].every(
      (one) => typeof one === 'string',
    ) &&
    [processors, memoryBytes, descriptors ?? 0].every((one) => Number.isSafeInteger(one)) &&
    // It becomes a part of subjects.
    /^\w{1,64}$/.test(id ?? '')
  );
}
