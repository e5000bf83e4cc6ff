// Whatever its clients do, an echo gives each the bytes that it has sent, in order, and nothing else: for the protocols that echo.

import fc, { type Arbitrary } from 'fast-check';
import type { PiecesOptions } from '../harness/client/pieces.ts';
import type { Actor } from '../harness/judge/actor.ts';
import { defineProperty, type Property } from '../harness/judge/case.ts';
import type { History } from '../harness/judge/history.ts';
import type { Judgement } from '../harness/judge/judgement.ts';
import type { Scene } from '../harness/judge/scene.ts';
import { simplerBytes, simplerLists, simplerNumbers } from '../harness/judge/simpler.ts';

export interface EchoPropertyOptions extends Pick<Property, 'id' | 'level' | 'clause' | 'rule' | 'kills'> {
  /** `texts`: each ends with a NUL and has no other, and is echoed once it is whole. `bytes`: whatever comes is echoed. */
  readonly echoes: 'texts' | 'bytes';
  /** A message with its end has so many bytes at most. */
  readonly messageBytesMax: number;
  /** Whether what was sent before a half-close has to come back. */
  readonly isHalfCloseJudged: boolean;
}

type Act = {
  readonly person: number;
  readonly isAwaited: boolean;
} /** In one write, or cut behind so many bytes of it. Each message gets its sender and a number in front. */ & (
  | { readonly kind: 'send'; readonly messages: readonly Uint8Array[]; readonly cuts: readonly number[] }
  | { readonly kind: 'leave'; readonly how: 'close' | 'half-close' | 'reset'; readonly isInMidMessage: boolean }
);
type EchoProgram = readonly Act[];

export function echoProperty(options: EchoPropertyOptions): Property<Actor> {
  const { echoes, messageBytesMax, isHalfCloseJudged, ...rule } = options;
  return defineProperty<Actor, EchoProgram, null>({
    ...rule,
    clients: PEOPLE.length,
    programs: programsOf(messageBytesMax),
    drive: (scene, program) => new Stage(scene, options).plays(program),
    judge: ({ history }) => judgeEchoes(history, { echoes, isHalfCloseJudged }),
    simpler: simplerPrograms,
    describe: (program) => [...program.map(describeAct), 'whoever is still connected sends two messages more'],
  });
}

const PEOPLE = ['ann', 'bob', 'cat', 'dan'] as const;
const ACTS_MAX = 10;

function programsOf(messageBytesMax: number): Arbitrary<EchoProgram> {
  const message = fc.oneof(
    { weight: 6, arbitrary: fc.uint8Array({ maxLength: 30 }) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 500, max: messageBytesMax + 50 }).map((length) => new Uint8Array(length).fill(0x61)),
    },
  );
  const common = { person: fc.nat(PEOPLE.length - 1), isAwaited: fc.boolean() };
  const act: Arbitrary<Act> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('send' as const),
        messages: fc.array(message, { minLength: 1, maxLength: 5 }),
        cuts: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        ...common,
        kind: fc.constant('leave' as const),
        how: fc.constantFrom('close' as const, 'half-close' as const, 'reset' as const),
        isInMidMessage: fc.boolean(),
      }),
    },
  );
  return fc.array(act, { minLength: 1, maxLength: ACTS_MAX });
}

// Driving.

interface Person {
  readonly label: string;
  visits: number;
  actor: Actor | undefined;
  hasLeft: boolean;
  /** What has to come back of this connection. */
  dueBytes: number;
  sent: number;
  busy: Promise<void>;
}

/** At a cut: to prove it would cost more than a whole program. */
const BRIEFLY: PiecesOptions = { unreadBytes: () => undefined, pauseMs: 1 };
const NUL = Buffer.of(0);

class Stage {
  readonly #scene: Scene<Actor>;
  readonly #options: EchoPropertyOptions;
  readonly #people: readonly Person[];

