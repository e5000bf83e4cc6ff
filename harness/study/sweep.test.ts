import { describe, expect, it } from 'vitest';
import { seededChance } from '../chance.ts';
import type { SweepLevel } from '../record/sweep-record.ts';
import { type Law, rateAt } from './scalability-law.ts';
import { countedPoints, fitOf, judgeSweep, levelsOf, type SweepTrial, sweepOrder } from './sweep.ts';

const LEVELS = [1, 2, 4, 8, 16, 32];
const LAW: Law = { lambda: 1000, sigma: 0.05, kappa: 0.002 };

function trial(clients: number, rate: number, changes: Partial<SweepTrial['run']> = {}, limit?: string): SweepTrial {
  const run: SweepTrial['run'] = {
    startedAt: '2026-11-21T09:31:05.000Z',
    seconds: 5,
    verdict: 'pass',
    causes: [],
    figures: { rate },
    generatorCpuShare: 0.4,
    ...changes,
  };
  return { clients, run, limit };
}

function trialsOf(law: Law, scatter = 0, levels = LEVELS, seed = 1): SweepTrial[] {
  const chance = seededChance(seed);
  return sweepOrder(levels, 3, chance).map((clients) =>
    trial(clients, rateAt(law, clients) * (1 + scatter * (chance.below(2001) / 1000 - 1))),
  );
}

function fitted(trials: readonly SweepTrial[]) {
  return fitOf(countedPoints(trials, levelsOf(trials)), seededChance(7));
}

describe('the order of a sweep', () => {
  it('has all levels in each round, and differs from round to round', () => {
    const order = sweepOrder(LEVELS, 3, seededChance(5));
    const rounds = [order.slice(0, 6), order.slice(6, 12), order.slice(12)];
    for (const round of rounds) expect(round.toSorted((one, other) => one - other)).toEqual(LEVELS);
    expect(new Set(rounds.map(String)).size).toBe(3);
  });

  it('is the same with the same seed', () => {
    expect(sweepOrder(LEVELS, 4, seededChance(5))).toEqual(sweepOrder(LEVELS, 4, seededChance(5)));
  });
});

