// The clock of the faults, which ends with the server: what a fault has put off until later keeps nothing alive.

import type { Clock, Timer } from '../../harness/clock.ts';

export class MortalClock implements Clock {
  isOver = false;
  readonly #inner: Clock;
  readonly #timers = new Set<Timer>();

  constructor(inner: Clock) {
    this.#inner = inner;
  }

  nowUs(): number {
    return this.#inner.nowUs();
  }

  at(dueUs: number, act: () => void): Timer {
    if (this.isOver) return { dueUs, cancel() {} };
    const inner = this.#inner.at(dueUs, () => {
      this.#timers.delete(timer);
      act();
    });
    const timer = {
      dueUs,
      cancel: () => {
        this.#timers.delete(timer);
        inner.cancel();
      },
    };
    this.#timers.add(timer);
    return timer;
  }

  end(): void {
    this.isOver = true;
    for (const timer of [...this.#timers]) timer.cancel();
  }
}
