// Connections from one process or thread to another: channels, and the descriptors that go over them.
//
// struct msghdr  { u64 name; u32 name length; u32 -; u64 parts; u64 part count; u64 control; u64 control length; u32 flags; u32 -; }
// struct iovec   { u64 base; u64 length; }
// struct cmsghdr { u64 length of all; i32 level; i32 type; i32 descriptor; i32 -; }
//
// A message of one byte and one descriptor is all three, one behind the other, and the byte. In words of 64 bits:

import { assert } from '../../errors.ts';
import * as system from './system-calls.ts';

const PARTS = 2;
const PART_COUNT = 3;
const CONTROL = 4;
const CONTROL_LENGTH = 5;
const PART = 7;
const ANCILLARY = 9;
const PAYLOAD = 12;
const WORDS = 13;

const WORD_BYTES = 8;
/** What the control message has of it, and the room that it takes. */
const ANCILLARY_BYTES = 20;
const ANCILLARY_ROOM_BYTES = 24;
const ANCILLARY_KIND = BigInt(system.SOL_SOCKET) | (BigInt(system.SCM_RIGHTS) << 32n);

const O_NONBLOCK = 0o4000;

/** Two ends of a channel: what is written to one is read from the other. They block. Undefined: no descriptors are to be had. */
export function socketPair(): [number, number] | undefined {
  const ends = new Int32Array(2);
  const made = system.socketpair(system.AF_UNIX, system.SOCK_STREAM | system.SOCK_CLOEXEC, 0, ends);
  return made < 0 ? undefined : [ends[0] as number, ends[1] as number];
}

export function setBlocking(fd: number): void {
  system.fcntl(fd, system.F_SETFL, system.fcntl(fd, system.F_GETFL, 0) & ~O_NONBLOCK);
}

export function setNonBlocking(fd: number): void {
  system.fcntl(fd, system.F_SETFL, system.fcntl(fd, system.F_GETFL, 0) | O_NONBLOCK);
}

/**
 * Sends a copy of a descriptor; the sender still has its own, and closes it. Waits while the channel is full. False: it did
 * not go, because nobody is at the other end any more.
 */
export function sendDescriptor(channel: number, fd: number): boolean {
  const message = emptyMessage();
  message[ANCILLARY] = BigInt(ANCILLARY_BYTES);
  message[ANCILLARY + 1] = ANCILLARY_KIND;
  message[ANCILLARY + 2] = BigInt(fd);
  for (;;) {
    if (system.sendmsg(channel, message, system.MSG_NOSIGNAL) === 1) return true;
    if (system.errnoName() !== 'EINTR') return false;
  }
}

/** Waits for a descriptor, which programs that this process starts do not inherit. -1: the other end of the channel is closed. */
export function receiveDescriptor(channel: number): number {
  for (;;) {
    const message = emptyMessage();
    const received = system.recvmsg(channel, message, system.MSG_CMSG_CLOEXEC);
    if (received === 0) return -1;
    if (received < 0) {
      const errno = system.errnoName();
      if (errno === 'EINTR') continue;
      assert(errno === 'ECONNRESET', `a channel is a blocking socket: ${errno}`);
      return -1;
    }
    // A process that may open no more descriptors gets the byte alone: the system has closed what came with it.
    if (message[ANCILLARY + 1] === ANCILLARY_KIND) return Number(BigInt.asIntN(32, message[ANCILLARY + 2] as bigint));
  }
}

function emptyMessage(): BigUint64Array {
  const message = new BigUint64Array(WORDS);
  const address = BigInt(system.addressOf(message));
  message[PARTS] = address + BigInt(PART * WORD_BYTES);
  message[PART_COUNT] = 1n;
  message[CONTROL] = address + BigInt(ANCILLARY * WORD_BYTES);
  message[CONTROL_LENGTH] = BigInt(ANCILLARY_ROOM_BYTES);
  message[PART] = address + BigInt(PAYLOAD * WORD_BYTES);
  message[PART + 1] = 1n;
  return message;
}
