// The room under programs of acts: it says what a slow model of the contract says, byte for byte, and its invariants hold for
// whoever looks at nothing but what clients did and received.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PureClient } from '../recording-line.test-support.ts';
import { ChatRoom } from './room.ts';
import { RoomModel } from './room-model.test-support.ts';
import { type Breach, RoomWitness } from './room-witness.test-support.ts';

/** `who` and `to` name clients that are connected, by their place among them, round and round. */
type Act =
  | { readonly kind: 'arrive' }
  | { readonly kind: 'claim'; readonly who: number; readonly name: string }
  | { readonly kind: 'direct'; readonly who: number; readonly to: number; readonly tail: string }
  | { readonly kind: 'broadcast' | 'self'; readonly who: number; readonly tail: string }
  | { readonly kind: 'say' | 'bytes'; readonly who: number; readonly bytes: string }
  | { readonly kind: 'several'; readonly who: number; readonly to: readonly number[] }
  | { readonly kind: 'half'; readonly who: number; readonly to: number; readonly cutBytes: number }
  | { readonly kind: 'exit' | 'close' | 'half-close' | 'reset'; readonly who: number };

const CLIENTS_MAX = 48;

const who = fc.nat({ max: CLIENTS_MAX - 1 });
/** Few names, so that they are often taken; some are the beginning of others, some are no text. */
const someName = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 60 }).map((number) => `n${number}`) },
  fc.constantFrom(
    'bob',
    'bobby',
    'exit',
    '',
    'a@b',
    '$',
    'a:b',
    'ten bytes!',
    'ninebytes',
    '@all',
    '\xff\xfe',
    '\xe5\xbc\xa0',
    'a b',
  ),
  fc.string({ unit: anyCharacter(), maxLength: 12 }),
);
const tail = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: anyCharacter(), maxLength: 12 }) },
  // A text of just the length that still fits, in frames of 1,500 bytes; in those of 100 it is a frame without a NUL.
  fc.integer({ min: 1440, max: 1500 }).map((length) => 'x'.repeat(length)),
);
const saying = fc.oneof(
  fc.constantFrom(
    '',
    ':',
    'bob',
    'bob:',
    ':bob:hi',
    '@all',
    '@all:',
    '@al:x',
    'bob@:x',
    '$:x',
    'nobody:hi',
    'exit ',
    'exi',
    'n1:',
  ),
  fc.integer({ min: 1450, max: 1500 }).map((length) => `${'t'.repeat(length - 2)}:x`),
  fc.string({ unit: anyCharacter(), maxLength: 20 }),
);

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('arrive' as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('claim' as const), who, name: someName }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('direct' as const), who, to: who, tail }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('broadcast' as const, 'self' as const), who, tail }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('say' as const), who, bytes: saying }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      who,
      bytes: fc.string({ unit: anyCharacter(), maxLength: 250 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('several' as const), who, to: fc.array(who, { maxLength: 6 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('half' as const), who, to: who, cutBytes: fc.integer({ min: 1, max: 99 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('exit' as const, 'close' as const, 'half-close' as const, 'reset' as const),
      who,
    }),
  },
);

const programs = (minLength: number, maxLength: number) => fc.array(anyAct, { minLength, maxLength, size: 'max' });

describe('the room', () => {
  for (const clientFrame of [100, 1500] as const) {
    it(`says what its model says after every act of programs of thousands, in frames of ${clientFrame}`, () => {
      fc.assert(
        fc.property(programs(1500, 3000), (acts) => {
          expect(outcomeOf(acts, { clientFrame })).toBe('as the contract has it');
        }),
        { numRuns: clientFrame === 100 ? 4 : 2 },
      );
    });

    it(`says what its model says in many short programs, in frames of ${clientFrame}`, () => {
      fc.assert(
        fc.property(programs(0, 60), (acts) => {
          expect(outcomeOf(acts, { clientFrame })).toBe('as the contract has it');
        }),
        { numRuns: 150 },
      );
    });
  }

  it('says what its model says when the names of its members fit no frame', () => {
    const names = fc.uniqueArray(fc.string({ unit: anyCharacter(), minLength: 1, maxLength: 9 }), {
      minLength: 110,
      maxLength: 130,
    });
    fc.assert(
      fc.property(names, (many) => {
        const acts = many.flatMap((name, index): Act[] => [{ kind: 'arrive' }, { kind: 'claim', who: index, name }]);
        expect(outcomeOf(acts, { clientFrame: 100, clientsMax: 200 })).toBe('as the contract has it');
      }),
      { numRuns: 4 },
    );
  });
});

describe('the laws of the room', () => {
  const spoilt: readonly [string, Breach, (room: ChatRoom) => void][] = [
    [
      'delivers twice',
      'delivered-again',
      (room) => {
        const { deliver } = room;
        room.deliver = (target, frame) => {
          deliver.call(room, target, frame);
          deliver.call(room, target, frame);
        };
      },
    ],
    [
      'delivers nothing',
      'not-delivered',
      (room) => {
        room.deliver = () => {};
      },
    ],
    [
      'delivers to everybody',
      'delivered-to-another',
      (room) => {
        const { deliver } = room;
        room.deliver = (_, frame) => {
          for (const member of room.members) deliver.call(room, member, frame);
        };
      },
    ],
    [
      'delivers late',
      'out-of-order',
      (room) => {
        const { deliver } = room;
        let kept: (() => void) | undefined;
        let count = 0;
        room.deliver = (target, frame) => {
          const earlier = kept;
          kept = undefined;
          if (++count % 2 === 1) kept = () => deliver.call(room, target, frame);
          else deliver.call(room, target, frame);
          earlier?.();
        };
      },
    ],
    [
      'names another sender',
      'sender-forged',
      (room) => {
        const { textFrame } = room;
        room.textFrame = (...parts) => {
          const [first, ...others] = parts;
          const isMessage = others[0]?.length === 1 && others.length === 2;
          return isMessage
            ? textFrame.call(room, Buffer.from('mallory'), ...others)
            : textFrame.call(room, first ?? Buffer.alloc(0), ...others);
        };
      },
    ],
    [
      'gives a name to two',
      'name-held-by-two',
      (room) => {
        room.isTaken = () => false;
      },
    ],
    ['lists the first member twice', 'listed-twice', (room) => spoilList(room, (names) => [...names.slice(0, 1), ...names])],
    ['leaves the last member out', 'not-listed', (room) => spoilList(room, (names) => names.slice(0, -1))],
    [
      'lists somebody who is not there',
      'listed-without-being-there',
      (room) => spoilList(room, (names) => [...names, Buffer.from('ghost')]),
    ],
    [
      'tells of a departure twice',
      'departure-told-again',
      (room) => {
        const { tellOfDeparture } = room;
        room.tellOfDeparture = (frame) => {
          tellOfDeparture.call(room, frame);
          tellOfDeparture.call(room, frame);
        };
      },
    ],
    [
      'tells nobody of a departure',
      'departure-not-told',
      (room) => {
        room.tellOfDeparture = () => {};
      },
    ],
    [
      'keeps the slot of who leaves',
      'slot-lost',
      (room) => {
        room.free = () => {};
      },
    ],
    [
      'leaves bytes behind the text',
      'dirty-padding',
      (room) => {
        const { textFrame } = room;
        room.textFrame = (...parts) => textFrame.call(room, ...parts).fill(0x41, 1490);
      },
    ],
    [
      'sends a frame too short',
      'torn-frame',
      (room) => {
        const { textFrame } = room;
        room.textFrame = (...parts) => textFrame.call(room, ...parts).subarray(0, 1400);
      },
    ],
  ];

  it.each(spoilt)('notice a room that %s, and shrink to few acts', (_, breach, spoil) => {
    const run = fc.check(
      fc.property(programs(0, 300), (acts) => {
        const found = breachOf(acts, spoil);
        // Only the breach that is looked for: on the way to few acts nothing else may take its place.
        expect(found).not.toBe(breach);
      }),
      // The way to few acts is long for some seeds; this one is the same each time.
      { numRuns: 300, seed: 1 },
    );
    expect(run.failed).toBe(true);
    expect(run.counterexample?.[0].length).toBeLessThanOrEqual(8);
    // And the model notices it as well.
    expect(outcomeOf(run.counterexample?.[0] ?? [], { clientFrame: 100, spoil })).not.toBe('as the contract has it');
  });
});

interface Run {
  readonly clientFrame: 100 | 1500;
  readonly clientsMax?: number;
  readonly spoil?: (room: ChatRoom) => void;
}

/** One sentence: what went wrong first, or that nothing did. */
function outcomeOf(acts: readonly Act[], run: Run): string {
  const stage = new Stage(run);
  for (const [index, act] of acts.entries()) {
    stage.play(act);
    const wrong = stage.difference ?? stage.witness.breach;
    if (wrong !== undefined) return `after act ${index}, ${JSON.stringify(act)}: ${wrong}`;
  }
  stage.everybodyLeaves();
  const wrong = stage.difference ?? stage.witness.breach;
  return wrong === undefined ? 'as the contract has it' : `when everybody leaves: ${wrong}`;
}

function breachOf(acts: readonly Act[], spoil: (room: ChatRoom) => void): Breach | undefined {
  const stage = new Stage({ clientFrame: 100, spoil });
  for (const act of acts) {
    stage.play(act);
    if (stage.witness.breach !== undefined) return stage.witness.breach;
  }
  stage.everybodyLeaves();
  return stage.witness.breach;
}

/** Plays acts before the room, its model and the witness, and compares what came of them. */
class Stage {
  readonly room: ChatRoom;
  readonly model: RoomModel;
  readonly witness = new RoomWitness();
  /** The first client whose output is not the model's. */
  difference: string | undefined;
  readonly #clients: PureClient[] = [];
  readonly #frameBytes: number;
  readonly #clientsMax: number;
  readonly #present: number[] = [];
  /** The rest of a frame that a client has begun, by client. */
  readonly #rest = new Map<number, string>();
  #texts = 0;

  constructor({ clientFrame, clientsMax = CLIENTS_MAX, spoil }: Run) {
    this.room = new ChatRoom({ clientFrame });
    spoil?.(this.room);
    this.model = new RoomModel(clientFrame);
    this.#frameBytes = clientFrame;
    this.#clientsMax = clientsMax;
  }

  play(act: Act): void {
    if (act.kind === 'arrive') {
      if (this.#present.length < this.#clientsMax) this.#arrive();
    } else {
      const client = this.#clientAt(act.who);
      if (client !== undefined) this.#playOf(client, act);
    }
    this.#compare();
  }

  everybodyLeaves(): void {
    for (const client of [...this.#present]) {
      this.#leave(client, 'reset');
      this.#compare();
    }
    this.witness.see('slot-lost', this.room.members.length > 0);
  }

  #clientAt(place: number): number | undefined {
    return this.#present[place % this.#present.length];
  }

  #playOf(client: number, act: Exclude<Act, { kind: 'arrive' }>): void {
    switch (act.kind) {
      case 'claim':
        this.#sendFrames(client, [act.name]);
        break;
      case 'direct':
        this.#sendFrames(client, [this.#message(this.#nameAt(act.to), act.tail)]);
        break;
      case 'self':
        this.#sendFrames(client, [this.#message(this.witness.nameOf(client) ?? 'nobody', act.tail)]);
        break;
      case 'broadcast':
        this.#sendFrames(client, [this.#message('@all', act.tail)]);
        break;
      case 'several':
        this.#sendFrames(
          client,
          act.to.map((to, index) => this.#message(to % 5 === 0 ? '@all' : this.#nameAt(to), `${index}`)),
        );
        break;
      case 'half': {
        const frame = this.#frame(this.#message(this.#nameAt(act.to), 'in two'));
        this.#send(client, this.#takeRest(client) + frame.slice(0, act.cutBytes));
        this.#rest.set(client, frame.slice(act.cutBytes));
        break;
      }
      case 'say':
        this.#sendFrames(client, [act.bytes]);
        break;
      case 'bytes':
        this.#send(client, this.#takeRest(client) + act.bytes);
        break;
      case 'exit':
        this.#sendFrames(client, ['exit']);
        break;
      case 'close':
      case 'half-close':
      case 'reset':
        this.#leave(client, act.kind);
    }
  }

  #arrive(): void {
    this.#present.push(this.#clients.length);
    this.witness.arrived(this.#clients.length);
    this.#clients.push(new PureClient(this.room));
    this.model.arrive();
  }

  #nameAt(place: number): string {
    const client = this.#clientAt(place);
    return (client === undefined ? undefined : this.witness.nameOf(client)) ?? 'nobody';
  }

  /** A text that is like no other. */
  #message(target: string, rest: string): string {
    return `${target}:~${this.#texts++}~${rest}`;
  }

  #takeRest(client: number): string {
    const rest = this.#rest.get(client) ?? '';
    this.#rest.delete(client);
    return rest;
  }

  #frame(text: string): string {
    return text.slice(0, this.#frameBytes).padEnd(this.#frameBytes, '\0');
  }

  #sendFrames(client: number, texts: readonly string[]): void {
    this.#send(client, this.#takeRest(client) + texts.map((text) => this.#frame(text)).join(''));
  }

  #send(client: number, bytes: string): void {
    this.witness.sent(client, bytes, this.#frameBytes);
    this.#clients[client]?.read(Buffer.from(bytes, 'latin1'));
    this.model.read(client, bytes);
  }

  #leave(client: number, how: 'close' | 'half-close' | 'reset'): void {
    this.witness.left(client);
    if (how !== 'reset') this.#clients[client]?.end();
    if (how !== 'half-close') this.#clients[client]?.gone();
    this.model.leave(client);
  }

  #compare(): void {
    for (const client of this.#present) {
      const expected = this.model.take(client);
      const received = this.#clients[client]?.line.take().toString('latin1') ?? '';
      this.witness.received(client, received);
      if (received !== expected) this.difference ??= `client ${client} received ${shown(received)} and not ${shown(expected)}`;
    }
    this.witness.settle(this.room.members.length);
    for (const client of [...this.#present]) {
      if (!this.#clients[client]?.line.isClosed) continue;
      // Whom the server has closed goes at last; that changes nothing any more.
      this.#clients[client]?.gone();
      this.#present.splice(this.#present.indexOf(client), 1);
      this.#rest.delete(client);
    }
  }
}

function spoilList(room: ChatRoom, change: (names: Uint8Array[]) => Uint8Array[]): void {
  const { listedNames } = room;
  room.listedNames = () => change(listedNames.call(room));
}

function anyCharacter(): fc.Arbitrary<string> {
  // A tilde marks the texts of messages; NUL, tilde and the bytes of the separator are left to other laws.
  return fc
    .integer({ min: 1, max: 255 })
    .map((byte) => String.fromCharCode([0x7e, 0xe3, 0x80, 0x81].includes(byte) ? 0x61 : byte));
}

function shown(output: string): string {
  const texts = output.split('\0').filter((text) => text !== '');
  return JSON.stringify(texts.map((text) => Buffer.from(text, 'latin1').toString()));
}