  constructor(scene: Scene<Actor>, options: EchoPropertyOptions) {
    this.#scene = scene;
    this.#options = options;
    this.#people = PEOPLE.map((label) => {
      return { label, visits: 0, actor: undefined, hasLeft: false, dueBytes: 0, sent: 0, busy: Promise.resolve() };
    });
  }

  async plays(program: EchoProgram): Promise<null> {
    for (const act of program) {
      const person = this.#people[act.person];
      if (person === undefined) continue;
      const doing = person.busy.then(() => this.#does(person, act));
      person.busy = doing;
      // Whoever awaits it is told; nobody may, before the end.
      doing.catch(() => {});
      if (act.isAwaited) await doing;
    }
    await Promise.all(this.#people.map(({ busy }) => busy));
    await Promise.all(this.#people.map((person) => this.#settles(person)));
    return null;
  }

  /** The second is behind all that may come of the first. */
  async #settles(person: Person): Promise<void> {
    if (person.actor?.isOpen !== true || person.hasLeft) {
      if (person.actor?.isOpen === true && this.#options.isHalfCloseJudged) await this.#hearsAll(person);
      return;
    }
    await this.#hearsAll(person);
    await this.#sends(person, [NOTHING], []);
    if (!(await this.#hearsAll(person))) return;
    await this.#sends(person, [NOTHING], []);
    if (await this.#hearsAll(person)) this.#scene.record({ kind: 'fence', actor: person.actor.label, bytes: NOTHING });
  }

  async #does(person: Person, act: Act): Promise<void> {
    if (act.kind === 'leave') return await this.#leaves(person, act);
    if (person.actor?.isOpen !== true || person.hasLeft) await this.#connects(person);
    await this.#sends(person, act.messages, act.cuts);
    if (act.isAwaited) await this.#hearsAll(person);
  }

  async #connects(person: Person): Promise<void> {
    person.visits++;
    const label = person.visits === 1 ? person.label : `${person.label} ${person.visits}`;
    person.actor = this.#scene.actor(label);
    person.hasLeft = false;
    person.dueBytes = 0;
    this.#scene.require(await person.actor.connect(), `${label} could not connect`);
  }

  async #sends(person: Person, messages: readonly Uint8Array[], cuts: readonly number[]): Promise<void> {
    const { actor } = person;
    if (actor === undefined) return;
    const bytes = Buffer.concat(messages.map((message) => this.#messageOf(person, message)));
    person.dueBytes += bytes.length;
    const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].toSorted((one, other) => one - other);
    if (places.length === 0) actor.sendBytes(bytes);
    else await actor.sendInPieces(bytes, places, BRIEFLY);
  }

  #messageOf(person: Person, message: Uint8Array): Buffer {
    const front = Buffer.from(`${person.label} ${++person.sent}:`);
    const { echoes, messageBytesMax } = this.#options;
    const end = echoes === 'texts' ? NUL : NOTHING;
    const content = echoes === 'texts' ? message.map((byte) => byte || 1) : message;
    return Buffer.concat([front, content.subarray(0, messageBytesMax - front.length - end.length), end]);
  }

  async #hearsAll({ actor, dueBytes }: Person): Promise<boolean> {
    if (actor === undefined) return false;
    const isHere = () => actor.bytesReceived >= dueBytes;
    await actor.until('what was sent', () => isHere() || actor.ended !== undefined);
    return isHere();
  }

  async #leaves(person: Person, { how, isInMidMessage, isAwaited }: Act & { readonly kind: 'leave' }): Promise<void> {
    const { actor, hasLeft } = person;
    if (actor?.isOpen !== true || hasLeft) return;
    if (isInMidMessage) actor.sendBytes(Buffer.from(`${person.label} goes`));
    person.hasLeft = true;
    const leaving = how === 'half-close' ? undefined : actor[how]();
    if (how === 'half-close') actor.halfClose();
    if (isAwaited) await (leaving ?? actor.ends());
  }
}

const NOTHING = new Uint8Array(0);

// Judging.

interface Stream {
  readonly sent: Uint8Array[];
  readonly received: Uint8Array[];
  left: 'half-close' | 'close' | 'reset' | undefined;
  hasEnded: boolean;
}

