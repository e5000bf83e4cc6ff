// One worker for a whole server, who takes the same time for each of its answers: a queue as in the books, whose capacity is known
// to whoever measures it.

import type { Clock, Timer } from '../../harness/clock.ts';
import type { Session } from '../protocols/session.ts';
import { copyOf } from '../protocols/text.ts';
import { LineOver } from './sessions.ts';

/** What the lateness of the loop takes from the worker it gets back, up to so much. */
const CATCH_UP_US_MAX = 100_000;
/** A client of whom more waits to be heard is read from no more until it has been. */
const HELD_BYTES_MAX = 64 * 1024;

interface Job {
  readonly dueUs: number;
  readonly act: () => void;
}

export class Throttle {
  readonly #clock: Clock;
  readonly #usEach: number;
  /** In the order of their due times. */
  #jobs: Job[] = [];
  #timer: Timer | undefined;
  #lastDueUs = Number.NEGATIVE_INFINITY;
  /** How late the loop last came to what was due. */
  #lateUs = 0;

  constructor(clock: Clock, answersEachSecond: number) {
    this.#clock = clock;
    this.#usEach = 1_000_000 / answersEachSecond;
  }

  /**
   * Acts when the worker is through with it. Due times follow from each other and not from when the timers came, so that a queue
   * that never empties moves at exactly its rate. When it does empty because a late loop has let it, whoever comes next would have
   * come earlier by as much: that much the worker has had no rest.
   */
  work(act: () => void): void {
    this.#lastDueUs = Math.max(this.#lastDueUs, this.#clock.nowUs() - this.#lateUs) + this.#usEach;
    this.#jobs.push({ dueUs: this.#lastDueUs, act });
    if (this.#jobs.length === 1) this.#wait();
  }

  #wait(): void {
    const first = this.#jobs[0];
    if (first === undefined || this.#timer !== undefined) return;
    this.#timer = this.#clock.at(first.dueUs, () => {
      this.#timer = undefined;
      this.#release();
    });
  }

  #release(): void {
    const nowUs = this.#clock.nowUs();
    const waiting = this.#jobs.findIndex(({ dueUs }) => dueUs > nowUs);
    const due = this.#jobs.splice(0, waiting === -1 ? this.#jobs.length : waiting);
    const last = due.at(-1);
    if (last !== undefined) this.#lateUs = Math.min(CATCH_UP_US_MAX, nowUs - last.dueUs);
    for (const { act } of due) act();
    this.#wait();
  }
}

/** Lets the session hear what comes at one read when the worker has come to it. */
export function hearInTurn(session: Session, line: QueuedLine, throttle: Throttle): void {
  const onBytes = session.onBytes.bind(session);
  const onEnd = session.onEnd.bind(session);
  const onGone = session.onGone.bind(session);
  let isGone = false;
  let waiting = 0;
  let endWaits = false;
  session.onBytes = (bytes, start, end) => {
    const own = copyOf(bytes, start, end);
    waiting++;
    line.hold(own.length);
    throttle.work(() => {
      waiting--;
      if (isGone) return;
      line.letGo(own.length);
      // Whoever was told to leave is heard no more.
      if (!line.isClosed) onBytes(own, 0, own.length);
      if (endWaits && waiting === 0 && !line.isClosed) onEnd();
    });
  };
  // An end is no work: it only waits for what came before it.
  session.onEnd = () => {
    if (waiting > 0) endWaits = true;
    else onEnd();
  };
  session.onGone = () => {
    isGone = true;
    onGone();
  };
}

/** A line that keeps its client from sending without end what nobody has come to. */
export class QueuedLine extends LineOver {
  isClosed = false;
  #heldBytes = 0;
  #isFull = false;
  #isStopped = false;

  hold(bytes: number): void {
    this.#heldBytes += bytes;
    if (this.#heldBytes <= HELD_BYTES_MAX || this.#isFull) return;
    this.#isFull = true;
    this.inner.stopReading();
  }

  letGo(bytes: number): void {
    this.#heldBytes -= bytes;
    if (!this.#isFull || this.#heldBytes > HELD_BYTES_MAX / 2) return;
    this.#isFull = false;
    if (!this.#isStopped) this.inner.resumeReading();
  }

  override stopReading(): void {
    this.#isStopped = true;
    this.inner.stopReading();
  }

  override resumeReading(): void {
    this.#isStopped = false;
    if (!this.#isFull) this.inner.resumeReading();
  }

  override close(): void {
    this.isClosed = true;
    this.inner.close();
  }
}
