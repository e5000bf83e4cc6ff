// The fit of the law of scalability: exact data give their parameters back, and on noisy data an independent library finds the same.

import fc from 'fast-check';
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { describe, expect, it } from 'vitest';
import { seededChance } from '../chance.ts';
import { fitLaw, type Law, type Point, peakOf, rateAt, rSquaredOf, squares } from './scalability-law.ts';

const LEVELS = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];

const anyLaw: fc.Arbitrary<Law> = fc.record({
  lambda: fc.double({ min: 10, max: 50_000, noNaN: true }),
  sigma: fc.double({ min: 0.001, max: 0.6, noNaN: true }),
  kappa: fc.double({ min: 1e-5, max: 0.01, noNaN: true }),
});

function exact(law: Law, levels: readonly number[] = LEVELS): Point[] {
  return levels.map((clients) => ({ clients, rate: rateAt(law, clients) }));
}

function noisy(law: Law, share: number, seed: number): Point[] {
  const chance = seededChance(seed);
  return [...exact(law), ...exact(law), ...exact(law)].map(({ clients, rate }) => ({
    clients,
    rate: rate * (1 + share * (chance.below(2001) / 1000 - 1)),
  }));
}

function expectNear(actual: number, expected: number, share: number, floor = 0): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * share + floor);
}

describe('the fit of the law of scalability', () => {
  it('gives back the parameters of exact data', () => {
    fc.assert(
      fc.property(anyLaw, (law) => {
        const fitted = fitLaw(exact(law));
        expectNear(fitted.lambda, law.lambda, 1e-5);
        expectNear(fitted.sigma, law.sigma, 1e-4, 1e-7);
        expectNear(fitted.kappa, law.kappa, 1e-4, 1e-9);
        expect(rSquaredOf(exact(law), fitted)).toBeGreaterThan(1 - 1e-9);
      }),
    );
  });

  it('gives back contention without coherence, and neither', () => {
    fc.assert(
      fc.property(anyLaw, fc.boolean(), (law, isLinear) => {
        const made = { ...law, kappa: 0, sigma: isLinear ? 0 : law.sigma };
        const fitted = fitLaw(exact(made));
        expectNear(fitted.lambda, made.lambda, 1e-5);
        expectNear(fitted.sigma, made.sigma, 1e-4, 1e-6);
        expectNear(fitted.kappa, 0, 0, 1e-7);
      }),
    );
  });

  it('finds on noisy data what an independent library finds', () => {
    let compared = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const law = { lambda: 100 * seed, sigma: 0.02 * (1 + (seed % 7)), kappa: 0.0004 * (1 + (seed % 5)) };
      const points = noisy(law, 0.03, seed);
      const fitted = fitLaw(points);
      const theirs = levenbergMarquardt(
        { x: points.map(({ clients }) => clients), y: points.map(({ rate }) => rate) },
        ([lambda = 0, sigma = 0, kappa = 0]) =>
          (clients) =>
            rateAt({ lambda, sigma, kappa }, clients),
        {
          initialValues: [law.lambda, law.sigma, law.kappa],
          minValues: [1e-9, 0, 0],
          maxIterations: 500,
          gradientDifference: [law.lambda * 1e-6, 1e-7, 1e-9],
          centralDifference: true,
          damping: 1e-3,
          errorTolerance: 0,
          improvementThreshold: 1e-12,
        },
      );
      const [lambda = 0, sigma = 0, kappa = 0] = theirs.parameterValues;
      expect(squares(points, fitted)).toBeLessThanOrEqual(squares(points, { lambda, sigma, kappa }) * (1 + 1e-9));
      expectNear(fitted.lambda, lambda, 1e-3);
      expectNear(fitted.sigma, sigma, 1e-2, 1e-5);
      expectNear(fitted.kappa, kappa, 1e-2, 1e-7);
      compared++;
    }
    expect(compared).toBe(30);
  });

  it('has no better law beside it that is allowed', () => {
    fc.assert(
      fc.property(anyLaw, fc.integer({ min: 0, max: 1e6 }), (law, seed) => {
        const points = noisy(law, 0.2, seed);
        const fitted = fitLaw(points);
        expect(fitted.sigma >= 0 && fitted.kappa >= 0).toBe(true);
        const error = squares(points, fitted);
        for (const factor of [0.98, 1.02]) {
          expect(squares(points, { ...fitted, lambda: fitted.lambda * factor })).toBeGreaterThanOrEqual(error);
          expect(squares(points, { ...fitted, sigma: fitted.sigma * factor })).toBeGreaterThanOrEqual(error * (1 - 1e-9));
          expect(squares(points, { ...fitted, kappa: fitted.kappa * factor })).toBeGreaterThanOrEqual(error * (1 - 1e-9));
        }
        expect(squares(points, { ...fitted, sigma: fitted.sigma + 1e-4 })).toBeGreaterThanOrEqual(error * (1 - 1e-9));
        expect(squares(points, { ...fitted, kappa: fitted.kappa + 1e-6 })).toBeGreaterThanOrEqual(error * (1 - 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it('scales with the unit of the rate, and does not mind the order of the points', () => {
    fc.assert(
      fc.property(
        anyLaw,
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (law, unit, seed) => {
          const points = noisy(law, 0.05, seed);
          const fitted = fitLaw(points);
          const scaled = fitLaw(points.toReversed().map(({ clients, rate }) => ({ clients, rate: rate * unit })));
          expectNear(scaled.lambda, fitted.lambda * unit, 1e-4);
          expectNear(scaled.sigma, fitted.sigma, 1e-3, 1e-5);
          expectNear(scaled.kappa, fitted.kappa, 1e-3, 1e-7);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the peak of the law', () => {
  it('is where no other number of clients does more', () => {
    fc.assert(
      fc.property(anyLaw, (law) => {
        const peak = peakOf(law);
        expect(peak).toBeDefined();
        if (peak === undefined) return;
        expect(rateAt(law, peak)).toBeGreaterThanOrEqual(rateAt(law, peak * 1.01));
        expect(rateAt(law, peak)).toBeGreaterThanOrEqual(rateAt(law, Math.max(1, peak * 0.99)) * (1 - 1e-12));
      }),
    );
  });

  it('is not there without coherence', () => {
    expect(peakOf({ lambda: 100, sigma: 0.1, kappa: 0 })).toBe(undefined);
  });
});
