import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenPlan, Segment } from './plan.ts';
import { dueUs, dueUsOfClientTurn, scheduleOf, turnsPlanned } from './schedule.ts';
import { clientsOfAgent } from './shares.ts';

const anySegment: fc.Arbitrary<Segment> = fc.record({
  durationUs: fc.integer({ min: 1, max: 3_000_000 }),
  from: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
  to: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
});
const anyHold = fc
  .record({ durationUs: fc.integer({ min: 1, max: 3_000_000 }), rate: fc.integer({ min: 0, max: 200 }) })
  .map(({ durationUs, rate }) => ({ durationUs, from: rate, to: rate }));
const anySegments = fc.array(fc.oneof(anySegment, anyHold), { minLength: 1, maxLength: 5 });
const anyPlan: fc.Arbitrary<OpenPlan> = fc
  .record({
    kind: fc.constant('open' as const),
    clients: fc.integer({ min: 1, max: 30 }),
    segments: anySegments,
    turns: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
  })
  .map(({ turns, ...plan }) => (turns === undefined ? plan : { ...plan, turns }));

describe('the schedule of an open plan', () => {
  it('counts the turns that are due strictly before the end, to the turn', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(turnsPlanned(plan)).toBe(Math.min(turnsInFractions(plan.segments), plan.turns ?? Number.POSITIVE_INFINITY));
      }),
    );
    expect(turnsPlanned(holding(1.1, 50))).toBe(55);
    expect(turnsPlanned(holding(0.7, 10.000001))).toBe(8);
  });

  it('has each turn due when the rate has added up to it, by a search that is slow and obvious', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const schedule = scheduleOf(plan);
        for (let k = 0; k < schedule.turns; k += 1 + Math.floor(schedule.turns / 40)) {
          const foundUs = dueBySearch(plan.segments, k);
          // Where the rate is next to nothing, the search finds the turn only as well as it can tell turns apart.
          const rate = Math.max(turnsUntil(plan.segments, foundUs + 1) - turnsUntil(plan.segments, foundUs - 1), 1e-9);
          expect(Math.abs(dueUs(schedule, k) - foundUs)).toBeLessThan(0.01 + 1e-7 / rate);
        }
      }),
    );
  });

  it('has due, at any instant, as many turns as the rate has added up to, rounded up', () => {
    fc.assert(
      fc.property(anyPlan, fc.double({ min: 0, max: 1, noNaN: true }), (plan, share) => {
        const schedule = scheduleOf(plan);
        const atUs = share * schedule.endUs;
        let due = 0;
        while (due < schedule.turns && dueUs(schedule, due) < atUs) due++;
        const addedUp = turnsUntil(plan.segments, atUs);
        const bound = plan.turns ?? Number.POSITIVE_INFINITY;
        expect(due).toBeGreaterThanOrEqual(Math.min(bound, Math.ceil(addedUp - 1e-6)));
        expect(due).toBeLessThanOrEqual(Math.min(bound, Math.ceil(addedUp + 1e-6)));
      }),
    );
  });

  it('never goes back, and never past the end', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const schedule = scheduleOf(plan);
        let beforeUs = 0;
        for (let k = 0; k < schedule.turns; k++) {
          const atUs = dueUs(schedule, k);
          expect(atUs).toBeGreaterThanOrEqual(beforeUs);
          expect(atUs).toBeLessThan(schedule.endUs);
          beforeUs = atUs;
        }
      }),
    );
  });

  it('is what the shares of all agents make together, each turn exactly once, however many agents there are', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 7 }), (plan, agents) => {
        const schedule = scheduleOf(plan);
        const dueTimes: number[] = [];
        for (let agent = 0; agent < agents; agent++) {
          for (const client of clientsOfAgent(plan.clients, agent, agents)) {
            for (let n = 0; ; n++) {
              const atUs = dueUsOfClientTurn(schedule, client, n);
              if (atUs === undefined) break;
              dueTimes.push(atUs);
            }
          }
        }
        const whole = Array.from({ length: schedule.turns }, (_, k) => dueUs(schedule, k));
        expect(dueTimes.sort((one, other) => one - other)).toEqual(whole);
      }),
    );
  });

  it('does not drift: the ten-millionth turn of a constant rate is due where arithmetic says', () => {
    for (const rate of [1, 3, 7, 1000, 9999, 10_000, 123_457]) {
      const schedule = scheduleOf({ ...holding(rate, 20_000_000 / rate) });
      for (const k of [0, 1, 2, 9_999_999, 10_000_000, 19_999_999]) expect(dueUs(schedule, k)).toBe((k * 1e6) / rate);
    }
  });

  it('is as exact on a ramp that hardly grows as on one that is steep', () => {
    const flat = scheduleOf({ kind: 'open', clients: 1, segments: [{ durationUs: 1e10, from: 1000, to: 1000.000001 }] });
    expect(Math.abs(dueUs(flat, 1_000_000) - 1e9)).toBeLessThan(1);
    const steep = scheduleOf({ kind: 'open', clients: 1, segments: [{ durationUs: 1e7, from: 0, to: 1000 }] });
    expect(dueUs(steep, 1250)).toBe(5e6);
    expect(turnsPlanned({ kind: 'open', clients: 1, segments: [{ durationUs: 1e7, from: 1000, to: 0 }] })).toBe(5000);
  });

  it('lets the next turn wait while the rate is 0', () => {
    const schedule = scheduleOf({
      kind: 'open',
      clients: 1,
      segments: [
        { durationUs: 1e6, from: 0, to: 0 },
        { durationUs: 1e6, from: 10, to: 10 },
        { durationUs: 1e6, from: 0, to: 0 },
        { durationUs: 1e6, from: 10, to: 10 },
        { durationUs: 1e6, from: 0, to: 0 },
      ],
    });
    expect([0, 9, 10, 19].map((k) => dueUs(schedule, k))).toEqual([1e6, 1.9e6, 3e6, 3.9e6]);
    expect(schedule.turns).toBe(20);
  });
});

function holding(rate: number, seconds: number): OpenPlan {
  return { kind: 'open', clients: 1, segments: [{ durationUs: seconds * 1e6, from: rate, to: rate }] };
}

/** In whole numbers, so without rounding: all turns times 2,000,000. */
function turnsInFractions(segments: readonly Segment[]): number {
  const sum = segments.reduce((total, { durationUs, from, to }) => total + BigInt(from + to) * BigInt(durationUs), 0n);
  return Number((sum + 1_999_999n) / 2_000_000n);
}

/** The rate, added up. */
function turnsUntil(segments: readonly Segment[], atUs: number): number {
  let startUs = 0;
  let turns = 0;
  for (const { durationUs, from, to } of segments) {
    const us = Math.min(Math.max(atUs - startUs, 0), durationUs);
    turns += ((from + (from + ((to - from) * us) / durationUs)) / 2) * (us / 1e6);
    startUs += durationUs;
  }
  return turns;
}

/** The last instant at which no more than `k` turns have added up. */
function dueBySearch(segments: readonly Segment[], k: number): number {
  let lowUs = 0;
  let highUs = segments.reduce((sum, { durationUs }) => sum + durationUs, 0);
  for (let step = 0; step < 80; step++) {
    const middleUs = (lowUs + highUs) / 2;
    if (turnsUntil(segments, middleUs) <= k + 1e-9) lowUs = middleUs;
    else highUs = middleUs;
  }
  return lowUs;
}
