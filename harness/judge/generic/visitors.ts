// Clients of a protocol of which no more is known than its ordinary conversation: how they come, what they say, how they leave, and
// whether somebody is served.

import { assert } from '../../errors.ts';
import type { ConnectOptions } from '../../transport/transport.ts';
import type { Actor } from '../actor.ts';
import type { Contract, Exchange, Exchanges } from '../case.ts';
import { NotSetUp, type Scene } from '../scene.ts';

export const WAYS_TO_LEAVE = ['close', 'half-close', 'reset'] as const;
export type WayToLeave = (typeof WAYS_TO_LEAVE)[number];

/** For the target to end its half behind ours. Not all do; who has waited so long closes. */
const HALF_CLOSE_PATIENCE_MS = 200;
/** Who comes before an earlier one is known to have left may be sent away, or be taken for it. */
const NEWCOMERS_MIN = 2;
/** Who is not served comes again after this, and the next time after twice as long, up to a limit. */
const COME_AGAIN_MS = 10;
const COME_AGAIN_MS_MAX = 200;

/** Resolves when the connection is no more. */
export async function leaves(actor: Actor, how: WayToLeave): Promise<void> {
  if (how === 'reset') return await actor.reset();
  if (how === 'half-close') {
    actor.halfClose();
    // Whoever does not read sees no end.
    if (!actor.isReading) actor.resumeReading();
    if (actor.ended === undefined) await actor.ends(HALF_CLOSE_PATIENCE_MS);
  }
  await actor.close();
}

/** Whether somebody who comes now is served, at the first time or a later one; every connection is let go of. */
export async function isNewcomerServed(scene: Scene, contract: Contract, label = 'newcomer'): Promise<boolean> {
  const dueUs = scene.clock.nowUs() + scene.patienceMs * 1000;
  for (let number = 1; number <= NEWCOMERS_MIN || scene.clock.nowUs() < dueUs; number++) {
    const newcomer = scene.actor(number === 1 ? label : `${label} ${number}`);
    const isServed = await converses(contract, newcomer);
    await newcomer.close();
    if (isServed) return true;
    await scene.pause(Math.min(COME_AGAIN_MS_MAX, COME_AGAIN_MS * 2 ** (number - 1)));
  }
  return false;
}

/** A conversation may be made of what sets the stage elsewhere: here it is the matter itself. */
export async function converses(contract: Contract, actor: Actor): Promise<boolean> {
  try {
    return await contract.converse(actor);
  } catch (error) {
    if (error instanceof NotSetUp) return false;
    throw error;
  }
}

/** How much of a message is its beginning: all places are of interest, the first and the last most of all. */
export function beginningOf(message: Uint8Array, turn: number): Uint8Array {
  const lengths = [1, message.length >> 1, message.length - 1];
  return message.subarray(0, Math.max(1, lengths[turn % lengths.length] ?? 1));
}

/** The messages of one conversation, and the tokens that are in them and in no other. */
export interface Script extends Exchanges {
  readonly tokens: readonly string[];
}

export function scriptOf(scene: Scene, contract: Contract): Script {
  assert(contract.exchanges !== undefined, 'only contracts that name their exchanges have a script');
  const from = scene.tokens.length;
  const { greetings, exchanges } = contract.exchanges(scene);
  return { greetings, exchanges, tokens: scene.tokens.slice(from) };
}

/** What counts as an answer: frames, or bytes where there are none. */
function cameTo(actor: Actor): number {
  return actor.scene.framings.receives.kind === 'unframed' ? actor.bytesReceived : actor.framesReceived;
}

/** Whether so much has come since it connected. */
export function comes(actor: Actor, count: number, patienceMs?: number): Promise<boolean> {
  const noun = actor.scene.framings.receives.kind === 'unframed' ? 'bytes' : 'frames';
  return actor.until(`${count} ${noun} in all`, () => cameTo(actor) >= count, patienceMs);
}

/**
 * One client that goes through the conversation message by message, as far as it is asked to. Others may be told to it besides, so that
 * more may come than is counted here; less may not.
 */
export class Visitor {
  readonly actor: Actor;
  readonly #script: Script;
  #next = 0;

  constructor(scene: Scene, contract: Contract, label: string, options: { readonly isKept?: boolean } = {}) {
    this.#script = scriptOf(scene, contract);
    this.actor = scene.actor(label, options);
  }

  get exchangesLeft(): number {
    return this.#script.exchanges.length - this.#next;
  }

  /** Connects, and is greeted where the protocol has it so. */
  async arrives(options: Partial<ConnectOptions> = {}): Promise<boolean> {
    return (await this.actor.connect(options)) && (await comes(this.actor, this.#script.greetings));
  }

  /** Says the next so many messages, one by one; whether each was answered. */
  async exchanges(count: number): Promise<boolean> {
    for (let done = 0; done < count; done++) {
      const exchange = this.#take();
      const wanted = cameTo(this.actor) + exchange.answers;
      this.actor.send(exchange.sends);
      if (!(await comes(this.actor, wanted))) return false;
    }
    return true;
  }

  /** The bytes of the next message. */
  nextBytes(): Uint8Array {
    return this.actor.encoded(this.#take().sends);
  }

  #take(): Exchange {
    const exchange = this.#script.exchanges[this.#next];
    assert(exchange !== undefined, 'a conversation has no more than its exchanges');
    this.#next++;
    return exchange;
  }
}

/** Somebody who was there before, with one exchange behind them at least and one to come; undefined where there is no room for them. */
export async function bystander(scene: Scene, contract: Contract): Promise<Visitor | undefined> {
  if (contract.exchanges === undefined || scene.capacity < 3) return undefined;
  const one = new Visitor(scene, contract, 'bystander');
  if (one.exchangesLeft < 2) return undefined;
  scene.require(await one.arrives(), 'a bystander could not arrive');
  scene.require(await one.exchanges(1), 'a bystander was not answered');
  return one;
}

/** Who was served behind what a case has done; null: there was nobody to ask. */
export interface Served {
  readonly newcomer: boolean;
  readonly bystander: boolean | null;
}

export async function whoIsServed(scene: Scene, contract: Contract, before: Visitor | undefined): Promise<Served> {
  const isBystanderServed = before === undefined ? null : before.actor.isOpen && (await before.exchanges(1));
  return { newcomer: await isNewcomerServed(scene, contract), bystander: isBystanderServed };
}
