// Serving one connection by blocking reads and writes: what a thread or a process of the connection's own does.

import { type Clock, monotonicUs, type Timer, TimerQueue } from '../../harness/clock.ts';
import { setReceiveTimeout } from '../../harness/transport/epoll/socket-options.ts';
import * as system from '../../harness/transport/epoll/system-calls.ts';
import { LINGER_US } from '../../harness/transport/transport.ts';
import type { Line, Service } from '../protocols/session.ts';

const READ_BYTES = 64 * 1024;
// Not from node's pool: its address must stay what it is.
const BYTES = Buffer.allocUnsafeSlow(READ_BYTES);
const ADDRESS = system.addressOf(BYTES);

/** Time for a loop that sleeps in a read: what is due runs before the next one. */
export class BlockingClock implements Clock {
  readonly timers = new TimerQueue();

  nowUs(): number {
    return monotonicUs();
  }

  at(dueUs: number, act: () => void): Timer {
    return this.timers.add(dueUs, act);
  }
}

/** Serves the connection until either side has ended it. The descriptor is left open. */
export function serveBlocking(fd: number, service: Service, clock: BlockingClock): void {
  const line = new BlockingLine(fd);
  const session = service.open(line);
  while (!line.isClosed) {
    if (clock.timers.size > 0 && !happensInTime(fd, system.POLLIN, clock)) continue;
    if (line.isClosed) break;
    const count = system.recv(fd, ADDRESS, READ_BYTES, 0);
    if (count > 0) {
      session.onBytes(BYTES, 0, count);
    } else if (count === 0) {
      session.onEnd();
      // A session that has still to say something says it by a timer.
      while (!line.isClosed && clock.timers.size > 0) line.isClosed ||= happensInTime(fd, NOTHING_BUT_THE_WORST, clock);
      break;
    } else if (system.errnoName() !== 'EINTR') {
      break;
    }
  }
  endInOrder(fd);
  session.onGone();
}

/** Asked for nothing, the system still tells that a connection is broken off. */
const NOTHING_BUT_THE_WORST = 0;

/** Waits for an event or for the next timer, whichever is first; true for the event. */
function happensInTime(fd: number, events: number, { timers }: BlockingClock): boolean {
  const waitMs = Math.max(0, Math.ceil((timers.nextDueUs - monotonicUs()) / 1000));
  WATCHED_ONE.watch(0, fd, events);
  const hasHappened = system.poll(WATCHED_ONE.array, 1, waitMs) > 0;
  timers.runDue(monotonicUs());
  return hasHappened;
}

class BlockingLine implements Line {
  isClosed = false;
  /** Whoever has handed the connection over knows, and logs it. */
  readonly from = '';
  /** The kernel has everything that was sent. */
  readonly unsentBytes = 0;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  send(bytes: Uint8Array): void {
    this.sendLent(bytes, 0, bytes.length);
  }

