// One served connection in an event loop: what a session sends is gathered for a turn, bounded, and handed to the transport.
// Benchmark: npm run bench:server.

import type { Clock, Timer } from '../../harness/clock.ts';
import { describeEndpoint } from '../../harness/transport/endpoint.ts';
import type { ConnectionOutcome } from '../../harness/transport/outcome.ts';
import type { Connection, ConnectionHandler } from '../../harness/transport/transport.ts';
import type { Line, Service, Session } from '../protocols/session.ts';
import { copyOf } from '../protocols/text.ts';

/** A client that is further behind with its reading is dropped. */
export const BEHIND_BYTES_MAX = 4 * 1024 * 1024;
/** A client that is so far behind is read from no more until it has caught up. */
const BEHIND_BYTES_READ = 64 * 1024;
/** A client that has not taken its last bytes so long after the conversation was closed has left all the same: its place is free. */
const LEAVE_US_MAX = 1_000_000;
/** A closed conversation whose client has taken nothing for so long is cut off. */
export const CLOSE_US_MAX = 30_000_000;
const SCRATCH_BYTES = 256 * 1024;

/** Lets the lines that have something to send send it at the end of the turn: one write for each, after all reads. */
export class Outbox {
  #lines: ServedLine[] = [];
  readonly #scratch = new Uint8Array(SCRATCH_BYTES);

