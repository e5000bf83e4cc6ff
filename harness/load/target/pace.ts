// How often to look at what is expensive to look at: after a look that took t, the next comes 50 t later, so that looking takes a
// fiftieth of the time at most, whatever a look costs.

import type { Clock } from '../../clock.ts';

const PAUSES_PER_LOOK = 50;

export class Pace {
  readonly #clock: Pick<Clock, 'nowUs'>;
  readonly #pausesPerLook: number;
  #dueUs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'nowUs'>, pausesPerLook: number = PAUSES_PER_LOOK) {
    this.#clock = clock;
    this.#pausesPerLook = pausesPerLook;
  }

  /** Looks, unless it is too early for it. */
  look<T>(look: () => T): T | undefined {
    return this.#clock.nowUs() < this.#dueUs ? undefined : this.lookAnyway(look);
  }

  lookAnyway<T>(look: () => T): T {
    const startedUs = this.#clock.nowUs();
    const seen = look();
    const endedUs = this.#clock.nowUs();
    this.#dueUs = endedUs + this.#pausesPerLook * (endedUs - startedUs);
    return seen;
  }
}
