// CHAT-1.6: capacity and fairness.

import type { Case } from '../../../harness/judge/case.ts';
import { type Judgement, notApplicable } from '../../../harness/judge/judgement.ts';
import { promptnessOf, standstill, tardiness, watch } from '../../promptness.ts';
import { REGISTERED } from '../texts.ts';
import {
  delivered,
  deliveredToAll,
  departure,
  everybody,
  greeting,
  namesInGreeting,
  prompt,
  RoomJudging,
} from './room-judging.ts';
import { emptyRoom, fenceRound, members, nameFor, type RoomScene, residents, roomCase, type Talker } from './talker.ts';

/** A house with more places than that is not filled for a case. */
const HOUSE_MAX = 1000;
/** What one who waits may wait once there is a place, by the contract. */
const ADMITTED_WITHIN_MS = 2000;
/** On a machine that has other things to do. */
const ALLOWANCE_MS = 2000;
/** How long it is watched that somebody is not greeted. */
const WATCHED_MS = 60;
/** To fill a house whose server starts a process for each connection takes its time. */
const HOUSE_TIME_LIMIT_MS = 120_000;
/** So many wait to be greeted at a time while a house is filled: a server that starts something for each is not asked for all at once. */
const AT_THE_DOOR = 4;
/** For a greeting where many come or have just left. */
const CROWD_PATIENCE_MS = 6000;
/** Or so many times as long as the slowest greeting before it took, where that is more: a server is known by its speed. */
const FAR_SLOWER = 15;
/** For a greeting where as many as that come in one moment. */
const BURST_PATIENCE_MS = 20_000;
/** What a stalled client's side of the network holds is kept small, so that much is left at the target. */
const SMALL_BUFFER_BYTES = 8 * 1024;
/** Of the server's frames 5 MB: what the system takes for somebody who does not read is 4 MB at most. */
const STALLED_MESSAGES = 3500;
/** Of the server's frames 7.5 MB: whatever the system takes for somebody who does not read, more than 4 MiB is left. */
const DROPPED_MESSAGES = 5000;
/** Of so many piles of messages less than put a member out it has what the system takes, and something is left at the server. */
const SMALLER_PILES = [
  ['stan again', 2],
  ['stan once more', 1],
] as const;

// The full house.

interface House {
  /** So many places there should be for guests. */
  readonly places: number;
  readonly served: number;
}

interface FullHouse extends House {
  readonly guests: readonly Talker[];
}

/** Takes every place that is not taken by those who are in the room for good, or by so many of the case's own. */
async function fillHouse(scene: RoomScene, taken = 0): Promise<FullHouse> {
  const places = scene.capacity - residents(scene).length - taken;
  const guests = Array.from({ length: places }, (_, index) => scene.actor(`guest ${index + 1}`, { isKept: false }));
  return { places, guests, served: await greetedInTurn(guests) };
}

/** Lets them come, a few at a time; how many are greeted, when one was not in time. */
async function greetedInTurn(guests: readonly Talker[]): Promise<number> {
  let isOver = false;
  let next = 0;
  let slowestMs = 0;
  const admit = async (): Promise<void> => {
    for (let guest = guests[next++]; guest !== undefined && !isOver; guest = guests[next++]) {
      const { clock } = guest.scene;
      const beganUs = clock.nowUs();
      const patienceMs = Math.max(CROWD_PATIENCE_MS, FAR_SLOWER * slowestMs);
      const isGreeted = (await guest.connect()) && (await guest.hasGot(1, patienceMs));
      slowestMs = Math.max(slowestMs, (clock.nowUs() - beganUs) / 1000);
      if (!isGreeted) isOver = true;
    }
  };
  await Promise.all(Array.from({ length: AT_THE_DOOR }, admit));
  return guests.filter((guest) => guest.framesReceived > 0).length;
}

/** Lets all of them come at once; how many are greeted, when one was not in time. */
async function greetedAtOnce(guests: readonly Talker[]): Promise<number> {
  await Promise.all(guests.map((guest) => guest.connect()));
  for (const guest of guests) if (!(await guest.hasGot(1, BURST_PATIENCE_MS))) break;
  return guests.filter((guest) => guest.framesReceived > 0).length;
}

