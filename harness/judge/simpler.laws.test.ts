import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simplerBytes, simplerLists, simplerNumbers, simplerStrings } from './simpler.ts';

/** Always takes the first step that still holds. */
function minimumOf<T>(value: T, simpler: (value: T) => Iterable<T>, holds: (value: T) => boolean): T {
  for (const candidate of simpler(value)) if (holds(candidate)) return minimumOf(candidate, simpler, holds);
  return value;
}

const sizeOfBytes = (bytes: Uint8Array) => bytes.length * 1000 + bytes.filter((byte) => byte !== 0x61).length;
const sizeOfText = (text: string) => [...text].length * 1000 + [...text].filter((one) => one !== 'a').length;

describe('what is simpler', () => {
  it('than a list has fewer items, or one that is simpler', () => {
    const items = fc.array(fc.nat(20), { maxLength: 20 });
    fc.assert(
      fc.property(items, fc.nat(3), (list, lengthMin) => {
        const size = (one: readonly number[]) => one.length * 1000 + one.reduce((sum, item) => sum + item, 0);
        for (const simpler of simplerLists(list, { lengthMin, simplerItem: (item) => simplerNumbers(item) })) {
          expect(size(simpler)).toBeLessThan(size(list));
          expect(simpler.length).toBeGreaterThanOrEqual(Math.min(lengthMin, list.length));
        }
      }),
    );
  });

  it('than a list leads to exactly the items that matter, wherever they stand', () => {
    const marked = fc.array(fc.record({ matters: fc.boolean(), number: fc.nat(100) }), { maxLength: 30 });
    fc.assert(
      fc.property(marked, (list) => {
        const wanted = list.filter(({ matters }) => matters);
        const holds = (one: typeof list) => wanted.every((item) => one.includes(item));
        expect(minimumOf(list, (one) => simplerLists(one), holds)).toEqual(wanted);
      }),
    );
  });

  it('than a number is nearer to the minimum, and leads to the least that holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.nat(5000), fc.nat(5000), (min, above, needed) => {
        const value = min + above;
        for (const simpler of simplerNumbers(value, min)) expect(simpler >= min && simpler < value).toBe(true);
        const least = Math.min(value, min + needed);
        expect(
          minimumOf(
            value,
            (one) => simplerNumbers(one, min),
            (one) => one >= least,
          ),
        ).toBe(least);
      }),
    );
  });

  it('than bytes is shorter or plainer, and leads to the shortest of letters only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.nat(5), (bytes: Uint8Array, lengthMin) => {
        for (const simpler of simplerBytes(bytes, lengthMin)) expect(sizeOfBytes(simpler)).toBeLessThan(sizeOfBytes(bytes));
        const minimum = minimumOf(
          bytes,
          (one) => simplerBytes(one, lengthMin),
          () => true,
        );
        expect([...minimum]).toEqual(Array(Math.min(lengthMin, bytes.length)).fill(0x61));
        const strangest = Math.max(0, ...bytes);
        const kept = minimumOf(
          bytes,
          (one) => simplerBytes(one),
          (one) => Math.max(0, ...one) === strangest,
        );
        expect([...kept]).toEqual(bytes.length === 0 || strangest === 0 ? [] : [strangest]);
      }),
    );
  });

  it('than many bytes is not too much to try', () => {
    const many: Uint8Array = new Uint8Array(1400).fill(0x78);
    expect([...simplerBytes(many)].length).toBeLessThan(300);
    expect(
      minimumOf(
        many,
        (one) => simplerBytes(one),
        (one) => one.length >= 1000,
      ),
    ).toEqual(new Uint8Array(1000).fill(0x61));
  });

  it('than a text is shorter or plainer', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30, unit: 'grapheme' }), (text) => {
        for (const simpler of simplerStrings(text)) expect(sizeOfText(simpler)).toBeLessThan(sizeOfText(text));
        const minimum = minimumOf(
          text,
          (one) => simplerStrings(one, 1),
          () => true,
        );
        expect(minimum).toBe(text === '' ? '' : 'a');
      }),
    );
  });

  it('is tried with the boldest step first', () => {
    expect([...simplerLists([1, 2, 3, 4])].map((one) => one.join(''))).toEqual(['', '34', '12', '234', '134', '124', '123']);
    expect([...simplerNumbers(100)]).toEqual([0, 50, 75, 88, 94, 97, 99]);
  });
});
