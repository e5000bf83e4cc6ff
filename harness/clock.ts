// Time and waiting, injected everywhere: a transport brings the clock that its own loop turns, and a test brings one that it
// moves by hand. Times are microseconds since some origin of the clock's own; they only ever grow.

export interface Clock {
  nowUs(): number;
  /** Calls `act` once, at `dueUs` or as soon after it as the loop comes round, never before it and never from within `at`. */
  at(dueUs: number, act: () => void): Timer;
}

export interface Timer {
  readonly dueUs: number;
  /** Makes sure that the act never happens; no effect when it already has. */
  cancel(): void;
}

export function waitUntil(clock: Clock, dueUs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.at(dueUs, resolve);
  });
}

export function wait(clock: Clock, us: number): Promise<void> {
  return waitUntil(clock, clock.nowUs() + us);
}

/** Waits for something, but no longer than that. No timer is left behind, which would keep a loop turning. */
export function waitAtMost(clock: Clock, us: number, awaited: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const patience = clock.at(clock.nowUs() + us, resolve);
    const end = (): void => {
      patience.cancel();
      resolve();
    };
    awaited.then(end, end);
  });
}

/** Microseconds of the machine's monotonic clock. */
export function monotonicUs(): number {
  return performance.now() * 1000;
}

/**
 * Timers in order of their due times, first asked first served among equals: a binary heap in which each timer knows its
 * place, so that cancelling is as cheap as adding.
 */
export class TimerQueue {
  readonly #heap: QueuedTimer[] = [];
  #added = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the first timer is due; Infinity without any. */
  get nextDueUs(): number {
    return this.#heap[0]?.dueUs ?? Number.POSITIVE_INFINITY;
  }

  add(dueUs: number, act: () => void): Timer {
    const timer = new QueuedTimer(this, dueUs, this.#added++, act);
    this.#insert(timer);
    return timer;
  }

  /**
   * Runs the timers that are due at `nowUs`, and returns how many. A timer that an act adds waits for the next call, even
   * when it is due already: an act that renews itself can keep neither the loop from its sockets nor the others from running.
   */
  runDue(nowUs: number): number {
    const addedBefore = this.#added;
    const added: QueuedTimer[] = [];
    let ran = 0;
    try {
      for (;;) {
        const first = this.#heap[0];
        if (first === undefined || first.dueUs > nowUs) return ran;
        this.remove(first);
        if (first.order >= addedBefore) {
          first.isAside = true;
          added.push(first);
          continue;
        }
        ran++;
        first.act();
      }
    } finally {
      for (const timer of added) if (timer.isAside) this.#insert(timer);
    }
  }

  /** Runs the first timer, whenever it is due; for a clock that jumps from one to the next. */
  runFirst(): void {
    const first = this.#heap[0];
    if (first === undefined) return;
    this.remove(first);
    first.act();
  }

  remove(timer: QueuedTimer): void {
    timer.isAside = false;
    const place = timer.place;
    if (place < 0) return;
    timer.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === timer) return;
    last.place = place;
    this.#heap[place] = last;
    this.#up(place);
    this.#down(last.place);
  }

  #insert(timer: QueuedTimer): void {
    timer.isAside = false;
    timer.place = this.#heap.length;
    this.#heap.push(timer);
    this.#up(timer.place);
  }

  #up(from: number): void {
    const heap = this.#heap;
    const timer = heap[from];
    if (timer === undefined) return;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, timer)) break;
      heap[place] = parent;
      parent.place = place;
      place = above;
    }
    heap[place] = timer;
    timer.place = place;
  }

  #down(from: number): void {
    const heap = this.#heap;
    const timer = heap[from];
    if (timer === undefined) return;
    let place = from;
    for (;;) {
      const left = heap[2 * place + 1];
      if (left === undefined) break;
      const right = heap[2 * place + 2];
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (isBefore(timer, child)) break;
      const below = child.place;
      heap[place] = child;
      child.place = place;
      place = below;
    }
    heap[place] = timer;
    timer.place = place;
  }
}

class QueuedTimer implements Timer {
  readonly dueUs: number;
  readonly order: number;
  readonly act: () => void;
  /** Where the timer stands in its queue's heap; -1 when it is out of it. */
  place = -1;
  /** Added while others were run, and put back once they have. */
  isAside = false;
  readonly #queue: TimerQueue;

  constructor(queue: TimerQueue, dueUs: number, order: number, act: () => void) {
    this.#queue = queue;
    this.dueUs = dueUs;
    this.order = order;
    this.act = act;
  }

  cancel(): void {
    this.#queue.remove(this);
  }
}

function isBefore(one: QueuedTimer, other: QueuedTimer): boolean {
  return one.dueUs < other.dueUs || (one.dueUs === other.dueUs && one.order < other.order);
}
