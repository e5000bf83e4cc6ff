import { describe, expect, it } from 'vitest';
import type { RecordedBytes } from '../../harness/record/verify-record.ts';
import { compareFrames, type FramesCompared } from './frames-compared.ts';

const frame = (of: string): RecordedBytes => ({ hex: Buffer.from(of).toString('hex') });

const frames = (text: string) => text.split('').map(frame);
const read = (one: RecordedBytes) => Buffer.from(one.hex, 'hex').toString();

function compared(expected: string, actual: string): string {
  return compareFrames(frames(expected), frames(actual)).map(partText).join(' ');
}

function partText(part: FramesCompared): string {
  switch (part.kind) {
    case 'alike':
      return `=${part.count}`;
    case 'changed':
      return `${read(part.expected)}>${read(part.actual)}`;
    case 'missing':
      return `-${read(part.expected)}`;
    case 'surplus':
      return `+${read(part.actual)}`;
  }
}

describe('frames that were expected beside those that came', () => {
  it.each([
    ['abc', 'abc', '=3'],
    ['abc', 'ac', '=1 -b =1'],
    ['abc', 'abbc', '=2 +b =1'],
    ['abc', 'axc', '=1 b>x =1'],
    ['ab', 'ba', '-a =1 +a'],
    ['ab', '', '-a -b'],
    ['', 'ab', '+a +b'],
    ['abc', 'xy', 'a>x b>y -c'],
  ])('%s and %s are %s', (expected, actual, told) => {
    expect(compared(expected, actual)).toBe(told);
  });

  it('are alike where padding is written in another way', () => {
    const written = compareFrames([{ hex: '6100' }], [{ hex: '61', padding: { byte: 0, count: 1 } }]);
    expect(written.map(({ kind }) => kind)).toEqual(['alike']);
  });

  it('are compared in place where there are too many to look for them elsewhere', () => {
    const many = Array.from({ length: 2000 }, (_, index) => frame(String(index)));
    const parts = compareFrames(many, many.with(1000, frame('x')));
    expect(parts.map(({ kind }) => kind)).toEqual(['alike', 'changed', 'alike']);
  });
});
