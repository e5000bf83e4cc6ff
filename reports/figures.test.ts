import { describe, expect, it } from 'vitest';
import { bytesText, counted, latencyText, percentText, shortCountText } from './figures.ts';

describe('a latency as text', () => {
  it.each([
    [0, '0µs'],
    [0.4, '0.4µs'],
    [231, '231µs'],
    [999.4, '999µs'],
    [999.6, '1ms'],
    [1234, '1.23ms'],
    [12_345, '12.3ms'],
    [123_456, '123ms'],
    [999_999, '1s'],
    [1_500_000, '1.5s'],
    [3_600_000_000, '3,600s'],
  ])('shows %d µs as %s', (us, text) => {
    expect(latencyText(us)).toBe(text);
  });

  it('is never wider than a column of the table, up to an hour', () => {
    for (let us = 0.01; us <= 3.6e9; us *= 1.01) expect(latencyText(us).length).toBeLessThanOrEqual(6);
  });
});

describe('other figures as text', () => {
  it('shorten counts that no column holds', () => {
    expect([12, 12.345, 1234.5, 9_999_999, 12_345_678, 4e12].map(shortCountText)).toEqual([
      '12',
      '12.3',
      '1,235',
      '9,999,999',
      '12.3M',
      '4T',
    ]);
  });

  it('take the unit of bytes that fits', () => {
    expect([0, 1000, 1023, 1536, 61_000_000, 5e12].map(bytesText)).toEqual([
      '0 bytes',
      '0.98 KB',
      '1 KB',
      '1.5 KB',
      '58.2 MB',
      '4.55 TB',
    ]);
  });

  it('do not make nothing of a small share', () => {
    expect([0, 0.0004, 0.254, 1.98, -0.004, -0.254].map(percentText)).toEqual(['0 %', '0.04 %', '25 %', '198 %', '-0.4 %', '-25 %']);
  });

  it('count one of a thing as one', () => {
    expect([counted(1, 'client'), counted(2000, 'process', 'processes')]).toEqual(['1 client', '2,000 processes']);
  });
});