function judgeEchoes(
  history: History,
  { echoes, isHalfCloseJudged }: Pick<EchoPropertyOptions, 'echoes' | 'isHalfCloseJudged'>,
): Judgement {
  const streams = new Map<string, Stream>();
  for (const event of history) {
    if (!('actor' in event)) continue;
    const stream = streams.get(event.actor) ?? { sent: [], received: [], left: undefined, hasEnded: false };
    streams.set(event.actor, stream);
    if (event.kind === 'sent') stream.sent.push(event.bytes);
    else if (event.kind === 'received') stream.received.push(event.bytes);
    else if (event.kind === 'left') stream.left ??= event.how;
    else if (event.kind === 'ended') stream.hasEnded = true;
  }
  for (const [actor, { sent, received, left, hasEnded }] of streams) {
    const expected = Buffer.concat(sent);
    const actual = Buffer.concat(received);
    const fails = (message: string): Judgement => ({
      verdict: 'fail',
      message: `${message}.`,
      difference: { actor, expected: [expected], actual: [actual] },
    });
    const same = sameBytesOf(expected, actual);
    if (same < actual.length) {
      const what = same === expected.length ? 'more than it had sent' : 'something else than it had sent';
      return fails(`${actor} got ${what}, from byte ${same} on`);
    }
    if (left === undefined && hasEnded) return fails(`The target ended ${actor}'s connection, who had not left`);
    const isWhole = left === undefined || (left === 'half-close' && isHalfCloseJudged);
    const due = echoes === 'texts' ? expected.lastIndexOf(0) + 1 : expected.length;
    if (isWhole && actual.length < due) {
      return {
        ...fails(`${actor} got back ${actual.length} of ${due} bytes`),
        evidence: hasEnded ? 'eof' : 'timer',
      } as Judgement;
    }
  }
  return { verdict: 'pass', evidence: history.some(({ kind }) => kind === 'fence') ? 'fence' : 'eof' };
}

function sameBytesOf(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one[at] === other[at]) at++;
  return at;
}

// Programs that are simpler, and in words.

function* simplerPrograms(program: EchoProgram): Iterable<EchoProgram> {
  const people = [...new Set(program.map(({ person }) => person))];
  if (people.length > 1) for (const gone of people) yield program.filter(({ person }) => person !== gone);
  yield* simplerLists(program);
  // Fewer things in all acts before fewer bytes in any.
  for (const simplerOf of [simplerActs, plainerActs]) {
    for (const [index, act] of program.entries()) for (const simpler of simplerOf(act)) yield program.with(index, simpler);
  }
}

function* simplerActs(act: Act): Iterable<Act> {
  if (act.kind === 'leave') {
    if (act.isInMidMessage) yield { ...act, isInMidMessage: false };
    if (act.how !== 'close') yield { ...act, how: 'close' };
    if (!act.isAwaited) yield { ...act, isAwaited: true };
    return;
  }
  for (const messages of simplerLists(act.messages, { lengthMin: 1 })) yield { ...act, messages };
  for (const cuts of simplerLists(act.cuts)) yield { ...act, cuts };
  if (!act.isAwaited) yield { ...act, isAwaited: true };
}

function* plainerActs(act: Act): Iterable<Act> {
  if (act.kind === 'leave') return;
  for (const [index, message] of act.messages.entries()) {
    for (const simpler of simplerBytes(message)) yield { ...act, messages: act.messages.with(index, simpler) };
  }
  for (const [index, cut] of act.cuts.entries()) {
    for (const simpler of simplerNumbers(cut, 1)) yield { ...act, cuts: act.cuts.with(index, simpler) };
  }
}

function describeAct(act: Act): string {
  const who = PEOPLE[act.person] ?? `person ${act.person}`;
  const waiting = act.isAwaited ? '' : ', and does not wait';
  if (act.kind === 'leave') {
    const how = { close: 'closes', 'half-close': 'half-closes', reset: 'breaks off' }[act.how];
    return `${who} ${how}${act.isInMidMessage ? ' in the middle of a message' : ''}${waiting}`;
  }
  const { messages, cuts } = act;
  const what = messages.length === 1 ? 'a message' : `${messages.length} messages in one write`;
  const bytes = messages.map(({ length }) => length).join(', ');
  const cut = cuts.length === 0 ? '' : `, cut behind byte ${cuts.join(' and ')}`;
  return `${who} sends ${what} (number and ${bytes} bytes)${cut}${waiting}`;
}
