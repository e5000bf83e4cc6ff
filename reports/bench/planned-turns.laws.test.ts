import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenPlan } from '../../harness/load/plan.ts';
import { dueUs, scheduleOf } from '../../harness/load/schedule.ts';
import { clientsPlannedAt, turnsPlannedIn } from './planned-turns.ts';

const segment = fc.record({
  durationUs: fc.integer({ min: 1, max: 5_000_000 }),
  from: fc.nat(50),
  to: fc.nat(50),
});
const plan = fc.record({
  kind: fc.constant('open' as const),
  clients: fc.integer({ min: 1, max: 9 }),
  segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
});

describe('the turns planned in a second', () => {
  it('are those that fall due in it', () => {
    fc.assert(
      fc.property(plan, fc.option(fc.nat(40), { nil: undefined }), (open, turns) => {
        const limited: OpenPlan = turns === undefined ? open : { ...open, turns };
        const schedule = scheduleOf(limited);
        let planned = 0;
        for (let second = 0; second < 21; second++) {
          planned += turnsPlannedIn(limited, second);
          let due = 0;
          while (due < schedule.turns && dueUs(schedule, due) < (second + 1) * 1e6) due++;
          // Turn k is due when k turns' worth has passed.
          expect(Math.abs(due - planned), `second ${second}`).toBeLessThanOrEqual(1 + 1e-6);
        }
      }),
    );
  });
});

describe('the clients planned at the end of a second', () => {
  it('lie on the line of the plan', () => {
    const ramp = {
      segments: [
        { durationUs: 4e6, from: 0, to: 40 },
        { durationUs: 2e6, from: 40, to: 40 },
      ],
    };
    expect([0, 1, 2, 3, 4, 5, 6].map((second) => clientsPlannedAt(ramp, second))).toEqual([10, 20, 30, 40, 40, 40, 0]);
  });
});
