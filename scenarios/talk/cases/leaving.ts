// TALK-4.3: what comes of a client that leaves.

import type { Case } from '../../../harness/judge/case.ts';
import { type Caller, CLIENT_SHUTDOWN, isShownTo, type TalkScene, talkCase, tunedIn } from './caller.ts';
import { TalkJudging } from './talk-judging.ts';

const DEPARTURES = 4;
const QUIET_MS = 10;

type WayToLeave = 'close' | 'half-close' | 'reset';

export const LEAVING_CASES: readonly Case<Caller>[] = [
  shutdown(
    'departure-is-shown',
    'must',
    'When a client closes behind its turns, ` client shutdown !` is printed.',
    'close',
    async (one) => {
      await one.takesTurn();
    },
  ),
  shutdown(
    'silent-departure-is-shown',
    'must',
    'When a client closes that has said nothing, ` client shutdown !` is printed.',
    'close',
  ),
  shutdown(
    'half-close-is-shown',
    'must',
    'When a client ends its half of the connection, ` client shutdown !` is printed.',
    'half-close',
  ),
  shutdown('reset-is-shown', 'should', 'When a client breaks off, ` client shutdown !` is printed.', 'reset', async (one) => {
    await one.takesTurn();
  }),
  talkCase({
    id: 'talk/4.3/departure-is-shown-once',
    clause: 'TALK-4.3',
    rule: 'When a client closes, ` client shutdown !` is printed once.',
    kills: ['client-shutdown-twice', 'no-client-shutdown'],
    manner: 'printed',
    async drive(scene) {
      await (await tunedIn(scene, 'witness')).close();
      const departures: boolean[] = [];
      while (departures.length < DEPARTURES && !departures.includes(false)) {
        // What is printed late of those who left before is behind us when this one is answered, or nearly so.
        const one = await tunedIn(scene, `caller ${departures.length + 1}`);
        await scene.pause(QUIET_MS);
        scene.mark(`departure ${departures.length}`);
        const before = shutdowns(scene);
        await one.close();
        departures.push(await isShutdownShown(scene, before));
        await scene.pause(QUIET_MS);
        scene.mark(`departed ${departures.length - 1}`);
      }
      return { departures };
    },
    judge: ({ history, facts: { departures } }) => {
      const judging = new TalkJudging(history).departureShown(!departures.includes(false), 'A client closed');
      const times = departures.map((_, index) => judging.departures({ since: `departure ${index}`, until: `departed ${index}` }));
      // Somebody else's departure may be told late: once, and not every time.
      const twice = times.filter((count) => count > 1).length;
      return judging
        .relies('timer')
        .holds(
          twice * 2 <= times.length,
          `When ${times.length} clients closed, one behind the other, '${CLIENT_SHUTDOWN}' was printed ${times.join(', ')} times.`,
        ).judgement;
    },
  }),
  talkCase({
    id: 'talk/4.3/connection-is-let-go',
    clause: 'TALK-4.3',
    rule: 'When a client that has said nothing ends its half of the connection, the server ends the other.',
    kills: ['never-closes'],
    manner: 'answered',
    async drive(scene) {
      const alice = await scene.connected('alice');
      alice.halfClose();
      await alice.ends();
      // What ends every connection lets go of this one as well: that it serves is to be seen.
      const bob = scene.actor('bob');
      scene.goal('somebody who came next was served', (await bob.connect()) && (await bob.isAnswered()));
    },
    judge: ({ history }) => new TalkJudging(history).ended('alice', 'either').judgement,
  }),
  talkCase({
    id: 'talk/4.3/connection-is-let-go-behind-turns',
    clause: 'TALK-4.3',
    rule: 'When a client ends its half of the connection behind its turns, the server sends nothing more and ends the other.',
    kills: ['never-closes', 'answer-with-line-end'],
    manner: 'answered',
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      scene.mark('in tune');
      const turn = await alice.takesTurn();
      alice.halfClose();
      await alice.ends();
      return { turn };
    },
    judge: ({ history, facts: { turn } }) =>
      new TalkJudging(history).turn(turn).ended('alice', 'either').heardBytes('alice', turn.answer, { since: 'in tune' })
        .judgement,
  }),
  talkCase({
    id: 'talk/4.3/leaves-while-the-operator-considers',
    clause: 'TALK-4.3',
    rule: 'When a client leaves before it is answered, this is printed once a line is typed at the latest, and the next client is served.',
    kills: ['no-client-shutdown'],
    async drive(scene) {
      const alice = await tunedIn(scene, 'alice');
      const text = `say ${scene.token()}`;
      alice.send(text);
      await isShownTo(scene, text);
      const before = shutdowns(scene);
      await alice.close();
      scene.operator.types(`too late ${scene.token()}`);
      const isShown = await isShutdownShown(scene, before);
      const bob = await scene.connected('bob');
      return { text, isShown, isServed: await bob.tunesIn() };
    },
    judge: ({ history, facts: { text, isShown, isServed } }) =>
      new TalkJudging(history)
        .shown(text)
        .departureShown(isShown, 'A client closed before it was answered')
        .holds(isServed, 'A client closed before it was answered, and the next one was never answered.').judgement,
  }),
  talkCase({
    id: 'talk/4.3/next-is-served',
    clause: 'TALK-4.3',
    rule: 'Whoever comes after clients have left in every way is served.',
    kills: ['one-turn-only'],
    async drive(scene) {
      for (const how of ['close', 'half-close', 'reset'] as const) await leaves(await scene.connected(how), how);
      const alice = await scene.connected('alice');
      const isServed = await alice.tunesIn();
      return { isServed, turns: isServed ? await alice.takesTurns(2) : [] };
    },
    judge: ({ history, facts: { isServed, turns } }) => {
      const judging = new TalkJudging(history).holds(
        isServed,
        'After others had left alice said something and was not answered.',
      );
      for (const turn of turns) judging.turn(turn);
      return judging.judgement;
    },
  }),
];

function shutdown(
  what: string,
  level: 'must' | 'should',
  rule: string,
  how: WayToLeave,
  before: (one: Caller) => Promise<void> = async () => {},
): Case<Caller> {
  return talkCase({
    id: `talk/4.3/${what}`,
    level,
    clause: 'TALK-4.3',
    rule,
    kills: ['no-client-shutdown'],
    manner: 'printed',
    async drive(scene) {
      const witness = await tunedIn(scene, 'witness');
      const noWitness = shutdowns(scene);
      await leaves(witness, 'close');
      await isShutdownShown(scene, noWitness);
      const alice = await scene.connected('alice');
      await before(alice);
      await scene.pause(QUIET_MS);
      const printedBefore = shutdowns(scene);
      await leaves(alice, how);
      return { isShown: await isShutdownShown(scene, printedBefore) };
    },
    judge: ({ history, facts: { isShown } }) =>
      new TalkJudging(history).departureShown(isShown, `A client left (${how})`).judgement,
  });
}

async function leaves(one: Caller, how: WayToLeave): Promise<void> {
  if (how === 'reset') return await one.reset();
  if (how === 'half-close') {
    one.halfClose();
    await one.ends();
  }
  await one.close();
}

function shutdowns({ operator }: TalkScene): number {
  return operator.printed.toString('latin1').split(CLIENT_SHUTDOWN).length;
}

/** Whether another departure is printed. */
function isShutdownShown(scene: TalkScene, before: number): Promise<boolean> {
  return scene.operator.until(`'${CLIENT_SHUTDOWN}' to be printed`, () => shutdowns(scene) > before);
}
