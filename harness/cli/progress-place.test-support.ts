// Where a test lets progress be shown: on a screen or in a list, by a clock that it moves.

import type { Held } from './live-lines.ts';
import type { ProgressOutput, ProgressPlace } from './progress.ts';

export class TestPlace implements ProgressPlace {
  readonly output: ProgressOutput;
  readonly hasColours: boolean;
  readonly hasUnicode: boolean;
  us = 0;
  held: Held | undefined;
  readonly #timers = new Set<{ readonly ms: number; readonly call: () => void; dueUs: number }>();

  constructor(output: ProgressOutput, looks: { readonly hasColours?: boolean; readonly hasUnicode?: boolean } = {}) {
    this.output = output;
    this.hasColours = looks.hasColours ?? false;
    this.hasUnicode = looks.hasUnicode ?? true;
  }

  readonly nowUs = (): number => this.us;

  readonly every = (ms: number, call: () => void): (() => void) => {
    const timer = { ms, call, dueUs: this.us + ms * 1000 };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  readonly hold = (held: Held): (() => void) => {
    this.held = held;
    return () => {
      this.held = undefined;
    };
  };

  get timers(): number {
    return this.#timers.size;
  }

  /** Timers are called when they are due. */
  pass(us: number): void {
    const untilUs = this.us + us;
    for (;;) {
      const [next] = [...this.#timers].toSorted((one, other) => one.dueUs - other.dueUs);
      if (next === undefined || next.dueUs > untilUs) break;
      this.us = Math.max(this.us, next.dueUs);
      next.dueUs += next.ms * 1000;
      next.call();
    }
    this.us = untilUs;
  }
}
