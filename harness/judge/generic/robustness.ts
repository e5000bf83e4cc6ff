// Whatever a client sends, it harms nobody else. What the target does with that client is its own business: it may answer, refuse,
// close or break off.

import type { Actor } from '../actor.ts';
import type { Case, Contract } from '../case.ts';
import type { Scene } from '../scene.ts';
import { genericCase } from './generic-case.ts';
import { judgeServed } from './served-judging.ts';
import { beginningOf, bystander, leaves, type Served, Visitor, whoIsServed } from './visitors.ts';

const GARBAGE_BYTES = 16 * 1024;
const FLOOD_BYTES = 10_000_000;
const FLOOD_CHUNK_BYTES = 64 * 1024;
/** What may stand unsent while more is written. */
const FLOOD_UNSENT_BYTES = 256 * 1024;
/** A target may be slow to go through so much. */
const FLOOD_MS = 600;
/** For what was sent to be looked at. */
const READ_PATIENCE_MS = 200;

const HTTP_REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: browser\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n';

export function robustnessCases(contract: Contract): readonly Case[] {
  const cases = [
    garbage('random-bytes', 'random bytes', (scene) => randomBytes(scene, GARBAGE_BYTES)),
    garbage('zeros', 'zeros', () => new Uint8Array(GARBAGE_BYTES)),
    garbage('all-ones', 'bytes 0xFF', () => new Uint8Array(GARBAGE_BYTES).fill(0xff)),
    garbage('http-request', 'a request of HTTP', () => Buffer.from(HTTP_REQUEST)),
    flood(contract),
  ];
  return contract.exchanges === undefined ? cases : [...cases, halfAnExchange(contract)];

  function garbage(what: string, named: string, bytesOf: (scene: Scene) => Uint8Array): Case {
    return genericCase<Served>(contract, 'robustness', what, {
      rule: `A client that sends ${named} harms nobody else: who is connected is still served, and so is who comes next.`,
      async drive(scene) {
        const before = await bystander(scene, contract);
        for (const how of ['close', 'reset'] as const) {
          const vandal = await scene.connected(`vandal, leaving by ${how}`, { isKept: false });
          vandal.sendBytes(bytesOf(scene));
          // A reset takes with it what has not been read yet.
          if (how === 'reset') await vandal.isReadApart({ patienceMs: READ_PATIENCE_MS });
          await leaves(vandal, how);
        }
        return await whoIsServed(scene, contract, before);
      },
      judge: ({ facts }) => judgeServed(facts, `a client had sent ${named}`),
    });
  }
}

function flood(contract: Contract): Case {
  return genericCase<Served>(contract, 'robustness', 'ten-megabytes', {
    rule: 'A client that sends ten megabytes of garbage harms nobody else: who is connected is still served, and so is who comes next.',
    async drive(scene) {
      const before = await bystander(scene, contract);
      const vandal = await scene.connected('vandal', { isKept: false });
      await floods(vandal, randomBytes(scene, FLOOD_CHUNK_BYTES));
      await leaves(vandal, 'reset');
      return await whoIsServed(scene, contract, before);
    },
    judge: ({ facts }) => judgeServed(facts, 'a client had sent up to ten megabytes of garbage'),
  });
}

function halfAnExchange(contract: Contract): Case {
  return genericCase<Served>(contract, 'robustness', 'half-a-message', {
    rule: 'A client that leaves with half a message said harms nobody else: who is connected is still served, and so is who comes next.',
    async drive(scene) {
      const before = await bystander(scene, contract);
      for (const [turn, how] of (['close', 'reset'] as const).entries()) {
        const visitor = new Visitor(scene, contract, `leaver by ${how}`);
        scene.require(await visitor.arrives(), 'a client could not arrive');
        visitor.actor.sendBytes(beginningOf(visitor.nextBytes(), turn));
        if (how === 'reset') await visitor.actor.isReadApart({ patienceMs: READ_PATIENCE_MS });
        await leaves(visitor.actor, how);
      }
      return await whoIsServed(scene, contract, before);
    },
    judge: ({ facts }) => judgeServed(facts, 'clients had left in the midst of a message'),
  });
}

/** As much as the target takes in a while. */
async function floods(vandal: Actor, chunk: Uint8Array): Promise<void> {
  const { clock } = vandal.scene;
  const endUs = clock.nowUs() + FLOOD_MS * 1000;
  for (let sent = 0; sent < FLOOD_BYTES && vandal.isOpen; sent += chunk.length) {
    const leftMs = (endUs - clock.nowUs()) / 1000;
    if (leftMs <= 0) return;
    vandal.sendBytes(chunk);
    const hasRoom = () => !vandal.isOpen || (vandal.connection?.unsentBytes ?? 0) <= FLOOD_UNSENT_BYTES;
    await vandal.until('room to send more', hasRoom, leftMs);
  }
}

function randomBytes({ chance }: Pick<Scene, 'chance'>, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at++) bytes[at] = chance.below(256);
  return bytes;
}
