// TCP by node:net, which works wherever node does. Reads go into one buffer that all connections share (`onread`).

import net from 'node:net';
import { type Clock, monotonicUs, type Timer, TimerQueue } from '../../clock.ts';
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

const READ_BYTES = 64 * 1024;
const BACKLOG_DEFAULT = 4096;
const NOTHING = new Uint8Array(0);
/** How long the end of a stream may be on its way out before a reset gives up waiting for it, and just closes. */
const ENDING_US_MAX = 50_000;

export class NodeTransport implements Transport {
  readonly kind = 'node';
  readonly sameBytes = sameBytes;
  readonly clock: Clock = new NodeClock();
  readonly #readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly #connections = new Set<NodeConnection>();
  readonly #listeners = new Set<NodeListener>();
  #isClosed = false;

  connect(options: ConnectOptions, handler: ConnectionHandler): Connection {
    const { to, from, timeoutMs } = options;
    checkEndpoint(to);
    if (from !== undefined) checkEndpoint(from);
    const connection = new NodeConnection(this.clock, to, handler, (ended) => this.#connections.delete(ended));
    this.#connections.add(connection);
    if (this.#isClosed) {
      setImmediate(() => connection.never(TRANSPORT_CLOSED));
      return connection;
    }
    const timer = this.clock.at(monotonicUs() + timeoutMs * 1000, () => connection.fail(CONNECT_TIMED_OUT));
    const socket = net.connect({
      host: to.address,
      port: to.port,
      ...(from === undefined ? {} : { localAddress: from.address, localPort: from.port }),
      noDelay: options.noDelay ?? true,
      allowHalfOpen: true,
      autoSelectFamily: false,
      onread: {
        buffer: this.#readBuffer,
        callback: (count, buffer) => {
          connection.onBytes(buffer, 0, count);
          return true;
        },
      },
    });
    connection.attach(socket, timer);
    return connection;
  }

  async listen(options: ListenOptions, handler: ListenerHandler): Promise<ListenOutcome> {
    checkEndpoint(options.at);
    if (this.#isClosed) return { kind: 'failed', outcome: TRANSPORT_CLOSED };
    const server = net.createServer({ allowHalfOpen: true, noDelay: options.noDelay ?? true, pauseOnConnect: true });
    const listener = new NodeListener(server, options, handler, () => this.#listeners.delete(listener));
    server.on('connection', (socket) => {
      const remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
      const connection = new NodeConnection(this.clock, remote, undefined, (ended) => this.#connections.delete(ended));
      this.#connections.add(connection);
      connection.attach(socket, undefined);
      // Sockets that node accepts have no `onread`: each read brings an array of its own.
      socket.on('data', (bytes: Buffer) => connection.onBytes(bytes, 0, bytes.length));
      listener.arrived(connection);
    });
    this.#listeners.add(listener);
    return new Promise((resolve) => {
      server.on('error', (error) => {
        const outcome = outcomeOf(errnoOf(error), 'connect', 'bind');
        if (server.listening) return handler.onAcceptFailed(outcome);
        this.#listeners.delete(listener);
        resolve({ kind: 'failed', outcome });
      });
      server.on('close', () => resolve({ kind: 'failed', outcome: TRANSPORT_CLOSED }));
      server.listen({ host: options.at.address, port: options.at.port, backlog: listener.backlog }, () => {
        const { address, port } = server.address() as net.AddressInfo;
        listener.at = { address, port };
        resolve({ kind: 'listening', listener });
      });
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const listener of [...this.#listeners]) listener.close();
    for (const connection of [...this.#connections]) connection.reset();
  }
}

/** Node accepts whoever connects. While the handler doesn't, they wait here, paused, instead of in the system's queue. */
class NodeListener implements Listener {
  at: Endpoint;
  readonly backlog: number;
  readonly #server: net.Server;
  readonly #handler: ListenerHandler;
  readonly #onClosed: () => void;
  readonly #waiting: NodeConnection[] = [];
  #isStopped = false;
  #isTelling = false;
  #isClosed = false;

  constructor(
    server: net.Server,
    { at, backlog = BACKLOG_DEFAULT }: ListenOptions,
    handler: ListenerHandler,
    onClosed: () => void,
  ) {
    this.#server = server;
    this.at = at;
    this.backlog = backlog;
    this.#handler = handler;
    this.#onClosed = onClosed;
  }

  arrived(connection: NodeConnection): void {
    if (!this.#isStopped && this.#waiting.length === 0) connection.accepted(this.#handler);
    else if (this.#waiting.length < this.backlog) this.#waiting.push(connection);
    else connection.reset();
  }

  stopAccepting(): void {
    this.#isStopped = true;
  }

  resumeAccepting(): void {
    this.#isStopped = false;
    this.#tellSoon();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClosed();
    this.#server.close();
    for (const connection of this.#waiting.splice(0)) connection.reset();
  }

  #tellSoon(): void {
    if (this.#isTelling || this.#isStopped || this.#waiting.length === 0) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      if (this.#isStopped) return;
      const first = this.#waiting.shift();
      this.#tellSoon();
      first?.accepted(this.#handler);
    });
  }
}

class NodeConnection implements Connection {
  readonly remote: Endpoint;
  /** Undefined only until the listener's handler has been asked for it. */
  handler: ConnectionHandler | undefined;
  #isPaused = false;
  #socket: net.Socket | undefined;
  #isOpen = false;
  #isWriteEnded = false;
  /** What the handler will be told: from here on nothing else is. */
  #outcome: ConnectionOutcome | undefined;
  #isDraining = false;
  #hasPeerEnded = false;
  /** Closed from here, and waiting for what was written to go out and for the peer to end its stream. */
  #isClosing = false;
  #linger: Timer | undefined;
  #unsentAtEnd = 0;
  readonly #onEnded: (connection: NodeConnection) => void;
  readonly #clock: Clock;

  constructor(
    clock: Clock,
    remote: Endpoint,
    handler: ConnectionHandler | undefined,
    onEnded: (connection: NodeConnection) => void,
  ) {
    this.#clock = clock;
    this.remote = remote;
    this.handler = handler;
    this.#onEnded = onEnded;
  }

  attach(socket: net.Socket, connectTimer: Timer | undefined): void {
    this.#socket = socket;
    this.#isOpen = connectTimer === undefined;
    let phase: Phase = this.#isOpen ? 'read' : 'connect';
    socket.on('connect', () => {
      connectTimer?.cancel();
      phase = 'read';
      if (isSameEndpoint(this.local, this.remote)) return this.fail(MET_ITSELF);
      this.#isOpen = true;
      if (this.#outcome === undefined) this.handler?.onOpen();
    });
    socket.on('end', () => {
      this.#hasPeerEnded = true;
      if (this.#isClosing) this.fail(CLOSED_HERE);
      else if (this.#outcome === undefined) this.handler?.onEnd();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const writes = error.syscall === 'write' || error.syscall === 'shutdown';
      const during = phase === 'read' && writes ? 'write' : phase;
      this.#outcome ??= outcomeOf(errnoOf(error), during, error.syscall === 'bind' ? 'bind' : 'other');
    });
    socket.on('close', () => {
      connectTimer?.cancel();
      this.#onEnded(this);
      this.#isOpen = false;
      this.#linger?.cancel();
      this.handler?.onClose(this.#outcome ?? (this.#isClosing ? CLOSED_HERE : CLOSED_BY_BOTH));
    });
  }

  accepted(by: ListenerHandler): void {
    this.handler = by.onConnection(this);
    if (!this.#isPaused) this.#socket?.resume();
  }

  get local(): Endpoint | undefined {
    const { localAddress: address, localPort: port } = this.#socket ?? {};
    return address === undefined || port === undefined ? undefined : { address, port };
  }

  get unsentBytes(): number {
    return this.#outcome === undefined ? (this.#socket?.writableLength ?? 0) : this.#unsentAtEnd;
  }

  onBytes(bytes: Uint8Array, start: number, end: number): void {
    if (this.#outcome === undefined && !this.#isClosing) this.handler?.onBytes(bytes, start, end);
  }

  /** There will be no socket. */
  never(outcome: ConnectionOutcome): void {
    this.#outcome = outcome;
    this.#onEnded(this);
    this.handler?.onClose(outcome);
  }

  fail(outcome: ConnectionOutcome): void {
    this.#outcome ??= outcome;
    this.#socket?.destroy();
  }

  write(bytes: Uint8Array): number {
    const socket = this.#socket;
    if (socket === undefined || this.#outcome !== undefined) return 0;
    if (this.#isWriteEnded || !socket.writable) return this.unsentBytes;
    socket.write(bytes);
    const unsent = socket.writableLength;
    this.#unsentAtEnd = unsent;
    if (unsent > 0 && !this.#isDraining) {
      // Node's `drain` comes only after more than its high-water mark; an empty write is done when all before it is.
      this.#isDraining = true;
      socket.write(NOTHING, this.#drained);
    }
    return unsent;
  }

  /** What the system doesn't take at once stays with node, which can't tell beforehand: all of it is copied. */
  writeLent(bytes: Uint8Array, start: number, end: number): number {
    return this.write(new Uint8Array(bytes.subarray(start, end)));
  }

  readonly #drained = (error?: Error | null): void => {
    this.#isDraining = false;
    const socket = this.#socket;
    if (socket === undefined || error || this.#outcome !== undefined) return;
    if (socket.writableLength === 0 || this.#isWriteEnded) {
      this.#unsentAtEnd = 0;
      if (!this.#isClosing) this.handler?.onDrain();
    } else {
      this.#isDraining = true;
      socket.write(NOTHING, this.#drained);
    }
  };

  stopReading(): void {
    if (this.#isClosing) return;
    this.#isPaused = true;
    this.#socket?.pause();
  }

  resumeReading(): void {
    this.#isPaused = false;
    this.#socket?.resume();
  }

  endWriting(): void {
    if (this.#isWriteEnded) return;
    this.#isWriteEnded = true;
    this.#socket?.end();
  }

  close(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#outcome !== undefined || this.#isClosing) return;
    if (!this.#isOpen) {
      this.fail(CLOSED_HERE);
      return;
    }
    this.#isClosing = true;
    // What comes in is read and dropped from here on.
    socket.resume();
    const sent = () => {
      if (this.#hasPeerEnded) this.fail(CLOSED_HERE);
      else this.#linger = this.#clock.at(monotonicUs() + LINGER_US, () => this.fail(CLOSED_HERE));
    };
    if (this.#isWriteEnded && socket.writableFinished) sent();
    else if (this.#isWriteEnded) socket.once('finish', sent);
    else socket.end(sent);
    this.#isWriteEnded = true;
  }

  reset(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (this.#outcome === undefined || !socket.destroyed) this.#outcome = RESET_HERE;
    this.#linger?.cancel();
    if (!this.#isOpen) socket.destroy();
    else if (!this.#isWriteEnded || socket.writableFinished) socket.resetAndDestroy();
    else this.#resetOnceEnded(socket);
  }

  /** Node can't reset a connection while the end of its stream is on its way out, and would never tell that it is closed. */
  #resetOnceEnded(socket: net.Socket): void {
    this.#linger = this.#clock.at(monotonicUs() + ENDING_US_MAX, () => socket.destroy());
    socket.once('finish', () => {
      this.#linger?.cancel();
      socket.resetAndDestroy();
    });
  }
}

/** Timers to the microsecond over node's own, which know whole milliseconds: the last stretch is waited for by coming round. */
class NodeClock implements Clock {
  readonly #timers = new TimerQueue();
  #wake: (() => void) | undefined;

  nowUs(): number {
    return monotonicUs();
  }

  at(dueUs: number, act: () => void): Timer {
    const timer = this.#timers.add(dueUs, act);
    if (this.#timers.nextDueUs === dueUs) this.#arrange();
    // An idle process must be able to end when its last timer was cancelled.
    return {
      dueUs,
      cancel: () => {
        timer.cancel();
        if (this.#timers.size === 0) this.#wake?.();
        if (this.#timers.size === 0) this.#wake = undefined;
      },
    };
  }

  #arrange(): void {
    this.#wake?.();
    this.#wake = undefined;
    if (this.#timers.size === 0) return;
    const waitMs = (this.#timers.nextDueUs - monotonicUs()) / 1000;
    if (waitMs > COARSE_MS) {
      const timeout = setTimeout(this.#turn, Math.min(waitMs - COARSE_MS, TIMEOUT_MS_MAX));
      this.#wake = () => clearTimeout(timeout);
    } else {
      const immediate = setImmediate(this.#turn);
      this.#wake = () => clearImmediate(immediate);
    }
  }

  readonly #turn = (): void => {
    this.#wake = undefined;
    try {
      this.#timers.runDue(monotonicUs());
    } finally {
      this.#arrange();
    }
  };
}

/** Node's timers come up to this much late. */
const COARSE_MS = 1.5;
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

function errnoOf(error: NodeJS.ErrnoException): string {
  return error.code ?? 'EUNKNOWN';
}
