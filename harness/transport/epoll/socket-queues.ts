// What the system holds of one connection, asked for by its ends (NETLINK_SOCK_DIAG). The tables in /proc list every socket of the
// machine, those in TIME_WAIT too: after a few thousand connections to read them takes a hundred times as long.
//
// asked:    struct nlmsghdr { u32 length; u16 type; u16 flags; u32 sequence; u32 port; }                          16 bytes
//           struct inet_diag_req_v2 { u8 family; u8 protocol; u8 extensions; u8 zero; u32 states; ends; }         56 bytes
// ends:     { u16 port; u16 remotePort; u8 address[16]; u8 remoteAddress[16]; u32 interface; u32 cookie[2]; }     48 bytes
// answered: struct nlmsghdr; struct inet_diag_msg { u8 family, state, timer, tries; ends; u32 expires, unread, unsent, owner, inode; }
//           struct rtattr { u16 length; u16 type; } with struct tcp_info behind it, and padded to 4 bytes; as many as there are

import { addressBytes } from '../address-bytes.ts';
import type { Endpoint } from '../endpoint.ts';
import { familyOf } from './socket-address.ts';
import * as system from './system-calls.ts';

export interface SocketQueues {
  /** Sent and not acknowledged by the other end. */
  readonly sendBytes: number;
  /** Arrived and not read. */
  readonly receiveBytes: number;
  /** Since it was opened; undefined on a system that does not count them. */
  readonly totals: { readonly writtenBytes: number; readonly arrivedBytes: number } | undefined;
}

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const HEADER_BYTES = 16;
const REQUEST_BYTES = HEADER_BYTES + 56;
const UNREAD_AT = 72;
const UNSENT_AT = 76;
const ATTRIBUTES_AT = 88;
const ATTRIBUTE_HEADER_BYTES = 4;
const INET_DIAG_INFO = 2;
const ANSWER_BYTES = 4096;

// Of struct tcp_info.
const ARRIVED_AT = 128;
const NOT_SENT_AT = 144;
const SENT_AT = 200;
const SENT_AGAIN_AT = 208;
const INFO_BYTES = 216;

/** The queues at the end `local` of a connection; undefined when this system has no such end, or does not tell. */
export function socketQueues(local: Endpoint, remote: Endpoint): SocketQueues | undefined {
  const fd = system.socket(AF_NETLINK, SOCK_RAW | system.SOCK_CLOEXEC | system.SOCK_NONBLOCK, NETLINK_SOCK_DIAG);
  if (fd < 0) return undefined;
  const question = questionOf(local, remote);
  const answer = Buffer.allocUnsafeSlow(ANSWER_BYTES);
  // It is answered within the call that asks.
  const isAsked = system.send(fd, question, question.length, system.MSG_NOSIGNAL) === question.length;
  const bytes = isAsked ? system.recv(fd, system.addressOf(answer), answer.length, system.MSG_DONTWAIT) : -1;
  system.close(fd);
  if (bytes < UNSENT_AT + 4 || answer.readUInt16LE(4) !== SOCK_DIAG_BY_FAMILY) return undefined;
  const told = answer.subarray(0, bytes);
  return { sendBytes: told.readUInt32LE(UNSENT_AT), receiveBytes: told.readUInt32LE(UNREAD_AT), totals: totalsOf(told) };
}

function totalsOf(answer: Buffer): SocketQueues['totals'] {
  for (let at = ATTRIBUTES_AT; at + ATTRIBUTE_HEADER_BYTES <= answer.length; ) {
    const length = answer.readUInt16LE(at);
    const info = answer.subarray(at + ATTRIBUTE_HEADER_BYTES, at + length);
    if (answer.readUInt16LE(at + 2) === INET_DIAG_INFO && info.length >= INFO_BYTES) {
      const sentBytes = info.readBigUInt64LE(SENT_AT) - info.readBigUInt64LE(SENT_AGAIN_AT);
      return {
        writtenBytes: Number(sentBytes) + info.readUInt32LE(NOT_SENT_AT),
        arrivedBytes: Number(info.readBigUInt64LE(ARRIVED_AT)),
      };
    }
    at += Math.max(ATTRIBUTE_HEADER_BYTES, (length + 3) & ~3);
  }
  return undefined;
}

function questionOf(local: Endpoint, remote: Endpoint): Buffer {
  const question = Buffer.alloc(REQUEST_BYTES);
  question.writeUInt32LE(REQUEST_BYTES, 0);
  question.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  question.writeUInt16LE(NLM_F_REQUEST, 6);
  question.set([familyOf(local), system.IPPROTO_TCP, 1 << (INET_DIAG_INFO - 1)], HEADER_BYTES);
  // In whatever state.
  question.writeUInt32LE(0xffffffff, 20);
  question.writeUInt16BE(local.port, 24);
  question.writeUInt16BE(remote.port, 26);
  question.set(addressBytes(local.address), 28);
  question.set(addressBytes(remote.address), 44);
  // No cookie: whichever socket has these ends.
  question.fill(0xff, 64);
  return question;
}
