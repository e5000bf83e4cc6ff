// Messages that prove themselves: who sent it to whom, the how-manieth, when, and whether it came as it went. Text, so that
// every protocol can carry it, and of fixed places, so that reading one allocates nothing. Benchmark: npm run bench:load.
//
//   message = mark filler
//   mark    = run sender addressee sequence(2) order(2) due(2) sent(2) length checksum(2), 14 numbers of 24 bits,
//             each of them four digits of base 64; those of two numbers have their higher part first
//   filler  = letters and digits, a stretch of one endless text that begins at a place chosen by the sequence
//
// `sequence` counts what a sender says to one addressee, `order` all that it says; `due` and `sent` are microseconds since the
// start of the run. The filler follows from the mark, so that all of a message is checked, and nothing of it is computed twice.

import { assert } from '../errors.ts';
import { type SameBytes, sameBytes } from '../transport/same-bytes.ts';

const NUMBERS = 14;
const DIGITS_EACH = 4;
export const MARK_BYTES = NUMBERS * DIGITS_EACH;
/** The addressee of what is for everybody. */
export const EVERYBODY = 2 ** 24 - 1;

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

const LENGTH = 11;
const CHECKSUM = 12;
const PART = 2 ** 24;

const DIGITS = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_', 'latin1');
/** Negative where there is no digit: so is every number that such a byte has part in. */
const VALUE_BY_DIGIT = new Int32Array(256).fill(-1);
for (let value = 0; value < DIGITS.length; value++) VALUE_BY_DIGIT[DIGITS[value] as number] = value;

/** The numbers of the mark that is written or read. */
const numbers = new Int32Array(NUMBERS);

/** Prime to the length of all usual buffers, so that a piece of one message in another does not fit. */
const FILLER_PERIOD = 61;
const FILLER_STARTS = 59;
let filler: Buffer = makeFiller(64 * 1024);

/** Writes a message of `bytes` bytes, at least those of a mark. */
export function writeMessage(mark: Readonly<Mark>, target: Buffer, at: number, bytes: number): void {
  assert(bytes >= MARK_BYTES && bytes < PART && at + bytes <= target.length, 'a message has room for its mark');
  numbers[0] = mark.run;
  numbers[1] = mark.sender;
  numbers[2] = mark.addressee;
  setParts(3, mark.sequence);
  setParts(5, mark.order);
  setParts(7, mark.dueUs);
  setParts(9, mark.sentUs);
  numbers[LENGTH] = bytes;
  const sum = checksum();
  numbers[CHECKSUM] = sum >>> 24;
  numbers[CHECKSUM + 1] = sum & (PART - 1);
  let place = at;
  for (let index = 0; index < NUMBERS; index++) {
    const number = numbers[index] as number;
    target[place] = DIGITS[number >>> 18] as number;
    target[place + 1] = DIGITS[(number >>> 12) & 63] as number;
    target[place + 2] = DIGITS[(number >>> 6) & 63] as number;
    target[place + 3] = DIGITS[number & 63] as number;
    place += DIGITS_EACH;
  }
  const fillerBytes = bytes - MARK_BYTES;
  if (fillerBytes === 0) return;
  target.set(stretchOf(fillerStart(mark.sequence, fillerBytes), fillerBytes), place);
}

/** Reads the message that is bytes[start..end) into `mark`, which is good only when the message is intact or its filler is other. */
export function readMessage(bytes: Uint8Array, start: number, end: number, mark: Mark, isSame: SameBytes = sameBytes): Reading {
  if (end - start < MARK_BYTES) return 'no-mark';
  let place = start;
  let signs = 0;
  for (let index = 0; index < NUMBERS; index++) {
    const number =
      ((VALUE_BY_DIGIT[bytes[place] as number] as number) << 18) |
      ((VALUE_BY_DIGIT[bytes[place + 1] as number] as number) << 12) |
      ((VALUE_BY_DIGIT[bytes[place + 2] as number] as number) << 6) |
      (VALUE_BY_DIGIT[bytes[place + 3] as number] as number);
    numbers[index] = number;
    signs |= number;
    place += DIGITS_EACH;
  }
  if (signs < 0) return 'no-mark';
  const sum = checksum();
  if (numbers[CHECKSUM] !== sum >>> 24 || numbers[CHECKSUM + 1] !== (sum & (PART - 1))) return 'no-mark';
  mark.run = numbers[0] as number;
  mark.sender = numbers[1] as number;
  mark.addressee = numbers[2] as number;
  mark.sequence = parts(3);
  mark.order = parts(5);
  mark.dueUs = parts(7);
  mark.sentUs = parts(9);
  if (numbers[LENGTH] !== end - start) return 'other-length';
  const fillerBytes = end - start - MARK_BYTES;
  if (fillerBytes === 0) return 'intact';
  const from = fillerStart(mark.sequence, fillerBytes);
  return isSame(bytes, place, end, filler, from, from + fillerBytes) ? 'intact' : 'other-filler';
}

/** Each step can be undone, so that whatever is other in one number makes another sum. */
function checksum(): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < CHECKSUM; index++) {
    sum = Math.imul(sum ^ (numbers[index] as number), 0x01000193);
    sum ^= sum >>> 15;
  }
  return sum;
}

function setParts(index: number, value: number): void {
  const high = value < PART ? 0 : Math.floor(value / PART);
  numbers[index] = high;
  numbers[index + 1] = value - high * PART;
}

function parts(index: number): number {
  const high = numbers[index] as number;
  const low = numbers[index + 1] as number;
  return high === 0 ? low : high * PART + low;
}

/** The stretches of the length that was asked for last: to make one for each message would cost as much as to copy it. */
let stretches: Buffer[] = [];
let stretchBytes = -1;

function stretchOf(start: number, bytes: number): Buffer {
  if (bytes !== stretchBytes) {
    stretches = [];
    stretchBytes = bytes;
  }
  stretches[start] ??= filler.subarray(start, start + bytes);
  return stretches[start];
}

function fillerStart(sequence: number, fillerBytes: number): number {
  if (fillerBytes + FILLER_STARTS > filler.length) {
    filler = makeFiller(2 * (fillerBytes + FILLER_STARTS));
    stretchBytes = -1;
  }
  return sequence % FILLER_STARTS;
}

function makeFiller(bytes: number): Buffer {
  return Buffer.alloc(bytes, DIGITS.subarray(0, FILLER_PERIOD));
}
