// Options of sockets: setsockopt and getsockopt with the right levels, names and layouts.

import type { SocketOptions } from '../transport.ts';
import * as system from './system-calls.ts';

const ONE = Int32Array.of(1);
const VALUE = new Int32Array(1);
const VALUE_LENGTH = Int32Array.of(4);
const LINGER = new Int32Array(2);

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

/** From now on, closing the socket drops what is unsent and sends a reset. */
export function resetOnClose(fd: number): void {
  LINGER[0] = 1;
  LINGER[1] = 0;
  system.setsockopt(fd, system.SOL_SOCKET, system.SO_LINGER, LINGER, 8);
}
