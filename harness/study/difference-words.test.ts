import { describe, expect, it } from 'vitest';
import { differenceSentence, differenceText } from './difference-words.ts';

describe('a difference in words', () => {
  it.each([
    [0.88, 0.85, 0.91, '12 % (9 % to 15 %) lower'],
    [1.123, 1.101, 1.152, '12 % (10 % to 15 %) higher'],
    [0.99, 0.97, 1.02, '1 % lower (3 % lower to 2 % higher)'],
    [1, 1, 1, 'no difference (no difference to no difference)'],
    [3.14, 2.9, 3.5, '3.1 times as high (2.9 to 3.5 times)'],
    [1.5, 1.1, 2.5, '50 % higher (10 % higher to 2.5 times as high)'],
    [0.5, 0.001, 5000, '50 % lower (more than 99 % lower to more than 1000 times as high)'],
  ])('%d, from %d to %d', (ratio, low, high, text) => {
    expect(differenceText({ ratio, low, high })).toBe(text);
  });

  it('end with the judgement', () => {
    const sentence = differenceSentence({ ratio: 0.88, low: 0.85, high: 0.91, judgement: 'worse' });
    expect(sentence).toBe('12 % (9 % to 15 %) lower: worse.');
  });
});
