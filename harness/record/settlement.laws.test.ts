// What was said against what was heard: the same answer however the clients are shared out.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Accounts, type Presence, type SaidAccount, settle, settleInSlices } from './settlement.ts';
import { Deliveries } from './streams.ts';

const EVERYBODY = 1000;

interface History {
  readonly clients: number;
  readonly presences: readonly Presence[];
  readonly messages: readonly { readonly sender: number; readonly addressee: number }[];
  /** Of each delivery that there is to be: whether it came. */
  readonly comes: readonly boolean[];
}

const anyHistory = (presence: fc.Arbitrary<Presence>, comes: fc.Arbitrary<boolean>): fc.Arbitrary<History> =>
  fc.integer({ min: 1, max: 6 }).chain((clients) => {
    const client = fc.nat({ max: clients - 1 });
    return fc.record({
      clients: fc.constant(clients),
      presences: fc.array(presence, { minLength: clients, maxLength: clients }),
      messages: fc.array(fc.record({ sender: client, addressee: fc.oneof(client, fc.constant(EVERYBODY)) }), { maxLength: 30 }),
      comes: fc.array(comes, { minLength: 200, maxLength: 200 }),
    });
  });

const whole = fc.constant<Presence>('whole');
const anyPresence = fc.constantFrom<Presence>('whole', 'late', 'broken');
const anyAgents = fc.integer({ min: 1, max: 4 });

