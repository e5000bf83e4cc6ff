import { expect, it } from 'vitest';
import { exactText } from './value-text.ts';

it('writes a value with all its digits', () => {
  expect([
    exactText('us', 987),
    exactText('us', 12_345),
    exactText('us', 1_234_567),
    exactText('count', 1_234_567.25),
    exactText('perSecond', 1000.5),
    exactText('share', 0.123456),
    exactText('bytes', 512),
    exactText('bytes', 1_500_000),
    exactText('seconds', 12.345),
    exactText('percentile', 99.999),
  ]).toEqual([
    '987 µs',
    '12.345 ms',
    '1.234567 s',
    '1,234,567.25',
    '1,000.5/s',
    '12.3456 %',
    '512 bytes',
    '1.43 MB (1,500,000)',
    '12.345 s',
    'p99.999',
  ]);
});
