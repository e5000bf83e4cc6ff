// What a fault puts off: acts that happen later than they should, and in their order all the same.

import type { Clock, Timer } from '../../harness/clock.ts';
import type { Line, Session } from '../protocols/session.ts';
import { copyOf } from '../protocols/text.ts';
import { LineOver } from './sessions.ts';

export class Delay {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #lastDueUs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#timers.size === 0;
  }

  /** Acts at once when nothing is put off and nothing is to be. */
  later(lateUs: number, act: () => void): void {
    if (lateUs <= 0 && this.isEmpty) {
      act();
      return;
    }
    this.#lastDueUs = Math.max(this.#lastDueUs, this.#clock.nowUs() + lateUs);
    const timer = this.#clock.at(this.#lastDueUs, () => {
      this.#timers.delete(timer);
      act();
    });
    this.#timers.add(timer);
  }

  /** What is put off never happens. */
  forget(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}

/** A line on which everything that is sent may be late. */
export class LateLine extends LineOver {
  readonly #delay: Delay;
  readonly #lateUs: () => number;
  #heldBytes = 0;

  constructor(inner: Line, clock: Clock, lateUs: () => number) {
    super(inner);
    this.#delay = new Delay(clock);
    this.#lateUs = lateUs;
  }

  override get unsentBytes(): number {
    return this.#heldBytes + this.inner.unsentBytes;
  }

  override send(bytes: Uint8Array): void {
    this.#heldBytes += bytes.length;
    this.#delay.later(this.#lateUs(), () => {
      this.#heldBytes -= bytes.length;
      this.inner.send(bytes);
    });
  }

  override sendLent(bytes: Uint8Array, start: number, end: number): void {
    this.send(copyOf(bytes, start, end));
  }

  override whenSent(act: () => void): void {
    this.#delay.later(0, () => this.inner.whenSent(act));
  }

  override close(): void {
    this.#delay.later(0, () => this.inner.close());
  }
}

/** Lets a session hear of everything late. */
export function hearLate(session: Session, clock: Clock, lateUs: () => number): Delay {
  const delay = new Delay(clock);
  const onBytes = session.onBytes.bind(session);
  const onEnd = session.onEnd.bind(session);
  const onGone = session.onGone.bind(session);
  session.onBytes = (bytes, start, end) => {
    const own = copyOf(bytes, start, end);
    delay.later(lateUs(), () => onBytes(own, 0, own.length));
  };
  session.onEnd = () => delay.later(lateUs(), onEnd);
  session.onGone = () => {
    delay.forget();
    onGone();
  };
  return delay;
}
