// A client may leave at any moment and in any way: it costs nobody else anything.

import type { Case, Contract } from '../case.ts';
import type { Scene } from '../scene.ts';
import { genericCase } from './generic-case.ts';
import { judgeServed } from './served-judging.ts';
import { bystander, leaves, type Served, Visitor, WAYS_TO_LEAVE, type WayToLeave, whoIsServed } from './visitors.ts';

const VISITS = 20;
/** More than places: one that each departure costs is missed at the end. */
const VISITS_PER_PLACE = 2;
const VISITS_MAX = 300;
const MANY_MS = 1500;
const READ_PATIENCE_MS = 200;
/** What is asked and not read has to be more than a few packets. */
const UNREAD_ROUNDS = 20;

export function lifecycleCases(contract: Contract): readonly Case[] {
  const cases = [
    lifecycle('connects-and-leaves', 'that connect and leave at once', async (scene) => {
      for (const how of WAYS_TO_LEAVE) {
        for (let visit = 1; visit <= VISITS; visit++) {
          const visitor = await scene.connected(`${how} ${visit}`, { isKept: false });
          await leaves(visitor, how);
        }
      }
    }),
    lifecycle('many-in-a-row', 'that come and go, one behind the other,', async (scene) => {
      const wanted = Math.min(
        VISITS_MAX,
        scene.capacity === Number.POSITIVE_INFINITY ? 50 : VISITS_PER_PLACE * scene.capacity + 10,
      );
      const endUs = scene.clock.nowUs() + MANY_MS * 1000;
      for (let visit = 1; visit <= wanted && scene.clock.nowUs() < endUs; visit++) {
        const visitor = await scene.connected(`visitor ${visit}`, { isKept: false });
        await leaves(visitor, visit % 3 === 0 ? 'reset' : 'close');
      }
    }),
  ];
  if (contract.exchanges === undefined) return cases;
  return [
    ...cases,
    lifecycle('leaves-when-greeted', 'that leave before they have said anything', (scene) =>
      inEachWay(scene, contract, async () => {}),
    ),
    lifecycle('leaves-in-mid-message', 'that leave in the midst of their first message or a later one', async (scene) => {
      for (const before of [0, 1]) {
        await inEachWay(scene, contract, async (visitor) => {
          if (visitor.exchangesLeft <= before) return;
          scene.require(await visitor.exchanges(before), 'a client was not answered');
          const bytes = visitor.nextBytes();
          visitor.actor.sendBytes(bytes.subarray(0, Math.max(1, bytes.length >> 1)));
          await visitor.actor.isReadApart({ patienceMs: READ_PATIENCE_MS });
        });
      }
    }),
    lifecycle('leaves-behind-each-message', 'that leave behind each message of a conversation', async (scene) => {
      const { exchangesLeft } = new Visitor(scene, contract, 'measure');
      for (let said = 1; said <= exchangesLeft; said++) {
        await inEachWay(scene, contract, async (visitor) => {
          scene.require(await visitor.exchanges(said), 'a client was not answered');
        });
      }
    }),
    lifecycle('leaves-with-answers-unread', 'that leave without having read the answers to what they said', (scene) =>
      inEachWay(scene, contract, async (visitor) => {
        visitor.actor.stopReading();
        const messages: Uint8Array[] = [];
        while (visitor.exchangesLeft > 0) messages.push(visitor.nextBytes());
        visitor.actor.sendBytes(Buffer.concat(messages));
        const last = messages.at(-1);
        for (let round = 0; last !== undefined && round < UNREAD_ROUNDS; round++) visitor.actor.sendBytes(last);
        await visitor.actor.isReadApart({ patienceMs: READ_PATIENCE_MS });
      }),
    ),
  ];

  function lifecycle(what: string, whom: string, comeAndGo: (scene: Scene) => Promise<void>): Case {
    return genericCase<Served>(contract, 'lifecycle', what, {
      rule: `Clients ${whom} cost nobody anything: who is connected is still served, and so is who comes next.`,
      async drive(scene) {
        const before = await bystander(scene, contract);
        await comeAndGo(scene);
        return await whoIsServed(scene, contract, before);
      },
      judge: ({ facts }) => judgeServed(facts, `there had been clients ${whom.replace(/,$/, '')}`),
    });
  }
}

/** A client for each way to leave: it arrives, acts, and leaves. */
async function inEachWay(scene: Scene, contract: Contract, act: (visitor: Visitor) => Promise<void>): Promise<void> {
  for (const how of WAYS_TO_LEAVE) {
    const visitor = new Visitor(scene, contract, freshLabel(scene, how), { isKept: false });
    scene.require(await visitor.arrives(), 'a client could not arrive');
    await act(visitor);
    await leaves(visitor.actor, how);
  }
}

function freshLabel(scene: Scene, how: WayToLeave): string {
  return `${how} ${1 + scene.actorCount}`;
}