describe('the levels of a sweep', () => {
  it('stand in the order of their clients, with their trials', () => {
    const levels = levelsOf(trialsOf(LAW));
    expect(levels.map(({ clients }) => clients)).toEqual(LEVELS);
    expect(levels.map(({ trials }) => trials.length)).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it('are left out where the generator was the limit, and say so', () => {
    const trials = [...trialsOf(LAW), ...[1, 2, 3].map(() => trial(64, 1, {}, 'An agent used 99 % of a processor.'))];
    const levels = levelsOf(trials);
    expect(levels.at(-1)).toMatchObject({ clients: 64, leftOut: 'An agent used 99 % of a processor.' });
    expect(levels.filter(({ leftOut }) => leftOut !== undefined).length).toBe(1);
    expect(countedPoints(trials, levels).some(({ clients }) => clients === 64)).toBe(false);
  });

  it('count without the one trial that was disturbed', () => {
    const trials = [...trialsOf(LAW, 0, [1, 2, 4]), trial(1, 5, {}, 'The generator sent late by itself.')];
    const levels = levelsOf(trials);
    expect(levels.map(({ leftOut }) => leftOut)).toEqual([undefined, undefined, undefined]);
    expect(countedPoints(trials, levels).filter(({ clients }) => clients === 1)).toHaveLength(3);
  });
});

describe('the fit of a sweep', () => {
  it('gives back the law with intervals that hold it, and its peak', () => {
    let held = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const fit = fitted(trialsOf(LAW, 0.02, LEVELS, seed));
      expect(fit?.rSquared).toBeGreaterThan(0.99);
      if (fit === undefined) continue;
      if (fit.sigma.low <= LAW.sigma && LAW.sigma <= fit.sigma.high) held++;
      expect(fit.peak?.clients.value).toBeGreaterThan(15);
      expect(fit.peak?.clients.value).toBeLessThan(30);
    }
    expect(held).toBeGreaterThanOrEqual(8);
  });

  it('sets the rates of the levels beside those of the law', () => {
    const fit = fitted(trialsOf(LAW));
    expect(fit?.residuals.map(({ clients }) => clients)).toEqual(LEVELS);
    for (const { rate, fitted: byLaw } of fit?.residuals ?? []) expect(rate / byLaw).toBeCloseTo(1, 6);
  });

  it('says that there is no peak where the rate only grows', () => {
    const fit = fitted(trialsOf({ ...LAW, kappa: 0 }, 0.02));
    expect(fit?.peak).toBe(undefined);
    expect(fit?.sentence).toContain('No peak can be told from up to 32 clients.');
  });

  it('sees no peak where a server does as much for many as for a few, though the law can not stay level', () => {
    const fit = fitted(
      [1, 2, 4, 8, 16].flatMap((clients) => [94, 95].map((alone) => trial(clients, clients === 1 ? alone : 100))),
    );
    expect(fit?.kappa.low).toBeGreaterThan(0);
    expect(fit?.peak).toBe(undefined);
    expect(fit?.sentence).toContain('No peak can be told from up to 16 clients.');
  });

  it('says whether a peak was seen, or lies further than what was tried, or is a guess', () => {
    expect(fitted(trialsOf(LAW, 0.005))?.sentence).toMatch(/More clients do less beyond the peak of .* at 22 clients/);
    expect(fitted(trialsOf(LAW, 0, [1, 2, 4, 8, 12, 16]))?.sentence).toMatch(
      /at 22 clients .*: further than the 16 that were tried/,
    );
    expect(fitted(trialsOf(LAW, 0, [1, 2, 4, 6, 8]))?.sentence).toMatch(/at 22 clients .* is a guess: no more than 8 were tried/);
  });

  it('is the same with the same seed', () => {
    expect(fitted(trialsOf(LAW, 0.05))).toEqual(fitted(trialsOf(LAW, 0.05)));
  });

  it('is wider where trials scatter more, also where each level has one', () => {
    const width = (scatter: number, single: boolean) => {
      const all = trialsOf(LAW, scatter);
      const trials = single ? all.slice(0, LEVELS.length) : all;
      const fit = fitted(trials);
      return (fit?.lambda.high ?? 0) - (fit?.lambda.low ?? 0);
    };
    expect(width(0.05, false)).toBeGreaterThan(3 * width(0.005, false));
    expect(width(0.05, true)).toBeGreaterThan(3 * width(0.005, true));
  });

  it('is refused for fewer than four levels that count', () => {
    expect(fitted(trialsOf(LAW, 0, [1, 2, 4]))).toBe(undefined);
    const limited = trialsOf(LAW, 0, [1, 2, 4, 8]).map((one) => (one.clients === 8 ? { ...one, limit: 'It was late.' } : one));
    expect(fitted(limited)).toBe(undefined);
    expect(judgeSweep({ levels: levelsOf(limited), fit: undefined, sentence: undefined })).toEqual({
      verdict: 'invalid',
      causes: ['A fit takes 4 levels at least, and 3 count.', '8 clients: It was late.'],
    });
  });
});

describe('the verdict of a sweep', () => {
  const levels: SweepLevel[] = levelsOf(trialsOf(LAW));

  it('is pass with a fit, and invalid when it was stopped', () => {
    const fit = fitted(trialsOf(LAW));
    expect(judgeSweep({ levels, fit, sentence: undefined })).toEqual({ verdict: 'pass', causes: [] });
    expect(judgeSweep({ levels, fit, sentence: 'It was stopped.' })).toEqual({ verdict: 'invalid', causes: ['It was stopped.'] });
  });

  it('is fail when something was delivered wrong, whatever the fit', () => {
    const cause = { verdict: 'fail' as const, code: 'threshold', sentence: 'lost == 0, and it is 3.' };
    const broken = levelsOf([...trialsOf(LAW), trial(8, 900, { verdict: 'fail', causes: [cause] })]);
    expect(judgeSweep({ levels: broken, fit: fitted(trialsOf(LAW)), sentence: undefined })).toEqual({
      verdict: 'fail',
      causes: ['With 8 clients: lost == 0, and it is 3.'],
    });
  });
});
