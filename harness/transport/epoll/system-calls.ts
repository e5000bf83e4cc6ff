// The system calls of the epoll transport, called synchronously in this process's own C library.
// Numbers and layouts are those that Linux has on x64 and arm64, both little-endian.

import { constants } from 'node:os';
import koffi from 'koffi';

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_LINGER = 13;
export const SO_REUSEPORT = 15;
export const SO_RCVTIMEO = 20;
export const IPPROTO_TCP = 6;
export const TCP_NODELAY = 1;
export const IPPROTO_IPV6 = 41;
export const IPV6_V6ONLY = 26;
export const SHUT_RD = 0;
export const SHUT_WR = 1;
export const SHUT_RDWR = 2;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_CMSG_CLOEXEC = 0x40000000;
export const SCM_RIGHTS = 1;
export const F_GETFL = 3;
export const F_SETFL = 4;
export const POLLIN = 0x001;
export const POLLOUT = 0x004;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLLIN = 0x001;
export const EPOLLPRI = 0x002;
export const EPOLLOUT = 0x004;
export const EPOLLERR = 0x008;
export const EPOLLHUP = 0x010;
export const EPOLLRDHUP = 0x2000;
export const EPOLLET = 0x80000000;

/** struct epoll_event { u32 events; u64 data; }: packed on x64, aligned to eight bytes elsewhere. In words of 32 bits. */
export interface EpollEventLayout {
  readonly words: number;
  /** The word with the descriptor, the low half of `data`; the high half is the next word. */
  readonly dataWord: number;
}

export function epollEventLayout(architecture: string): EpollEventLayout | undefined {
  switch (architecture) {
    case 'x64':
      return { words: 3, dataWord: 1 };
    case 'arm64':
      return { words: 4, dataWord: 2 };
    default:
      return undefined;
  }
}

// The program's own symbols: glibc and musl alike, and libuv, which is part of the node executable.
const library = koffi.load(null);

export const socket: (domain: number, type: number, protocol: number) => number = library.func('socket', 'int', [
  'int',
  'int',
  'int',
]);
export const bind: (fd: number, address: Uint8Array, length: number) => number = library.func('bind', 'int', [
  'int',
  'void *',
  'int',
]);
export const connect: (fd: number, address: Uint8Array, length: number) => number = library.func('connect', 'int', [
  'int',
  'void *',
  'int',
]);
export const listen: (fd: number, backlog: number) => number = library.func('listen', 'int', ['int', 'int']);
export const accept4: (fd: number, address: Uint8Array, length: Int32Array, flags: number) => number = library.func(
  'accept4',
  'int',
  ['int', 'void *', 'void *', 'int'],
);
export const getsockname: (fd: number, address: Uint8Array, length: Int32Array) => number = library.func('getsockname', 'int', [
  'int',
  'void *',
  'void *',
]);
export const getpeername: (fd: number, address: Uint8Array, length: Int32Array) => number = library.func('getpeername', 'int', [
  'int',
  'void *',
  'void *',
]);
export const setsockopt: (fd: number, level: number, name: number, value: Int32Array, length: number) => number = library.func(
  'setsockopt',
  'int',
  ['int', 'int', 'int', 'void *', 'int'],
);
export const getsockopt: (fd: number, level: number, name: number, value: Int32Array, length: Int32Array) => number =
  library.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']);
