// The sockets of one local port, from /proc/net/tcp and tcp6:
//   sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
//   0: 0100007F:245F 0100007F:D2F4 01 00000000:00000005 00:00000000 00000000     0        0 575 ...
// Both ends of 100,000 connections make 30 MB of them: the bytes are gone over once, and no line becomes a string that is not a
// listener's.

import { latin1Of, type ProcFiles } from './proc-files.ts';

export interface ListeningSocket {
  /** As the table has it: 8 digits for IPv4, 32 for IPv6. */
  readonly addressWords: string;
  readonly inode: string;
  /** Connections that wait to be accepted. */
  readonly acceptQueue: number;
}

export interface PortSockets {
  /** Those that do not listen. */
  connections: number;
  sendBytes: number;
  receiveBytes: number;
  readonly listeners: ListeningSocket[];
}

/** Undefined where there are no such tables. `folder` belongs to one network: that of a process, or our own. */
export function readPortSockets(port: number, files: ProcFiles, folder = '/proc/net'): PortSockets | undefined {
  const sockets: PortSockets = { connections: 0, sendBytes: 0, receiveBytes: 0, listeners: [] };
  const take = (bytes: Uint8Array) => addPortSockets(sockets, bytes, port);
  const hasV4 = files.lines(`${folder}/tcp`, take);
  const hasV6 = files.lines(`${folder}/tcp6`, take);
  return hasV4 || hasV6 ? sockets : undefined;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const COLON = 0x3a;
const LISTEN = 0x0a;
const INODE_FIELD = 9;

/** Adds what whole lines of a table hold. */
function addPortSockets(sockets: PortSockets, bytes: Uint8Array, port: number): void {
  for (let at = 0; at < bytes.length; at = bytes.indexOf(NEWLINE, at) + 1 || bytes.length) {
    // The number of the line has any width; the address has one of two.
    let start = at;
    while (bytes[start] === SPACE) start++;
    while (isDigit(bytes[start])) start++;
    // The heading has no number.
    if (bytes[start] !== COLON || bytes[start + 1] !== SPACE) continue;
    start += 2;
    const width = bytes[start + 8] === COLON ? 8 : 32;
    if (bytes[start + width] !== COLON || hexAt(bytes, start + width + 1, 4) !== port) continue;
    // Behind the address come ":PPPP ", the other address, ":PPPP ", the state, a space, and the queues.
    const stateAt = start + width + 6 + width + 6;
    const sendBytes = hexAt(bytes, stateAt + 3, 8);
    const receiveBytes = hexAt(bytes, stateAt + 12, 8);
    if (hexAt(bytes, stateAt, 2) === LISTEN) {
      const addressWords = latin1Of(bytes, start, start + width);
      sockets.listeners.push({ addressWords, inode: inodeIn(bytes, at), acceptQueue: receiveBytes });
    } else {
      sockets.connections++;
      sockets.sendBytes += sendBytes;
      sockets.receiveBytes += receiveBytes;
    }
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function hexAt(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const byte = bytes[at] ?? 0;
    value = value * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return value;
}

function inodeIn(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(NEWLINE, start);
  const line = latin1Of(bytes, start, end === -1 ? bytes.length : end);
  return line.trim().split(/ +/)[INODE_FIELD] ?? '';
}
