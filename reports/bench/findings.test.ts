import { describe, expect, it } from 'vitest';
import { ceilingSentence, floorSentence, rangeSentence } from './findings.ts';

const points = (values: readonly number[]) => values.map((value, second) => ({ second, value }));
const ms = (value: number) => `${value} ms`;
const usual = [2, 1.5, 1.8, 2, 1.7, 1.9, 2, 1.6, 1.7, 2];

describe('what is said of a series', () => {
  it('names the seconds that stand out, in the order of time', () => {
    expect(ceilingSentence('p99', points([...usual, 812]), ms)).toBe('p99 is 2 ms or less but for second 10 (812 ms).');
    const twice = points([...usual, 9, ...usual, 812]);
    expect(ceilingSentence('p99', twice, ms)).toBe('p99 is 2 ms or less but for second 10 (9 ms) and second 21 (812 ms).');
    expect(floorSentence('The rate', points([...usual, 0.1]), ms)).toBe('The rate is 1.5 ms or more but for second 10 (0.1 ms).');
  });

  it('counts those that are many, and names the worst', () => {
    const series = Array.from({ length: 100 }, (_, second) => (second % 20 === 7 ? 50 + second : 1));
    expect(ceilingSentence('p99', points(series), ms)).toBe(
      'p99 is 1 ms but for 5 seconds, the worst of them second 87 (137 ms).',
    );
    const drops = series.map((value) => 1000 - 9 * value);
    expect(floorSentence('It', points(drops), ms)).toMatch(
      /^It is 991 ms but for 5 seconds, the worst of them second 87 \(-233 ms\)\.$/,
    );
  });

  it('gives the range where nothing stands out by itself', () => {
    const range = 'It is between 1 ms (second 0) and 16 ms (second 4).';
    expect(ceilingSentence('It', points([1, 2, 4, 11, 16]), ms)).toBe(range);
    expect(ceilingSentence('It', points([1, 1, 15, 15, 16]), ms)).toBe(range);
    expect(floorSentence('It', points([1, 1.4, 1.5, 12, 16]), ms)).toBe(range);
    expect(ceilingSentence('It', points([3, 3]), ms)).toBe('It is 3 ms throughout.');
  });

  it('says so where nothing was told, and when, where it was told once', () => {
    expect(rangeSentence('It', [{ second: 3, value: 7 }], ms)).toBe('It is 7 ms in second 3.');
    for (const sentence of [ceilingSentence, floorSentence, rangeSentence]) {
      expect(sentence('p99', [], ms)).toBe('Nothing was told of p99.');
    }
  });
});
