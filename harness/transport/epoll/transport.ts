// TCP by system calls from a loop of our own (Linux). What a connection is stands in arrays indexed by its descriptor, and an
// event allocates nothing. Benchmark: npm run bench:transport.

import { isMainThread } from 'node:worker_threads';
import { type Clock, monotonicUs, type Timer, TimerQueue } from '../../clock.ts';
import { assert } from '../../errors.ts';
import { checkEndpoint, type Endpoint, isSameEndpoint } from '../endpoint.ts';
import {
  CLOSED_BY_BOTH,
  CLOSED_HERE,
  CONNECT_TIMED_OUT,
  type ConnectionOutcome,
  MET_ITSELF,
  outcomeOf,
  type Phase,
  RESET_HERE,
  TRANSPORT_CLOSED,
} from '../outcome.ts';
import { type SameBytes, sameBytes } from '../same-bytes.ts';
import {
  type Connection,
  type ConnectionHandler,
  type ConnectOptions,
  LINGER_US,
  type Listener,
  type ListenerHandler,
  type ListenOptions,
  type ListenOutcome,
  type Transport,
} from '../transport.ts';
import { FamiliarArray } from './familiar-array.ts';
import { setBlocking, setNonBlocking } from './handover.ts';
import { Poller } from './poller.ts';
import { decodeSocketAddress, encodeSocketAddress, familyOf, SOCKET_ADDRESS_BYTES_MAX } from './socket-address.ts';
import { pendingError, resetOnClose, setOption, setOptions } from './socket-options.ts';
import { socketQueues } from './socket-queues.ts';
import * as system from './system-calls.ts';

/** The most that one read takes. */
const READ_BYTES = 64 * 1024;
/**
 * What the reads of one turn fill, one behind the other, so that the bytes of each stay as they are until the clients that
 * wait for them have run. Small enough to stay in the processor's cache.
 */
const ARENA_BYTES = 256 * 1024;
const CACHE_LINE_BYTES = 64;
const BACKLOG_DEFAULT = 4096;
const ACCEPTS_PER_TURN = 256;
const ACCEPT_RETRY_US = 20_000;
const FLUSH_US = 1_000_000;
/** Of each turn's arena, what connections that had more to read may fill before the others have their turn. */
const AGAIN_BYTES_MAX = ARENA_BYTES / 2;

// What a descriptor is at: the bits of its state. 0: none of ours.
const CONNECTING = 1 << 0;
const OPEN = 1 << 1;
const LISTENING = 1 << 2;
/** The handler does not want to read, or the listener to accept. */
const PAUSED = 1 << 3;
/** The peer has hung up: reads go on until one says so. */
const HUNG_UP = 1 << 4;
/** The end of the peer's stream has been read. */
const PEER_ENDED = 1 << 5;
/** Something waits for the system to take it. */
const UNSENT = 1 << 6;
/** The stream ends behind what is unsent. */
const ENDING = 1 << 7;
const ENDED = 1 << 8;
/** The descriptor is closed behind what is unsent. */
const CLOSING = 1 << 9;
const WRITE_FAILED = 1 << 10;
/** It waits in the list of those to be read again. */
const AGAIN = 1 << 11;
/** What is written does not go straight to the system, or nowhere at all. */
const UNWRITABLE = CONNECTING | UNSENT | ENDING | ENDED | CLOSING | WRITE_FAILED;

interface Unsent {
  readonly chunks: Uint8Array[];
  bytes: number;
}

export class EpollTransport implements Transport {
  readonly kind = 'epoll';
  readonly clock: Clock;

  readonly #poller: Poller;
  readonly #timers = new TimerQueue();
  readonly #arena = Buffer.allocUnsafeSlow(ARENA_BYTES + READ_BYTES);
  readonly #arenaAddress = system.addressOf(this.#arena);
  readonly #sent = new FamiliarArray();
  readonly #lent = new FamiliarArray();
  readonly #expected = new FamiliarArray();

  // By descriptor.
  #state = new Uint16Array(1024);
  /** Told apart by it: an event of this descriptor, and one of an earlier descriptor of the same number. */
  #generation = new Uint32Array(1024);
  /** The turn in which it was read last: once a turn, so that the handler's continuations run in between. */
  #readInTurn = new Uint32Array(1024);
  readonly #connections: (EpollConnection | undefined)[] = [];
  /** What only few descriptors have at a time. */
  readonly #listeners = new Map<number, EpollListener>();
  readonly #unsent = new Map<number, Unsent>();
  /** Until when an attempt to connect may take, a closed peer may linger, or an acceptor waits for descriptors. */
  readonly #deadlines = new Map<number, Timer>();
  readonly #writeErrors = new Map<number, string>();

