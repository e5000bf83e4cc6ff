// The same conversation, sent in other pieces: the replies have to be the same.
//
// Names and tokens are fresh in every conversation, so two that are right differ in them, and in nothing else: they are compared with
// each one's own tokens replaced by their number. What a target says may depend on who else is there, such as those who came before
// and have not been seen to leave. So a conversation begins when whoever arrives is greeted as at the first; what it is compared with
// is the second of two uncut ones that agree; and one that differs is held again behind an uncut one that does not.

import type { Framing } from '../../wire/framing.ts';
import type { Actor } from '../actor.ts';
import type { Contract, Exchange } from '../case.ts';
import type { History } from '../history.ts';
import type { Difference, Judgement } from '../judgement.ts';
import { Judging } from '../judging.ts';
import type { Scene } from '../scene.ts';
import { comes, type Script, scriptOf } from './visitors.ts';

/** The next so many messages as one, cut at these places; then their answers are waited for. */
export interface Step {
  readonly messages: number;
  /** Any whole numbers: each stands for a place between two bytes, counted round and round. */
  readonly cuts: readonly number[];
}

/** All messages of a conversation, in whatever way; messages that no step speaks of come one by one. */
export interface Way {
  /** As it stands behind "sent". */
  readonly named: string;
  readonly steps: readonly Step[];
}

/** Plain data, for the judge. */
interface Held {
  readonly actor: string;
  /** `uncut`: to compare with. `first`, `again`: the way that is judged, and once more when it differed. `control`: between the two. */
  readonly role: 'uncut' | 'first' | 'control' | 'again';
  readonly way: string;
  readonly tokens: readonly string[];
}

export interface Conversations {
  readonly framing: Framing;
  readonly held: readonly Held[];
}

const UNCUT: Way = { named: 'message by message', steps: [] };
/** For those who came before to be gone. */
const SETTLE_MS = 1000;
const LOOK_AGAIN_MS = 5;
const UNCUT_MAX = 4;
/** To see that a piece was read may take long on a busy machine: what is not cut by then is not cut. */
const CUT_MS = 700;
/** For a target to end its stream behind our half-close: not all do, and the first that does not is the last that is waited for. */
const END_PATIENCE_MS = 300;

/** Ends at the first way that is found to make a difference. */
export async function holdConversations(scene: Scene, contract: Contract, ways: readonly Way[]): Promise<Conversations> {
  const framing = scene.framings.receives;
  const held: Held[] = [];
  const facts = { framing, held };
  let greeting: string | undefined;
  let endsBehindUs = true;
  let cuts = 0;
  let cutsProved = 0;
  let reference: Heard | undefined;
  let number = 0;
  let cutSpentUs = 0;

  scene.require(await agree(), 'the target does not answer the same conversation twice in the same way, though nothing was cut');
  for (const way of ways) {
    const isCut = way.steps.some((step) => step.cuts.length > 0);
    if (isCut && cutSpentUs >= CUT_MS * 1000) continue;
    if (await isSame(way, 'first')) continue;
    if ((await isSame(UNCUT, 'control')) && !(await isSame(way, 'again'))) break;
  }
  if (cuts > 0) scene.goal('the target read apart what was sent in pieces', cutsProved === cuts);
  return facts;

  async function agree(): Promise<boolean> {
    for (let tries = 0; tries < UNCUT_MAX; tries++) {
      const before = reference;
      reference = await hold(UNCUT, 'uncut');
      scene.require(reference.isWhole, `the target did not give the answers to an ordinary conversation, ${UNCUT.named}`);
      if (before?.text === reference.text) return true;
      greeting = reference.greeting;
    }
    return false;
  }

  async function isSame(way: Way, role: Held['role']): Promise<boolean> {
    return (await hold(way, role)).text === reference?.text;
  }

  async function hold(way: Way, role: Held['role']): Promise<Heard> {
    await settles();
    // The second time it is to be cut as it was the first.
    if (role === 'again') cutSpentUs = 0;
    number++;
    const script = scriptOf(scene, contract);
    const label = `client ${number}`;
    held.push({ actor: label, role, way: way.named, tokens: script.tokens });
    const actor = scene.actor(label);
    let wanted = script.greetings;
    let isWhole = (await actor.connect()) && (await comes(actor, wanted));
    const greeted = textOf(scene.history, label, framing, script.tokens);
    for (const step of stepsOf(way, script)) {
      // What is not answered is found out at the end: the rest is not waited for as well.
      if (!isWhole) break;
      const bytes = Buffer.concat(step.exchanges.map(({ sends }) => actor.encoded(sends)));
      await sends(actor, bytes, placesIn(bytes.length, step.cuts));
      wanted += step.exchanges.reduce((sum, { answers }) => sum + answers, 0);
      isWhole = await comes(actor, wanted);
    }
    actor.halfClose();
    if (endsBehindUs && actor.isOpen) endsBehindUs = (await actor.ends(END_PATIENCE_MS)) !== undefined;
    await actor.close();
    return { isWhole, greeting: greeted, text: textOf(scene.history, label, framing, script.tokens) };
  }

  /** In pieces, each once the one before was read, as long as there is time for it. */
  async function sends(actor: Actor, bytes: Uint8Array, places: readonly number[]): Promise<void> {
    let from = 0;
    for (const place of places) {
      if (cutSpentUs >= CUT_MS * 1000 || !actor.isOpen) break;
      actor.sendBytes(bytes.subarray(from, place));
      cuts++;
      const beganUs = scene.clock.nowUs();
      if (await actor.isReadApart({ patienceMs: scene.patienceMs })) cutsProved++;
      cutSpentUs += scene.clock.nowUs() - beganUs;
      from = place;
    }
    actor.sendBytes(bytes.subarray(from));
  }

  /** Waits until whoever arrives is greeted as the first was. */
  async function settles(): Promise<void> {
    if (greeting === undefined || greeting === '') return;
    const dueUs = scene.clock.nowUs() + SETTLE_MS * 1000;
    for (; scene.clock.nowUs() < dueUs; await scene.pause(LOOK_AGAIN_MS)) {
      number++;
      const { greetings, tokens } = scriptOf(scene, contract);
      const scout = scene.actor(`scout ${number}`);
      const isGreeted = (await scout.connect()) && (await comes(scout, greetings));
      const greeted = textOf(scene.history, scout.label, framing, tokens);
      await scout.close();
      if (!isGreeted || greeted === greeting) return;
    }
  }
}

