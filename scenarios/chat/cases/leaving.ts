// CHAT-1.5: leaving.

import type { Case, Level } from '../../../harness/judge/case.ts';
import type { History } from '../../../harness/judge/history.ts';
import type { Judgement } from '../../../harness/judge/judgement.ts';
import { NotSetUp } from '../../../harness/judge/scene.ts';
import { EXIT, REGISTERED } from '../texts.ts';
import { delivered, deliveredToAll, departure, everybody, namesInGreeting, prompt, RoomJudging } from './room-judging.ts';
import { fenceRound, members, nameFor, type RoomScene, residents, roomCase, type Talker, type WayToLeave } from './talker.ts';

/** What a stalled client's side of the network holds is kept small, so that much is left at the target. */
const SMALL_BUFFER_BYTES = 8 * 1024;
/** Of the server's frames 5 MB: more than what the system takes for somebody who does not read. */
const MORE_THAN_BUFFERS = 3500;
/** Whether the server writes before or behind the end depends on who is quicker. */
/** Of so many messages some answers are written when nobody is there any more, however quick or slow the server is: each in turn. */
const GONE_MESSAGES = [2, 50, 5, 25, 12];
const GONE_TIMES = 6 * GONE_MESSAGES.length;
const WAYS_OUT = ['exit', 'close', 'reset'] as const satisfies readonly WayToLeave[];

// What several cases have in common.

interface NoticeRule {
  readonly way: WayToLeave;
  readonly level: Level;
  readonly rule: string;
  readonly kills: readonly string[];
}

function noticeCase({ way, level, rule, kills }: NoticeRule): Case<Talker> {
  return roomCase({
    id: `chat/1.5.2/notice-of-${way}`,
    level,
    clause: 'CHAT-1.5.2',
    rule,
    kills,
    clients: 3,
    async drive(scene) {
      const [alice, bob, carol] = await members(scene, 'alice', 'bob', 'carol');
      scene.mark('leaving');
      bob.leavesBy(way);
      await Promise.all([alice.hearsOfDeparture(bob.name), carol.hearsOfDeparture(bob.name)]);
      await fenceRound(alice, carol);
      return { alice: alice.name, bob: bob.name, carol: carol.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, carol, others } }) =>
      new RoomJudging(history)
        .heard('carol', [departure(bob)], { since: 'leaving' })
        .heard('alice', [departure(bob), ...prompt(alice, everybody(others, alice, carol))], {
          since: 'leaving',
        }).judgement,
  });
}

function nameIsFreeCase(way: WayToLeave, how: string): Case<Talker> {
  return roomCase({
    id: `chat/1.5.3/name-is-free-after-${way}`,
    level: 'must',
    clause: 'CHAT-1.5.3',
    rule: `As soon as a member is told that another has left by ${how}, anybody can take that name, and gets what is said to it.`,
    kills: ['name-not-freed', 'name-freed-late'],
    clients: 3,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const heir = scene.actor('heir');
      scene.require((await heir.arrives()) !== undefined, 'the heir was not greeted');
      bob.leavesBy(way);
      const isTold = await alice.hearsOfDeparture(bob.name);
      scene.mark('claimed');
      heir.send(bob.name);
      // Of a refusal one frame comes, and the other three do not.
      if ((await heir.next())?.equals(REGISTERED) === true) {
        heir.name = bob.name;
        await heir.hearsPrompts(1);
        await alice.saysAndIsPrompted(bob.name, 'hi');
        await alice.fences(heir);
      }
      return { isTold, alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { isTold, alice, bob, others } }) =>
      new RoomJudging(history)
        .unless(isTold, 'Nobody was told that bob had left, so there is no saying when the name should have been free.')
        .heard('heir', [REGISTERED, ...prompt(bob, everybody(others, alice, bob)), delivered(alice, 'hi')], {
          since: 'claimed',
        }).judgement,
  });
}

interface OutlivesRule {
  readonly what: string;
  readonly rule: string;
  readonly kills: readonly string[];
  readonly clients: number;
  /** Lets some leave; `alice` is a member who stays. */
  leave(scene: RoomScene, alice: Talker): Promise<void>;
}