  /** Descriptors that may hold more than the last read took. */
  #again: number[] = [];
  /** What is told in the next turn, because nothing is told from within a call. */
  #told: (() => void)[] = [];
  #occupied = 0;
  #eventCount = 0;
  #nextEvent = 0;
  #turns = 0;
  #isScheduled = false;
  #isClosed = false;

  /** `memcmp` costs two thirds of what `Buffer.compare` does, which checks each of its five arguments. */
  readonly sameBytes: SameBytes = (bytes, start, end, expected, from = 0, to = expected.length) => {
    const address = bytes === this.#arena ? this.#expected.addressOf(expected) : 0;
    if (address === 0) return sameBytes(bytes, start, end, expected, from, to);
    return end - start === to - from && system.memcmp(this.#arenaAddress + start, address + from, to - from) === 0;
  };

  constructor() {
    this.#poller = new Poller(isMainThread);
    this.clock = {
      nowUs: monotonicUs,
      at: (dueUs, act) => {
        const timer = this.#timers.add(dueUs, act);
        this.#schedule();
        return timer;
      },
    };
  }

  connect(options: ConnectOptions, handler: ConnectionHandler): Connection {
    const { to, from, timeoutMs } = options;
    checkEndpoint(to);
    if (from !== undefined) checkEndpoint(from);
    const connection = new EpollConnection(this, to, handler);
    if (this.#isClosed) return this.#failed(connection, TRANSPORT_CLOSED);
    const fd = system.socket(familyOf(to), SOCKET_TYPE, 0);
    if (fd < 0) return this.#failed(connection, outcomeOf(system.errnoName(), 'connect'));
    setOptions(fd, options);
    if (from !== undefined) {
      setOption(fd, system.SOL_SOCKET, system.SO_REUSEADDR, 1);
      const address = encodeSocketAddress(from);
      if (system.bind(fd, address, address.length) < 0) {
        const outcome = outcomeOf(system.errnoName(), 'connect', 'bind');
        system.close(fd);
        return this.#failed(connection, outcome);
      }
    }
    const address = encodeSocketAddress(to);
    if (system.connect(fd, address, address.length) < 0) {
      const errno = system.errnoName();
      if (errno !== 'EINPROGRESS') {
        system.close(fd);
        return this.#failed(connection, outcomeOf(errno, 'connect'));
      }
    }
    const failure = this.#occupy(fd, CONNECTING, connection);
    if (failure !== undefined) return this.#failed(connection, failure);
    this.#setDeadline(fd, timeoutMs * 1000, () => this.#finish(fd, CONNECT_TIMED_OUT));
    return connection;
  }

  async listen(options: ListenOptions, handler: ListenerHandler): Promise<ListenOutcome> {
    checkEndpoint(options.at);
    if (this.#isClosed) return { kind: 'failed', outcome: TRANSPORT_CLOSED };
    const fd = system.socket(familyOf(options.at), SOCKET_TYPE, 0);
    if (fd < 0) return { kind: 'failed', outcome: outcomeOf(system.errnoName(), 'connect') };
    setOption(fd, system.SOL_SOCKET, system.SO_REUSEADDR, 1);
    if (options.sharedPort) setOption(fd, system.SOL_SOCKET, system.SO_REUSEPORT, 1);
    if (familyOf(options.at) === system.AF_INET6) setOption(fd, system.IPPROTO_IPV6, system.IPV6_V6ONLY, 0);
    const address = encodeSocketAddress(options.at);
    if (system.bind(fd, address, address.length) < 0 || system.listen(fd, options.backlog ?? BACKLOG_DEFAULT) < 0) {
      const outcome = outcomeOf(system.errnoName(), 'connect', 'bind');
      system.close(fd);
      return { kind: 'failed', outcome };
    }
    const failure = this.#occupy(fd, LISTENING, undefined);
    if (failure !== undefined) return { kind: 'failed', outcome: failure };
    const listener = new EpollListener(this, fd, options, handler);
    this.#listeners.set(fd, listener);
    return { kind: 'listening', listener };
  }

  /**
   * Of a connection whose two ends are both on this machine: how much its peer has not read. What has left here may not have arrived
   * yet, so the peer's queue alone proves nothing. Where the system does not count what has arrived, the peer's queue counts once
   * everything is acknowledged, which may take its time.
   */
  unreadBytes({ local, remote, unsentBytes }: Connection): number | undefined {
    if (local === undefined) return undefined;
    const ours = socketQueues(local, remote);
    if (ours === undefined) return undefined;
    const theirs = socketQueues(remote, local);
    if (theirs === undefined) return undefined;
    if (ours.totals !== undefined && theirs.totals !== undefined) {
      const readBytes = theirs.totals.arrivedBytes - theirs.receiveBytes;
      return unsentBytes + ours.totals.writtenBytes - readBytes;
    }
    return unsentBytes + (ours.sendBytes > 0 ? ours.sendBytes : theirs.receiveBytes);
  }

  /**
   * Gives the descriptor of an open connection away, for blocking calls: nothing more is told about it, not even `onClose`, and
   * who takes it closes it. -1: it has ended already. Also from within `onConnection`, whose handler is then told nothing.
   */
  detach(connection: Connection): number {
    assert(connection instanceof EpollConnection && connection.isOf(this), 'what is detached is a connection of this transport');
    const { fd } = connection;
    if (fd < 0) return -1;
    const state = this.#state[fd] as number;
    assert((state & (OPEN | CLOSING | UNSENT)) === OPEN, 'what is detached is open, and nothing of it is unsent');
    this.#poller.remove(fd);
    this.#forget(fd);
    setBlocking(fd);
    return fd;
  }

  /**
   * Takes a connected stream socket into the loop as if it had been accepted here: of TCP, or an end of a Unix socket pair, whose
   * addresses are empty. What waits in it is read. Descriptors that are sent over it are lost.
   */
  adopt(fd: number, takenBy: (connection: Connection) => ConnectionHandler): Connection {
    const connection = new EpollConnection(this, remoteOf(fd), undefined);
    if (this.#isClosed) system.close(fd);
    else setNonBlocking(fd);
    const failure = this.#isClosed ? TRANSPORT_CLOSED : this.#occupy(fd, OPEN, connection);
    connection.handler = takenBy(connection);
    return failure === undefined ? connection : this.#failed(connection, failure);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of [...this.#listeners.values()]) listener.close();
    for (const connection of this.#connections) connection?.reset();
    this.#schedule();
  }

  // What connections and listeners call, with their descriptor.

  unsentBytes(fd: number): number {
    return (this.#state[fd] as number) & UNSENT ? (this.#unsent.get(fd)?.bytes ?? 0) : 0;
  }

  write(fd: number, bytes: Uint8Array): number {
    const state = this.#state[fd] as number;
    if (state & (ENDING | ENDED | CLOSING | WRITE_FAILED)) return this.unsentBytes(fd);
    if (state & (UNSENT | CONNECTING)) return this.#keep(fd, bytes, 0);
    const address = this.#sent.addressOf(bytes);
    const sent =
      address === 0
        ? system.send(fd, bytes, bytes.length, system.MSG_NOSIGNAL)
        : system.sendFrom(fd, address, bytes.length, system.MSG_NOSIGNAL);
    if (sent === bytes.length) return 0;
    if (sent >= 0) return this.#keep(fd, bytes, sent);
    if (system.errnoName() === 'EAGAIN') return this.#keep(fd, bytes, 0);
    this.#writeFailed(fd, system.errnoName());
    return 0;
  }

  writeLent(fd: number, bytes: Uint8Array, start: number, end: number): number {
    // By its address, bytes would be sent that are not the array's.
    assert(start >= 0 && start <= end && end <= bytes.length, 'what is lent lies within its array');
    const state = this.#state[fd] as number;
    if (state & UNWRITABLE) return this.#keepLent(fd, state, bytes, start, end);
    const length = end - start;
    const address = bytes === this.#arena ? this.#arenaAddress : this.#lent.addressOf(bytes);
    const sent =
      address === 0
        ? system.send(fd, bytes.subarray(start, end), length, system.MSG_NOSIGNAL)
        : system.sendFrom(fd, address + start, length, system.MSG_NOSIGNAL);
    if (sent === length) return 0;
    if (sent >= 0) return this.#keepLent(fd, state, bytes, start + sent, end);
    if (system.errnoName() === 'EAGAIN') return this.#keepLent(fd, state, bytes, start, end);
    this.#writeFailed(fd, system.errnoName());
    return 0;
  }

  stopReading(fd: number): void {
    if ((this.#state[fd] as number) & CLOSING) return;
    this.#state[fd] = (this.#state[fd] as number) | PAUSED;
  }

  resumeReading(fd: number): void {
    const state = this.#state[fd] as number;
    if ((state & PAUSED) === 0) return;
    this.#state[fd] = state & ~PAUSED;
    if (state & OPEN) this.#poller.rearm(fd, this.#generation[fd] as number);
  }

  endWriting(fd: number): void {
    const state = this.#state[fd] as number;
    if (state & (ENDING | ENDED | CLOSING)) return;
    this.#state[fd] = state | ENDING;
    if ((state & (UNSENT | CONNECTING)) === 0) this.#sendEnd(fd);
  }

  closeConnection(fd: number): void {
    const state = this.#state[fd] as number;
    if (state & CLOSING) return;
    const isDone = state & (CONNECTING | WRITE_FAILED) || (state & PEER_ENDED && (state & UNSENT) === 0);
    if (isDone) {
      this.#endFromHere(fd, CLOSED_HERE);
      return;
    }
    // What comes in is read and dropped from here on.
    this.#state[fd] = (state | CLOSING) & ~PAUSED;
    if (state & UNSENT) this.#keepFlushing(fd);
    else this.#linger(fd);
    this.#poller.rearm(fd, this.#generation[fd] as number);
  }

  reset(fd: number): void {
    resetOnClose(fd);
    this.#endFromHere(fd, RESET_HERE);
  }

  localOf(fd: number): Endpoint | undefined {
    ADDRESS_LENGTH[0] = SOCKET_ADDRESS_BYTES_MAX;
    if (system.getsockname(fd, ADDRESS, ADDRESS_LENGTH) < 0) return undefined;
    return decodeSocketAddress(ADDRESS);
  }

  stopAccepting(fd: number): void {
    this.#state[fd] = (this.#state[fd] as number) | PAUSED;
  }

  resumeAccepting(fd: number): void {
    this.#state[fd] = (this.#state[fd] as number) & ~PAUSED;
    // No edge announces again those that wait.
    this.#readLater(fd);
  }

  closeListener(fd: number): void {
    this.#listeners.delete(fd);
    this.#vacate(fd);
  }

  // The loop.

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Without its poller, a closed transport still has promised that timers run and ends are told.
    if (this.#poller.isClosed && this.#told.length === 0) setTimeout(this.#turn, CLOSED_TURN_MS);
    else setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#isScheduled = false;
    try {
      this.#comeRound();
    } finally {
      // Whatever a handler throws is its own affair; the others are still waiting.
      const isBusy = this.#occupied > 0 || this.#timers.size > 0 || this.#told.length > 0 || this.#nextEvent < this.#eventCount;
      if (isBusy) this.#schedule();
      else if (this.#isClosed) this.#poller.close();
    }
  };

  #comeRound(): void {
    if (this.#nextEvent === this.#eventCount) {
      this.#eventCount = this.#poller.wait(this.#waitUs());
      this.#nextEvent = 0;
    }
    this.#turns = (this.#turns + 1) >>> 0;
    this.#tell();
    const filled = this.#readAgain();
    this.#takeEvents(filled);
    if (this.#timers.size > 0) this.#timers.runDue(monotonicUs());
  }

  #waitUs(): number {
    if (this.#again.length > 0 || this.#told.length > 0) return 0;
    return this.#timers.nextDueUs - monotonicUs();
  }

  #tell(): void {
    if (this.#told.length === 0) return;
    const told = this.#told;
    this.#told = [];
    let next = 0;
    try {
      while (next < told.length) told[next++]?.();
    } finally {
      if (next < told.length) this.#told = [...told.slice(next), ...this.#told];
    }
  }

  /** Reads what the last turn's reads left, and returns how much of the arena is filled. */
  #readAgain(): number {
    if (this.#again.length === 0) return 0;
    const again = this.#again;
    this.#again = [];
    let filled = 0;
    let next = 0;
    try {
      while (next < again.length && filled < AGAIN_BYTES_MAX) {
        const fd = again[next++] as number;
        const state = this.#state[fd] as number;
        // Closed since, and perhaps taken by another connection, which is then read for nothing.
        if ((state & AGAIN) === 0) continue;
        this.#state[fd] = state & ~AGAIN;
        if (state & LISTENING) this.#accept(fd);
        else filled += this.#read(fd, filled);
      }
    } finally {
      // Those that were not reached are first in the next turn, before those that were read in this one.
      if (next < again.length) this.#again = [...again.slice(next), ...this.#again];
    }
    return filled;
  }

  #takeEvents(filledBefore: number): void {
    let filled = filledBefore;
    const poller = this.#poller;
    while (this.#nextEvent < this.#eventCount && filled <= ARENA_BYTES) {
      const index = this.#nextEvent++;
      const fd = poller.descriptorOf(index);
      // Node's own loop is ready: it turns before the next turn of this one.
      if (fd === -1) continue;
      // The descriptor was closed in this turn, and perhaps its number taken by another.
      if (poller.generationOf(index) !== this.#generation[fd]) continue;
      try {
        filled += this.#takeEvent(fd, poller.readinessOf(index), filled);
      } catch (error) {
        // No edge will announce again what this event has announced.
        if (poller.generationOf(index) === this.#generation[fd]) poller.rearm(fd, this.#generation[fd] as number);
        throw error;
      }
    }
  }

  /** Returns how many bytes it put into the arena at `filled`. */
  #takeEvent(fd: number, readiness: number, filled: number): number {
    let state = this.#state[fd] as number;
    if (state & LISTENING) {
      this.#accept(fd);
      return 0;
    }
    if (state & CONNECTING) {
      if (!this.#established(fd)) return 0;
      state = this.#state[fd] as number;
    }
    if (readiness & HANGING_UP) this.#state[fd] = state |= HUNG_UP;
    // A read ends at the mark of urgent data, and nothing announces what stands behind it.
    if (readiness & system.EPOLLPRI) this.#readLater(fd);
    if (state & UNSENT && readiness & system.EPOLLOUT && (state & WRITE_FAILED) === 0) {
      this.#flush(fd);
      state = this.#state[fd] as number;
    }
    if ((state & OPEN) === 0) return 0;
    if (state & PEER_ENDED) {
      if (readiness & (system.EPOLLERR | system.EPOLLHUP)) this.#finishBroken(fd, 'write');
      return 0;
    }
    if (readiness & READABLE && (state & PAUSED) === 0) return this.#read(fd, filled);
    return 0;
  }

  /** A connection attempt has come to something; returns whether to a connection that is still wanted. */
  #established(fd: number): boolean {
    const errno = pendingError(fd);
    if (errno !== '') {
      this.#finish(fd, outcomeOf(errno, 'connect'));
      return false;
    }
    const generation = this.#generation[fd];
    const connection = this.#connections[fd];
    if (connection !== undefined && isSameEndpoint(this.localOf(fd), connection.remote)) {
      this.#finish(fd, MET_ITSELF);
      return false;
    }
    this.#clearDeadline(fd);
    this.#state[fd] = ((this.#state[fd] as number) & ~CONNECTING) | OPEN;
    try {
      connection?.handler?.onOpen();
    } finally {
      const state = this.#generation[fd] === generation ? (this.#state[fd] as number) : 0;
      if (state & ENDING && (state & (UNSENT | ENDED)) === 0) this.#sendEnd(fd);
    }
    return this.#generation[fd] === generation;
  }

  #accept(fd: number): void {
    const listener = this.#listeners.get(fd);
    if (listener === undefined || this.#deadlines.has(fd)) return;
    const generation = this.#generation[fd];
    for (let count = 0; count < ACCEPTS_PER_TURN; count++) {
      if ((this.#state[fd] as number) & PAUSED) return;
      ADDRESS_LENGTH[0] = SOCKET_ADDRESS_BYTES_MAX;
      const peer = system.accept4(fd, ADDRESS, ADDRESS_LENGTH, system.SOCK_NONBLOCK | system.SOCK_CLOEXEC);
      if (peer < 0) {
        const errno = system.errnoName();
        if (errno === 'EAGAIN') return;
        if (errno === 'ECONNABORTED' || errno === 'EINTR') continue;
        listener.handler.onAcceptFailed(outcomeOf(errno, 'connect'));
        if (this.#generation[fd] !== generation) return;
        // The connections wait in the queue, and no edge will announce them again: look again in a while.
        this.#setDeadline(fd, ACCEPT_RETRY_US, () => {
          this.#clearDeadline(fd);
          this.#accept(fd);
        });
        return;
      }
      setOptions(peer, listener.options);
      const connection = new EpollConnection(this, decodeSocketAddress(ADDRESS), undefined);
      const failure = this.#occupy(peer, OPEN, connection);
      if (failure !== undefined) {
        listener.handler.onAcceptFailed(failure);
        if (this.#generation[fd] !== generation) return;
        continue;
      }
      try {
        connection.handler = listener.handler.onConnection(connection);
      } catch (error) {
        connection.reset();
        this.#readLater(fd);
        throw error;
      }
      if (this.#generation[fd] !== generation) return;
    }
    this.#readLater(fd);
  }

  #read(fd: number, filled: number): number {
    const state = this.#state[fd] as number;
    if (state & PAUSED && state & WRITE_FAILED) this.#finishBroken(fd, 'write');
    if (state & (PAUSED | PEER_ENDED) || (state & OPEN) === 0) return 0;
    if (this.#readInTurn[fd] === this.#turns) {
      this.#readLater(fd);
      return 0;
    }
    this.#readInTurn[fd] = this.#turns;
    const count = system.recv(fd, this.#arenaAddress + filled, READ_BYTES, 0);
    if (count > 0) {
      // A read that fills less than it could has emptied the socket, unless the peer's end waits behind the bytes.
      if (count === READ_BYTES || state & HUNG_UP) this.#readLater(fd);
      if ((state & CLOSING) === 0) this.#connections[fd]?.handler?.onBytes(this.#arena, filled, filled + count);
      // The next read begins at a line of the cache: the kernel copies to those faster.
      return (count + CACHE_LINE_BYTES - 1) & -CACHE_LINE_BYTES;
    }
    if (count < 0) {
      const errno = system.errnoName();
      if (errno !== 'EAGAIN' && errno !== 'EINTR') this.#finish(fd, outcomeOf(errno, 'read'));
      else if (state & WRITE_FAILED) this.#finishBroken(fd, 'write');
      return 0;
    }
    if (state & WRITE_FAILED) {
      this.#finishBroken(fd, 'write');
      return 0;
    }
    this.#state[fd] = state | PEER_ENDED;
    const generation = this.#generation[fd];
    try {
      if ((state & CLOSING) === 0) this.#connections[fd]?.handler?.onEnd();
    } finally {
      if (this.#generation[fd] === generation && (this.#state[fd] as number) & ENDED) this.#finish(fd, closedOutcome(state));
    }
    return 0;
  }

  #readLater(fd: number): void {
    const state = this.#state[fd] as number;
    if (state & AGAIN) return;
    this.#state[fd] = state | AGAIN;
    this.#again.push(fd);
  }

  // Writing.

  #keep(fd: number, bytes: Uint8Array, sent: number): number {
    const rest = sent === 0 ? bytes : bytes.subarray(sent);
    let unsent = this.#unsent.get(fd);
    if (unsent === undefined) {
      unsent = { chunks: [], bytes: 0 };
      this.#unsent.set(fd, unsent);
      this.#state[fd] = (this.#state[fd] as number) | UNSENT;
    }
    unsent.chunks.push(rest);
    unsent.bytes += rest.length;
    return unsent.bytes;
  }

  #keepLent(fd: number, state: number, bytes: Uint8Array, start: number, end: number): number {
    if (start === end || state & (ENDING | ENDED | CLOSING | WRITE_FAILED)) return this.unsentBytes(fd);
    return this.#keep(fd, new Uint8Array(bytes.subarray(start, end)), 0);
  }

  #flush(fd: number): void {
    const unsent = this.#unsent.get(fd);
    if (unsent === undefined) return;
    let done = 0;
    for (const chunk of unsent.chunks) {
      const sent = system.send(fd, chunk, chunk.length, system.MSG_NOSIGNAL);
      if (sent < 0 && system.errnoName() !== 'EAGAIN') {
        this.#writeFailed(fd, system.errnoName());
        return;
      }
      unsent.bytes -= Math.max(0, sent);
      if (sent < chunk.length) {
        if (sent > 0) unsent.chunks[done] = chunk.subarray(sent);
        unsent.chunks.splice(0, done);
        return;
      }
      done++;
    }
    this.#unsent.delete(fd);
    const state = (this.#state[fd] as number) & ~UNSENT;
    this.#state[fd] = state;
    if (state & CLOSING) {
      this.#linger(fd);
      return;
    }
    if (state & ENDING) this.#sendEnd(fd);
    this.#connections[fd]?.handler?.onDrain();
  }

  /**
   * The system announces room only once a third of a buffer is free, which at a slow reader takes minutes; whoever waits for the
   * last bytes of a connection to go wants to see that they do.
   */
  #keepFlushing(fd: number): void {
    this.#setDeadline(fd, FLUSH_US, () => {
      this.#flush(fd);
      const state = this.#state[fd] as number;
      if (state & CLOSING && state & UNSENT && (state & WRITE_FAILED) === 0) this.#keepFlushing(fd);
    });
  }

  /** Everything is out, and nothing more will be told but the end: it comes when the peer has ended too, or has had its time. */
  #linger(fd: number): void {
    this.#sendEnd(fd);
    this.#setDeadline(fd, LINGER_US, () => this.#finish(fd, CLOSED_HERE));
  }

  #sendEnd(fd: number): void {
    const state = (this.#state[fd] as number) | ENDED;
    this.#state[fd] = state;
    system.shutdown(fd, system.SHUT_WR);
    if (state & PEER_ENDED) this.#tellLater(fd, () => this.#finish(fd, closedOutcome(state)));
  }

  /** The bytes that came before the peer broke off are still read; the end of them finishes the connection. */
  #writeFailed(fd: number, errno: string): void {
    const state = this.#state[fd] as number;
    this.#writeErrors.set(fd, errno);
    this.#state[fd] = state | WRITE_FAILED | HUNG_UP;
    if (state & (CLOSING | PEER_ENDED | PAUSED)) this.#tellLater(fd, () => this.#finishBroken(fd, 'write'));
    else this.#readLater(fd);
  }

  #finishBroken(fd: number, phase: Phase): void {
    const errno = this.#writeErrors.get(fd) ?? pendingError(fd);
    if (errno !== '') this.#finish(fd, outcomeOf(errno, phase));
    else if ((this.#state[fd] as number) & ENDED) this.#finish(fd, closedOutcome(this.#state[fd] as number));
  }

  // Coming and going of descriptors.

  /** Makes the descriptor one of ours, or closes it and says why not. */
  #occupy(fd: number, state: number, connection: EpollConnection | undefined): ConnectionOutcome | undefined {
    if (fd >= this.#state.length) this.#growTo(fd);
    const generation = ((this.#generation[fd] as number) + 1) >>> 0;
    if (!this.#poller.add(fd, generation)) {
      const outcome = outcomeOf(system.errnoName(), 'connect');
      system.close(fd);
      return outcome;
    }
    this.#generation[fd] = generation;
    this.#state[fd] = state;
    this.#connections[fd] = connection;
    if (connection !== undefined) connection.fd = fd;
    this.#occupied++;
    this.#schedule();
    return undefined;
  }

  #setDeadline(fd: number, us: number, act: () => void): void {
    this.#deadlines.get(fd)?.cancel();
    this.#deadlines.set(fd, this.#timers.add(monotonicUs() + us, act));
  }

  #clearDeadline(fd: number): void {
    this.#deadlines.get(fd)?.cancel();
    this.#deadlines.delete(fd);
  }

  /** Closes a descriptor and forgets all about it. */
  #vacate(fd: number): void {
    this.#forget(fd);
    system.close(fd);
  }

  #forget(fd: number): void {
    const connection = this.#connections[fd];
    if (connection !== undefined) {
      connection.unsentAtEnd = this.unsentBytes(fd);
      connection.fd = -1;
    }
    this.#state[fd] = 0;
    this.#generation[fd] = ((this.#generation[fd] as number) + 1) >>> 0;
    this.#connections[fd] = undefined;
    this.#unsent.delete(fd);
    this.#writeErrors.delete(fd);
    this.#clearDeadline(fd);
    this.#occupied--;
  }

  /** From the loop: the handler is told at once. */
  #finish(fd: number, outcome: ConnectionOutcome): void {
    const connection = this.#connections[fd];
    this.#vacate(fd);
    connection?.handler?.onClose(outcome);
  }

  /** From a call: the handler is told in the next turn. */
  #endFromHere(fd: number, outcome: ConnectionOutcome): void {
    const connection = this.#connections[fd];
    this.#vacate(fd);
    if (connection !== undefined) this.#failed(connection, outcome);
  }

  #tellLater(fd: number, tell: () => void): void {
    const generation = this.#generation[fd];
    this.#told.push(() => {
      if (this.#generation[fd] === generation) tell();
    });
    this.#schedule();
  }

