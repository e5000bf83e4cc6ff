import { expect, it } from 'vitest';
import { thresholdWords } from './threshold-words.ts';

it.each([
  ['direct.response.p99 < 20ms', '99 % of direct answered within 20 ms of being due'],
  ['service.p999 <= 1s', '99.9 % of each operation answered within 1 s of being sent'],
  ['sendLag.p50 < 500us', '50 % of each operation sent within 500 µs of being due'],
  ['response.p99 > 20ms', 'p99 response of each operation: above 20 ms'],
  ['join.response.max < 1s', 'longest response of join: below 1 s'],
  ['errors == 0', 'no error'],
  ['lost <= 5', 'messages lost: at most 5'],
  ['errors < 0.1%', 'errors: below 0.1 % of all'],
  ['rate >= 1950/s', 'at least 1,950 operations a second'],
  ['neverConnected == 0', 'each client connected'],
])('says %s in words', (text, words) => {
  expect(thresholdWords(text)).toBe(words);
});

it('says nothing of what is no threshold', () => {
  expect(thresholdWords('as fast as the wind')).toBeUndefined();
});