/** Everybody leaves, and the server is given the time to see to that, as the next newcomer can tell. */
async function clearHouse(scene: RoomScene): Promise<void> {
  await Promise.all(scene.actors.map((actor) => actor.release()));
  const newcomer = scene.actor('who comes when all have left', { isKept: false });
  if (await newcomer.connect()) await newcomer.hasGot(1, CROWD_PATIENCE_MS);
  await newcomer.close();
}

/** A case that fills the house, or as good as that, and leaves it empty. */
function houseCase<F>(definition: Omit<Case<Talker, F>, 'timeLimitMs'>): Case<Talker> {
  return roomCase<F | undefined>({
    ...definition,
    timeLimitMs: HOUSE_TIME_LIMIT_MS,
    async drive(scene) {
      if (scene.capacity > HOUSE_MAX) return undefined;
      const facts = await definition.drive(scene);
      await clearHouse(scene);
      return facts;
    },
    judge: ({ facts, ...view }) => (facts === undefined ? NO_HOUSE : definition.judge({ ...view, facts })),
  });
}

const NO_HOUSE = notApplicable(`A house with more than ${HOUSE_MAX} places is not filled.`);

function allServed({ places, served }: House, what = ''): string | undefined {
  return served === places ? undefined : `Of ${places} places that are free${what} only ${served} were given to somebody.`;
}

interface ChurnRule {
  readonly what: string;
  readonly rule: string;
  readonly kills: readonly string[];
  /** Of those who come and go; in a house of so many places there is room for all who are there at a time. */
  readonly clients: number;
  /** In words that follow "of the places that are free". */
  readonly after: string;
  churn(scene: RoomScene): Promise<void>;
}

/** However many have come and gone: as many as ever are served. */
function churnCase({ what, rule, kills, clients, after, churn }: ChurnRule): Case<Talker> {
  return houseCase<House>({
    id: `chat/1.6.2/${what}`,
    level: 'must',
    clause: 'CHAT-1.6.2',
    rule,
    kills,
    clients,
    async drive(scene) {
      await emptyRoom(scene);
      await churn(scene);
      const { places, served } = await fillHouse(scene);
      return { places, served };
    },
    judge: ({ history, facts: house }): Judgement => {
      const wrong = allServed(house, ` ${after}`);
      return new RoomJudging(history).holds(wrong === undefined, wrong ?? '').judgement;
    },
  });
}

/** Joins with a receive buffer that is small, and reads no more. */
async function joinsStalled(scene: RoomScene, label: string): Promise<Talker> {
  const one = scene.actor(label);
  scene.require(await one.connect({ receiveBufferBytes: SMALL_BUFFER_BYTES }), `${label} could not connect`);
  scene.require((await one.next()) !== undefined, `${label} was not greeted`);
  await one.registers(nameFor(scene, label));
  one.stopReading();
  return one;
}

function isTold(member: Talker, leaver: Talker): boolean {
  return member.frames.some((frame) => frame.equals(departure(leaver.name)));
}

/** A member in a room with another, which does not read what it was told. */
async function besideStalledReader(scene: RoomScene): Promise<Talker> {
  const [alice] = await members(scene, 'alice');
  const stan = await joinsStalled(scene, 'stan');
  for (const text of PILE) alice.says(stan.name, text);
  await alice.hearsPrompts(PILE.length);
  return alice;
}

