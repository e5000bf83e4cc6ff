import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activePeriods, turnsOfClient } from './activity.ts';
import type { ClosedPlan, Segment } from './plan.ts';

const anySegment: fc.Arbitrary<Segment> = fc.record({
  durationUs: fc.integer({ min: 1, max: 1_000_000 }),
  from: fc.nat(20),
  to: fc.nat(20),
});
const anyPlan: fc.Arbitrary<ClosedPlan> = fc
  .array(anySegment, { minLength: 1, maxLength: 6 })
  .map((segments) => closed(segments));

describe('the active periods of the clients', () => {
  it('add up, at any instant, to the clients that the plan asks for, rounded up', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(5), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (plan, index, share) => {
        const segment = plan.segments[index % plan.segments.length];
        if (segment === undefined) return;
        const startUs = plan.segments.slice(0, index % plan.segments.length).reduce((sum, { durationUs }) => sum + durationUs, 0);
        const atUs = startUs + share * segment.durationUs;
        const asked = segment.from + share * (segment.to - segment.from);
        const active = Array.from({ length: plan.clients }, (_, client) => activePeriods(plan, client)).filter((periods) =>
          periods.some(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs),
        ).length;
        expect(active).toBeGreaterThanOrEqual(Math.ceil(asked - 1e-6));
        expect(active).toBeLessThanOrEqual(Math.ceil(asked + 1e-6));
      }),
    );
  });

  it('stand in order and apart from each other', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        for (let client = 0; client < plan.clients; client++) {
          let beforeUs = -1;
          for (const { fromUs, toUs } of activePeriods(plan, client)) {
            expect(fromUs).toBeGreaterThan(beforeUs);
            expect(toUs).toBeGreaterThan(fromUs);
            beforeUs = toUs;
          }
        }
      }),
    );
  });

  it('are the whole plan for each client of a constant one', () => {
    const plan = closed([{ durationUs: 10e6, from: 3, to: 3 }]);
    expect([0, 2].map((client) => activePeriods(plan, client))).toEqual([
      [{ fromUs: 0, toUs: 10e6 }],
      [{ fromUs: 0, toUs: 10e6 }],
    ]);
    expect(activePeriods(plan, 3)).toEqual([]);
  });

  it('begin spread over a ramp, and go on into what follows', () => {
    const plan = closed([
      { durationUs: 4e6, from: 0, to: 4 },
      { durationUs: 6e6, from: 4, to: 4 },
      { durationUs: 4e6, from: 4, to: 0 },
      { durationUs: 1e6, from: 2, to: 2 },
    ]);
    expect([0, 1, 2, 3].map((client) => activePeriods(plan, client))).toEqual([
      [{ fromUs: 0, toUs: 15e6 }],
      [
        { fromUs: 1e6, toUs: 13e6 },
        { fromUs: 14e6, toUs: 15e6 },
      ],
      [{ fromUs: 2e6, toUs: 12e6 }],
      [{ fromUs: 3e6, toUs: 11e6 }],
    ]);
  });
});

describe('the turns of the clients', () => {
  it('add up to those of the plan, and differ by one at the most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(100_000), (clients, turns) => {
        const shares = Array.from(
          { length: clients },
          (_, client) => turnsOfClient({ ...closed([]), clients, turns }, client) ?? -1,
        );
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(turns);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('have no bound where the plan has none', () => {
    expect(turnsOfClient(closed([{ durationUs: 1, from: 1, to: 1 }]), 0)).toBeUndefined();
  });
});

function closed(segments: readonly Segment[]): ClosedPlan {
  return { kind: 'closed', clients: Math.max(1, ...segments.flatMap(({ from, to }) => [from, to])), segments, thinkUs: 0 };
}