/** Behind those who leave a newcomer is served as ever, and so is a member who was there before. */
function outlivesCase({ what, rule, kills, clients, leave }: OutlivesRule): Case<Talker> {
  return roomCase({
    id: `chat/1.5.4/${what}`,
    level: 'must',
    clause: 'CHAT-1.5.4',
    rule,
    kills,
    clients,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      try {
        await leave(scene, alice);
      } catch (error) {
        // Where those before have ended the server nobody can join it, and the newcomer below will find that out.
        if (!(error instanceof NotSetUp)) throw error;
        scene.goal(`everybody could come and leave (${error.message})`, false);
      }
      const newcomer = scene.actor('newcomer');
      newcomer.name = nameFor(scene, 'newcomer');
      const facts = { alice: alice.name, newcomer: newcomer.name };
      if ((await newcomer.arrives()) === undefined) return facts;
      newcomer.send(newcomer.name);
      if (!(await newcomer.hearsPrompts(1))) return facts;
      alice.says(newcomer.name, 'still here');
      await newcomer.hearsUntil('the message', (frame) => frame.equals(delivered(alice.name, 'still here')));
      newcomer.says(alice.name, 'and so am I');
      await alice.hearsUntil('the answer', (frame) => frame.equals(delivered(newcomer.name, 'and so am I')));
      return facts;
    },
    judge: ({ history, facts }) => outlived(history, facts),
  });
}

/** As of a program that ends: the end of the stream, and behind it nobody who takes what still comes. */
async function isGone(one: Talker): Promise<void> {
  one.halfClose();
  await one.reset();
}

function outlived(history: History, { alice, newcomer }: { readonly alice: string; readonly newcomer: string }): Judgement {
  const judging = new RoomJudging(history);
  const heard = (actor: string, frame: Buffer): boolean => judging.framesOf(actor).some(({ payload }) => payload.equals(frame));
  return judging
    .notEnded('alice')
    .connected('newcomer')
    .holds(namesInGreeting(judging.framesOf('newcomer')[0]?.payload) !== undefined, 'Who came afterwards was not greeted.')
    .holds(heard('newcomer', REGISTERED), 'Who came afterwards could not register.')
    .holds(heard('newcomer', delivered(alice, 'still here')), 'Who came afterwards did not get what a member said to it.')
    .holds(heard('alice', delivered(newcomer, 'and so am I')), 'A member who had stayed did not get what a newcomer said to it.')
    .judgement;
}

/** Somebody who is greeted, and has not registered. */
async function stranger(scene: RoomScene, label: string): Promise<Talker> {
  const one = scene.actor(label);
  scene.require((await one.arrives()) !== undefined, `${label} was not greeted`);
  return one;
}

/** Bytes of a nickname's frame that are too few for a frame of any size. */
function beginningOf(talker: Talker): Uint8Array {
  return talker.encoded(nameFor(talker.scene, 'half')).subarray(0, 40);
}