/** `address` is a place in the transport's arena: a number costs less than a view made for each read. */
export const recv: (fd: number, address: number, length: number, flags: number) => number = library.func('recv', 'int', [
  'int',
  'uintptr_t',
  'size_t',
  'int',
]);
export const send: (fd: number, bytes: Uint8Array, length: number, flags: number) => number = library.func('send', 'int', [
  'int',
  'void *',
  'size_t',
  'int',
]);
/** The same for an array whose address is known. */
export const sendFrom: (fd: number, address: number, length: number, flags: number) => number = library.func('send', 'int', [
  'int',
  'uintptr_t',
  'size_t',
  'int',
]);
export const memcmp: (one: number, other: number, length: number) => number = library.func('memcmp', 'int', [
  'uintptr_t',
  'uintptr_t',
  'size_t',
]);
export const shutdown: (fd: number, how: number) => number = library.func('shutdown', 'int', ['int', 'int']);
/** Puts two descriptors, the ends of one connection, into `ends`. */
export const socketpair: (domain: number, type: number, protocol: number, ends: Int32Array) => number = library.func(
  'socketpair',
  'int',
  ['int', 'int', 'int', 'void *'],
);
/** `message` is a struct msghdr. */
export const sendmsg: (fd: number, message: BigUint64Array, flags: number) => number = library.func('sendmsg', 'int', [
  'int',
  'void *',
  'int',
]);
export const recvmsg: (fd: number, message: BigUint64Array, flags: number) => number = library.func('recvmsg', 'int', [
  'int',
  'void *',
  'int',
]);
/** For each descriptor two words, struct pollfd { i32 fd; i16 events; i16 happened; }: what happened is the second's upper half. */
export const poll: (descriptors: Int32Array, count: number, timeoutMs: number) => number = library.func('poll', 'int', [
  'void *',
  'unsigned long',
  'int',
]);
// Its third argument may be of any type, and is named with each call.
const variadicFcntl = library.func('fcntl', 'int', ['int', 'int', '...']);
export const fcntl: (fd: number, command: number, argument: number) => number = (fd, command, argument) =>
  variadicFcntl(fd, command, 'int', argument);
export const posixSpawn: (
  pid: Int32Array,
  path: Uint8Array,
  actions: null,
  attributes: null,
  words: BigUint64Array,
  environment: BigUint64Array,
) => number = library.func('posix_spawn', 'int', ['void *', 'void *', 'void *', 'void *', 'void *', 'void *']);
export const close: (fd: number) => number = library.func('close', 'int', ['int']);
export const epollCreate: (flags: number) => number = library.func('epoll_create1', 'int', ['int']);
export const epollControl: (poller: number, operation: number, fd: number, event: Uint32Array) => number = library.func(
  'epoll_ctl',
  'int',
  ['int', 'int', 'int', 'void *'],
);
export const epollWait: (poller: number, events: Uint32Array, count: number, timeoutMs: number) => number = library.func(
  'epoll_wait',
  'int',
  ['int', 'void *', 'int', 'int'],
);
/** Waits with nanoseconds, not milliseconds; since Linux 5.11 and glibc 2.35. */
export const epollWaitNs:
  | ((poller: number, events: Uint32Array, count: number, timeout: Int32Array, signals: null) => number)
  | undefined = ifThere(() => library.func('epoll_pwait2', 'int', ['int', 'void *', 'int', 'void *', 'void *']));

/** Asks the system to kill this process when the one that started it has ended. */
export const dieWithParent: (() => void) | undefined = ifThere(() => {
  const prctl = library.func('prctl', 'int', ['int', 'unsigned long', 'unsigned long', 'unsigned long', 'unsigned long']);
  const PR_SET_PDEATHSIG = 1;
  return () => void prctl(PR_SET_PDEATHSIG, constants.signals.SIGKILL, 0, 0, 0);
});

export const setTimerSlackNs: ((ns: number) => void) | undefined = ifThere(() => {
  const prctl = library.func('prctl', 'int', ['int', 'unsigned long', 'unsigned long', 'unsigned long', 'unsigned long']);
  const PR_SET_TIMERSLACK = 29;
  return (ns: number) => void prctl(PR_SET_TIMERSLACK, ns, 0, 0, 0);
});

/** The descriptor that becomes readable when node's own loop has something to do: libuv is made to be embedded like this. */
export const nodeLoopDescriptor: number | undefined = ifThere(() => {
  const loop = library.func('uv_default_loop', 'void *', [])();
  return library.func('uv_backend_fd', 'int', ['void *'])(loop) as number;
});

export function addressOf(bytes: Uint8Array | BigUint64Array): number {
  return Number(koffi.address(bytes));
}

/** Some numbers have two names; EAGAIN is EWOULDBLOCK too, and the first in the list is the one that everybody uses. */
const NAMES = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** The name of the error that the last call failed with. */
export function errnoName(): string {
  return errorName(koffi.errno());
}

export function errorName(number: number): string {
  return NAMES.get(number) ?? `errno ${number}`;
}

function ifThere<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