  add(line: ServedLine): void {
    if (this.#lines.push(line) === 1) queueMicrotask(this.#sendAll);
  }

  readonly #sendAll = (): void => {
    let sent = 0;
    try {
      // Those that a departure gives something to send are added while it goes on.
      while (sent < this.#lines.length) this.#lines[sent++]?.flush(this.#scratch);
    } finally {
      // Whatever goes wrong with one line, the others have something to send.
      this.#lines = this.#lines.slice(sent);
      if (this.#lines.length > 0) queueMicrotask(this.#sendAll);
    }
  };
}

export interface ServedLineOptions {
  readonly clock: Clock;
  readonly outbox: Outbox;
  /** Where the client is, when that is not the other end of the connection. */
  readonly from?: string;
  /** The client's place is free; told once, before `onGone`. */
  readonly onLeft: (line: ServedLine) => void;
  readonly onGone: (line: ServedLine, outcome: ConnectionOutcome) => void;
  readonly onDropped: (line: ServedLine) => void;
}

const NOTHING = new Uint8Array(0);

export class ServedLine implements Line, ConnectionHandler {
  readonly connection: Connection;
  readonly #options: ServedLineOptions;
  readonly #session: Session;
  /** To be sent at the end of the turn: what was lent, or arrays. */
  #lent: Uint8Array = NOTHING;
  #lentStart = 0;
  #lentEnd = 0;
  #arrays: Uint8Array[] | undefined;
  #pendingBytes = 0;
  #isPending = false;
  /** Nothing more is sent: the session has closed, or the line is dropped or gone. */
  #isClosed = false;
  /** The connection is ending, and is told nothing more. */
  #isEnding = false;
  #isStopped = false;
  #isBehind = false;
  #whenSent: (() => void)[] | undefined;
  #tellTimer: Timer | undefined;
  #closeTimer: Timer | undefined;
  #hasLeft = false;

  constructor(connection: Connection, service: Service, options: ServedLineOptions) {
    this.connection = connection;
    this.#options = options;
    this.#session = service.open(this);
  }

  // What the session calls.

  send(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#lentEnd > this.#lentStart) this.#keepLent();
    if (this.#arrays === undefined) this.#arrays = [bytes];
    else this.#arrays.push(bytes);
    this.#pendingBytes += bytes.length;
    this.#sendLater();
  }

  sendLent(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isClosed) return;
    if (this.#pendingBytes > 0) {
      this.send(copyOf(bytes, start, end));
      return;
    }
    this.#lent = bytes;
    this.#lentStart = start;
    this.#lentEnd = end;
    this.#pendingBytes = end - start;
    this.#sendLater();
  }

  get from(): string {
    return this.#options.from ?? describeEndpoint(this.connection.remote);
  }

  get unsentBytes(): number {
    return this.#pendingBytes + this.connection.unsentBytes;
  }

  whenSent(act: () => void): void {
    if (this.#isClosed) return;
    if (this.#whenSent === undefined) this.#whenSent = [act];
    else this.#whenSent.push(act);
    this.#sendLater();
  }

  stopReading(): void {
    this.#isStopped = true;
    this.connection.stopReading();
  }

  resumeReading(): void {
    this.#isStopped = false;
    if (!this.#isBehind) this.connection.resumeReading();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sendLater();
  }

  // What the outbox calls.

  flush(scratch: Uint8Array): void {
    this.#isPending = false;
    if (this.#isEnding) return;
    let unsent: number;
    if (this.#lentEnd > this.#lentStart) unsent = this.connection.writeLent(this.#lent, this.#lentStart, this.#lentEnd);
    else unsent = this.#arrays === undefined ? this.connection.unsentBytes : this.#writeArrays(this.#arrays, scratch);
    this.#lentEnd = this.#lentStart = 0;
    this.#arrays = undefined;
    this.#pendingBytes = 0;
    if (unsent > BEHIND_BYTES_MAX) {
      this.#isClosed = this.#isEnding = true;
      this.#options.onDropped(this);
      this.connection.reset();
      return;
    }
    if (this.#isClosed) {
      this.#close();
      return;
    }
    if (unsent === 0) {
      if (this.#whenSent !== undefined) this.#tellSentLater();
    } else if (unsent > BEHIND_BYTES_READ && !this.#isBehind && !this.#session.isDuplex) {
      this.#isBehind = true;
      this.connection.stopReading();
    }
  }

  /** Several arrays go out in one write, through the scratch; for a client that is behind they are kept, and not copied. */
  #writeArrays(arrays: readonly Uint8Array[], scratch: Uint8Array): number {
    const { connection } = this;
    let unsent = connection.unsentBytes;
    let filled = 0;
    for (const array of arrays) {
      const isGathered = unsent === 0 && arrays.length > 1 && array.length <= scratch.length;
      if (filled > 0 && (!isGathered || filled + array.length > scratch.length)) {
        unsent = connection.writeLent(scratch, 0, filled);
        filled = 0;
      }
      if (isGathered && unsent === 0) {
        scratch.set(array, filled);
        filled += array.length;
      } else {
        unsent = connection.write(array);
      }
    }
    return filled > 0 ? connection.writeLent(scratch, 0, filled) : unsent;
  }

  #close(): void {
    this.#isEnding = true;
    this.connection.close();
    const unsent = this.connection.unsentBytes;
    if (unsent > 0) this.#watchClosing(unsent, LEAVE_US_MAX);
    else this.#leave();
  }

  #watchClosing(unsentBefore: number, us: number): void {
    const { clock } = this.#options;
    this.#closeTimer = clock.at(clock.nowUs() + us, () => {
      const unsent = this.connection.unsentBytes;
      if (unsent === unsentBefore && this.#hasLeft) this.connection.reset();
      else if (unsent > 0) this.#watchClosing(unsent, CLOSE_US_MAX);
      this.#leave();
    });
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#options.onLeft(this);
  }

  #sendLater(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    this.#options.outbox.add(this);
  }

  #keepLent(): void {
    this.#arrays = [copyOf(this.#lent, this.#lentStart, this.#lentEnd)];
    this.#lentEnd = this.#lentStart = 0;
  }

  /** In a turn of its own: an act that sends as fast as the system takes it keeps nobody else from being served. */
  #tellSentLater(): void {
    const { clock } = this.#options;
    this.#tellTimer ??= clock.at(clock.nowUs(), () => {
      this.#tellTimer = undefined;
      this.#tellSent();
    });
  }

  /** What has been sent since is waited for as well. */
  #tellSent(): void {
    const acts = this.#whenSent;
    if (acts === undefined || this.#isClosed || this.unsentBytes > 0) return;
    this.#whenSent = undefined;
    for (const act of acts) act();
  }

  // What the transport tells.

  onOpen(): void {}

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#isClosed) this.#session.onBytes(bytes, start, end);
  }

  onDrain(): void {
    if (this.#isBehind) {
      this.#isBehind = false;
      if (!this.#isStopped) this.connection.resumeReading();
    }
    this.#tellSent();
  }

  onEnd(): void {
    if (!this.#isClosed) this.#session.onEnd();
  }

  onClose(outcome: ConnectionOutcome): void {
    this.#isClosed = this.#isEnding = true;
    this.#closeTimer?.cancel();
    this.#tellTimer?.cancel();
    this.#session.onGone();
    this.#leave();
    this.#options.onGone(this, outcome);
  }
}
