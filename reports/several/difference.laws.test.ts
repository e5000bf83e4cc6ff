import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, differenceOf, differenceText, judgementOf } from './difference.ts';

const someFigure = fc.oneof(
  fc.constant(0),
  fc.nat({ max: 1000 }),
  fc.double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true }),
);
const maybeFigure = fc.option(someFigure, { nil: undefined });
const OPPOSITE = { unknown: 'unknown', same: 'same', more: 'less', less: 'more' } as const;

describe('a difference', () => {
  it('is inverted when the two are swapped', () => {
    fc.assert(
      fc.property(maybeFigure, maybeFigure, (one, other) => {
        const there = differenceOf(one, other);
        const back = differenceOf(other, one);
        expect(back.kind).toBe(OPPOSITE[there.kind]);
        if ('ratio' in there) expect(back).toMatchObject({ ratio: there.ratio });
      }),
    );
  });

  it('makes one of the two better when it makes the other worse', () => {
    fc.assert(
      fc.property(someFigure, someFigure, fc.constantFrom('lower' as const, 'higher' as const), (one, other, better) => {
        const there = judgementOf(better, differenceOf(one, other));
        const back = judgementOf(better, differenceOf(other, one));
        expect([there, back].toSorted()).toEqual(there === undefined ? [undefined, undefined] : ['better', 'worse']);
      }),
    );
  });

  it('is said in signs and digits, whatever the figures are', () => {
    fc.assert(
      fc.property(maybeFigure, maybeFigure, (one, other) => {
        expect(differenceText(differenceOf(one, other))).toMatch(/^$|^=$|^from 0$|^to 0$|^[+−][\d.]+ %$|^[×÷] [\d.,]+(e\+\d+)?$/);
      }),
    );
  });

  it('reads as people say it', () => {
    const said = (base: number, other: number) => differenceText(differenceOf(base, other));
    expect([said(100, 190), said(100, 53), said(100, 470), said(470, 100), said(1, 1.005), said(0, 3), said(3, 0)]).toEqual([
      '+90 %',
      '−47 %',
      '× 4.7',
      '÷ 4.7',
      '=',
      'from 0',
      'to 0',
    ]);
  });

  it('is neither better nor worse where no way is', () => {
    expect(judgementOf(undefined, differenceOf(1, 2))).toBe(undefined);
  });
});

describe('the best of a row', () => {
  it('is no worse than any other, and there is none when all are the same', () => {
    fc.assert(
      fc.property(
        fc.array(maybeFigure, { maxLength: 12 }),
        fc.constantFrom('lower' as const, 'higher' as const),
        (values, better) => {
          const best = bestOf(values, better);
          for (const index of best)
            for (const value of values)
              if (value !== undefined) expect(judgementOf(better, differenceOf(values[index], value))).not.toBe('better');
          if (best.size === 0) {
            const known = values.filter((value) => value !== undefined);
            expect(known.length < 2 || differenceOf(Math.min(...known), Math.max(...known)).kind === 'same').toBe(true);
          }
        },
      ),
    );
  });

  it('may be shared, and is not looked for where no way is better', () => {
    expect([...bestOf([10, 5, undefined, 5.01], 'lower')]).toEqual([1, 3]);
    expect([...bestOf([10, 5], undefined)]).toEqual([]);
  });
});
