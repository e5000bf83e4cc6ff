import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extremes, movedInto, movedToHold, nearestIndex, scaledAround, widenedToHoldTwo } from './range.ts';
import { scaleFor } from './scale.ts';
import { thinned } from './thinned.ts';

const percentile = fc.oneof(
  fc.double({ min: 0, max: 99, noNaN: true }),
  fc.integer({ min: 1, max: 7 }).map((nines) => 100 - 10 ** (2 - nines)),
  fc.constant(100),
);
const values = {
  tail: percentile,
  log: fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 1e9 })),
  linear: fc.integer({ min: -1e6, max: 1e9 }),
} as const;

for (const kind of ['tail', 'log', 'linear'] as const) {
  const someValues = fc.array(values[kind], { minLength: 1, maxLength: 30 });

  describe(`a scale: ${kind}`, () => {
    it('keeps the order, and places everything somewhere', () => {
      fc.assert(
        fc.property(someValues, (given) => {
          const sorted = given.toSorted((one, other) => one - other);
          const places = sorted.map(scaleFor(kind, 'count', given).place);
          expect(places.every(Number.isFinite)).toBe(true);
          expect(places).toEqual(places.toSorted((one, other) => one - other));
        }),
      );
    });

    it('has ticks that rise, lie in the stretch, and are where their values are', () => {
      fc.assert(
        fc.property(someValues, fc.integer({ min: 1, max: 20 }), (given, most) => {
          const scale = scaleFor(kind, 'count', given);
          const { from, to } = extremes(given.map(scale.place)) ?? expect.unreachable();
          const ticks = scale.ticks(from, to, most);
          expect(ticks.length).toBeLessThan(40);
          for (const [index, { place, value }] of ticks.entries()) {
            expect(place).toBeGreaterThanOrEqual(from - 1e-6 * Math.max(1, Math.abs(from)));
            expect(place).toBeLessThanOrEqual(to + 1e-6 * Math.max(1, Math.abs(to)));
            if (index > 0) expect(place).toBeGreaterThan(ticks[index - 1]?.place ?? 0);
            expect(scale.place(value)).toBeCloseTo(place, 6);
          }
        }),
      );
    });
  });
}

describe('fewer ticks', () => {
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }).map((some) => some.sort((a, b) => a - b));

  it('do not touch, are some of all, and begin with the first', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 300 }), (all, gap) => {
        const kept = thinned(
          all,
          (place) => place,
          () => gap,
        );
        expect(kept[0]).toBe(all[0]);
        for (const [index, place] of kept.entries()) {
          expect(all).toContain(place);
          if (index > 0) expect(place - (kept[index - 1] ?? 0)).toBeGreaterThanOrEqual(gap);
        }
        const first = all[0] ?? 0;
        const last = all.at(-1) ?? 0;
        if (last - first >= gap) expect(kept.at(-1)).toBe(last);
      }),
    );
  });
});

describe('a stretch', () => {
  const number = fc.integer({ min: -100, max: 100 });
  const range = fc.tuple(number, fc.integer({ min: 1, max: 50 })).map(([from, width]) => ({ from, to: from + width }));
  const rising = fc.uniqueArray(number, { minLength: 2 }).map((some) => some.sort((a, b) => a - b));

  it('has the nearest value that a look at all of them finds', () => {
    fc.assert(
      fc.property(rising, number, (places, at) => {
        const nearest = places[nearestIndex(places, at) ?? -1] ?? expect.unreachable();
        expect(Math.abs(nearest - at)).toBe(Math.min(...places.map((place) => Math.abs(place - at))));
      }),
    );
  });

  it('stays within all that there is, and keeps its width where it can', () => {
    fc.assert(
      fc.property(range, range, (full, wished) => {
        const moved = movedInto(full, wished);
        expect(moved.from).toBeGreaterThanOrEqual(full.from);
        expect(moved.to).toBeLessThanOrEqual(full.to);
        expect(moved.to - moved.from).toBe(Math.min(full.to - full.from, wished.to - wished.from));
      }),
    );
  });

  it('moves to the cursor, and no further', () => {
    fc.assert(
      fc.property(range, number, (shown, at) => {
        const moved = movedToHold(shown, at);
        expect(at >= moved.from && at <= moved.to).toBe(true);
        expect(at >= shown.from && at <= shown.to ? moved : shown).toEqual(shown);
      }),
    );
  });

  it('holds two values whatever is zoomed to', () => {
    fc.assert(
      fc.property(rising, range, (places, wished) => {
        const { from, to } = widenedToHoldTwo(places, wished) ?? expect.unreachable();
        expect(places.filter((place) => place >= from && place <= to).length).toBeGreaterThanOrEqual(2);
        expect(from <= wished.from && to >= wished.to).toBe(true);
      }),
    );
    expect(widenedToHoldTwo([3], { from: 0, to: 1 })).toBeUndefined();
  });

  it('keeps the cursor at its place when it is zoomed', () => {
    expect(scaledAround({ from: 0, to: 10 }, 2, 0.5)).toEqual({ from: 1, to: 6 });
  });
});
