// Both ends of every connection in one process, under a clock that jumps from one event to the next. What the network does with
// the bytes, where it cuts them and how long it keeps them, is chosen by a seed: the same seed gives the same history.

import { type Chance, seededChance } from '../../chance.ts';
import { type Clock, type Timer, TimerQueue } from '../../clock.ts';
import { checkEndpoint, describeEndpoint, type Endpoint } from '../endpoint.ts';
import {
  CLOSED_BY_BOTH,
  CLOSED_HERE,
  CONNECT_TIMED_OUT,
  type ConnectionOutcome,
  outcomeOf,
  RESET_HERE,
  TRANSPORT_CLOSED,
} from '../outcome.ts';
import { sameBytes } from '../same-bytes.ts';
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

export interface MemoryNetworkOptions {
  readonly seed: number;
  /** A segment has 1 to so many bytes. */
  readonly segmentBytesMax?: number;
  /** A segment is under way for so many microseconds, never overtaking another of its stream. */
  readonly delayUs?: { readonly min: number; readonly max: number };
  /** A reader comes so late at most, and finds in one read what has arrived by then. */
  readonly readDelayUsMax?: number;
  /** So many bytes that are not read yet fit into a stream; more have to wait at the writer. */
  readonly windowBytes?: number;
  /** One in so many segments arrives as a reset of its connection; 0: none. */
  readonly resetOneIn?: number;
  /** One in so many segments is the last of its stream, as if its writer had half-closed; 0: none. */
  readonly halfCloseOneIn?: number;
  readonly portsPerAddress?: number;
}

const READ_BYTES = 64 * 1024;
const PORT_FIRST = 32768;
const BACKLOG_DEFAULT = 4096;
/** An attempt to connect that got no answer is made again after so long. */
const CONNECT_AGAIN_US = 1_000_000;
const DEFAULTS = {
  segmentBytesMax: READ_BYTES,
  delayUs: { min: 20, max: 20 },
  readDelayUsMax: 0,
  windowBytes: 256 * 1024,
  resetOneIn: 0,
  halfCloseOneIn: 0,
  portsPerAddress: 28_232,
} as const;

export class MemoryTransport implements Transport {
  readonly kind = 'memory';
  readonly sameBytes = sameBytes;
  readonly clock: Clock;
  readonly options: Required<MemoryNetworkOptions>;
  readonly chance: Chance;
  readonly #timers = new TimerQueue();
  readonly #listeners = new Map<string, MemoryListener>();
  readonly #silent = new Set<string>();
  /** Local and remote end of every connection, as one word each. */
  readonly #pairs = new Set<string>();
  readonly #connections = new Set<MemoryConnection>();
  /** A Buffer, as sockets give: whoever takes its `slice` for a copy is to find out here. */
  readonly #readBuffer = Buffer.alloc(READ_BYTES, 0xdb);
  #nowUs = 0;
  #isScheduled = false;
  #isClosed = false;
  #nextPort = 0;

  constructor(options: MemoryNetworkOptions) {
    const segmentBytesMax = Math.min(options.segmentBytesMax ?? READ_BYTES, READ_BYTES);
    this.options = { ...DEFAULTS, ...options, segmentBytesMax };
    this.chance = seededChance(options.seed);
    this.clock = {
      nowUs: () => this.#nowUs,
      at: (dueUs, act) => {
        const timer = this.#timers.add(Math.max(dueUs, this.#nowUs), act);
        this.#schedule();
        return timer;
      },
    };
  }

