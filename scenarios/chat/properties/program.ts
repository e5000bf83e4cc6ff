// What clients of the room do in one run of its properties, as plain data: a list of acts, each by one of a few people. An act that
// is awaited has been answered before the next begins; any other goes on while the next acts of other people do.

import fc, { type Arbitrary } from 'fast-check';
import { simplerBytes, simplerLists, simplerNumbers } from '../../../harness/judge/simpler.ts';

export const PEOPLE = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'] as const;

/** Each is one frame. Texts get a token in front, so that all deliveries can be told apart. */
export type Saying =
  | { readonly kind: 'direct'; readonly to: number; readonly text: Uint8Array }
  | { readonly kind: 'broadcast'; readonly text: Uint8Array }
  | { readonly kind: 'to-nobody'; readonly text: Uint8Array }
  | { readonly kind: 'malformed'; readonly how: 'no-colon' | 'no-text' | 'no-target' | 'odd-target' }
  | { readonly kind: 'exit' };

export type Act = {
  readonly person: number;
  readonly isAwaited: boolean;
} /** Connects, if need be, and asks for the name with that number. */ & (
  | { readonly kind: 'join'; readonly name: number }
  /** In one write, or cut behind so many bytes of it. */
  | { readonly kind: 'say'; readonly sayings: readonly Saying[]; readonly cuts: readonly number[] }
  | { readonly kind: 'leave'; readonly how: 'close' | 'half-close' | 'reset'; readonly isInMidFrame: boolean }
);

export type Program = readonly Act[];

const NAMES = PEOPLE.length;
const ACTS_MAX = 14;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'hi', 'a:b', '$', '%s%n', '@all:', ' ', '\n').map((one) => bytesOf(one)) },
  { weight: 4, arbitrary: fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 24 }).map((one) => Uint8Array.from(one)) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 1480 }).map((length) => new Uint8Array(length).fill(0x61)) },
);

const saying = (people: number): Arbitrary<Saying> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('direct' as const), to: fc.nat(people - 1), text }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('broadcast' as const), text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('to-nobody' as const), text }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('malformed' as const),
        how: fc.constantFrom('no-colon' as const, 'no-text' as const, 'no-target' as const, 'odd-target' as const),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'exit' as const }) },
  );

const act = (people: number): Arbitrary<Act> => {
  const common = { person: fc.nat(people - 1), isAwaited: fc.boolean() };
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ ...common, kind: fc.constant('join' as const), name: fc.nat(NAMES - 1) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('say' as const),
        sayings: fc.array(saying(people), { minLength: 1, maxLength: 4 }),
        cuts: fc.oneof(
          { weight: 3, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 1600 }), { minLength: 1, maxLength: 2 }) },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('leave' as const),
        how: fc.constantFrom('close' as const, 'half-close' as const, 'reset' as const),
        isInMidFrame: fc.boolean(),
      }),
    },
  );
};

/** First most people join under names of their own; two of them may ask for the same. */
export const programs: Arbitrary<Program> = fc.integer({ min: 1, max: PEOPLE.length }).chain((people) =>
  fc
    .tuple(
      fc.array(fc.record({ isAwaited: fc.boolean(), isSame: fc.nat(7).map((one) => one === 0) }), {
        minLength: people,
        maxLength: people,
      }),
      fc.array(act(people), { minLength: 1, maxLength: ACTS_MAX }),
    )
    .map(
      ([joins, acts]): Program => [
        ...joins.map(({ isAwaited, isSame }, person): Act => {
          return { kind: 'join', person, name: isSame ? Math.max(0, person - 1) : person, isAwaited };
        }),
        ...acts,
      ],
    ),
);

/** Fewer people, then fewer acts, fewer frames, fewer cuts, fewer bytes; and what is awaited is simpler than what is not. */
export function* simplerPrograms(program: Program): Iterable<Program> {
  const people = [...new Set(program.map(({ person }) => person))];
  if (people.length > 1) for (const gone of people) yield program.filter(({ person }) => person !== gone);
  yield* simplerLists(program);
  // Fewer things in all acts before fewer bytes in any.
  for (const simplerOf of [simplerActs, plainerActs]) {
    for (const [index, one] of program.entries()) for (const simpler of simplerOf(one)) yield program.with(index, simpler);
  }
}