describe('the settlement', () => {
  it('of a history in which everything arrives is that nothing is lost', () => {
    fc.assert(
      fc.property(anyHistory(whole, fc.constant(true)), anyAgents, fc.boolean(), (history, agents, isBrief) => {
        expect(settled(history, agents, isBrief)).toEqual({ lost: 0, unsettled: 0, examples: [] });
      }),
    );
  });

  it('counts every delivery that has not come, however many agents there are, and whether or not they leave out what they agree on', () => {
    fc.assert(
      fc.property(anyHistory(whole, fc.boolean()), anyAgents, fc.boolean(), (history, agents, isBrief) => {
        const { lost, unsettled, examples } = settled(history, agents, isBrief);
        expect({ lost, unsettled }).toEqual({ lost: play(history).missing.length, unsettled: 0 });
        expect(examples.length > 0).toBe(lost > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('takes for lost only what went from one who did not break off to one who was there all the time', () => {
    fc.assert(
      fc.property(anyHistory(anyPresence, fc.boolean()), anyAgents, fc.boolean(), (history, agents, isBrief) => {
        const lost = play(history).missing.filter(
          ({ sender, addressee, receiver }) =>
            // Whoever speaks to itself says by itself what a break excuses.
            sender === addressee || (history.presences[sender] !== 'broken' && history.presences[receiver] === 'whole'),
        );
        expect(settled(history, agents, isBrief).lost).toBe(lost.length);
      }),
      { numRuns: 500 },
    );
  });

  it('takes nothing for lost that a client of a dead agent said or should have heard', () => {
    fc.assert(
      fc.property(anyHistory(whole, fc.boolean()), (history) => {
        const agents = 2;
        const accounts = accountsOf(history, agents, true);
        const { lost } = settle(accounts.slice(0, 1), { ...company(history, agents), isGone: (client) => client % agents === 1 });
        const known = play(history).missing.filter(({ sender, receiver }) => sender % agents === 0 && receiver % agents === 0);
        expect(lost).toBe(known.length);
      }),
    );
  });

  it.each<[string, Accounts]>([
    ['to each other', { clients: [], said: saidBy(10_000, (sender) => sender), heard: [] }],
    ['to all', { clients: [], said: saidBy(2, () => EVERYBODY), heard: [] }],
    ['and was heard by those whose agent is gone', { clients: [], said: [], heard: heardBy(10_000) }],
  ])('of many clients rests again and again, whatever was said %s', (_, accounts) => {
    const history = { clients: 10_000, presences: [], messages: [], comes: [] };
    const slices = [...settleInSlices([accounts], { ...company(history, 7), areTogether: () => false })];
    expect(slices.length).toBeGreaterThanOrEqual(2);
  });
});

function saidBy(senders: number, addressee: (sender: number) => number): SaidAccount[] {
  return Array.from({ length: senders }, (_, sender) => ({ sender, addressee: addressee(sender), count: 1 }));
}

function heardBy(receivers: number): Accounts['heard'] {
  return Array.from({ length: receivers }, (_, receiver) => ({
    receiver,
    sender: 0,
    isToAll: false,
    highest: 1,
    missing: 0,
    excused: 0,
  }));
}

function settled(history: History, agents: number, isBrief: boolean) {
  return settle(accountsOf(history, agents, isBrief), company(history, agents));
}

function company({ clients }: History, agents: number) {
  return {
    clients,
    everybody: EVERYBODY,
    areTogether: (one: number, other: number) => one % agents === other % agents,
    isGone: () => false,
  };
}

/** Delivers what comes, in order, and says what does not. */
function play({ clients, messages, comes }: History) {
  const deliveries = Array.from({ length: clients }, () => new Deliveries());
  const missing: { readonly sender: number; readonly addressee: number; readonly receiver: number }[] = [];
  let delivery = 0;
  for (const { sender, addressee } of messages) {
    const own = deliveries[sender];
    if (own === undefined) continue;
    const sequence = ++own.saidTo(addressee).count;
    const order = ++own.order;
    for (const [receiver, hearer] of deliveries.entries()) {
      if (addressee !== EVERYBODY && addressee !== receiver) continue;
      if (comes[delivery++] === false) missing.push({ sender, addressee, receiver });
      else hearer.heardFrom(sender).hear(addressee === EVERYBODY, sequence, order, true);
    }
  }
  return { deliveries, missing };
}

/** `isBrief`: without those on which both ends agree and are together. */
function accountsOf(history: History, agents: number, isBrief: boolean): Accounts[] {
  const { clients, presences } = history;
  const { deliveries } = play(history);
  const hosts = (agent: number) => Array.from({ length: clients }, (_, client) => client).filter((c) => c % agents === agent);
  return Array.from({ length: agents }, (_, agent) => {
    const here = hosts(agent);
    const said: SaidAccount[] = here.flatMap((sender) =>
      [...(deliveries[sender]?.allSaid() ?? [])].map(({ addressee, count }) => ({ sender, addressee, count })),
    );
    const heard = here.flatMap((receiver) =>
      [...(deliveries[receiver]?.allHeard() ?? [])].flatMap(({ sender, direct, toAll }) => [
        ...(direct === undefined
          ? []
          : [{ receiver, sender, isToAll: false, highest: direct.highest, missing: direct.missing, excused: 0 }]),
        ...(toAll === undefined
          ? []
          : [{ receiver, sender, isToAll: true, highest: toAll.highest, missing: toAll.missing, excused: 0 }]),
      ]),
    );
    const silences = said
      .filter(({ addressee }) => addressee === EVERYBODY)
      .flatMap(({ sender }) =>
        here
          .filter((receiver) => deliveries[receiver]?.heardFromIfAny(sender)?.toAll === undefined)
          .map((receiver) => ({ receiver, sender, isToAll: true, highest: 0, missing: 0, excused: 0 })),
      );
    const countOf = (sender: number, addressee: number) =>
      said.find((one) => one.sender === sender && one.addressee === addressee)?.count;
    const isAgreed = ({ receiver, sender, isToAll, highest, missing }: (typeof heard)[number]) =>
      missing === 0 && highest === countOf(sender, isToAll ? EVERYBODY : receiver);
    return {
      clients: here.flatMap((client) => {
        const presence = presences[client] ?? 'whole';
        return presence === 'whole' ? [] : [{ client, presence }];
      }),
      said: isBrief
        ? said.filter(
            ({ sender, addressee }) =>
              !heard.some((one) => one.sender === sender && one.receiver === addressee && !one.isToAll && isAgreed(one)),
          )
        : said,
      heard: [...(isBrief ? heard.filter((one) => !isAgreed(one)) : heard), ...silences],
    };
  });
}
