import { describe, expect, it } from 'vitest';
import { scaleFor, type Tick } from './scale.ts';
import { valueText } from './value-text.ts';

const texts = (ticks: readonly Tick[], unit: 'us' | 'bytes' | 'count' = 'count') =>
  ticks.map(({ value, text = valueText(unit, value) }) => text);

describe('the scale of the tail', () => {
  const scale = scaleFor('tail', 'percentile', [0, 50, 90, 99, 99.9, 99.99, 100]);

  it('gives each nine as much room as the last', () => {
    expect([0, 90, 99, 99.9, 99.99].map((percentile) => Number(scale.place(percentile).toFixed(9)))).toEqual([0, 1, 2, 3, 4]);
    expect(scale.place(50)).toBeCloseTo(Math.log10(2), 12);
  });

  it('puts 100, which has no place, behind the last that has one', () => {
    expect(scale.place(100)).toBeCloseTo(4.5, 9);
    expect(scale.value(scale.place(100))).toBe(100);
    expect(scaleFor('tail', 'percentile', [100]).place(100)).toBe(1.5);
  });

  it('writes the nines', () => {
    expect(texts(scale.ticks(0, 4.5, 10))).toEqual(['0', '50 %', '90 %', '99 %', '99.9 %', '99.99 %', '100 %']);
  });

  it('writes what lies between the nines where only few of them are seen', () => {
    expect(texts(scale.ticks(0.9, 2.1, 10))).toEqual(['90 %', '95 %', '98 %', '99 %']);
  });
});

describe('a logarithmic scale', () => {
  it('puts what is not above zero below the lowest that is', () => {
    const scale = scaleFor('log', 'count', [0, -7, 10, 1000]);
    expect(scale.place(0)).toBe(0.5);
    expect(scale.place(-7)).toBe(0.5);
    expect(texts(scale.ticks(0.5, 3, 10))).toEqual(['≤ 0', '10', '100', '1,000']);
  });

  it('says 0 where nothing is below it', () => {
    expect(texts(scaleFor('log', 'count', [0, 10, 1000]).ticks(0.5, 3, 10))[0]).toBe('0');
  });

  it('is linear where there is nothing above zero', () => {
    expect(scaleFor('log', 'us', [0, 0]).kind).toBe('linear');
  });

  it('has ticks within a decade', () => {
    const ticks = scaleFor('log', 'us', [150, 900]).ticks(Math.log10(150), Math.log10(900), 8);
    expect(texts(ticks, 'us')).toEqual(['200 µs', '400 µs', '600 µs', '800 µs']);
  });
});

describe('a linear scale', () => {
  it('counts bytes by powers of two', () => {
    expect(texts(scaleFor('linear', 'bytes', [1.5]).ticks(0, 700 * 1024 ** 2, 4), 'bytes')).toEqual([
      '0 bytes',
      '256 MB',
      '512 MB',
    ]);
  });

  it('has nothing between whole numbers', () => {
    expect(texts(scaleFor('linear', 'seconds', [1, 2, 3]).ticks(0.9, 3.1, 20))).toEqual(['1', '2', '3']);
  });

  it('has no ticks where there is no stretch', () => {
    expect(scaleFor('linear', 'share', [0.5]).ticks(0.5, 0.5, 5)).toEqual([]);
  });
});
