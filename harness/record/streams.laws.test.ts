// What a receiver makes of what it hears, against a twin that keeps everything.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delivery, Heard, Stream } from './streams.ts';

/** Remembers every number. */
class SlowStream {
  readonly #seen = new Set<number>();

  hear(sequence: number): Delivery {
    if (this.#seen.has(sequence)) return 'duplicated';
    const isFresh = sequence > this.highest;
    this.#seen.add(sequence);
    return isFresh ? 'fresh' : 'reordered';
  }

  get highest(): number {
    return Math.max(0, ...this.#seen);
  }

  get missing(): number {
    return this.highest - this.#seen.size;
  }
}

describe('a stream', () => {
  it('knows of any numbers in any order what came twice, late and not at all', () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 });
    fc.assert(
      fc.property(arrivals, (sequences) => {
        const stream = new Stream();
        const twin = new SlowStream();
        for (const sequence of sequences) {
          expect(stream.hear(sequence)).toBe(twin.hear(sequence));
          expect(stream.missing).toBe(twin.missing);
          expect(stream.highest).toBe(twin.highest);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('misses nothing once all have come, in whatever order', () => {
    const order = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, index) => index + 1),
      { minLength: 60 },
    );
    fc.assert(
      fc.property(order, (sequences) => {
        const stream = new Stream();
        expect(sequences.map((sequence) => stream.hear(sequence))).not.toContain('duplicated');
        expect(stream.missing).toBe(0);
        expect(stream.highest).toBe(60);
      }),
    );
  });

  it('counts what is missing in more gaps than it keeps', () => {
    const stream = new Stream();
    for (let sequence = 2; sequence <= 6000; sequence += 2) stream.hear(sequence);
    expect(stream.missing).toBe(3000);
    // What falls into a gap that was given up stays lost, and what falls into one that was kept comes late.
    expect(stream.hear(1)).toBe('duplicated');
    expect(stream.hear(5999)).toBe('reordered');
    expect(stream.missing).toBe(2999);
  });

  it('does not miss what was said before it began', () => {
    const stream = new Stream();
    stream.startBehind(41);
    expect(stream.hear(42)).toBe('fresh');
    expect(stream.missing).toBe(0);
  });
});

describe('all that one sender says', () => {
  it('is in order only when nothing overtakes anything, to one or to all', () => {
    const said = fc.array(fc.boolean(), { maxLength: 40 }).chain((kinds) => {
      const counts = { direct: 0, toAll: 0 };
      const messages = kinds.map((isToAll, index) => ({
        isToAll,
        sequence: isToAll ? ++counts.toAll : ++counts.direct,
        order: index + 1,
      }));
      const repeated = fc.array(fc.nat({ max: Math.max(0, messages.length - 1) }), { maxLength: 60 });
      return fc.record({ messages: fc.constant(messages), arrivals: repeated });
    });
    fc.assert(
      fc.property(said, ({ messages, arrivals }) => {
        const heard = new Heard(7);
        const seen = new Set<number>();
        for (const arrival of arrivals) {
          const message = messages[arrival];
          if (message === undefined) continue;
          const delivery = heard.hear(message.isToAll, message.sequence, message.order, true);
          const isLate = message.order < Math.max(0, ...seen);
          expect(delivery).toBe(seen.has(message.order) ? 'duplicated' : isLate ? 'reordered' : 'fresh');
          seen.add(message.order);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a conversation that broke off', () => {
  it('leaves what was lost before it lost, and excuses only what was under way', () => {
    const heardNumbers = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 });
    fc.assert(
      fc.property(heardNumbers, fc.integer({ min: 0, max: 10 }), (sequences, underWay) => {
        const stream = new Stream();
        for (const sequence of sequences) stream.hear(sequence);
        const { highest, missing } = stream;
        stream.breakOff(highest + underWay);
        expect({ missing: stream.missing, excused: stream.excused }).toEqual({ missing, excused: underWay });
        // The next conversation goes on with the next number, and nothing is missing for that.
        expect(stream.hear(highest + underWay + 1)).toBe('fresh');
        expect(stream.missing).toBe(missing);
      }),
    );
  });
});
