// How a connection came about, or ended: data, counted and reported, never thrown.

export type OutcomeKind =
  | 'established'
  | 'refused'
  | 'timed-out'
  | 'reset'
  | 'closed'
  | 'unreachable'
  | 'out-of-ports'
  | 'out-of-descriptors'
  | 'out-of-memory'
  | 'address-in-use'
  | 'address-unavailable'
  | 'not-permitted'
  | 'failed';

/** What the connection was at: `close` is what was ended from here, everything else came upon it. */
export type Phase = 'connect' | 'read' | 'write' | 'close';

export interface ConnectionOutcome {
  readonly kind: OutcomeKind;
  readonly phase: Phase;
  /** The system's own name of the error, such as ECONNREFUSED; empty when there was none. */
  readonly errno: string;
}

/** Not told by a transport, which says `onOpen`: what a client's attempt to connect comes to when it succeeds. */
export const ESTABLISHED: ConnectionOutcome = Object.freeze({ kind: 'established', phase: 'connect', errno: '' });
export const CONNECT_TIMED_OUT: ConnectionOutcome = Object.freeze({ kind: 'timed-out', phase: 'connect', errno: '' });
/** Both sides have ended their streams. */
export const CLOSED_BY_BOTH: ConnectionOutcome = Object.freeze({ kind: 'closed', phase: 'read', errno: '' });
export const CLOSED_HERE: ConnectionOutcome = Object.freeze({ kind: 'closed', phase: 'close', errno: '' });
export const RESET_HERE: ConnectionOutcome = Object.freeze({ kind: 'reset', phase: 'close', errno: '' });

/** With both its ends the same, a connection attempt meets itself, and is established with nobody. */
export const MET_ITSELF: ConnectionOutcome = Object.freeze({ kind: 'refused', phase: 'connect', errno: '' });
/** Asked of a transport that is closed. */
export const TRANSPORT_CLOSED: ConnectionOutcome = Object.freeze({ kind: 'failed', phase: 'connect', errno: '' });

/** The outcome that an error of the system means. `call` tells apart what bind and connect both name EADDRNOTAVAIL. */
export function outcomeOf(errno: string, phase: Phase, call: 'bind' | 'other' = 'other'): ConnectionOutcome {
  const kind = errno === 'EADDRNOTAVAIL' && call === 'bind' ? 'address-unavailable' : (KIND_BY_ERRNO[errno] ?? 'failed');
  return { kind, phase, errno };
}

const KIND_BY_ERRNO: Readonly<Record<string, OutcomeKind>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'out-of-ports',
  EADDRINUSE: 'address-in-use',
  EMFILE: 'out-of-descriptors',
  ENFILE: 'out-of-descriptors',
  ENOBUFS: 'out-of-memory',
  ENOMEM: 'out-of-memory',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
};

const SENTENCE_BY_KIND: Readonly<Record<OutcomeKind, string>> = {
  established: 'the connection is established',
  refused: 'the connection was refused: nothing listens there',
  'timed-out': 'nothing answered in time',
  reset: 'the connection was reset',
  closed: 'the connection was closed in order',
  unreachable: 'there is no way to that address from here',
  'out-of-ports': 'no local port is left for this target: use more source addresses, or widen net.ipv4.ip_local_port_range',
  'out-of-descriptors': 'this process may open no more descriptors: raise `ulimit -n`',
  'out-of-memory': 'the system has no memory left for sockets',
  'address-in-use': 'the local address and port are taken',
  'address-unavailable': 'the local address is not one of this machine',
  'not-permitted': 'the system does not permit it',
  failed: 'it failed',
};

export function describeOutcome({ kind, errno }: ConnectionOutcome): string {
  return errno === '' ? SENTENCE_BY_KIND[kind] : `${SENTENCE_BY_KIND[kind]} (${errno})`;
}
