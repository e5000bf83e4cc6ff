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
    if (clock.timers.size > 0 && !isReadableInTime(fd, clock)) continue;
    if (line.isClosed) break;
    const count = system.recv(fd, ADDRESS, READ_BYTES, 0);
    if (count > 0) {
      session.onBytes(BYTES, 0, count);
    } else if (count === 0) {
      session.onEnd();
      // A session that has still to say something says it by a timer.
      while (!line.isClosed && clock.timers.size > 0) isReadableInTime(-1, clock);
      break;
    } else if (system.errnoName() !== 'EINTR') {
      break;
    }
  }
  endInOrder(fd);
  session.onGone();
}

/** Waits for bytes or for the next timer, whichever is first; true for bytes. */
function isReadableInTime(fd: number, { timers }: BlockingClock): boolean {
  const waitMs = Math.max(0, Math.ceil((timers.nextDueUs - monotonicUs()) / 1000));
  WATCHED_ONE.watch(0, fd);
  const isReadable = system.poll(WATCHED_ONE.array, 1, waitMs) > 0;
  timers.runDue(monotonicUs());
  return isReadable;
}

class BlockingLine implements Line {
  isClosed = false;
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
 * Carries bytes between the client and whoever owns what all clients share, both ways, until one of them has ended. A client that
 * does not read holds up its own relay and nothing else.
 */
export function relayBlocking(fd: number, channel: number): void {
  WATCHED_TWO.watch(0, fd);
  WATCHED_TWO.watch(1, channel);
  for (;;) {
    if (system.poll(WATCHED_TWO.array, 2, -1) < 0) {
      if (system.errnoName() === 'EINTR') continue;
      break;
    }
    if (WATCHED_TWO.isReady(0)) {
      const count = system.recv(fd, ADDRESS, READ_BYTES, 0);
      if (count > 0) {
        if (!sendAll(channel, BYTES, 0, count)) break;
      } else if (count === 0 || system.errnoName() !== 'EINTR') {
        // The owner answers the end of the client's stream as the protocol has it.
        system.shutdown(channel, system.SHUT_WR);
        WATCHED_TWO.watch(0, -1);
      }
    }
    if (WATCHED_TWO.isReady(1)) {
      const count = system.recv(channel, ADDRESS, READ_BYTES, 0);
      if (count === 0 || (count < 0 && system.errnoName() !== 'EINTR')) break;
      if (count > 0 && !sendAll(fd, BYTES, 0, count)) break;
    }
  }
  system.shutdown(channel, system.SHUT_RDWR);
  endInOrder(fd);
}

/** For each descriptor two words: struct pollfd { i32 fd; i16 events; i16 happened; } */
class Watched {
  readonly array: Int32Array;

  constructor(count: number) {
    this.array = new Int32Array(count * 2);
  }

  /** -1: watches nothing at that place. */
  watch(index: number, fd: number): void {
    this.array[index * 2] = fd;
    this.array[index * 2 + 1] = system.POLLIN;
  }

  /** Also for an end or an error, which a read tells. */
  isReady(index: number): boolean {
    return (this.array[index * 2 + 1] as number) >>> 16 !== 0;
  }
}

const WATCHED_ONE = new Watched(1);
const WATCHED_TWO = new Watched(2);
