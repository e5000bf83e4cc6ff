import fc from 'fast-check';
import { probit } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { studentQuantile } from './student.ts';

describe("Student's quantile", () => {
  it.each([
    [0.95, 1, 12.706],
    [0.9, 4, 2.132],
    [0.95, 4, 2.776],
    [0.95, 7, 2.365],
    [0.99, 10, 3.169],
    [0.95, 30, 2.042],
  ])('is at %d with %d degrees of freedom what the tables say', (confidence, freedom, expected) => {
    expect(studentQuantile(confidence, freedom)).toBeCloseTo(expected, 3);
  });

  it('comes to the normal quantile of an independent library as the freedom grows', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.99, noNaN: true }), (confidence) => {
        const normal = probit((1 + confidence) / 2);
        expect(Math.abs(studentQuantile(confidence, 3001) / normal - 1)).toBeLessThan(0.005);
      }),
      { numRuns: 20 },
    );
  });

  it('grows with the confidence and shrinks with the freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 0.98, noNaN: true }), fc.integer({ min: 1, max: 60 }), (confidence, freedom) => {
        const quantile = studentQuantile(confidence, freedom);
        expect(studentQuantile(confidence + 0.01, freedom)).toBeGreaterThan(quantile);
        expect(studentQuantile(confidence, freedom + 1)).toBeLessThan(quantile);
      }),
    );
  });
});
