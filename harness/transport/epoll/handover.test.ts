import { readdirSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { receiveDescriptor, sendDescriptor, setBlocking, setNonBlocking, socketPair } from './handover.ts';
import { setReceiveTimeout } from './socket-options.ts';
import * as system from './system-calls.ts';

const F_GETFD = 1;
const FD_CLOEXEC = 1;
const F_GETFL = system.F_GETFL;

const open = new Set<number>();
afterEach(() => {
  for (const fd of open) system.close(fd);
  open.clear();
});

function pair(): [number, number] {
  const ends = socketPair() ?? [-1, -1];
  // A defect must fail, not hang: nothing here waits longer than this.
  for (const fd of ends) setReceiveTimeout(fd, 5000);
  for (const fd of ends) open.add(fd);
  return ends;
}

function close(fd: number): void {
  open.delete(fd);
  system.close(fd);
}

function say(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  expect(system.send(fd, bytes, bytes.length, system.MSG_NOSIGNAL)).toBe(bytes.length);
}

function hear(fd: number): string {
  const bytes = Buffer.alloc(100);
  const count = system.recv(fd, system.addressOf(bytes), bytes.length, 0);
  return count < 0 ? system.errnoName() : bytes.toString('latin1', 0, count);
}

it('makes two ends that hear each other, and the end of each other', () => {
  const [one, other] = pair();
  say(one, 'there');
  expect(hear(other)).toBe('there');
  say(other, 'back');
  expect(hear(one)).toBe('back');
  system.shutdown(one, system.SHUT_RDWR);
  expect(hear(other)).toBe('');
});

it('hands a descriptor over that is another name of the same socket', () => {
  const [from, to] = pair();
  const [handed, kept] = pair();
  expect(sendDescriptor(from, handed)).toBe(true);
  close(handed);
  say(kept, 'sent while it was under way');
  const received = receiveDescriptor(to);
  open.add(received);
  expect(hear(received)).toBe('sent while it was under way');
  say(received, 'answer');
  expect(hear(kept)).toBe('answer');
  close(received);
  expect(hear(kept)).toBe('');
});

it('keeps the order of descriptors, one for each call', () => {
  const [from, to] = pair();
  const [first, firstKept] = pair();
  const [second, secondKept] = pair();
  sendDescriptor(from, first);
  sendDescriptor(from, second);
  say(firstKept, 'first');
  say(secondKept, 'second');
  const received = [receiveDescriptor(to), receiveDescriptor(to)];
  for (const fd of received) open.add(fd);
  expect(received.map(hear)).toEqual(['first', 'second']);
});

it('says that the other end of the channel is closed, behind what was sent before', () => {
  const [from, to] = pair();
  sendDescriptor(from, from);
  close(from);
  const received = receiveDescriptor(to);
  expect(received).toBeGreaterThan(0);
  system.close(received);
  expect(receiveDescriptor(to)).toBe(-1);
  expect(sendDescriptor(to, to)).toBe(false);

  const [unread, leaving] = pair();
  say(unread, 'never read');
  close(leaving);
  expect(receiveDescriptor(unread)).toBe(-1);
});

it('leaks nothing: neither into programs that are started, nor in this process', () => {
  const before = readdirSync('/proc/self/fd').length;
  const [from, to] = pair();
  sendDescriptor(from, to);
  const received = receiveDescriptor(to);
  for (const fd of [from, to, received]) expect(system.fcntl(fd, F_GETFD, 0) & FD_CLOEXEC).toBe(FD_CLOEXEC);
  for (const fd of [from, to, received]) close(fd);
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});

it('blocks until bytes come or the time is up, or not at all', () => {
  const [one] = pair();
  const flags = system.fcntl(one, F_GETFL, 0);
  setNonBlocking(one);
  expect(system.fcntl(one, F_GETFL, 0)).toBe(flags | system.SOCK_NONBLOCK);
  expect(hear(one)).toBe('EAGAIN');
  setBlocking(one);
  expect(system.fcntl(one, F_GETFL, 0)).toBe(flags);
  setReceiveTimeout(one, 30);
  const start = performance.now();
  expect(hear(one)).toBe('EAGAIN');
  expect(performance.now() - start).toBeGreaterThan(25);
});

it('asks the system which descriptors are ready', () => {
  const [one, other] = pair();
  const [silent] = pair();
  say(other, 'something');
  system.shutdown(silent, system.SHUT_RD);
  const wanted = system.POLLIN | system.POLLOUT;
  const descriptors = Int32Array.of(one, wanted, other, wanted, silent, system.POLLIN);
  expect(system.poll(descriptors, 3, 5000)).toBe(3);
  const happened = [1, 3, 5].map((word) => (descriptors[word] as number) >>> 16);
  expect(happened.map((events) => events & wanted)).toEqual([wanted, system.POLLOUT, system.POLLIN]);
});
