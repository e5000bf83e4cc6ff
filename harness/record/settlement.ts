// At the end of a run: what was said against what was heard, over all agents. What both ends agree on needs no account; whatever
// is left is lost, or its fate is not known.

export interface SaidAccount {
  readonly sender: number;
  readonly addressee: number;
  readonly count: number;
}

export interface HeardAccount {
  readonly receiver: number;
  readonly sender: number;
  readonly isToAll: boolean;
  readonly highest: number;
  readonly missing: number;
  /** Those whose fate nobody can know, though later ones came. */
  readonly excused: number;
}

/** `whole`: it took part from before the first turn until all had had their last. `late`: it came later, or had left. `broken`: it broke off. */
export type Presence = 'whole' | 'late' | 'broken';

export interface ClientAccount {
  readonly client: number;
  readonly presence: Presence;
}

/** What an agent could not settle by itself. */
export interface Accounts {
  /** Those that were not there for the whole of it. */
  readonly clients: readonly ClientAccount[];
  readonly said: readonly SaidAccount[];
  readonly heard: readonly HeardAccount[];
}

export interface Settlement {
  readonly lost: number;
  readonly unsettled: number;
  /** In a sentence each, the first few. */
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 5;
/** About 20 ms of a processor. */
const SLICE = 4096;

export interface Company {
  /** They are numbered from 0. */
  readonly clients: number;
  /** The addressee that means all of them. */
  readonly everybody: number;
  /** Whether one agent hosts both: what it does not list then, they agree on. */
  readonly areTogether: (one: number, other: number) => boolean;
  /** Whose agent did not live to tell. */
  readonly isGone: (client: number) => boolean;
}

export function settle(accounts: readonly Accounts[], company: Company): Settlement {
  const settling = settleInSlices(accounts, company);
  for (;;) {
    const slice = settling.next();
    if (slice.done) return slice.value;
  }
}

/** The same, with a rest after each so many accounts: a million of them take seconds, in which others want to be heard. */
export function* settleInSlices(
  accounts: readonly Accounts[],
  { clients, everybody, areTogether, isGone }: Company,
): Generator<undefined, Settlement, undefined> {
  let looked = 0;
  const isTimeToRest = () => ++looked % SLICE === 0;
  const absences = new Map<number, Presence>();
  const heard = new Map<string, HeardAccount>();
  for (const account of accounts) {
    for (const client of account.clients) absences.set(client.client, client.presence);
    for (const one of account.heard) {
      heard.set(keyOf(one.sender, one.receiver, one.isToAll), one);
      if (isTimeToRest()) yield;
    }
  }
  const presenceOf = (client: number) => (isGone(client) ? 'broken' : (absences.get(client) ?? 'whole'));
  let lost = 0;
  let unsettled = 0;
  const examples: string[] = [];
  const compare = (said: SaidAccount, receiver: number) => {
    const isToAll = said.addressee === everybody;
    const account = heard.get(keyOf(said.sender, receiver, isToAll));
    heard.delete(keyOf(said.sender, receiver, isToAll));
    if (account === undefined && isToAll && areTogether(said.sender, receiver)) return;
    unsettled += account?.excused ?? 0;
    const absent = (account?.missing ?? 0) + Math.max(0, said.count - (account?.highest ?? 0));
    if (absent === 0) return;
    // Whoever speaks to itself has said already what a break excuses.
    const isOwn = said.addressee === said.sender && !isGone(receiver);
    if (isOwn || (presenceOf(said.sender) !== 'broken' && presenceOf(receiver) === 'whole')) {
      lost += absent;
      if (examples.length < EXAMPLES_MAX) {
        const what = isToAll ? 'to all' : 'to it';
        examples.push(
          `Client ${receiver} never got ${absent} of ${said.count} messages that client ${said.sender} sent ${what}.`,
        );
      }
    } else unsettled += absent;
  };
  for (const { said } of accounts) {
    for (const one of said) {
      const [first, last] = one.addressee === everybody ? [0, clients - 1] : [one.addressee, one.addressee];
      for (let client = first; client <= last; client++) {
        if (one.addressee !== everybody || presenceOf(client) !== 'late') compare(one, client);
        if (isTimeToRest()) yield;
      }
    }
  }
  // What was heard of a sender whose agent is gone.
  for (const { missing } of heard.values()) unsettled += missing;
  return { lost, unsettled, examples };
}

function keyOf(sender: number, receiver: number, isToAll: boolean): string {
  return `${sender} ${receiver} ${isToAll ? 'all' : ''}`;
}
