// The generic groups for whatever clients do: programs are plain data, and what is judged is what the cases of the group judge.

import fc from 'fast-check';
import type { Contract, Property } from '../case.ts';
import { type Conversations, holdConversations, judgeConversations, type Step } from './conversations.ts';
import { genericProperty } from './generic-case.ts';
import { judgeServed } from './served-judging.ts';
import { bystander, leaves, type Served, Visitor, WAYS_TO_LEAVE, type WayToLeave, whoIsServed } from './visitors.ts';

const CONVERSATIONS_MAX = 3;
const STEPS_MAX = 6;
const MESSAGES_MAX = 64;
const CUTS_MAX = 4;
const PLACES = 4096;
const CLIENTS_MAX = 6;
const PIECES_MAX = 4;
const PIECE_BYTES_MAX = 2000;
const READ_PATIENCE_MS = 200;

type Segments = readonly (readonly Step[])[];

/** Conversations one behind the other, each in pieces of its own. */
export function segmentationProperty(contract: Contract): readonly Property[] {
  if (contract.exchanges === undefined) return [];
  const step = fc.record({
    messages: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(MESSAGES_MAX)),
    cuts: fc.array(fc.nat({ max: PLACES }), { maxLength: CUTS_MAX }),
  });
  const segmentation = genericProperty<Segments, Conversations>(contract, 'segmentation', 'any-pieces', {
    rule: 'In whatever pieces a conversation comes, the replies are the same.',
    programs: fc.array(fc.array(step, { minLength: 1, maxLength: STEPS_MAX }), { minLength: 1, maxLength: CONVERSATIONS_MAX }),
    drive: (scene, program) =>
      holdConversations(
        scene,
        contract,
        program.map((steps) => ({ named: describeSteps(steps), steps })),
      ),
    judge: ({ history, facts }) => judgeConversations(history, facts),
    simpler: (program) => shorter(program, 1, (steps) => shorter(steps, 1, simplerStep)),
    describe: (program) => program.map((steps, index) => `conversation ${index + 1}, sent ${describeSteps(steps)}`),
  });
  return [segmentation];
}

interface Stay {
  /** Exchanges before it leaves, as far as there are so many. */
  readonly exchanges: number;
  /** Of the message behind them, so many bytes, as far as it has them and one more. */
  readonly bytes: number;
  readonly isReading: boolean;
  readonly how: WayToLeave;
}

/** Clients that come and go, one behind the other or all at once; then somebody is served. */
export function lifecycleProperty(contract: Contract): readonly Property[] {
  const hasMessages = contract.exchanges !== undefined;
  const stay = fc.record({
    exchanges: fc.nat({ max: hasMessages ? 5 : 0 }),
    bytes: hasMessages ? fc.oneof(fc.constant(0), fc.nat({ max: PLACES })) : fc.constant(0),
    isReading: fc.boolean(),
    how: fc.constantFrom(...WAYS_TO_LEAVE),
  });
  interface Stays {
    readonly together: boolean;
    readonly stays: readonly Stay[];
  }
  const lifecycle = genericProperty<Stays, Served>(contract, 'lifecycle', 'any-departures', {
    rule: 'Whatever clients come and leave, at whatever moment and in whatever way: who is connected is still served, and so is who comes next.',
    programs: fc.record({
      together: fc.boolean(),
      stays: fc.array(stay, { minLength: 1, maxLength: CLIENTS_MAX }),
    }),
    async drive(scene, { together, stays }) {
      const before = await bystander(scene, contract);
      const comesAndGoes = async ({ exchanges, bytes, isReading, how }: Stay, index: number): Promise<void> => {
        if (!hasMessages) {
          const actor = scene.actor(`client ${index + 1}`, { isKept: false });
          if (await actor.connect()) await leaves(actor, how);
          return;
        }
        const visitor = new Visitor(scene, contract, `client ${index + 1}`, { isKept: false });
        const { actor } = visitor;
        // Who is not served says nothing of the rule: that is for those who come behind.
        if (await visitor.arrives()) {
          await visitor.exchanges(Math.min(exchanges, visitor.exchangesLeft));
          if (!isReading) actor.stopReading();
          if (bytes > 0 && visitor.exchangesLeft > 0) {
            const message = visitor.nextBytes();
            actor.sendBytes(message.subarray(0, Math.min(bytes, message.length - 1)));
            await actor.isReadApart({ patienceMs: READ_PATIENCE_MS });
          }
        }
        await leaves(actor, how);
      };
      if (together && stays.length < scene.capacity - 1) await Promise.all(stays.map(comesAndGoes));
      else for (const [index, one] of stays.entries()) await comesAndGoes(one, index);
      return await whoIsServed(scene, contract, before);
    },
    judge: ({ facts }) => judgeServed(facts, 'these clients had come and left'),
    *simpler({ together, stays }) {
      for (const fewer of shorter(stays, 1, simplerStay)) yield { together, stays: fewer };
      if (together) yield { together: false, stays };
    },
    describe: ({ together, stays }) => [
      ...(together && stays.length > 1 ? ['all at once:'] : []),
      ...stays.map((one, index) => `client ${index + 1} connects, ${describeStay(one)}`),
    ],
  });
  return [lifecycle];
}

interface Garbage {
  readonly pieces: readonly Uint8Array[];
  readonly how: WayToLeave;
}

