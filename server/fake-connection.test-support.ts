// A connection whose system takes as much as it is told to, and no more, for whoever asks what a served line makes of that.

import { type Clock, type Timer, TimerQueue } from '../harness/clock.ts';
import { CLOSED_HERE, RESET_HERE } from '../harness/transport/outcome.ts';
import type { Connection, ConnectionHandler } from '../harness/transport/transport.ts';

export class FakeConnection implements Connection {
  readonly local = undefined;
  readonly remote = { address: '127.0.0.1', port: 1 };
  handler: ConnectionHandler | undefined;
  /** So many bytes are taken at once before the rest is kept. */
  roomBytes = Number.POSITIVE_INFINITY;
  writes = 0;
  takenBytes = 0;
  isReading = true;
  ended: 'closed' | 'reset' | undefined;
  unsentAtClose: number | undefined;
  /** Arrays that were written, and not lent. */
  readonly arrays: Uint8Array[] = [];
  readonly #taken: Buffer[] = [];
  readonly #kept: Uint8Array[] = [];
  #unsentBytes = 0;

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Everything that the system has. */
  get taken(): Buffer {
    return Buffer.concat(this.#taken);
  }

  write(bytes: Uint8Array): number {
    this.arrays.push(bytes);
    return this.#write(bytes);
  }

  writeLent(bytes: Uint8Array, start: number, end: number): number {
    return this.#write(Uint8Array.from(bytes.subarray(start, end)));
  }

  /** The system takes so many bytes more. */
  drain(bytes: number): void {
    if (this.#unsentBytes === 0) return;
    this.roomBytes = bytes;
    this.#take();
    if (this.#unsentBytes === 0 && this.ended === undefined) this.handler?.onDrain();
  }

  stopReading(): void {
    this.isReading = false;
  }

  resumeReading(): void {
    this.isReading = true;
  }

  endWriting(): void {}

  close(): void {
    this.ended ??= 'closed';
    this.unsentAtClose ??= this.#unsentBytes;
  }

  reset(): void {
    this.ended = 'reset';
  }

  /** Tells the end, as a transport does in a later turn. */
  tellEnd(): void {
    this.handler?.onClose(this.ended === 'closed' ? CLOSED_HERE : RESET_HERE);
  }

  #write(bytes: Uint8Array): number {
    this.writes++;
    if (this.ended !== undefined) return this.#unsentBytes;
    // Behind what is kept nothing is tried: what drains is told.
    const isClear = this.#unsentBytes === 0;
    this.#kept.push(bytes);
    this.#unsentBytes += bytes.length;
    if (isClear) this.#take();
    return this.#unsentBytes;
  }

  #take(): void {
    for (let first = this.#kept[0]; first !== undefined && (this.roomBytes > 0 || first.length === 0); first = this.#kept[0]) {
      const length = Math.min(first.length, this.roomBytes);
      this.#taken.push(Buffer.from(first.subarray(0, length)));
      if (length === first.length) this.#kept.shift();
      else this.#kept[0] = first.subarray(length);
      this.roomBytes -= length;
      this.#unsentBytes -= length;
      this.takenBytes += length;
    }
  }
}

/** A clock that is moved by hand. */
export class HandClock implements Clock {
  readonly #timers = new TimerQueue();
  #nowUs = 0;

  get waiting(): number {
    return this.#timers.size;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  at(dueUs: number, act: () => void): Timer {
    return this.#timers.add(dueUs, act);
  }

  /** Lets time pass; what is due meanwhile happens. */
  pass(us: number): void {
    this.#nowUs += us;
    this.#timers.runDue(this.#nowUs);
  }
}
