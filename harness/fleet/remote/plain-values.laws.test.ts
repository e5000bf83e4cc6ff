import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfValue, valueOfBytes } from './plain-values.ts';

const anyKey = fc.oneof(
  fc.string(),
  fc.constantFrom('$', '$$', '$number', '$undefined', '$bytes', '$$bytes', '__proto__', 'value', 'toJSON'),
);

const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false, undefined, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, '$', '"$'),
    fc.double(),
    // Halves of pairs among them. fast-check's own unit of all signs takes a second to set up.
    fc.array(fc.nat({ max: 0x10ffff }), { maxLength: 20 }).map((signs) => String.fromCodePoint(...signs)),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('anyValue'), { maxLength: 5 }),
    fc.dictionary(anyKey, tie('anyValue'), { maxKeys: 5 }),
  ),
}));

describe('plain values as bytes', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(valueOfBytes(bytesOfValue(value))).toEqual(plain(value));
      }),
      { numRuns: 300 },
    );
  });

  it('come back with every place of a list taken', () => {
    expect(valueOfBytes(bytesOfValue([undefined, 1]))).toStrictEqual([undefined, 1]);
  });

  it('come back as bytes where a Buffer was sent', () => {
    expect(valueOfBytes(bytesOfValue({ file: Buffer.from('abc') }))).toEqual({ file: new Uint8Array([97, 98, 99]) });
  });

  it('are refused when they are no value', () => {
    for (const text of ['', '{', 'null', '3', '[]'])
      expect(() => valueOfBytes(new TextEncoder().encode(text))).toThrow(SyntaxError);
  });
});

/** Whatever fast-check makes without a prototype, with one. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
