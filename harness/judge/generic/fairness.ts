// What some clients do, or leave undone, delays nobody else.

import type { Actor } from '../actor.ts';
import type { Case, Contract } from '../case.ts';
import { fail } from '../judgement.ts';
import type { Scene } from '../scene.ts';
import { genericCase } from './generic-case.ts';
import { isNewcomerServed, Visitor } from './visitors.ts';

/** At most: a place has to be left for who is to be served. */
const OTHERS_MAX = 8;
const BURST_MAX = 50;
const CLIENTS = 3;
const READ_PATIENCE_MS = 200;
/** Who does not read is told so much at most. */
const UNREAD_BYTES = 4_000_000;
const UNREAD_CHUNK_BYTES = 32 * 1024;
const UNREAD_MS = 500;
/** What a stalled client's system keeps for it. */
const RECEIVE_BUFFER_BYTES = 4096;

interface Facts {
  readonly others: number;
  readonly isServed: boolean;
}

export function fairnessCases(contract: Contract): readonly Case[] {
  const cases = [
    fairness('silent-clients', 'clients that connect and say nothing', OTHERS_MAX, async (scene, others) => {
      for (let number = 1; number <= others; number++) await scene.connected(`silent ${number}`);
    }),
    fairness('burst-of-connects', 'a burst of clients that connect at once', BURST_MAX, async (scene, others) => {
      const burst = Array.from({ length: others }, (_, index) => scene.actor(`hasty ${index + 1}`, { isKept: false }));
      const connected = await Promise.all(burst.map((one) => one.connect()));
      scene.require(
        connected.every((isConnected) => isConnected),
        'not all of a burst of clients could connect',
      );
    }),
  ];
  if (contract.exchanges === undefined) return cases;
  return [
    ...cases,
    fairness('half-messages', 'clients that send half a message and stop', OTHERS_MAX, async (scene, others) => {
      for (let number = 1; number <= others; number++) {
        const visitor = new Visitor(scene, contract, `halting ${number}`);
        scene.require(await visitor.arrives(), 'a client could not arrive');
        const bytes = visitor.nextBytes();
        visitor.actor.sendBytes(bytes.subarray(0, Math.max(1, bytes.length >> 1)));
        await visitor.actor.isReadApart({ patienceMs: READ_PATIENCE_MS });
      }
    }),
    fairness('stalled-reader', 'a client that says much and reads nothing', 1, async (scene) => {
      const visitor = new Visitor(scene, contract, 'stalled', { isKept: false });
      const { actor } = visitor;
      scene.require(await actor.connect({ receiveBufferBytes: RECEIVE_BUFFER_BYTES }), 'a client could not connect');
      const messages: Uint8Array[] = [];
      while (visitor.exchangesLeft > 0) messages.push(visitor.nextBytes());
      actor.stopReading();
      actor.sendBytes(Buffer.concat(messages));
      const last = messages.at(-1);
      if (last !== undefined) await saysMuch(actor, last);
    }),
  ];

  function fairness(what: string, whom: string, most: number, engage: (scene: Scene, others: number) => Promise<void>): Case {
    return genericCase<Facts>(contract, 'fairness', what, {
      rule: `While there are ${whom}, others are served.`,
      clients: CLIENTS,
      async drive(scene) {
        // Of a capacity that others use as well, half is taken at most.
        const others = Math.max(1, Math.min(most, scene.capacity === CLIENTS ? 2 : Math.floor(scene.capacity * 0.8)));
        await engage(scene, others);
        return { others, isServed: await isNewcomerServed(scene, contract) };
      },
      judge: ({ facts }) => (facts.isServed ? { verdict: 'pass' } : fail(`Nobody else was served while there were ${whom}.`)),
    });
  }
}

/** Until the target takes no more, for a while at most. */
async function saysMuch(actor: Actor, message: Uint8Array): Promise<void> {
  const { clock } = actor.scene;
  const together = Buffer.concat(Array.from({ length: Math.ceil(UNREAD_CHUNK_BYTES / message.length) }, () => message));
  const endUs = clock.nowUs() + UNREAD_MS * 1000;
  for (let said = 0; said < UNREAD_BYTES && actor.isOpen; said += together.length) {
    const leftMs = (endUs - clock.nowUs()) / 1000;
    if (leftMs <= 0) return;
    actor.sendBytes(together);
    const isTaken = await actor.until(
      'what was said to be taken',
      () => !actor.isOpen || actor.connection?.unsentBytes === 0,
      leftMs,
    );
    if (!isTaken) return;
  }
}
