// Messages that prove themselves do: what was written is read, and nothing else passes for it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYBODY, MARK_BYTES, type Mark, readMessage, writeMessage } from './marked-message.ts';

const below = (power: number) => fc.integer({ min: 0, max: 2 ** power - 1 });
const anyMark: fc.Arbitrary<Mark> = fc.record({
  run: below(24),
  sender: below(24),
  addressee: fc.oneof(below(24), fc.constant(EVERYBODY)),
  sequence: below(36),
  order: below(36),
  dueUs: below(42),
  sentUs: below(42),
});
const anyLength = fc.oneof(fc.integer({ min: MARK_BYTES, max: 300 }), fc.integer({ min: MARK_BYTES, max: 20_000 }));

describe('a marked message', () => {
  it('is read as it was written, of any length, wherever it stands', () => {
    fc.assert(
      fc.property(anyMark, anyLength, fc.integer({ min: 0, max: 20 }), (mark, bytes, at) => {
        const target = Buffer.alloc(at + bytes + 7, 0xdb);
        writeMessage(mark, target, at, bytes);
        const { reading, read } = readAt(target, at, at + bytes);
        expect(reading).toBe('intact');
        expect(read).toEqual(mark);
        // Nothing is written beside it.
        expect(target.subarray(0, at).every((byte) => byte === 0xdb)).toBe(true);
        expect(target.subarray(at + bytes).every((byte) => byte === 0xdb)).toBe(true);
      }),
    );
  });

  it('is longer than any buffer of filler that is there yet', () => {
    const mark = { run: 1, sender: 2, addressee: 3, sequence: 58, order: 5, dueUs: 6, sentUs: 7 };
    const message = written(mark, 1024 * 1024);
    expect(readAt(message, 0, message.length)).toEqual({ reading: 'intact', read: mark });
  });

  it('holds nothing that a protocol could take for something else', () => {
    fc.assert(
      fc.property(anyMark, anyLength, (mark, bytes) => {
        expect(written(mark, bytes).toString('latin1')).toMatch(/^[0-9A-Za-z_-]+$/);
      }),
    );
  });

  it('is not intact with any one byte changed', () => {
    fc.assert(
      fc.property(anyMark, anyLength, fc.nat(), fc.integer({ min: 1, max: 255 }), (mark, bytes, where, change) => {
        const message = written(mark, bytes);
        const at = where % bytes;
        message[at] = (message[at] as number) ^ change;
        const { reading } = readAt(message, 0, bytes);
        expect(reading).toBe(at < MARK_BYTES ? 'no-mark' : 'other-filler');
      }),
      { numRuns: 2000 },
    );
  });

  it('is not intact when it is cut, or when something stands behind it', () => {
    fc.assert(
      fc.property(anyMark, anyLength, fc.integer({ min: 1, max: 100 }), (mark, bytes, count) => {
        const message = Buffer.concat([written(mark, bytes), written(mark, MARK_BYTES), written(mark, MARK_BYTES + 10)]);
        expect(readAt(message, 0, bytes + count).reading).toBe('other-length');
        const cut = bytes - count;
        expect(readAt(message, 0, cut).reading).toBe(cut < MARK_BYTES ? 'no-mark' : 'other-length');
      }),
    );
  });

  it('is not intact with a piece of another in it, unless nothing has changed by that', () => {
    const piece = fc.tuple(fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(anyMark, anyMark, anyLength, piece, fc.boolean(), (mark, otherMark, bytes, [a, b, c], isInPlace) => {
        const one = written(mark, bytes);
        const other = written(otherMark, bytes);
        const [from = 0, to = 0] = [a % (bytes + 1), b % (bytes + 1)].sort((x, y) => x - y);
        const at = isInPlace ? from : c % (bytes - (to - from) + 1);
        const mixed = Buffer.from(one);
        other.copy(mixed, at, from, to);
        const isOneOfThem = mixed.equals(one) || mixed.equals(other);
        expect(readAt(mixed, 0, bytes).reading === 'intact').toBe(isOneOfThem);
      }),
      { numRuns: 2000 },
    );
  });
});

function written(mark: Mark, bytes: number): Buffer {
  const message = Buffer.alloc(bytes);
  writeMessage(mark, message, 0, bytes);
  return message;
}

function readAt(bytes: Uint8Array, start: number, end: number): { reading: string; read: Mark } {
  const read: Mark = { run: -1, sender: -1, addressee: -1, sequence: -1, order: -1, dueUs: -1, sentUs: -1 };
  const reading = readMessage(bytes, start, end, read);
  return { reading, read };
}