  connect(options: ConnectOptions, handler: ConnectionHandler): Connection {
    const { to, from, timeoutMs } = options;
    checkEndpoint(to);
    if (from !== undefined) checkEndpoint(from);
    const near = new MemoryConnection(this, to, handler);
    this.#connections.add(near);
    if (this.#isClosed) {
      near.endLater(TRANSPORT_CLOSED);
      return near;
    }
    if (from !== undefined && !isLoopback(from)) {
      near.endLater(outcomeOf('EADDRNOTAVAIL', 'connect', 'bind'));
      return near;
    }
    const local = this.#localEnd(from, to);
    if (local === undefined) {
      near.endLater(outcomeOf(from?.port ? 'EADDRINUSE' : 'EADDRNOTAVAIL', 'connect'));
      return near;
    }
    near.local = local;
    this.#pairs.add(pairOf(local, to));
    near.deadline = this.clock.at(this.#nowUs + timeoutMs * 1000, () => near.end(CONNECT_TIMED_OUT));
    this.after(this.delayUs(), () => this.#arrive(near, local, to));
    return near;
  }

  async listen({ at, backlog = BACKLOG_DEFAULT }: ListenOptions, handler: ListenerHandler): Promise<ListenOutcome> {
    checkEndpoint(at);
    if (this.#isClosed) return { kind: 'failed', outcome: TRANSPORT_CLOSED };
    if (!isLoopback(at)) return { kind: 'failed', outcome: outcomeOf('EADDRNOTAVAIL', 'connect', 'bind') };
    let port = at.port;
    while (port === 0 || (at.port === 0 && this.#listeners.has(describeEndpoint({ ...at, port })))) port = this.#choosePort();
    const place = { address: at.address, port };
    const key = describeEndpoint(place);
    if (this.#listeners.has(key)) return { kind: 'failed', outcome: outcomeOf('EADDRINUSE', 'connect', 'bind') };
    const listener: MemoryListener = new MemoryListener(this, place, backlog, handler, () => {
      if (this.#listeners.get(key) === listener) this.#listeners.delete(key);
    });
    this.#listeners.set(key, listener);
    return { kind: 'listening', listener };
  }

  close(): void {
    this.#isClosed = true;
    for (const listener of [...this.#listeners.values()]) listener.close();
    for (const connection of [...this.#connections]) connection.reset();
  }

  /** Nothing is under way, and nobody waits for a time to come. */
  get isAtRest(): boolean {
    return !this.#isScheduled;
  }

  /** From now on nothing answers there: neither yes nor no. */
  silence(endpoint: Endpoint): void {
    this.#silent.add(describeEndpoint(endpoint));
  }

  /** How many bytes this end has sent that the other has not read; undefined for a connection of another transport. */
  unreadBytes(connection: Connection): number | undefined {
    return connection instanceof MemoryConnection ? connection.unreadBytes : undefined;
  }

  // For connections.

  delayUs(): number {
    const { min, max } = this.options.delayUs;
    return min + this.chance.below(max - min + 1);
  }

  after(us: number, act: () => void): Timer {
    return this.clock.at(this.#nowUs + us, act);
  }

  /** Hands bytes to a reader in the one buffer, which holds other bytes as soon as the reader's continuations have run. */
  deliver(handler: ConnectionHandler, bytes: Uint8Array): void {
    this.#readBuffer.set(bytes);
    handler.onBytes(this.#readBuffer, 0, bytes.length);
    this.#dirtyBytes = Math.max(this.#dirtyBytes, bytes.length);
  }

  #dirtyBytes = 0;

  forget(connection: MemoryConnection): void {
    this.#connections.delete(connection);
    if (connection.local !== undefined) this.#pairs.delete(pairOf(connection.local, connection.remote));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#turn);
  }

  /** One event a turn, so that whoever waited for it has run before the next. */
  readonly #turn = (): void => {
    this.#isScheduled = false;
    if (this.#dirtyBytes > 0) {
      this.#readBuffer.fill(0xdb, 0, this.#dirtyBytes);
      this.#dirtyBytes = 0;
    }
    if (this.#timers.size === 0) return;
    this.#nowUs = this.#timers.nextDueUs;
    try {
      this.#timers.runFirst();
    } finally {
      if (this.#timers.size > 0 || this.#dirtyBytes > 0) this.#schedule();
    }
  };

  #arrive(near: MemoryConnection, local: Endpoint, to: Endpoint): void {
    const key = describeEndpoint(to);
    if (near.isEnded || this.#silent.has(key)) return;
    const listener = this.#listeners.get(key);
    if (listener === undefined) {
      this.after(this.delayUs(), () => near.end(outcomeOf('ECONNREFUSED', 'connect')));
      return;
    }
    if (listener.isFull) {
      this.after(CONNECT_AGAIN_US, () => this.#arrive(near, local, to));
      return;
    }
    const far = new MemoryConnection(this, local, undefined);
    far.local = to;
    far.isOpen = true;
    this.#connections.add(far);
    near.join(far);
    // The answer is under way before the listener can say anything.
    this.after(this.delayUs(), () => near.opened());
    listener.arrived(far);
  }

  #localEnd(from: Endpoint | undefined, to: Endpoint): Endpoint | undefined {
    const address = from?.address ?? (to.address === '::1' ? '::1' : '127.0.0.1');
    if (from !== undefined && from.port !== 0) return this.#pairs.has(pairOf(from, to)) ? undefined : from;
    for (let tries = 0; tries < this.options.portsPerAddress; tries++) {
      const end = { address, port: this.#choosePort() };
      if (!this.#pairs.has(pairOf(end, to))) return end;
    }
    return undefined;
  }

  #choosePort(): number {
    return PORT_FIRST + (this.#nextPort++ % this.options.portsPerAddress);
  }
}

/** This network has the loopback addresses and no others. */
function isLoopback({ address }: Endpoint): boolean {
  return address === '::1' || address.startsWith('127.');
}

function pairOf(local: Endpoint, remote: Endpoint): string {
  return `${describeEndpoint(local)} ${describeEndpoint(remote)}`;
}

class MemoryListener implements Listener {
  readonly at: Endpoint;
  readonly #network: MemoryTransport;
  readonly #backlog: number;
  readonly #handler: ListenerHandler;
  readonly #onClosed: () => void;
  readonly #waiting: MemoryConnection[] = [];
  #isStopped = false;
  #isTelling = false;

  constructor(network: MemoryTransport, at: Endpoint, backlog: number, handler: ListenerHandler, onClosed: () => void) {
    this.#network = network;
    this.at = at;
    this.#backlog = backlog;
    this.#handler = handler;
    this.#onClosed = onClosed;
  }

  get isFull(): boolean {
    return this.#mustWait && this.#waiting.length >= this.#backlog;
  }

  get #mustWait(): boolean {
    return this.#isStopped || this.#waiting.length > 0;
  }

  arrived(connection: MemoryConnection): void {
    if (this.#mustWait) this.#waiting.push(connection);
    else connection.accepted(this.#handler);
  }

  stopAccepting(): void {
    this.#isStopped = true;
  }

  resumeAccepting(): void {
    this.#isStopped = false;
    this.#tellSoon();
  }

  close(): void {
    this.#onClosed();
    for (const connection of this.#waiting.splice(0)) connection.reset();
  }

  #tellSoon(): void {
    if (this.#isTelling || this.#isStopped || this.#waiting.length === 0) return;
    this.#isTelling = true;
    this.#network.after(0, () => {
      this.#isTelling = false;
      if (this.#isStopped) return;
      const first = this.#waiting.shift();
      this.#tellSoon();
      first?.accepted(this.#handler);
    });
  }
}

class MemoryConnection implements Connection {
  readonly remote: Endpoint;
  local: Endpoint | undefined;
  /** Undefined only until the listener's handler has been asked for it. */
  handler: ConnectionHandler | undefined;
  /** Until when an attempt to connect may take, or a closed peer may linger. */
  deadline: Timer | undefined;
  isOpen = false;
  isEnded = false;

  readonly #network: MemoryTransport;
  #peer: MemoryConnection | undefined;
  /** Written and not yet in the window of the peer. */
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  /** In the window: on the way to the peer, or arrived and not read. */
  #windowBytes = 0;
  #lastArrivalUs = 0;
  #isWriteEnding = false;
  #isWriteEnded = false;
  #isClosing = false;
  /** Arrived here, to be read. */
  #arrived: Uint8Array[] = [];
  #peerEndArrived = false;
  /** The peer has reset the connection: told once what came before is read. */
  #broken: ConnectionOutcome | undefined;
  #peerEnded = false;
  #isPaused = false;
  #isReadDue = false;
  /** How it ended before anybody was told that it began. */
  #untold: ConnectionOutcome | undefined;

  constructor(network: MemoryTransport, remote: Endpoint, handler: ConnectionHandler | undefined) {
    this.#network = network;
    this.remote = remote;
    this.handler = handler;
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Undefined when bytes may have been lost: what never arrives will never be read. */
  get unreadBytes(): number | undefined {
    return this.isEnded || this.#isWriteEnded ? undefined : this.#unsentBytes + this.#windowBytes;
  }

  write(bytes: Uint8Array): number {
    if (this.isEnded || this.#isWriteEnding || this.#isClosing) return this.unsentBytes;
    const wasClear = this.#unsentBytes === 0 && this.isOpen;
    this.#unsent.push(bytes);
    this.#unsentBytes += bytes.length;
    if (wasClear) this.#send();
    return this.#unsentBytes;
  }

  writeLent(bytes: Uint8Array, start: number, end: number): number {
    return start === end ? this.unsentBytes : this.write(new Uint8Array(bytes.subarray(start, end)));
  }

  stopReading(): void {
    if (this.#isClosing) return;
    this.#isPaused = true;
  }

  resumeReading(): void {
    this.#isPaused = false;
    this.readSoon();
  }

  endWriting(): void {
    if (this.isEnded || this.#isWriteEnding) return;
    this.#isWriteEnding = true;
    if (this.isOpen) this.#sendEndWhenClear();
  }

  close(): void {
    if (this.isEnded || this.#isClosing) return;
    if (!this.isOpen) {
      // The listener may have been told already, and would never hear of it.
      this.#breakPeer();
      this.endLater(CLOSED_HERE);
      return;
    }
    // What comes in is read and dropped from here on.
    this.#isClosing = true;
    this.#isPaused = false;
    this.readSoon();
    if (this.#unsentBytes === 0) this.#linger();
  }

  reset(): void {
    if (this.isEnded) return;
    this.#breakPeer();
    this.endLater(RESET_HERE);
  }

  // For the network and the other end.

  join(peer: MemoryConnection): void {
    this.#peer = peer;
    peer.#peer = this;
  }

  accepted(by: ListenerHandler): void {
    this.handler = by.onConnection(this);
    const outcome = this.#untold;
    if (outcome !== undefined) this.#network.after(0, () => this.handler?.onClose(outcome));
    else this.readSoon();
  }

  opened(): void {
    if (this.isEnded) return;
    this.deadline?.cancel();
    this.isOpen = true;
    this.handler?.onOpen();
    if (this.isEnded) return;
    if (this.#unsentBytes > 0) this.#sendAndTell();
    if (this.#isWriteEnding) this.#sendEndWhenClear();
    this.readSoon();
  }

  end(outcome: ConnectionOutcome): void {
    if (this.isEnded) return;
    // Nobody has told the other end of a connection that came too late.
    if (outcome === CONNECT_TIMED_OUT) this.#breakPeer();
    this.#letGo();
    if (this.handler === undefined) this.#untold = outcome;
    else this.handler.onClose(outcome);
  }

  endLater(outcome: ConnectionOutcome): void {
    this.#letGo();
    this.#network.after(0, () => this.handler?.onClose(outcome));
  }

  readSoon(): void {
    if (this.#isReadDue || this.isEnded) return;
    this.#isReadDue = true;
    const lateness = this.#network.chance.below(this.#network.options.readDelayUsMax + 1);
    this.#network.after(lateness, () => this.#read());
  }

  /** Everything is out: the end comes when the peer has ended too, or has had its time. */
  #linger(): void {
    this.#sendEnd();
    this.deadline = this.#network.after(LINGER_US, () => {
      if (this.#arrived.length > 0) this.#breakPeer();
      this.end(CLOSED_HERE);
    });
  }

  #breakPeer(): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    this.#inOrder(() => {
      peer.#broken = outcomeOf('ECONNRESET', 'read');
      peer.readSoon();
    });
  }

  #letGo(): void {
    this.isEnded = true;
    this.deadline?.cancel();
    this.#network.forget(this);
  }

  #send(): void {
    const { segmentBytesMax, windowBytes } = this.#network.options;
    while (this.#unsentBytes > 0 && this.#windowBytes < windowBytes) {
      const first = this.#unsent[0] as Uint8Array;
      const wanted = 1 + this.#network.chance.below(segmentBytesMax);
      const length = Math.min(first.length, wanted, windowBytes - this.#windowBytes);
      // A copy, since the writer may use its bytes again; from node's pool, for those of an array of its own are let go of dearly.
      const segment = Buffer.from(first.subarray(0, length));
      if (length === first.length) this.#unsent.shift();
      else this.#unsent[0] = first.subarray(length);
      this.#unsentBytes -= length;
      this.#sendSegment(segment);
    }
    if (this.#unsentBytes > 0) return;
    this.#unsent = [];
    if (this.#isClosing) this.#linger();
    else if (this.#isWriteEnding) this.#sendEnd();
  }

  #sendSegment(segment: Uint8Array): void {
    const peer = this.#peer;
    const { resetOneIn, halfCloseOneIn } = this.#network.options;
    if (peer === undefined || this.#isWriteEnded) return;
    const isReset = resetOneIn > 0 && this.#network.chance.below(resetOneIn) === 0;
    const isLast = halfCloseOneIn > 0 && this.#network.chance.below(halfCloseOneIn) === 0;
    this.#windowBytes += segment.length;
    this.#inOrder(() => {
      if (isReset) {
        this.end(outcomeOf('ECONNRESET', 'read'));
        peer.end(outcomeOf('ECONNRESET', 'read'));
        return;
      }
      if (peer.isEnded) {
        // Nobody is there any more: the answer to a segment is a reset.
        this.#network.after(this.#network.delayUs(), () => this.end(outcomeOf('ECONNRESET', 'read')));
        return;
      }
      peer.#arrived.push(segment);
      peer.readSoon();
    });
    if (isLast) this.#sendEnd();
  }

  #sendEndWhenClear(): void {
    if (this.#unsentBytes === 0) this.#sendEnd();
  }

  #sendEnd(): void {
    const peer = this.#peer;
    if (peer === undefined || this.#isWriteEnded) return;
    this.#isWriteEnding = true;
    this.#isWriteEnded = true;
    this.#inOrder(() => {
      peer.#peerEndArrived = true;
      peer.readSoon();
    });
    if (this.#peerEnded) this.#network.after(0, () => this.end(this.#isClosing ? CLOSED_HERE : CLOSED_BY_BOTH));
  }

  #inOrder(arrive: () => void): void {
    const now = this.#network.clock.nowUs();
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, now + this.#network.delayUs());
    this.#network.after(this.#lastArrivalUs - now, arrive);
  }

  #read(): void {
    this.#isReadDue = false;
    // Who does not read is told of a reset all the same, by what it can't send.
    if (this.#isPaused && this.#broken !== undefined && this.#unsentBytes > 0) this.end(this.#broken);
    if (this.isEnded || this.#isPaused || !this.isOpen || this.handler === undefined) return;
    if (this.#arrived.length > 0) {
      const bytes = this.#takeArrived();
      this.#peer?.readByPeer(bytes.length);
      if (this.#arrived.length > 0 || this.#peerEndArrived || this.#broken !== undefined) this.readSoon();
      if (!this.#isClosing) this.#network.deliver(this.handler, bytes);
      return;
    }
    if (this.#broken !== undefined) {
      this.end(this.#broken);
      return;
    }
    if (!this.#peerEndArrived || this.#peerEnded) return;
    this.#peerEnded = true;
    try {
      if (!this.#isClosing) this.handler.onEnd();
    } finally {
      if (this.#isWriteEnded) this.end(this.#isClosing ? CLOSED_HERE : CLOSED_BY_BOTH);
    }
  }

  /** What one read brings: everything that is there, as far as it fits. */
  #takeArrived(): Uint8Array {
    let count = 0;
    let bytes = 0;
    for (const segment of this.#arrived) {
      if (bytes + segment.length > READ_BYTES) break;
      bytes += segment.length;
      count++;
    }
    return Buffer.concat(this.#arrived.splice(0, count));
  }

  /** The other end has read so much: there is room in the window again. */
  readByPeer(bytes: number): void {
    this.#windowBytes -= bytes;
    if (this.isEnded || this.#unsentBytes === 0 || !this.isOpen) return;
    this.#sendAndTell();
  }

  /** Sends what was kept, and tells when nothing of it is left. */
  #sendAndTell(): void {
    this.#send();
    if (this.#unsentBytes > 0 || this.isEnded || this.#isClosing) return;
    this.#network.after(0, () => {
      if (!this.isEnded && this.#unsentBytes === 0) this.handler?.onDrain();
    });
  }
}
