import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatStages, parseStages, type Stages } from './stages.ts';

const anyStages: fc.Arbitrary<Stages> = fc
  .record({
    kind: fc.constantFrom('clients' as const, 'rate' as const),
    segments: fc.array(
      fc.record({
        durationUs: fc.integer({ min: 1, max: 10_000_000 }),
        from: fc.nat(1_000_000),
        to: fc.nat(1_000_000),
        cents: fc.nat(99),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ kind, segments }) => ({
    kind,
    segments: segments.map(({ durationUs, from, to, cents }) => ({
      durationUs,
      from: kind === 'rate' ? from + cents / 100 : from,
      to,
    })),
  }))
  .filter(({ segments }) => segments.some(({ from, to }) => from + to > 0));

describe('stages', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(anyStages, (stages) => {
        expect(parseStages(formatStages(stages))).toEqual(stages);
      }),
    );
  });

  it('hold a value or go from one to another, in clients or in turns a second', () => {
    expect(parseStages('10s:100,30s:1000')).toEqual({
      kind: 'clients',
      segments: [
        { durationUs: 10e6, from: 100, to: 100 },
        { durationUs: 30e6, from: 1000, to: 1000 },
      ],
    });
    expect(parseStages('10s:100/s, 500ms:100..1000.5/s')).toEqual({
      kind: 'rate',
      segments: [
        { durationUs: 10e6, from: 100, to: 100 },
        { durationUs: 500e3, from: 100, to: 1000.5 },
      ],
    });
  });

  it.each([
    ['', "not ''"],
    ['10s', "not '10s'"],
    ['10s:', "not '10s:'"],
    ['10s:5,', "not ''"],
    ['0s:5', "not '0s:5'"],
    ['10x:5', "not '10x:5'"],
    ['10s:-5', "not '10s:-5'"],
    ['10s:5..', "not '10s:5..'"],
    ['10s:5/m', "not '10s:5/m'"],
    ['10s:1.5', 'a whole number of clients'],
    ['10s:5..10000001', 'a whole number of clients'],
    ['10s:10000001/s', 'turns a second at the most'],
    ['10s:0', 'asks for nothing at all'],
    ['10s:5,10s:5/s', "put '/s' behind all values or behind none"],
  ])('refuse %j, and say why', (text, part) => {
    expect(() => parseStages(text)).toThrow(part);
  });
});
