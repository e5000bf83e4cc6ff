import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JUDGEMENTS } from '../record/comparison-record.ts';
import { judge, judgeTogether, MARGIN_DEFAULT } from './judgement.ts';
import { NOISES, type Noise, shareOf, twoServers } from './noise.test-support.ts';
import { estimateRatio, type RatioEstimate } from './resampling.ts';

/** An estimate whose logarithm is known to within `error`, as a normal one would be. */
function known(logRatio: number, error: number): RatioEstimate {
  return {
    ratio: Math.exp(logRatio),
    within(confidence) {
      const reach = error * (confidence > 0.92 ? 1.96 : 1.645);
      return { low: Math.exp(logRatio - reach), high: Math.exp(logRatio + reach) };
    },
  };
}

const logRatio = fc.double({ min: -1, max: 1, noNaN: true });
const error = fc.double({ min: 0.0001, max: 0.3, noNaN: true });
const options = { margin: 0.05, confidence: 0.95 } as const;

describe('a judgement', () => {
  it('is turned over when the two change places, and when more is better instead of less', () => {
    const turned = { better: 'worse', worse: 'better', same: 'same', 'cannot-tell': 'cannot-tell' } as const;
    fc.assert(
      fc.property(logRatio, error, (log, of) => {
        const { judgement } = judge(known(log, of), { ...options, better: 'higher' });
        expect(judge(known(-log, of), { ...options, better: 'higher' }).judgement).toBe(turned[judgement]);
        expect(judge(known(log, of), { ...options, better: 'lower' }).judgement).toBe(turned[judgement]);
      }),
    );
  });

  it('does not get better as the ratio gets worse', () => {
    const rank = { worse: 0, 'cannot-tell': 1, same: 1, better: 2 } as const;
    fc.assert(
      fc.property(logRatio, logRatio, error, (one, other, of) => {
        const of2 = (log: number) => rank[judge(known(log, of), { ...options, better: 'higher' }).judgement];
        expect(of2(Math.min(one, other))).toBeLessThanOrEqual(of2(Math.max(one, other)));
      }),
    );
  });

  it('is never turned over by knowing the same more exactly: at most a difference is then known to be small', () => {
    fc.assert(
      fc.property(logRatio, error, (log, of) => {
        const { judgement } = judge(known(log, of), { ...options, better: 'higher' });
        const exact = judge(known(log, of / 2), { ...options, better: 'higher' }).judgement;
        const isSmall = Math.abs(log) < Math.log1p(options.margin);
        if (judgement !== 'cannot-tell') expect(isSmall ? [judgement, 'same'] : [judgement]).toContain(exact);
      }),
    );
  });

  it('is the same only where a difference of the margin is ruled out', () => {
    expect(judge(known(0, 0.02), { ...options, better: 'higher' }).judgement).toBe('same');
    expect(judge(known(0, 0.04), { ...options, better: 'higher' }).judgement).toBe('cannot-tell');
    expect(judge(known(0.02, 0.001), { ...options, better: 'higher' }).judgement).toBe('same');
    expect(judge(known(0.06, 0.02), { ...options, better: 'higher' }).judgement).toBe('better');
  });

  it('is better or worse where no difference is ruled out, however large it is, unless it is shown to be small', () => {
    expect(judge(known(0.045, 0.015), { ...options, better: 'higher' }).judgement).toBe('better');
    expect(judge(known(0.03, 0.01), { ...options, better: 'higher' }).judgement).toBe('same');
    expect(judge(known(0.045, 0.03), { ...options, better: 'higher' }).judgement).toBe('cannot-tell');
  });

  it('of several figures follows the one that is better or worse, and no two that contradict each other', () => {
    expect(judgeTogether(['same', 'worse', 'cannot-tell'])).toBe('worse');
    expect(judgeTogether(['better', 'same'])).toBe('better');
    expect(judgeTogether(['better', 'worse'])).toBe('cannot-tell');
    expect(judgeTogether(['same', 'same'])).toBe('same');
    expect(judgeTogether(['same', 'cannot-tell'])).toBe('cannot-tell');
    expect(judgeTogether([])).toBe('cannot-tell');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...JUDGEMENTS), { minLength: 1 }), fc.nat(), (all, by) => {
        const at = by % all.length;
        expect(judgeTogether([...all.slice(at), ...all.slice(0, at)])).toBe(judgeTogether(all));
      }),
    );
  });
});

describe('five trials each, in turn,', () => {
  const judged = (ratio: number, deviation: number, noise: Noise) =>
    shareOf(200, (chance) => {
      const { first, other } = twoServers({ trials: 5, ratio, deviation, noise }, chance);
      const estimate = estimateRatio(first, other, { hasDrift: true, isSeries: false }, chance);
      const { judgement } = judge(estimate, { margin: MARGIN_DEFAULT, confidence: 0.95, better: 'higher' });
      return judgement === (ratio === 1 ? 'same' : 'worse');
    });

  it.each([
    [2.5, 'normal'],
    [2.5, 'slowly drifting'],
    [2, 'heavy-tailed'],
    [2, 'one-sided'],
  ] as const)(
    'whose rates scatter by %d %% from trial to trial, with %s noise, show in 19 of 20 comparisons that two identical servers are the same and that one whose answers take a tenth more work is worse',
    (percent, noise) => {
      expect(judged(1, percent / 100, NOISES[noise])).toBeGreaterThanOrEqual(0.95);
      expect(judged(1 / 1.1, percent / 100, NOISES[noise])).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('are not enough where the margin is 5 %: then identical servers often can not be told', () => {
    const sames = shareOf(100, (chance) => {
      const { first, other } = twoServers({ trials: 5, ratio: 1, deviation: 0.025, noise: NOISES.normal }, chance);
      const estimate = estimateRatio(first, other, { hasDrift: true, isSeries: false }, chance);
      return judge(estimate, { margin: 0.05, confidence: 0.95, better: 'higher' }).judgement === 'same';
    });
    expect(sames).toBeLessThan(0.85);
  });
});