/** Clients that send anything at all, in any pieces. */
export function robustnessProperty(contract: Contract): readonly Property[] {
  const size = fc.nat({ max: PIECE_BYTES_MAX });
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
    fc.tuple(size, fc.nat({ max: 255 })).map(([length, byte]) => new Uint8Array(length + 1).fill(byte)),
    fc.uint8Array({ minLength: 1, maxLength: PIECE_BYTES_MAX }),
  );
  const robustness = genericProperty<readonly Garbage[], Served>(contract, 'robustness', 'any-bytes', {
    rule: 'Whatever bytes clients send, in whatever pieces: who is connected is still served, and so is who comes next.',
    programs: fc.array(
      fc.record({
        pieces: fc.array(piece, { minLength: 1, maxLength: PIECES_MAX }),
        how: fc.constantFrom(...WAYS_TO_LEAVE),
      }),
      { minLength: 1, maxLength: CONVERSATIONS_MAX },
    ),
    async drive(scene, program) {
      const before = await bystander(scene, contract);
      for (const [index, { pieces, how }] of program.entries()) {
        const vandal = await scene.connected(`vandal ${index + 1}`, { isKept: false });
        for (const bytes of pieces) {
          if (!vandal.isOpen) break;
          vandal.sendBytes(bytes);
          await vandal.isReadApart({ patienceMs: READ_PATIENCE_MS });
        }
        await leaves(vandal, how);
      }
      return await whoIsServed(scene, contract, before);
    },
    judge: ({ facts }) => judgeServed(facts, 'these clients had sent what they liked'),
    simpler: (program) => shorter(program, 1, simplerGarbage),
    describe: (program) =>
      program.map(
        ({ pieces, how }, index) =>
          `vandal ${index + 1} sends ${pieces.map(describeBytes).join(', then ')}, and leaves ${describeLeaving(how)}`,
      ),
  });
  return [robustness];
}

/** Without a part of the list, the bigger ones first; then with one item simpler. */
function* shorter<T>(list: readonly T[], lengthMin: number, simplerItem: (item: T) => Iterable<T>): Iterable<T[]> {
  for (let size = list.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    if (list.length - size < lengthMin) continue;
    for (let from = 0; from < list.length; from += size) yield [...list.slice(0, from), ...list.slice(from + size)];
  }
  for (const [index, item] of list.entries()) {
    for (const simpler of simplerItem(item)) yield [...list.slice(0, index), simpler, ...list.slice(index + 1)];
  }
}

function* lower(value: number, min: number): Iterable<number> {
  for (let distance = value - min; distance >= 1; distance = Math.floor(distance / 2)) yield value - distance;
}

function* simplerStep({ messages, cuts }: Step): Iterable<Step> {
  for (const fewer of lower(messages, 1)) yield { messages: fewer, cuts };
  for (const fewer of shorter(cuts, 0, (cut) => lower(cut, 0))) yield { messages, cuts: fewer };
}

function* simplerStay(stay: Stay): Iterable<Stay> {
  for (const exchanges of lower(stay.exchanges, 0)) yield { ...stay, exchanges };
  for (const bytes of lower(stay.bytes, 0)) yield { ...stay, bytes };
  if (!stay.isReading) yield { ...stay, isReading: true };
  for (const how of WAYS_TO_LEAVE.slice(0, WAYS_TO_LEAVE.indexOf(stay.how))) yield { ...stay, how };
}

function* simplerGarbage(garbage: Garbage): Iterable<Garbage> {
  for (const pieces of shorter(garbage.pieces, 1, simplerBytes)) yield { ...garbage, pieces };
  for (const how of WAYS_TO_LEAVE.slice(0, WAYS_TO_LEAVE.indexOf(garbage.how))) yield { ...garbage, how };
}

function* simplerBytes(bytes: Uint8Array): Iterable<Uint8Array> {
  for (const length of lower(bytes.length, 1)) {
    yield bytes.slice(0, length);
    yield bytes.slice(bytes.length - length);
  }
}

function describeSteps(steps: readonly Step[]): string {
  const parts = steps.map(({ messages, cuts }) => {
    const whole =
      messages === 1 ? 'one message' : messages >= MESSAGES_MAX ? 'all messages together' : `${messages} messages together`;
    if (cuts.length === 0) return whole;
    const places = [...new Set(cuts.map((cut) => cut + 1))].toSorted((one, other) => one - other);
    return `${whole} cut behind byte ${places.join(', ')} (counted round and round)`;
  });
  return `as ${parts.join(', then ')}`;
}

function describeStay({ exchanges, bytes, isReading, how }: Stay): string {
  const said = exchanges === 0 ? 'says nothing' : `exchanges ${exchanges} ${exchanges === 1 ? 'message' : 'messages'}`;
  const half = bytes === 0 ? '' : `, sends ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} of one more (or all but the last)`;
  return `${said}${isReading ? '' : ', reads no more'}${half}, and leaves ${describeLeaving(how)}`;
}

function describeLeaving(how: WayToLeave): string {
  return { close: 'by closing', 'half-close': 'by half-closing', reset: 'by a reset' }[how];
}

function describeBytes(bytes: Uint8Array): string {
  const [first = 0] = bytes;
  const noun = bytes.length === 1 ? 'byte' : 'bytes';
  if (bytes.length > 1 && bytes.every((byte) => byte === first)) return `${bytes.length} ${noun} ${hex(first)}`;
  const shown = [...bytes.subarray(0, 16)].map(hex).join(' ');
  return `${bytes.length} ${noun} ${shown}${bytes.length > 16 ? ' …' : ''}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