export const LEAVING_CASES: readonly Case<Talker>[] = [
  roomCase({
    id: 'chat/1.5.1/exit-ends-in-order',
    level: 'must',
    clause: 'CHAT-1.5.1',
    rule: 'Who says exit reads the end of the stream, and nothing before it.',
    kills: ['exit-not-closing', 'exit-answered', 'leaver-told-of-itself'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('leaving');
      alice.leavesBy('exit');
      await alice.ends();
      await bob.hearsOfDeparture(alice.name);
      await bob.saysAndIsPrompted('@all', 'who is left');
    },
    judge: ({ history }) => new RoomJudging(history).ended('alice').heardNothing('alice', { since: 'leaving' }).judgement,
  }),
  roomCase({
    id: 'chat/1.5.1/exit-as-first-act-of-a-member',
    level: 'must',
    clause: 'CHAT-1.5.1',
    rule: 'Nickname and exit in one segment: the member is registered, prompted, and gone in order.',
    kills: ['exit-not-closing', 'exit-answered', 'exit-undoes-its-segment'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const alice = await stranger(scene, 'alice');
      const name = nameFor(scene, 'alice');
      scene.mark('leaving');
      alice.sendTogether([name, EXIT]);
      await alice.ends();
      await bob.hearsOfDeparture(name);
      await bob.fencesItself();
      return { name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { name, bob, others } }) =>
      new RoomJudging(history)
        .ended('alice')
        .heard('alice', [REGISTERED, ...prompt(name, everybody(others, name, bob))], { since: 'leaving' })
        .heard('bob', [departure(name)], { since: 'leaving' }).judgement,
  }),
  roomCase({
    id: 'chat/1.5.1/frames-before-exit-take-effect',
    level: 'must',
    clause: 'CHAT-1.5.1',
    rule: 'What stands before exit in the same segment takes effect: it is delivered and prompted before the end of the stream.',
    kills: ['exit-undoes-its-segment'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('leaving');
      alice.sendTogether([`${bob.name}:one`, '@all:two', 'no message', EXIT]);
      await alice.ends();
      await bob.hearsOfDeparture(alice.name);
      await bob.fencesItself();
      return { alice: alice.name, bob: bob.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history)
        .heard('bob', [delivered(alice, 'one'), deliveredToAll(alice, 'two'), departure(alice)], { since: 'leaving' })
        .ended('alice')
        .holds(
          new RoomJudging(history).framesOf('alice', { since: 'leaving' }).length === 3 * 3 + 2,
          'alice did not get three prompts, its broadcast and the format error before the end of the stream.',
        ).judgement,
  }),
  roomCase({
    id: 'chat/1.5.1/frames-behind-exit-do-not',
    level: 'must',
    clause: 'CHAT-1.5.1',
    rule: 'What stands behind exit in the same segment has no effect.',
    kills: ['acts-after-exit'],
    clients: 3,
    async drive(scene) {
      const [bob, ...leavers] = await members(scene, 'bob', 'alice', 'carol', 'dave');
      scene.mark('leaving');
      const names: string[] = [];
      // Several, because where a segment ends is the network's business.
      for (const leaver of leavers) {
        names.push(leaver.name);
        leaver.sendTogether([
          `${bob.name}:before`,
          EXIT,
          `${bob.name}:behind`,
          '@all:behind',
          EXIT,
          leaver.name,
          `${bob.name}:again`,
        ]);
        await leaver.ends();
        await bob.hearsOfDeparture(leaver.name);
      }
      await bob.fencesItself();
      return { names };
    },
    judge: ({ history, facts: { names } }) => {
      const judging = new RoomJudging(history);
      judging.heard(
        'bob',
        names.flatMap((name) => [delivered(name, 'before'), departure(name)]),
        { since: 'leaving' },
      );
      // Bytes that nobody reads any more may break the connection off: that is the system's doing.
      for (const label of ['alice', 'carol', 'dave']) judging.ended(label, 'either');
      return judging.judgement;
    },
  }),
  roomCase({
    id: 'chat/1.5.1/frames-after-the-end-have-no-effect',
    level: 'must',
    clause: 'CHAT-1.5.1',
    rule: 'What a client sends after exit, in segments of its own, has no effect: it neither speaks nor registers again.',
    kills: ['exit-not-closing'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('leaving');
      alice.leavesBy('exit');
      await bob.hearsOfDeparture(alice.name);
      alice.send(`${bob.name}:late`);
      alice.send(alice.name);
      alice.send(`${bob.name}:again`);
      await alice.ends();
      await bob.fencesItself();
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history)
        .ended('alice', 'either')
        .heard('bob', [departure(alice)], { since: 'leaving' })
        .heardNothing('alice', { since: 'leaving' }).judgement,
  }),
  roomCase({
    id: 'chat/1.5.1/only-exit-is-exit',
    level: 'must',
    clause: 'CHAT-1.5.1',
    rule: 'Only exit itself is exit: with a capital letter, a space, or more or fewer letters it is a frame like any other.',
    kills: ['exit-in-any-case'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('said');
      await alice.sendsInTurn(NEARLY_EXIT);
      await alice.saysAndIsPrompted(bob.name, 'exit');
      await alice.fences(bob);
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).notEnded('alice').heard('bob', [delivered(alice, 'exit')], { since: 'said' }).judgement,
  }),

  noticeCase({
    way: 'exit',
    level: 'must',
    rule: 'Every member left is told once of one that has said exit.',
    kills: ['no-departure-notice', 'departure-told-twice', 'first-member-not-told'],
  }),
  noticeCase({
    way: 'close',
    level: 'must',
    rule: 'Every member left is told once of one that has closed its connection.',
    kills: ['no-departure-notice', 'departure-told-twice', 'first-member-not-told', 'close-unnoticed'],
  }),
  noticeCase({
    way: 'reset',
    level: 'must',
    rule: 'Every member left is told once of one whose connection has broken off.',
    kills: ['no-departure-notice', 'departure-told-twice', 'first-member-not-told', 'no-notice-of-reset'],
  }),
  noticeCase({
    way: 'half-close',
    level: 'should',
    rule: 'Every member left is told once of one that says it will send no more.',
    kills: ['no-departure-notice', 'departure-told-twice', 'first-member-not-told', 'close-unnoticed'],
  }),
  roomCase({
    id: 'chat/1.5.2/each-of-many-leavers-is-told-once',
    level: 'must',
    clause: 'CHAT-1.5.2',
    rule: 'Of eighteen members who leave at the same time in different ways, everybody left is told of each exactly once.',
    kills: ['no-departure-notice', 'departure-told-twice', 'first-member-not-told', 'no-notice-of-reset'],
    clients: 20,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      const leavers: Talker[] = [];
      for (let index = 1; index <= LEAVERS; index++) {
        leavers.push(await scene.actor(`leaver ${index}`).joins(nameFor(scene, 'leaver')));
      }
      scene.mark('leaving');
      for (const [index, leaver] of leavers.entries()) leaver.leavesBy(WAYS_OUT[index % WAYS_OUT.length] ?? 'exit');
      await Promise.all([alice.hears(LEAVERS), bob.hears(LEAVERS)]);
      await fenceRound(alice, bob);
      return { names: leavers.map(({ name }) => name), alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { names, alice, bob, others } }) => {
      const notices = names.map((name) => [departure(name)]);
      return new RoomJudging(history)
        .heardEach('bob', notices, { since: 'leaving' })
        .heardEach('alice', [...notices, prompt(alice, everybody(others, alice, bob))], { since: 'leaving' }).judgement;
    },
  }),
  roomCase({
    id: 'chat/1.5.2/nobody-is-told-of-strangers',
    level: 'should',
    clause: 'CHAT-1.5.2',
    rule: 'A connection that leaves before it has registered is told to nobody, however far it has come.',
    kills: ['notice-of-unregistered'],
    clients: 3,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('leaving');
      for (const way of ['reset', 'half-close', 'close'] as const) {
        const silent = await stranger(scene, `one that says nothing (${way})`);
        const halfway = await stranger(scene, `one with half a nickname (${way})`);
        halfway.sendBytes(beginningOf(halfway));
        await halfway.isReadApart({ patienceMs: scene.patienceMs });
        const refused = await stranger(scene, `one that was refused (${way})`);
        refused.send(alice.name);
        await refused.next();
        for (const one of [silent, halfway, refused]) one.leavesBy(way);
        if (way === 'half-close') for (const one of [silent, halfway, refused]) await one.ends();
        // Resolves when the target has ended, too.
        await Promise.all([silent, halfway, refused].map((one) => one.close()));
      }
      await fenceRound(alice, bob);
      return { alice: alice.name, bob: bob.name, others: residents(scene) };
    },
    judge: ({ history, facts: { alice, bob, others } }) =>
      new RoomJudging(history)
        .heardNothing('bob', { since: 'leaving' })
        .heard('alice', prompt(alice, everybody(others, alice, bob)), { since: 'leaving' }).judgement,
  }),

  nameIsFreeCase('exit', 'exit'),
  nameIsFreeCase('close', 'closing its connection'),
  nameIsFreeCase('reset', 'a reset'),
  roomCase({
    id: 'chat/1.5.3/name-goes-from-hand-to-hand',
    level: 'must',
    clause: 'CHAT-1.5.3',
    rule: 'A name can be taken again and again, each time at once after the notice, and its holder is told of once each time.',
    kills: ['name-not-freed', 'name-freed-late', 'departure-told-twice'],
    clients: 3,
    async drive(scene) {
      const [alice] = await members(scene, 'alice');
      const name = nameFor(scene, 'hand');
      scene.mark('began');
      let taken = 0;
      for (; taken < HANDS; taken++) {
        const holder = await stranger(scene, `holder ${taken + 1}`);
        holder.send(name);
        if (!(await holder.next())?.equals(REGISTERED)) break;
        holder.leavesBy(WAYS_OUT[taken % WAYS_OUT.length] ?? 'exit');
        if (!(await alice.hearsOfDeparture(name))) break;
      }
      await alice.fencesItself();
      return { name, taken };
    },
    judge: ({ history, facts: { name, taken } }) =>
      new RoomJudging(history)
        .holds(taken === HANDS, `When ${taken} had held the name and left, the next could not take it.`)
        .heard(
          'alice',
          Array.from({ length: HANDS }, () => departure(name)),
          { since: 'began' },
        ).judgement,
  }),

  outlivesCase({
    what: 'outlives-those-who-leave-before-they-register',
    rule: 'The server outlives clients that leave before they register: at once, when they are greeted, in the midst of a nickname, and when they are refused.',
    kills: ['dies-of-early-close'],
    clients: 2,
    async leave(scene, alice) {
      for (const way of ['close', 'reset', 'half-close'] as const) {
        const early = scene.actor(`one that leaves at once (${way})`);
        if (!(await early.connect())) return;
        early.leavesBy(way);
        const greeted = scene.actor(`one that has been greeted (${way})`);
        if ((await greeted.arrives()) === undefined) return;
        greeted.leavesBy(way);
        const halfway = scene.actor(`one with half a nickname (${way})`);
        if ((await halfway.arrives()) === undefined) return;
        halfway.sendBytes(beginningOf(halfway));
        halfway.leavesBy(way);
        const refused = scene.actor(`one that was refused (${way})`);
        if ((await refused.arrives()) === undefined) return;
        refused.send(alice.name);
        await refused.next();
        refused.leavesBy(way);
      }
    },
  }),
  outlivesCase({
    what: 'outlives-resets-of-members',
    rule: 'The server outlives members whose connections break off, idle or with messages on the way.',
    kills: ['dies-of-reset'],
    clients: 2,
    async leave(scene, alice) {
      const idle = await scene.actor('idle').joins(nameFor(scene, 'idle'));
      await idle.reset();
      const busy = await scene.actor('busy').joins(nameFor(scene, 'busy'));
      busy.sendTogether(Array.from({ length: 20 }, (_, index) => `${alice.name}:${index}`));
      await busy.reset();
      const both = await scene.actor('speaker to all').joins(nameFor(scene, 'all'));
      both.sendTogether(Array.from({ length: 20 }, (_, index) => `@all:${index}`));
      await both.reset();
    },
  }),
  outlivesCase({
    what: 'outlives-those-who-leave-in-mid-frame',
    rule: 'The server outlives members that leave in the midst of a frame, by closing, half-closing or a reset.',
    kills: ['dies-in-mid-frame'],
    clients: 2,
    async leave(scene, alice) {
      for (const way of ['close', 'reset', 'half-close'] as const) {
        const leaver = await scene.actor(`leaver (${way})`).joins(nameFor(scene, 'leaver'));
        const frame = leaver.encoded(`${alice.name}:half`);
        leaver.sendBytes(frame.subarray(0, frame.length / 2));
        await leaver.isReadApart({ patienceMs: scene.patienceMs });
        leaver.leavesBy(way);
      }
    },
  }),
  outlivesCase({
    what: 'outlives-those-who-leave-with-data-unread',
    rule: 'The server outlives members that leave while it has megabytes for them that they have not read.',
    kills: ['dies-of-unread-data'],
    clients: 4,
    async leave(scene) {
      for (const way of ['reset', 'close'] as const) {
        const stan = scene.actor(`one that does not read (${way})`);
        scene.require(await stan.connect({ receiveBufferBytes: SMALL_BUFFER_BYTES }), `${stan.label} could not connect`);
        scene.require((await stan.next()) !== undefined, `${stan.label} was not greeted`);
        await stan.registers(nameFor(scene, 'stan'));
        stan.stopReading();
        const flood = scene.actor(`flood (${way})`, { isKept: false });
        await flood.joinsUnseen(nameFor(scene, 'flood'));
        await flood.floods(stan.name, 'read this', MORE_THAN_BUFFERS);
        if (way === 'reset') await stan.reset();
        else void stan.close();
        await flood.close();
      }
    },
  }),
  outlivesCase({
    what: 'outlives-those-who-leave-as-they-register',
    rule: 'The server outlives clients that send a nickname and are gone before the answer, by closing, half-closing or a reset.',
    kills: ['dies-of-reset'],
    clients: 2,
    async leave(scene, alice) {
      for (const way of ['close', 'reset', 'half-close'] as const) {
        const leaver = scene.actor(`leaver (${way})`);
        if ((await leaver.arrives()) === undefined) return;
        leaver.sendTogether([nameFor(scene, 'leaver'), `${alice.name}:hi`]);
        leaver.leavesBy(way);
      }
    },
  }),
  outlivesCase({
    what: 'outlives-those-who-are-gone-before-the-answers',
    rule: 'The server outlives clients that say something, close, and take nothing more, so that the answers are refused: its writes fail then, and must not end it by SIGPIPE.',
    kills: ['dies-of-reset'],
    clients: 2,
    async leave(scene, alice) {
      for (let time = 1; time <= GONE_TIMES; time++) {
        const stranger = scene.actor(`stranger ${time}`);
        if ((await stranger.arrives()) === undefined) return;
        stranger.send(alice.name);
        await isGone(stranger);
        const member = await scene.actor(`member ${time}`).joins(nameFor(scene, 'gone'));
        const count = GONE_MESSAGES[time % GONE_MESSAGES.length] ?? 0;
        member.sendTogether(Array.from({ length: count }, (_, index) => `${alice.name}:${time}, ${index}`));
        await isGone(member);
      }
    },
  }),
  roomCase({
    id: 'chat/1.5.4/outlives-those-who-leave-while-they-are-written-to',
    level: 'must',
    clause: 'CHAT-1.5.4',
    rule: 'While two members speak to one that leaves, by exit, closing or a reset, they are prompted for every message and stay in the room.',
    kills: ['dies-of-reset'],
    clients: 3,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      let isPrompted = true;
      for (const way of WAYS_OUT) {
        const leaver = await scene.actor(`leaver (${way})`).joins(nameFor(scene, 'leaver'));
        for (let said = 1; said <= WRITTEN; said++) {
          for (const sender of [alice, bob]) sender.says(leaver.name, `no. ${said}`);
          if (said === WRITTEN / 2) leaver.leavesBy(way);
        }
        const prompted = await Promise.all([alice, bob].map((sender) => sender.hearsPrompts(WRITTEN)));
        isPrompted &&= prompted.every((one) => one);
        if (!isPrompted) break;
      }
      scene.mark('left');
      await fenceRound(alice, bob);
      return { isPrompted };
    },
    judge: ({ history, facts: { isPrompted } }) => {
      const judging = new RoomJudging(history).notEnded('alice').notEnded('bob');
      const fences = [judging.evidenceOf('alice', { since: 'left' }), judging.evidenceOf('bob', { since: 'left' })];
      return judging
        .holds(isPrompted, 'Not every message of alice and bob to those who left was followed by a prompt.')
        .holds(!fences.includes('timer'), 'alice and bob, who had stayed, could not speak to each other any more.').judgement;
    },
  }),

  roomCase({
    id: 'chat/1.5.5/frames-before-a-half-close-take-effect',
    level: 'should',
    clause: 'CHAT-1.5.5',
    rule: 'What a member has sent before it half-closes is delivered, all of it, and then it has left.',
    kills: ['half-close-drops-frames'],
    clients: 2,
    async drive(scene) {
      const [alice, bob] = await members(scene, 'alice', 'bob');
      scene.mark('leaving');
      alice.sendTogether(LAST_WORDS.map((text) => `${bob.name}:${text}`));
      alice.halfClose();
      await bob.hearsOfDeparture(alice.name);
      await bob.fencesItself();
      return { alice: alice.name };
    },
    judge: ({ history, facts: { alice } }) =>
      new RoomJudging(history).heard('bob', [...LAST_WORDS.map((text) => delivered(alice, text)), departure(alice)], {
        since: 'leaving',
      }).judgement,
  }),
  roomCase({
    id: 'chat/1.5.5/registers-speaks-and-half-closes',
    level: 'should',
    clause: 'CHAT-1.5.5',
    rule: 'Who sends a nickname and a message and half-closes at once is a member for as long as that takes.',
    kills: ['half-close-drops-frames'],
    clients: 2,
    async drive(scene) {
      const [bob] = await members(scene, 'bob');
      const alice = await stranger(scene, 'alice');
      const name = nameFor(scene, 'alice');
      scene.mark('leaving');
      alice.sendTogether([name, `${bob.name}:hi`]);
      alice.halfClose();
      await bob.hearsOfDeparture(name);
      await bob.fencesItself();
      return { name };
    },
    judge: ({ history, facts: { name } }) =>
      new RoomJudging(history).heard('bob', [delivered(name, 'hi'), departure(name)], { since: 'leaving' }).judgement,
  }),
];

const LEAVERS = 18;
const HANDS = 12;
/** Messages of each sender to one that leaves. */
const WRITTEN = 40;
const NEARLY_EXIT = ['Exit', 'EXIT', ' exit', 'exit ', 'exit\n', 'exits', 'exi', 'exit exit'];
const LAST_WORDS = Array.from({ length: 30 }, (_, index) => `no. ${index + 1}`);
