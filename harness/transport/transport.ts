// Bytes over connections: the one interface that every transport implements, and that the contract suite holds them to.

import type { Clock } from '../clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { ConnectionOutcome } from './outcome.ts';
import type { SameBytes } from './same-bytes.ts';

export interface Transport {
  readonly kind: 'epoll' | 'node' | 'memory';
  /** The clock that the transport's own loop turns. */
  readonly clock: Clock;
  /** The fastest way this transport knows to compare what it received. */
  readonly sameBytes: SameBytes;
  /** Begins to connect. What comes of it is told to the handler: `onOpen`, or `onClose` with the outcome. */
  connect(options: ConnectOptions, handler: ConnectionHandler): Connection;
  listen(options: ListenOptions, handler: ListenerHandler): Promise<ListenOutcome>;
  /** How many bytes of a connection its peer has not read; undefined when that can't be known. A transport may not know at all. */
  unreadBytes?(connection: Connection): number | undefined;
  /** Resets every connection and closes every listener; their handlers are told. */
  close(): void;
}

export interface SocketOptions {
  /** Small writes go out at once (TCP_NODELAY). On unless said otherwise: a tester must not wait for its own segments. */
  readonly noDelay?: boolean;
  /** Sizes of the system's buffers; `node:net` can't set them, and leaves them as they are. */
  readonly sendBufferBytes?: number;
  readonly receiveBufferBytes?: number;
}

export interface ConnectOptions extends SocketOptions {
  readonly to: Endpoint;
  /** The local end; the system's choice without it. */
  readonly from?: Endpoint;
  readonly timeoutMs: number;
}

export interface ListenOptions extends SocketOptions {
  readonly at: Endpoint;
  /** How many connections may wait to be accepted. */
  readonly backlog?: number;
  /**
   * Others that say so too may listen at the same address and port, in this process or another of the same user, and the
   * system shares the connections out (SO_REUSEPORT). Only epoll can: node shares ports in its own way, with `cluster`, and
   * memory has one process. They take no notice.
   */
  readonly sharedPort?: boolean;
}

/** How long a peer may take to end its stream once we have closed. */
export const LINGER_US = 1_000_000;

/** What a connection tells. Nothing is told from within a call to the connection, and nothing after `onClose`. */
export interface ConnectionHandler {
  onOpen(): void;
  /**
   * The connection's next bytes are bytes[start..end). They stay as they are until the promise continuations that this call
   * sets off have run, and are overwritten after that. This connection's next call comes only then, too.
   */
  onBytes(bytes: Uint8Array, start: number, end: number): void;
  /** Everything that `write` had kept is with the system now; also told behind `endWriting`. */
  onDrain(): void;
  /** The peer sends no more. The other direction stays open until `endWriting`, `close` or `reset`. */
  onEnd(): void;
  /** The connection is no more: told exactly once for every connection, whoever ended it. */
  onClose(outcome: ConnectionOutcome): void;
}

export interface Connection {
  /** The local end, once there is one. */
  readonly local: Endpoint | undefined;
  readonly remote: Endpoint;
  /** Bytes that were written and that the system has not taken yet; after the end, those that it never took. */
  readonly unsentBytes: number;
  /**
   * Sends bytes, and returns `unsentBytes`. 0: the system has them all, and the caller may use the array again. More: the
   * transport keeps the array, which must not be changed any more. What is written after an end is dropped.
   */
  write(bytes: Uint8Array): number;
  /**
   * Sends bytes[start..end), which the caller goes on using: what the system does not take at once is copied. Returns
   * `unsentBytes`. An echo passes on like this what `onBytes` has lent it, then or in the continuations that the call sets off.
   * To send from one and the same array again and again is cheapest.
   */
  writeLent(bytes: Uint8Array, start: number, end: number): number;
  /** No `onBytes` and no `onEnd` from now on; the peer feels it once the system's buffers are full. */
  stopReading(): void;
  resumeReading(): void;
  /** Half-closes: what was written goes out, then the end of stream. */
  endWriting(): void;
  /**
   * Lets what was written go out, ends the stream, and drops what still comes until the peer has ended its own, or for a
   * second: the system answers a plain close with unread bytes by a reset, which destroys what was sent last. A peer that
   * does not read what was written is waited for without limit. Nothing more is told but `onClose`.
   */
  close(): void;
  /** Drops what is unsent and sends a reset. Nothing more is told but `onClose`. */
  reset(): void;
}

export interface ListenerHandler {
  /** Somebody has connected: returns who is told about the connection. `onOpen` is not called on accepted connections. */
  onConnection(connection: Connection): ConnectionHandler;
  /**
   * A connection could not be accepted, for want of descriptors most often; accepting goes on when it can. Node closes such
   * connections by itself, without a word.
   */
  onAcceptFailed(outcome: ConnectionOutcome): void;
}

export interface Listener {
  readonly at: Endpoint;
  /**
   * No `onConnection` from now on, not one more. Peers can connect all the same, and send: they wait, as many as the backlog
   * allows, and are told in order after `resumeAccepting`, even those that have left by then. Of more than the backlog the
   * system leaves attempts without an answer. Node can leave nobody to the system: it lets them wait itself, and resets
   * those that are too many.
   */
  stopAccepting(): void;
  /** Nobody is told from within the call. */
  resumeAccepting(): void;
  /** Stops listening: connections that were accepted go on, peers that still wait are reset. */
  close(): void;
}

export type ListenOutcome =
  | { readonly kind: 'listening'; readonly listener: Listener }
  | { readonly kind: 'failed'; readonly outcome: ConnectionOutcome };
