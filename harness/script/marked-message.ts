// Messages that prove themselves: who sent it to whom, the how-manieth, when, and whether it came as it went. Text, so that
// every protocol can carry it, and of fixed places, so that reading one allocates nothing. Benchmark: npm run bench:load.
//
//   message = mark filler
//   mark    = run(4) sender(4) addressee(4) sequence(6) order(6) due(7) sent(7) length(4) checksum(5), 47 digits of base 64
//   filler  = letters and digits, a stretch of one endless text that begins at a place chosen by the sequence
//
// `sequence` counts what a sender says to one addressee, `order` all that it says; `due` and `sent` are microseconds since the
// start of the run. The filler follows from the mark, so that all of a message is checked, and nothing of it is computed twice.

import { assert } from '../errors.ts';

export const MARK_BYTES = 47;
/** The addressee of what is for everybody. */
export const EVERYBODY = 2 ** 24 - 1;
export const CLIENTS_MAX = EVERYBODY;

export interface Mark {
  run: number;
  sender: number;
  addressee: number;
  sequence: number;
  order: number;
  dueUs: number;
  sentUs: number;
}

export type Reading = 'intact' | 'no-mark' | 'other-length' | 'other-filler';

const CHECKED_DIGITS = 42;
const DIGITS = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_', 'latin1');
const NO_DIGIT = 255;
const VALUE_BY_DIGIT = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 64; value++) VALUE_BY_DIGIT[DIGITS[value] as number] = value;

/** Prime to the length of all usual buffers, so that a piece of one message in another does not fit. */
const FILLER_PERIOD = 61;
const FILLER_STARTS = 59;
let filler: Buffer = makeFiller(64 * 1024);

/** Writes a message of `bytes` bytes, at least those of a mark. */
export function writeMessage(mark: Readonly<Mark>, target: Buffer, at: number, bytes: number): void {
  assert(bytes >= MARK_BYTES && at + bytes <= target.length, 'a message has room for its mark');
  writeDigits(target, at, 4, mark.run);
  writeDigits(target, at + 4, 4, mark.sender);
  writeDigits(target, at + 8, 4, mark.addressee);
  writeDigits(target, at + 12, 6, mark.sequence);
  writeDigits(target, at + 18, 6, mark.order);
  writeDigits(target, at + 24, 7, mark.dueUs);
  writeDigits(target, at + 31, 7, mark.sentUs);
  writeDigits(target, at + 38, 4, bytes);
  writeDigits(target, at + 42, 5, checksum(target, at));
  const fillerBytes = bytes - MARK_BYTES;
  if (fillerBytes === 0) return;
  const start = fillerStart(mark.sequence, fillerBytes);
  filler.copy(target, at + MARK_BYTES, start, start + fillerBytes);
}

/** Reads the message that is bytes[start..end) into `mark`, which is good only when the message is intact or its filler is other. */
export function readMessage(bytes: Uint8Array, start: number, end: number, mark: Mark): Reading {
  if (end - start < MARK_BYTES) return 'no-mark';
  if (readDigits(bytes, start + 42, 5) !== checksum(bytes, start)) return 'no-mark';
  mark.run = readDigits(bytes, start, 4);
  mark.sender = readDigits(bytes, start + 4, 4);
  mark.addressee = readDigits(bytes, start + 8, 4);
  mark.sequence = readDigits(bytes, start + 12, 6);
  mark.order = readDigits(bytes, start + 18, 6);
  mark.dueUs = readDigits(bytes, start + 24, 7);
  mark.sentUs = readDigits(bytes, start + 31, 7);
  if (readDigits(bytes, start + 38, 4) !== end - start) return 'other-length';
  const fillerBytes = end - start - MARK_BYTES;
  if (fillerBytes === 0) return 'intact';
  const from = fillerStart(mark.sequence, fillerBytes);
  return filler.compare(bytes, start + MARK_BYTES, end, from, from + fillerBytes) === 0 ? 'intact' : 'other-filler';
}

/** FNV-1a over the digits before it, cut to 30 bits. */
function checksum(bytes: Uint8Array, at: number): number {
  let hash = 0x811c9dc5;
  for (let place = at; place < at + CHECKED_DIGITS; place++) {
    hash = Math.imul(hash ^ (bytes[place] as number), 0x01000193);
  }
  return (hash ^ (hash >>> 30)) & 0x3fffffff;
}

function writeDigits(target: Uint8Array, at: number, digits: number, value: number): void {
  let high = Math.floor(value / 2 ** 24);
  let low = value - high * 2 ** 24;
  let place = at + digits - 1;
  for (const end = Math.max(at, at + digits - 4); place >= end; place--) {
    target[place] = DIGITS[low & 63] as number;
    low >>>= 6;
  }
  for (; place >= at; place--) {
    target[place] = DIGITS[high & 63] as number;
    high >>>= 6;
  }
}

/** -1 where there is anything but digits. */
function readDigits(bytes: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let place = at; place < at + digits; place++) {
    const digit = VALUE_BY_DIGIT[bytes[place] as number] as number;
    if (digit === NO_DIGIT) return -1;
    value = value * 64 + digit;
  }
  return value;
}

function fillerStart(sequence: number, fillerBytes: number): number {
  if (fillerBytes + FILLER_STARTS > filler.length) filler = makeFiller(2 * (fillerBytes + FILLER_STARTS));
  return sequence % FILLER_STARTS;
}

function makeFiller(bytes: number): Buffer {
  return Buffer.alloc(bytes, DIGITS.subarray(0, FILLER_PERIOD));
}