  #failed(connection: EpollConnection, outcome: ConnectionOutcome): Connection {
    this.#told.push(() => connection.handler?.onClose(outcome));
    this.#schedule();
    return connection;
  }

  #growTo(fd: number): void {
    const length = Math.max(fd + 1, this.#state.length * 2);
    const state = new Uint16Array(length);
    state.set(this.#state);
    this.#state = state;
    const generation = new Uint32Array(length);
    generation.set(this.#generation);
    this.#generation = generation;
    const readInTurn = new Uint32Array(length);
    readInTurn.set(this.#readInTurn);
    this.#readInTurn = readInTurn;
  }
}

/** How often a closed transport looks at the timers that it still has. */
const CLOSED_TURN_MS = 5;

const SOCKET_TYPE = system.SOCK_STREAM | system.SOCK_NONBLOCK | system.SOCK_CLOEXEC;
const HANGING_UP = system.EPOLLRDHUP | system.EPOLLHUP | system.EPOLLERR;
const READABLE = system.EPOLLIN | HANGING_UP;
const ADDRESS = new Uint8Array(SOCKET_ADDRESS_BYTES_MAX);
const ADDRESS_LENGTH = new Int32Array(1);

function remoteOf(fd: number): Endpoint {
  ADDRESS_LENGTH[0] = SOCKET_ADDRESS_BYTES_MAX;
  // A peer that has left by a reset has no name any more.
  if (system.getpeername(fd, ADDRESS, ADDRESS_LENGTH) < 0) ADDRESS[0] = 0;
  return decodeSocketAddress(ADDRESS);
}

function closedOutcome(state: number): ConnectionOutcome {
  return state & CLOSING ? CLOSED_HERE : CLOSED_BY_BOTH;
}

/** The handle of one connection; -1 once its descriptor is closed, which may be another connection's by then. */
class EpollConnection implements Connection {
  fd = -1;
  unsentAtEnd = 0;
  readonly remote: Endpoint;
  /** Undefined only while the listener's handler is being asked for it. */
  handler: ConnectionHandler | undefined;
  readonly #transport: EpollTransport;

  constructor(transport: EpollTransport, remote: Endpoint, handler: ConnectionHandler | undefined) {
    this.#transport = transport;
    this.remote = remote;
    this.handler = handler;
  }

  isOf(transport: EpollTransport): boolean {
    return this.#transport === transport;
  }

  get local(): Endpoint | undefined {
    return this.fd < 0 ? undefined : this.#transport.localOf(this.fd);
  }

  get unsentBytes(): number {
    return this.fd < 0 ? this.unsentAtEnd : this.#transport.unsentBytes(this.fd);
  }

  write(bytes: Uint8Array): number {
    return this.fd < 0 ? 0 : this.#transport.write(this.fd, bytes);
  }

  writeLent(bytes: Uint8Array, start: number, end: number): number {
    return this.fd < 0 ? 0 : this.#transport.writeLent(this.fd, bytes, start, end);
  }

  stopReading(): void {
    if (this.fd >= 0) this.#transport.stopReading(this.fd);
  }

  resumeReading(): void {
    if (this.fd >= 0) this.#transport.resumeReading(this.fd);
  }

  endWriting(): void {
    if (this.fd >= 0) this.#transport.endWriting(this.fd);
  }

  close(): void {
    if (this.fd >= 0) this.#transport.closeConnection(this.fd);
  }

  reset(): void {
    if (this.fd >= 0) this.#transport.reset(this.fd);
  }
}

class EpollListener implements Listener {
  readonly at: Endpoint;
  readonly options: ListenOptions;
  readonly handler: ListenerHandler;
  readonly #transport: EpollTransport;
  #fd: number;

  constructor(transport: EpollTransport, fd: number, options: ListenOptions, handler: ListenerHandler) {
    this.#transport = transport;
    this.#fd = fd;
    this.options = options;
    this.handler = handler;
    this.at = transport.localOf(fd) ?? options.at;
  }

  stopAccepting(): void {
    if (this.#fd >= 0) this.#transport.stopAccepting(this.#fd);
  }

  resumeAccepting(): void {
    if (this.#fd >= 0) this.#transport.resumeAccepting(this.#fd);
  }

  close(): void {
    if (this.#fd < 0) return;
    this.#transport.closeListener(this.#fd);
    this.#fd = -1;
  }
}
