import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Timer, TimerQueue } from './clock.ts';

type Act = { kind: 'add'; dueUs: number } | { kind: 'cancel'; index: number } | { kind: 'run'; nowUs: number };

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), dueUs: fc.integer({ min: 0, max: 30 }) }) },
  fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(40) }),
  fc.record({ kind: fc.constant('run' as const), nowUs: fc.integer({ min: 0, max: 30 }) }),
);

describe('the timer queue', () => {
  it('agrees with a list that is sorted anew each time', () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 80 }), (acts) => {
        const queue = new TimerQueue();
        const ran: number[] = [];
        const timers: Timer[] = [];
        let twin: { id: number; dueUs: number }[] = [];
        const twinRan: number[] = [];
        for (const act of acts) {
          if (act.kind === 'add') {
            const id = timers.length;
            timers.push(queue.add(act.dueUs, () => ran.push(id)));
            twin.push({ id, dueUs: act.dueUs });
          } else if (act.kind === 'cancel') {
            timers[act.index]?.cancel();
            twin = twin.filter(({ id }) => id !== act.index);
          } else {
            queue.runDue(act.nowUs);
            const due = twin
              .filter(({ dueUs }) => dueUs <= act.nowUs)
              .sort((one, other) => one.dueUs - other.dueUs || one.id - other.id);
            twinRan.push(...due.map(({ id }) => id));
            twin = twin.filter(({ dueUs }) => dueUs > act.nowUs);
          }
          expect(ran).toEqual(twinRan);
          expect(queue.size).toBe(twin.length);
          expect(queue.nextDueUs).toBe(Math.min(Number.POSITIVE_INFINITY, ...twin.map(({ dueUs }) => dueUs)));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lets no timer that renews itself keep the others from running, and cancels what was put aside', () => {
    const queue = new TimerQueue();
    const ran: string[] = [];
    let renewed: Timer | undefined;
    const renew = () => {
      ran.push('renewed');
      renewed = queue.add(0, renew);
    };
    queue.add(0, renew);
    queue.add(5, () => ran.push('other'));
    queue.add(6, () => renewed?.cancel());
    queue.runDue(10);
    expect(ran).toEqual(['renewed', 'other']);
    expect(queue.size).toBe(0);
  });

  it('runs the others in the next call when an act throws', () => {
    const queue = new TimerQueue();
    let ran = 0;
    queue.add(0, () => {
      queue.add(0, () => ran++);
      throw new Error('thrown by an act');
    });
    queue.add(1, () => ran++);
    expect(() => queue.runDue(10)).toThrow('thrown by an act');
    queue.runDue(10);
    expect(ran).toBe(2);
  });

  it('comes to its end when a timer renews itself', () => {
    const queue = new TimerQueue();
    let ran = 0;
    const renew = () => {
      ran++;
      queue.add(0, renew);
    };
    queue.add(0, renew);
    expect(queue.runDue(10)).toBe(1);
    expect(queue.runDue(10)).toBe(1);
    expect(ran).toBe(2);
  });
});
