// Options of sockets: setsockopt and getsockopt with the right levels, names and layouts.

import type { SocketOptions } from '../transport.ts';
import * as system from './system-calls.ts';

const ONE = Int32Array.of(1);
const VALUE = new Int32Array(1);
const VALUE_LENGTH = Int32Array.of(4);
const LINGER = new Int32Array(2);
const TIMEOUT = new Int32Array(4);

export function setOption(fd: number, level: number, name: number, value: number): void {
  VALUE[0] = value;
  system.setsockopt(fd, level, name, VALUE, 4);
}

export function setOptions(fd: number, { noDelay = true, sendBufferBytes, receiveBufferBytes }: SocketOptions): void {
  if (noDelay) system.setsockopt(fd, system.IPPROTO_TCP, system.TCP_NODELAY, ONE, 4);
  if (sendBufferBytes !== undefined) setOption(fd, system.SOL_SOCKET, system.SO_SNDBUF, sendBufferBytes);
  if (receiveBufferBytes !== undefined) setOption(fd, system.SOL_SOCKET, system.SO_RCVBUF, receiveBufferBytes);
}

/** The error that the socket has not told yet; empty without one. Asking takes it away. */
export function pendingError(fd: number): string {
  VALUE_LENGTH[0] = 4;
  system.getsockopt(fd, system.SOL_SOCKET, system.SO_ERROR, VALUE, VALUE_LENGTH);
  const error = VALUE[0] as number;
  return error === 0 ? '' : system.errorName(error);
}

/** A call that waits for bytes fails with EAGAIN after so long; 0: it waits without limit. */
export function setReceiveTimeout(fd: number, ms: number): void {
  // struct timeval { i64 seconds; i64 microseconds; }
  TIMEOUT[0] = Math.floor(ms / 1000);
  TIMEOUT[2] = Math.ceil((ms % 1000) * 1000);
  system.setsockopt(fd, system.SOL_SOCKET, system.SO_RCVTIMEO, TIMEOUT, 16);
}

/**
 * Breaks a connection off, whoever else has its descriptor and whatever they sleep in: both sides are told of a reset. Connecting a
 * socket to no address is how Linux says that.
 */
export function breakOff(fd: number): void {
  if (system.connect(fd, NO_ADDRESS, NO_ADDRESS.length) < 0) system.shutdown(fd, system.SHUT_RDWR);
}

/** struct sockaddr of the family AF_UNSPEC. */
const NO_ADDRESS = new Uint8Array(16);

/** From now on, closing the socket drops what is unsent and sends a reset. */
export function resetOnClose(fd: number): void {
  LINGER[0] = 1;
  LINGER[1] = 0;
  system.setsockopt(fd, system.SOL_SOCKET, system.SO_LINGER, LINGER, 8);
}