interface Heard {
  readonly isWhole: boolean;
  readonly greeting: string;
  readonly text: string;
}

export function judgeConversations(history: History, { framing, held }: Conversations): Judgement {
  const judging = new Judging(history, framing);
  const reference = held.findLast(({ role }) => role === 'uncut');
  if (reference === undefined) return judging.unless(false, 'No conversation was held.').judgement;
  const expected = textOf(history, reference.actor, framing, reference.tokens);
  const isSame = (one: Held | undefined) => one !== undefined && textOf(history, one.actor, framing, one.tokens) === expected;
  for (const [index, one] of held.entries()) {
    if (one.role === 'first' || one.role === 'again') judging.relies(judging.evidenceOf(one.actor));
    if (one.role !== 'first' || isSame(one)) continue;
    const [control, again] = held.slice(index + 1, index + 3);
    const isControlled = control?.role === 'control' && isSame(control);
    judging.unless(isControlled, 'The target came to answer the same conversation differently, though nothing was cut.');
    if (!isControlled) continue;
    const isAgain = again?.role === 'again' && !isSame(again);
    judging.unless(isAgain, `A conversation sent ${one.way} was answered differently once, and as it should be the second time.`);
    if (isAgain) {
      const message = `The replies to a conversation are not the same when it is sent ${one.way}.`;
      judging.fails(message, differenceOf(history, framing, reference, again), judging.evidenceOf(again.actor));
    }
  }
  return judging.judgement;
}

function differenceOf(history: History, framing: Framing, reference: Held, one: Held): Difference {
  const expected = partsOf(history, reference.actor, framing)
    .map((part) => withoutTokens(part, reference.tokens))
    .map((part) => Buffer.from(withTokens(part, one.tokens), 'latin1'));
  return { actor: one.actor, expected, actual: partsOf(history, one.actor, framing) };
}

interface StepOfExchanges {
  readonly exchanges: readonly Exchange[];
  readonly cuts: readonly number[];
}

function* stepsOf({ steps }: Way, { exchanges }: Script): Generator<StepOfExchanges> {
  let from = 0;
  for (const { messages, cuts } of steps) {
    const next = exchanges.slice(from, from + messages);
    if (next.length > 0) yield { exchanges: next, cuts };
    from += messages;
  }
  for (const exchange of exchanges.slice(from)) yield { exchanges: [exchange], cuts: [] };
}

/** Places between the bytes, in order. */
function placesIn(length: number, cuts: readonly number[]): number[] {
  if (length < 2) return [];
  return [...new Set(cuts.map((cut) => 1 + (cut % (length - 1))))].toSorted((one, other) => one - other);
}

/** Everything that came, as latin1, each part behind its length, with tokens as their numbers. */
function textOf(history: History, actor: string, framing: Framing, tokens: readonly string[]): string {
  return partsOf(history, actor, framing)
    .map((part) => `${part.length}:${withoutTokens(part, tokens)}`)
    .join('\n');
}

/** Frames, and what there is of one more; of a stream without frames, all of it as one. */
function partsOf(history: History, actor: string, framing: Framing): Buffer[] {
  const mine = history.filter((event) => event.kind === 'received' && event.actor === actor);
  const { frames, rest } = new Judging(mine, framing).heardBy(actor);
  const parts = [...frames.map(({ payload }) => payload), ...(rest.length > 0 ? [rest] : [])];
  return framing.kind === 'unframed' ? [Buffer.concat(parts)] : parts;
}

function withoutTokens(part: Buffer, tokens: readonly string[]): string {
  return tokens.reduce((text, token, index) => text.replaceAll(token, numberFor(index)), part.toString('latin1'));
}

function withTokens(text: string, tokens: readonly string[]): string {
  return tokens.reduce((replaced, token, index) => replaced.replaceAll(numberFor(index), token), text);
}

function numberFor(index: number): string {
  return `\u0001${index}\u0002`;
}
