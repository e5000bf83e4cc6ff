// How many connections are served at a time. Those that come above it wait in the listen queue, and cost nobody anything.

import type { Listener } from '../../harness/transport/transport.ts';

/** Those that have given their place back and still keep a thread or a process. */
export const LEAVING_MAX = 16;

export class Places {
  capacity: number;
  taken = 0;
  /** Serves the first connection only. */
  readonly isOnce: boolean;
  #hasServed = false;
  #isAccepting = true;
  #listener: Listener | undefined;

  constructor(capacity: number, isOnce = false) {
    this.capacity = capacity;
    this.isOnce = isOnce;
  }

  /** The one whose accepting is stopped while there is no place. */
  attach(listener: Listener): void {
    this.#listener = listener;
  }

  take(): void {
    this.taken++;
    this.#hasServed = true;
    this.admit();
  }

  free(): void {
    this.taken--;
    this.admit();
  }

  /** Accepts as long as there is room; called whenever that may have changed. */
  admit(): void {
    const isRoom = this.taken < this.capacity && !(this.isOnce && this.#hasServed);
    if (isRoom === this.#isAccepting) return;
    this.#isAccepting = isRoom;
    if (isRoom) this.#listener?.resumeAccepting();
    else this.#listener?.stopAccepting();
  }
}