function* simplerActs(one: Act): Iterable<Act> {
  if (one.kind === 'say') {
    for (const sayings of simplerLists(one.sayings, { lengthMin: 1 })) yield { ...one, sayings };
    for (const cuts of simplerLists(one.cuts)) yield { ...one, cuts };
  }
  if (one.kind === 'join' && one.name !== one.person) yield { ...one, name: one.person };
  if (one.kind === 'leave') {
    if (one.isInMidFrame) yield { ...one, isInMidFrame: false };
    if (one.how !== 'close') yield { ...one, how: 'close' };
  }
  if (!one.isAwaited) yield { ...one, isAwaited: true };
}

function* plainerActs(one: Act): Iterable<Act> {
  if (one.kind !== 'say') return;
  for (const [index, saying] of one.sayings.entries()) {
    for (const simpler of simplerSayings(saying)) yield { ...one, sayings: one.sayings.with(index, simpler) };
  }
  for (const [index, cut] of one.cuts.entries()) {
    for (const simpler of simplerNumbers(cut, 1)) yield { ...one, cuts: one.cuts.with(index, simpler) };
  }
}

function* simplerSayings(saying: Saying): Iterable<Saying> {
  if (!('text' in saying)) return;
  for (const simpler of simplerBytes(saying.text)) yield { ...saying, text: simpler };
}

/** Every simpler program is smaller by this. */
export function sizeOf(program: Program): number {
  const people = new Set(program.map(({ person }) => person)).size;
  return people * 1e12 + program.reduce((sum, one) => sum + 1e11 + sizeOfAct(one), 0);
}

function sizeOfAct(one: Act): number {
  const waiting = one.isAwaited ? 0 : 1e7;
  if (one.kind === 'join') return waiting + (one.name === one.person ? 0 : 1e5);
  if (one.kind === 'leave') return waiting + (one.isInMidFrame ? 1e8 : 0) + (one.how === 'close' ? 0 : 1e8);
  const texts = one.sayings.reduce((sum, saying) => sum + ('text' in saying ? sizeOfText(saying.text) : 0), 0);
  return waiting + one.sayings.length * 1e9 + one.cuts.reduce((sum, cut) => sum + 1e8 + cut * 1e4, 0) + texts;
}

/** A byte less counts for more than all bytes plainer. */
function sizeOfText(one: Uint8Array): number {
  if (one.length === 0) return 0;
  return one.length * 2 + one.filter((byte) => byte !== 0x61).length / one.length;
}

/** As a person reads it, a line for each act. */
export function describeProgram(program: Program): string[] {
  return [
    ...program.map((one) => `${nameOf(one.person)} ${describeAct(one)}${one.isAwaited ? '' : ', and does not wait'}`),
    'whoever is a member still says something to each of them',
  ];
}

function describeAct(one: Act): string {
  switch (one.kind) {
    case 'join':
      return one.name === one.person ? 'joins' : `joins under the name for ${nameOf(one.name)}`;
    case 'leave': {
      const how = { close: 'closes', 'half-close': 'half-closes', reset: 'breaks off' }[one.how];
      return one.isInMidFrame ? `${how} in the middle of a frame` : how;
    }
    case 'say': {
      const cuts = one.cuts.length === 0 ? '' : `, cut behind byte ${one.cuts.join(' and ')}`;
      const together = one.sayings.length > 1 ? ', all in one write' : '';
      return `says ${one.sayings.map(describeSaying).join(', then ')}${together}${cuts}`;
    }
  }
}

function describeSaying(saying: Saying): string {
  switch (saying.kind) {
    case 'direct':
      return `to ${nameOf(saying.to)}${describeText(saying.text)}`;
    case 'broadcast':
      return `to all${describeText(saying.text)}`;
    case 'to-nobody':
      return `to somebody who is not there${describeText(saying.text)}`;
    case 'malformed':
      return `what has no valid format (${saying.how.replace('-', ' ')})`;
    case 'exit':
      return '`exit`';
  }
}

function describeText(one: Uint8Array): string {
  if (one.length === 0) return '';
  const shown = one.every((byte) => byte >= 0x20 && byte < 0x7f) && one.length <= 40;
  return shown ? ` '${Buffer.from(one).toString('latin1')}'` : ` ${one.length} bytes`;
}

function nameOf(person: number): string {
  return PEOPLE[person] ?? `person ${person}`;
}

function bytesOf(one: string): Uint8Array {
  return Uint8Array.from(Buffer.from(one));
}