export const CAPACITY_CASES: readonly Case<Talker>[] = [
  houseCase<House>({
    id: 'chat/1.6.1/every-place-is-served',
    level: 'must',
    clause: 'CHAT-1.6.1',
    rule: 'As many connections as there are places are greeted, and none of them is put out.',
    kills: ['one-too-few-served'],
    async drive(scene) {
      await emptyRoom(scene);
      const { places, served } = await fillHouse(scene);
      return { places, served };
    },
    judge: ({ history, facts: house }): Judgement => {
      const wrong = allServed(house);
      const judging = new RoomJudging(history).holds(wrong === undefined, wrong ?? '');
      for (let index = 1; index <= house.places; index++) judging.notEnded(`guest ${index}`);
      return judging.judgement;
    },
  }),
  houseCase({
    id: 'chat/1.6.1/one-more-waits-for-a-departure',
    level: 'must',
    clause: 'CHAT-1.6.1',
    rule: 'Who comes when all places are taken can connect, is not greeted, and is within 2 s of a departure by closing, a reset or exit.',
    kills: ['one-too-many-served', 'full-room-turns-away', 'never-admits-again', 'admits-late'],
    clients: 4,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const { places, served, guests } = await fillHouse(scene, 1);
      const facts = { places, served, waiting: DEPARTURES.map(({ who }) => who), alice: alice.name };
      if (served < places) return facts;
      for (const { who, way } of DEPARTURES) {
        const late = scene.actor(who);
        if (!(await late.connect())) return facts;
        await alice.saysAndIsPrompted(alice.name, 'is the house full');
        await scene.pause(WATCHED_MS);
        scene.mark(`${who} may come in`);
        const leaver = way === 'exit' ? alice : guests[way === 'close' ? 0 : 1];
        leaver?.leavesBy(way);
        if (!(await late.hasGot(1, 2 * ADMITTED_WITHIN_MS))) return facts;
      }
      return facts;
    },
    judge: ({ history, facts }): Judgement => {
      const wrong = allServed(facts);
      const judging = new RoomJudging(history).holds(wrong === undefined, wrong ?? '');
      if (wrong !== undefined) return judging.judgement;
      for (const { who, way } of DEPARTURES) {
        const mark = `${who} may come in`;
        judging.connected(who).heardNothing(who, { until: mark, what: 'while all places were taken' }).notEnded(who);
        const [greeted] = judging.framesOf(who);
        const waitedMs = ((greeted?.atUs ?? 0) - (judging.atUs(mark) ?? 0)) / 1000;
        judging
          .holds(greeted !== undefined, `${who} was not greeted when somebody had left by ${way}.`)
          .holds(namesInGreeting(greeted?.payload) !== undefined, `What ${who} got first was no greeting.`)
          .holds(
            waitedMs <= ADMITTED_WITHIN_MS + ALLOWANCE_MS,
            `${who} was greeted ${Math.round(waitedMs)} ms after somebody had left by ${way}, and not within ${ADMITTED_WITHIN_MS}.`,
          );
        if (judging.judgement.verdict === 'fail') break;
      }
      return judging.judgement;
    },
  }),
  houseCase({
    id: 'chat/1.6.1/who-is-inside-is-undisturbed',
    level: 'must',
    clause: 'CHAT-1.6.1',
    rule: 'While others wait for a place, those who have one talk as ever, and none of them is put out.',
    kills: ['full-room-evicts'],
    clients: 4,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const { places, served } = await fillHouse(scene, 2);
      const facts = { places, served, alice: alice.name, bob: bob.name, others: residents(scene) };
      if (served < places) return facts;
      scene.mark('said');
      const waiting = Array.from({ length: 8 }, (_, index) => scene.actor(`one who waits ${index + 1}`));
      await Promise.all(waiting.map((one) => one.connect()));
      await alice.saysInTurn(bob.name, TEXTS);
      await scene.pause(WATCHED_MS);
      await alice.saysInTurn(bob.name, ['at last']);
      await fenceRound(alice, bob);
      return facts;
    },
    judge: ({ history, facts }): Judgement => {
      const { alice, bob, others, places } = facts;
      const wrong = allServed(facts);
      const judging = new RoomJudging(history)
        .holds(wrong === undefined, wrong ?? '')
        .notEnded('alice')
        .notEnded('bob');
      for (let index = 1; index <= places; index++) judging.notEnded(`guest ${index}`);
      const texts = [...TEXTS, 'at last'];
      const prompts = Array.from({ length: texts.length + 1 }, () => prompt(alice, everybody(others, alice, bob))).flat();
      return judging
        .heard(
          'bob',
          texts.map((text) => delivered(alice, text)),
          { since: 'said' },
        )
        .heard('alice', prompts, { since: 'said' }).judgement;
    },
  }),
  houseCase({
    id: 'chat/1.6.1/what-was-sent-while-waiting-is-taken',
    level: 'should',
    clause: 'CHAT-1.6.1',
    rule: 'What somebody sends while it waits for a place is taken once it has one.',
    kills: ['never-admits-again', 'admits-late'],
    clients: 4,
    async drive(scene) {
      await emptyRoom(scene);
      const { places, served, guests } = await fillHouse(scene);
      const name = nameFor(scene, 'late');
      const facts = { places, served, name, others: residents(scene) };
      if (served < places) return facts;
      const late = scene.actor('late');
      if (!(await late.connect())) return facts;
      late.name = name;
      late.sendTogether([name, `${name}:hi`]);
      await scene.pause(WATCHED_MS);
      guests[0]?.leavesBy('close');
      await late.hearsPrompts(2);
      await late.fencesItself();
      return facts;
    },
    judge: ({ history, facts }): Judgement => {
      const { name, others } = facts;
      const wrong = allServed(facts);
      const prompted = prompt(name, everybody(others, name));
      return new RoomJudging(history)
        .holds(wrong === undefined, wrong ?? '')
        .heard('late', [greeting(everybody(others)), REGISTERED, ...prompted, delivered(name, 'hi'), ...prompted]).judgement;
    },
  }),

  churnCase({
    what: 'departures-cost-no-place',
    rule: 'When 48 members have come and gone, by exit, closing and resets, as many are served as ever.',
    kills: ['place-leak', 'place-leak-on-reset'],
    clients: 12,
    after: 'when 48 members had come and gone',
    async churn(scene) {
      for (let round = 1; round <= 4; round++) {
        const cast = Array.from({ length: 12 }, (_, index) => scene.actor(`member ${round}.${index + 1}`, { isKept: false }));
        for (const one of cast) await one.joinsUnseen(nameFor(scene, 'member'));
        for (const [index, one] of cast.entries()) one.leavesBy((['exit', 'close', 'reset'] as const)[index % 3] ?? 'exit');
        await Promise.all(cast.map((one) => one.ended ?? one.close()));
      }
    },
  }),
  churnCase({
    what: 'resets-cost-no-place',
    rule: 'When ten clients have broken off, registered or not, as many are served as ever.',
    kills: ['place-leak-on-reset'],
    clients: 2,
    after: 'when ten clients had broken off',
    async churn(scene) {
      for (let index = 1; index <= 10; index++) {
        const one = scene.actor(`one that breaks off ${index}`, { isKept: false });
        if (index % 2 === 0) await one.joinsUnseen(nameFor(scene, 'reset'));
        else if (!(await one.connect()) || !(await one.hasGot(1))) return;
        await one.reset();
      }
    },
  }),
  churnCase({
    what: 'early-closes-cost-no-place',
    rule: 'When twelve clients have left before they registered, at once or greeted or in the midst of a nickname, as many are served as ever.',
    kills: ['place-leak-on-early-close'],
    clients: 2,
    after: 'when twelve clients had left before they registered',
    async churn(scene) {
      for (let index = 1; index <= 12; index++) {
        const one = scene.actor(`one that leaves early ${index}`, { isKept: false });
        if (!(await one.connect())) return;
        if (index % 3 > 0 && !(await one.hasGot(1))) return;
        if (index % 3 === 1) one.sendBytes(one.encoded('half').subarray(0, 40));
        await (index % 2 === 0 ? one.close() : one.reset());
      }
    },
  }),
  churnCase({
    what: 'refusals-cost-no-place',
    rule: 'When twenty nicknames have been refused, whether their clients registered in the end or gave up, as many are served as ever.',
    kills: ['refusal-costs-place'],
    clients: 3,
    after: 'when twenty nicknames had been refused',
    async churn(scene) {
      const holder = await scene.actor('holder').joins(nameFor(scene, 'holder'));
      for (let index = 1; index <= 5; index++) {
        const one = scene.actor(`one that is refused ${index}`);
        if ((await one.arrives()) === undefined) return;
        for (const name of [holder.name, 'b@b', '$', holder.name]) {
          one.send(name);
          if ((await one.next()) === undefined) return;
        }
        if (index % 2 === 0) await one.registers(nameFor(scene, 'refused'));
        await one.close();
      }
      await holder.close();
    },
  }),
  houseCase({
    id: 'chat/1.6.2/more-come-and-go-than-there-are-places',
    level: 'must',
    clause: 'CHAT-1.6.2',
    rule: 'One behind the other more clients come and break off than there are places, and each is greeted.',
    kills: ['place-leak-on-reset', 'place-leak-on-early-close'],
    async drive(scene) {
      await emptyRoom(scene);
      const wanted = scene.capacity + 10;
      for (let come = 0; come < wanted; come++) {
        const one = scene.actor(`visitor ${come + 1}`, { isKept: false });
        if (!(await one.connect()) || !(await one.hasGot(1, CROWD_PATIENCE_MS))) return { come, wanted };
        await one.reset();
      }
      return { come: wanted, wanted };
    },
    judge: ({ history, facts }): Judgement => {
      const { come, wanted } = facts;
      return new RoomJudging(history).holds(
        come === wanted,
        `When ${come} clients had come and gone, one behind the other, the next was not greeted.`,
      ).judgement;
    },
  }),
  houseCase({
    id: 'chat/1.6.2/who-gives-up-waiting-costs-no-place',
    level: 'must',
    clause: 'CHAT-1.6.2',
    rule: 'When clients that waited for a place have given up, the places that become free are given to others, all of them.',
    kills: ['place-leak-on-early-close', 'never-admits-again'],
    clients: 4,
    async drive(scene) {
      await emptyRoom(scene);
      const { places, served, guests } = await fillHouse(scene);
      const freed = Math.min(IMPATIENT, places);
      if (served < places) return { places, served, freed, admitted: 0 };
      const impatient = Array.from({ length: IMPATIENT }, (_, index) => scene.actor(`impatient ${index + 1}`, { isKept: false }));
      await Promise.all(impatient.map((one) => one.connect()));
      for (const [index, one] of impatient.entries()) one.leavesBy(index % 2 === 0 ? 'close' : 'reset');
      for (const guest of guests.slice(0, freed)) guest.leavesBy('close');
      const heirs = Array.from({ length: freed }, (_, index) => scene.actor(`heir ${index + 1}`, { isKept: false }));
      return { places, served, freed, admitted: await greetedInTurn(heirs) };
    },
    judge: ({ history, facts }): Judgement => {
      const { freed, admitted } = facts;
      const wrong = allServed(facts);
      return new RoomJudging(history)
        .holds(wrong === undefined, wrong ?? '')
        .holds(
          admitted === freed,
          `When ${IMPATIENT} had given up waiting and ${freed} had left, only ${admitted} others were greeted.`,
        ).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.6.3/stalled-reader-delays-nobody',
    level: 'should',
    clause: 'CHAT-1.6.3',
    rule: 'While a member does not read what 3,500 messages have brought it, others talk, speak to all, arrive and leave as ever.',
    kills: ['stalled-reader-stalls-all'],
    clients: 5,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const stan = await joinsStalled(scene, 'stan');
      const flood = scene.actor('flood', { isKept: false });
      await flood.joinsUnseen(nameFor(scene, 'flood'));
      scene.mark('stalled');
      const prompted = await flood.floods(stan.name, 'read this', STALLED_MESSAGES);
      const isThrough = await alice.saysAndIsPrompted(bob.name, 'hi');
      const newcomer = scene.actor('newcomer');
      const facts = { prompted, alice: alice.name, bob: bob.name, stan: stan.name, newcomer: nameFor(scene, 'newcomer') };
      if (!isThrough || (await newcomer.arrives()) === undefined) return facts;
      newcomer.name = facts.newcomer;
      newcomer.send(newcomer.name);
      if (!(await newcomer.hearsPrompts(1)) || !(await newcomer.saysAndIsPrompted('@all', 'hi all'))) return facts;
      newcomer.leavesBy('exit');
      await bob.hearsOfDeparture(newcomer.name);
      await alice.fences(bob);
      return facts;
    },
    judge: ({ history, facts: { prompted, alice, stan, newcomer } }) =>
      new RoomJudging(history)
        .holds(
          prompted >= STALLED_MESSAGES,
          `Who spoke to one that did not read was prompted ${prompted} times for ${STALLED_MESSAGES} messages.`,
        )
        // Whoever is too far behind may be dropped.
        .heardEach('bob', [[delivered(alice, 'hi')], [deliveredToAll(newcomer, 'hi all'), departure(newcomer)]], {
          since: 'stalled',
          mayHear: [departure(stan)],
        })
        .holds(
          new RoomJudging(history).framesOf('newcomer').some(({ payload }) => payload.equals(REGISTERED)),
          'A newcomer could not register while a member did not read.',
        ).judgement,
  }),
  roomCase({
    id: 'chat/1.6.3/who-is-put-out-for-not-reading-is-told-of',
    level: 'should',
    clause: 'CHAT-1.6.3',
    rule: 'If a member that does not read is put out of the room, every other is told once, as at any departure.',
    kills: ['no-departure-notice', 'no-notice-of-reset'],
    clients: 5,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const stan = await joinsStalled(scene, 'stan');
      const flood = scene.actor('flood', { isKept: false });
      await flood.joinsUnseen(nameFor(scene, 'flood'));
      scene.mark('stalled');
      await flood.floods(stan.name, 'read this', DROPPED_MESSAGES);
      const names = namesInGreeting(await scene.actor('newcomer').arrives());
      const isOut = names?.includes(stan.name) === false;
      if (isOut) await alice.hearsOfDeparture(stan.name);
      await alice.fencesItself();
      return { isGreeted: names !== undefined, isOut, stan: stan.name };
    },
    judge: ({ history, facts: { isGreeted, isOut, stan } }) =>
      new RoomJudging(history)
        .holds(isGreeted, 'Who came while a member did not read was not greeted.')
        .heardEach('alice', isOut ? [[departure(stan)]] : [], { since: 'stalled', mayHear: isOut ? [] : [departure(stan)] })
        .judgement,
  }),
  roomCase({
    id: 'chat/1.6.3/who-reads-again-has-lost-nothing',
    level: 'should',
    clause: 'CHAT-1.6.3',
    rule: 'A member that stops reading and goes on has 200 messages then, all of them and in order, unless it has been put out.',
    kills: ['lost-delivery', 'duplicate-delivery', 'reordered-messages'],
    clients: 4,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const stan = await joinsStalled(scene, 'stan');
      scene.mark('stalled');
      for (const text of PILE) alice.says(stan.name, text);
      await alice.hearsPrompts(PILE.length);
      stan.resumeReading();
      await alice.fences(stan);
      return { alice: alice.name, stan: stan.name };
    },
    judge: ({ history, facts: { alice, stan } }): Judgement => {
      const judging = new RoomJudging(history);
      const isOut = judging.framesOf('alice').some(({ payload }) => payload.equals(departure(stan)));
      if (isOut) return notApplicable('The member that did not read was put out of the room.');
      return judging.heardEach('stan', [PILE.map((text) => delivered(alice, text))], { since: 'stalled' }).judgement;
    },
  }),

  roomCase({
    id: 'chat/1.6.3/who-reads-megabytes-late-gets-whole-frames',
    level: 'should',
    clause: 'CHAT-1.6.3',
    rule: 'A member that goes on reading when more has piled up than the system takes gets every message, whole, unless it has been put out: what a write leaves over is written later.',
    kills: ['lost-delivery', 'duplicate-delivery'],
    clients: 3,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const flood = scene.actor('flood', { isKept: false });
      await flood.joinsUnseen(nameFor(scene, 'flood'));
      const pilesUp = async (label: string, most: number): Promise<Pile> => {
        const stan = await joinsStalled(scene, label);
        scene.mark(`${label} stalled`);
        let messages = 0;
        while (messages < most && !isTold(alice, stan)) {
          const some = Math.min(PILE.length, most - messages);
          if ((await flood.floods(stan.name, 'read this', some)) < some) break;
          messages += some;
        }
        // She may have been told in the last moment, and not have read it.
        await alice.fencesItself();
        const isOut = isTold(alice, stan);
        let isWhole = true;
        if (!isOut) {
          stan.resumeReading();
          await takesPile(stan, messages);
          isWhole = await alice.fences(stan);
        }
        await stan.reset();
        return { label, messages, isOut, isWhole };
      };
      const first = await pilesUp('stan', DROPPED_MESSAGES);
      if (!first.isOut) return { flood: flood.name, piles: [first] };
      // So many were too many: what comes just before that is still in the server's own hands. How much the system takes differs from
      // one time to the next, so there is more than one try.
      const piles: Pile[] = [];
      for (const [label, less] of SMALLER_PILES) {
        const pile = await pilesUp(label, Math.max(PILE.length, first.messages - less * PILE.length));
        piles.push(pile);
        if (!pile.isWhole) break;
      }
      return { flood: flood.name, piles };
    },
    judge: ({ history, facts: { flood, piles } }): Judgement => {
      const read = piles.filter(({ isOut }) => !isOut);
      if (read.length === 0) return notApplicable('The member that did not read was put out of the room.');
      const judging = new RoomJudging(history);
      for (const { label, messages } of read) {
        const texts = Array.from({ length: messages }, () => delivered(flood, 'read this'));
        judging.heardEach(label, [texts], { since: `${label} stalled` });
      }
      return judging.judgement;
    },
  }),

  roomCase({
    id: 'chat/1.6.3/answers-are-prompt-beside-a-stalled-reader',
    level: 'should',
    clause: 'CHAT-1.6.3',
    rule: 'While a member does not read, what others say is answered as promptly as it usually is.',
    kills: ['slow-answers'],
    clients: 3,
    async drive(scene) {
      const alice = await besideStalledReader(scene);
      return await promptnessOf(scene, () => alice.saysAndIsPrompted(alice.name, 'hi'));
    },
    judge: ({ history, facts }) => {
      const wrong = tardiness(facts);
      return new RoomJudging(history).holds(wrong === undefined, wrong ?? '').judgement;
    },
  }),
  roomCase({
    id: 'chat/1.6.3/no-standstill-beside-a-stalled-reader',
    level: 'should',
    clause: 'CHAT-1.6.3',
    rule: 'Over some seconds in which a member does not read there is no time at which nobody else is served.',
    kills: ['stall'],
    clients: 3,
    timeLimitMs: 30_000,
    async drive(scene) {
      const alice = await besideStalledReader(scene);
      return await watch(scene, () => alice.saysAndIsPrompted(alice.name, 'hi'));
    },
    judge: ({ history, facts }) => {
      const wrong = standstill(facts);
      return new RoomJudging(history).holds(wrong === undefined, wrong ?? '').judgement;
    },
  }),

  roomCase({
    id: 'chat/1.6.4/half-frames-delay-nobody',
    level: 'should',
    clause: 'CHAT-1.6.4',
    rule: 'While a member and a stranger have sent half a frame each and then nothing, others talk, arrive and leave as ever.',
    kills: ['half-frame-blocks-all'],
    clients: 5,
    async drive(scene) {
      const [alice, bob, half] = await members(scene, 'alice', 'bob', 'half');
      const stranger = scene.actor('stranger');
      scene.require((await stranger.arrives()) !== undefined, 'the stranger was not greeted');
      scene.mark('halfway');
      const frame = half.encoded(`${bob.name}:never`);
      half.sendBytes(frame.subarray(0, frame.length / 2));
      stranger.sendBytes(stranger.encoded(nameFor(scene, 'stranger')).subarray(0, 40));
      const patience = { patienceMs: scene.patienceMs };
      await Promise.all([half.isReadApart(patience), stranger.isReadApart(patience)]);
      const newcomer = scene.actor('newcomer');
      const facts = { alice: alice.name, newcomer: nameFor(scene, 'newcomer') };
      if (!(await alice.saysInTurn(bob.name, TEXTS)) || (await newcomer.arrives()) === undefined) return facts;
      newcomer.name = facts.newcomer;
      newcomer.send(newcomer.name);
      if (!(await newcomer.hearsPrompts(1)) || !(await newcomer.saysAndIsPrompted('@all', 'hi all'))) return facts;
      newcomer.leavesBy('exit');
      await bob.hearsOfDeparture(newcomer.name);
      await alice.fences(bob);
      return facts;
    },
    judge: ({ history, facts: { alice, newcomer } }) =>
      new RoomJudging(history).heardEach(
        'bob',
        [TEXTS.map((text) => delivered(alice, text)), [deliveredToAll(newcomer, 'hi all'), departure(newcomer)]],
        { since: 'halfway' },
      ).judgement,
  }),
  roomCase({
    id: 'chat/1.6.4/half-frame-becomes-whole-in-the-end',
    level: 'should',
    clause: 'CHAT-1.6.4',
    rule: 'A frame whose second half comes late, while others talk, takes effect then like any other.',
    kills: ['cut-frame-lost', 'read-taken-for-frame', 'half-frame-blocks-all'],
    clients: 3,
    async drive(scene) {
      const [alice, bob, half] = await members(scene, 'alice', 'bob', 'half');
      const frame = half.encoded(`${bob.name}:at last`);
      const middle = Math.floor(frame.length / 2);
      scene.mark('halfway');
      half.sendBytes(frame.subarray(0, middle));
      await half.isReadApart({ patienceMs: scene.patienceMs });
      await alice.saysInTurn(bob.name, TEXTS);
      half.sendBytes(frame.subarray(middle));
      await half.hearsPrompts(1);
      await half.fences(bob);
      return { alice: alice.name, half: half.name };
    },
    judge: ({ history, facts: { alice, half } }) =>
      new RoomJudging(history).heard('bob', [...TEXTS.map((text) => delivered(alice, text)), delivered(half, 'at last')], {
        since: 'halfway',
      }).judgement,
  }),
  roomCase({
    id: 'chat/1.6.4/silent-strangers-delay-nobody',
    level: 'should',
    clause: 'CHAT-1.6.4',
    rule: 'While twenty connections have not registered and say nothing, others register, talk and leave as ever.',
    kills: ['registration-blocks-all'],
    clients: 24,
    async drive(scene) {
      await emptyRoom(scene);
      const strangers = Array.from({ length: 20 }, (_, index) => scene.actor(`stranger ${index + 1}`, { isKept: false }));
      const greeted = await greetedInTurn(strangers);
      const facts = { greeted, alice: nameFor(scene, 'alice'), bob: nameFor(scene, 'bob'), others: residents(scene) };
      for (const [label, name] of [
        ['alice', facts.alice],
        ['bob', facts.bob],
      ] as const) {
        const one = scene.actor(label);
        if ((await one.arrives()) === undefined) return facts;
        one.name = name;
        one.send(name);
        if (!(await one.hearsPrompts(1))) return facts;
        await one.saysAndIsPrompted('@all', 'hi all');
        await one.fencesItself();
      }
      return facts;
    },
    judge: ({ history, facts: { greeted, alice, bob, others } }) =>
      new RoomJudging(history)
        .holds(greeted === 20, `Of twenty strangers ${greeted} were greeted.`)
        .heard('alice', [
          greeting(everybody(others)),
          REGISTERED,
          ...prompt(alice, everybody(others, alice)),
          deliveredToAll(alice, 'hi all'),
          ...prompt(alice, everybody(others, alice)),
        ])
        .heard('bob', [
          greeting(everybody(others, alice)),
          REGISTERED,
          ...prompt(bob, everybody(others, alice, bob)),
          deliveredToAll(bob, 'hi all'),
          ...prompt(bob, everybody(others, alice, bob)),
        ]).judgement,
  }),
  roomCase({
    id: 'chat/1.6.4/burst-of-arrivals-delays-nobody',
    level: 'should',
    clause: 'CHAT-1.6.4',
    rule: 'When forty connect in one moment, all are greeted, members go on talking, and the last of the forty can register first.',
    kills: ['registration-blocks-all'],
    clients: 43,
    timeLimitMs: HOUSE_TIME_LIMIT_MS,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const burst = Array.from({ length: BURST }, (_, index) => scene.actor(`arrival ${index + 1}`, { isKept: false }));
      const last = scene.actor('last');
      scene.mark('burst');
      const promptedBy = alice.framesReceived + 3 * TEXTS.length;
      const welcome = greetedAtOnce([...burst, last]);
      for (const text of TEXTS) alice.says(bob.name, text);
      await alice.hasGot(promptedBy, BURST_PATIENCE_MS);
      const greeted = await welcome;
      await alice.hearsPrompts(TEXTS.length);
      await alice.fences(bob);
      last.name = nameFor(scene, 'last');
      last.send(last.name);
      await last.hears(2);
      await last.hearsPrompts(1);
      return { greeted, alice: alice.name };
    },
    judge: ({ history, facts: { greeted, alice } }) => {
      const judging = new RoomJudging(history);
      return judging
        .holds(greeted === BURST + 1, `Of ${BURST + 1} that connected in one moment ${greeted} were greeted.`)
        .heard(
          'bob',
          TEXTS.map((text) => delivered(alice, text)),
          { since: 'burst' },
        )
        .holds(
          judging.framesOf('last')[1]?.payload.equals(REGISTERED) === true,
          'The last of those who came could not register first.',
        ).judgement;
    },
  }),
];

const TEXTS = Array.from({ length: 10 }, (_, index) => `no. ${index + 1}`);
const PILE = Array.from({ length: 200 }, (_, index) => `no. ${index + 1}`);
const BURST = 40;
const IMPATIENT = 10;
const DEPARTURES = [
  { who: 'the first to wait', way: 'close' },
  { who: 'the second to wait', way: 'reset' },
  { who: 'the third to wait', way: 'exit' },
] as const;

/** What piled up for somebody who did not read. */
interface Pile {
  readonly label: string;
  readonly messages: number;
  readonly isOut: boolean;
  /** What was said behind it came through. */
  readonly isWhole: boolean;
}

/** Megabytes take longer beside other work: as long as some of them come, the rest is waited for. */
async function takesPile(reader: Talker, messages: number): Promise<void> {
  const wanted = reader.frames.length + messages;
  for (let before = -1; before < reader.frames.length && reader.frames.length < wanted; ) {
    before = reader.frames.length;
    await reader.until('what has piled up', () => reader.frames.length >= wanted);
  }
}