  sendLent(bytes: Uint8Array, start: number, end: number): void {
    if (!this.isClosed && !sendAll(this.#fd, bytes, start, end)) this.isClosed = true;
  }

  whenSent(act: () => void): void {
    act();
  }

  // Nothing is read while a session is at work.
  stopReading(): void {}
  resumeReading(): void {}

  close(): void {
    this.isClosed = true;
  }
}

/** Blocks until the kernel has taken everything; false when it never will. */
function sendAll(fd: number, bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const count =
      bytes === BYTES
        ? system.sendFrom(fd, ADDRESS + at, end - at, system.MSG_NOSIGNAL)
        : system.send(fd, bytes.subarray(at, end), end - at, system.MSG_NOSIGNAL);
    if (count >= 0) at += count;
    else if (system.errnoName() !== 'EINTR') return false;
  }
  return true;
}

/** Ends the stream behind what was sent, and reads until the client has ended its own, or for a second. */
function endInOrder(fd: number): void {
  system.shutdown(fd, system.SHUT_WR);
  setReceiveTimeout(fd, LINGER_US / 1000);
  const untilUs = monotonicUs() + LINGER_US;
  while (system.recv(fd, ADDRESS, READ_BYTES, 0) > 0 && monotonicUs() < untilUs);
}

/**
 * Carries bytes between the client and whoever owns what all clients share, both ways, until one of them has ended. It sleeps
 * in writes to its client, whose own affair that is, and never in those to the owner: an owner that waits for its client to read
 * would wait for ever.
 */
export function relayBlocking(fd: number, channel: number): void {
  const toOwner = new ToOwner(channel);
  let hasClientEnded = false;
  for (;;) {
    // What the client says next waits while the owner has not taken the last.
    WATCHED_TWO.watch(0, hasClientEnded ? -1 : fd, toOwner.isWaiting ? 0 : system.POLLIN);
    WATCHED_TWO.watch(1, channel, toOwner.isWaiting ? system.POLLIN | system.POLLOUT : system.POLLIN);
    if (system.poll(WATCHED_TWO.array, 2, -1) < 0) {
      if (system.errnoName() === 'EINTR') continue;
      break;
    }
    if (WATCHED_TWO.happened(0) !== 0) {
      // Nothing was asked for but the worst.
      if (toOwner.isWaiting) break;
      if (!toOwner.receive(fd)) {
        // The owner answers the end of the client's stream as the protocol has it.
        hasClientEnded = true;
        system.shutdown(channel, system.SHUT_WR);
      }
    }
    toOwner.send();
    if (WATCHED_TWO.happened(1) & ~system.POLLOUT) {
      const count = system.recv(channel, ADDRESS, READ_BYTES, 0);
      if (count === 0 || (count < 0 && system.errnoName() !== 'EINTR')) break;
      if (count > 0 && !sendAll(fd, BYTES, 0, count)) break;
    }
  }
  system.shutdown(channel, system.SHUT_RDWR);
  endInOrder(fd);
}

/** The way to the owner, with what it has not taken yet. */
class ToOwner {
  readonly #channel: number;
  readonly #bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly #address = system.addressOf(this.#bytes);
  #start = 0;
  #end = 0;
  /** The owner has ended the conversation: what comes now is for nobody. */
  #isDeaf = false;

  constructor(channel: number) {
    this.#channel = channel;
  }

  get isWaiting(): boolean {
    return this.#end > this.#start;
  }

  /** Takes what the client says; false when it will say nothing more. */
  receive(fd: number): boolean {
    const count = system.recv(fd, this.#address, READ_BYTES, 0);
    if (count <= 0) return count < 0 && system.errnoName() === 'EINTR';
    this.#start = 0;
    this.#end = this.#isDeaf ? 0 : count;
    return true;
  }

  /** Gives the owner as much as it takes now. */
  send(): void {
    if (!this.isWaiting) return;
    const flags = system.MSG_NOSIGNAL | system.MSG_DONTWAIT;
    const count = system.sendFrom(this.#channel, this.#address + this.#start, this.#end - this.#start, flags);
    if (count >= 0) {
      this.#start += count;
    } else if (!['EAGAIN', 'EINTR'].includes(system.errnoName())) {
      this.#isDeaf = true;
      this.#start = this.#end;
    }
  }
}

/** For each descriptor two words: struct pollfd { i32 fd; i16 events; i16 happened; } */
class Watched {
  readonly array: Int32Array;

  constructor(count: number) {
    this.array = new Int32Array(count * 2);
  }

  /** -1: watches nothing at that place. */
  watch(index: number, fd: number, events: number): void {
    this.array[index * 2] = fd;
    this.array[index * 2 + 1] = events;
  }

  /** Also an end or an error, for which nobody has to ask. */
  happened(index: number): number {
    return (this.array[index * 2 + 1] as number) >>> 16;
  }
}

const WATCHED_ONE = new Watched(1);
const WATCHED_TWO = new Watched(2);
