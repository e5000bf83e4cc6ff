import { describe, expect, it } from 'vitest';
import type { Chance } from '../chance.ts';
import { MEDIAN_RATE } from '../load/run-figures.ts';
import type { StudyRun } from '../record/study.ts';
import { compareRuns } from './compared-level.ts';
import { MARGIN_DEFAULT } from './judgement.ts';
import { normal, shareOf } from './noise.test-support.ts';

const TRIALS = 5;
/** Of five, the first is the warm-up. */
const SECONDS = 4;
/** From one start of a server to the next, and from second to second. */
const [START_DEVIATION, SECOND_DEVIATION] = [0.02, 0.015];

interface Server {
  /** To that of the first. */
  readonly speed: number;
  /** Seconds of each trial in which it does nothing at all. */
  readonly stills: number;
}

/** One trial in four loses a second or two to a burst of other work, which takes a third to two thirds of it. */
function secondsOf({ speed, stills }: Server, hasBursts: boolean, chance: Chance): number[] {
  const ownSpeed = 1000 * speed * Math.exp(START_DEVIATION * normal(chance));
  const burst = hasBursts && chance.below(4) === 0 ? { from: chance.below(SECONDS), length: 1 + chance.below(2) } : undefined;
  return Array.from({ length: SECONDS }, (_, second) => {
    const isHit = burst !== undefined && second >= burst.from && second < burst.from + burst.length;
    const left = isHit ? (33 + chance.below(34)) / 100 : 1;
    return second < stills ? 1 : ownSpeed * left * Math.exp(SECOND_DEVIATION * normal(chance));
  });
}

function runOf(seconds: readonly number[]): StudyRun {
  const rate = seconds.reduce((sum, second) => sum + second, 0) / seconds.length;
  return {
    startedAt: '2026-11-21T10:00:00.000Z',
    seconds: SECONDS,
    verdict: 'pass',
    causes: [],
    figures: { rate, [MEDIAN_RATE]: seconds.toSorted((one, next) => one - next)[2] ?? 0 },
    generatorCpuShare: 0.3,
  };
}

function judgedBy(decisive: readonly string[], other: Server, hasBursts: boolean, chance: Chance): string | undefined {
  const servers = [{ speed: 1, stills: 0 }, other];
  const subjects = servers.map((server, index) => ({
    name: index === 0 ? 'old' : 'new',
    runs: Array.from({ length: TRIALS }, () => runOf(secondsOf(server, hasBursts, chance))),
    places: Array.from({ length: TRIALS }, (_, trial) => 2 * trial + (trial % 2 === index ? 0 : 1)),
  }));
  return compareRuns(subjects, { decisive, margin: MARGIN_DEFAULT, confidence: 0.95, levels: 1, seed: chance.below(2 ** 31) })
    .judgements[0]?.judgement;
}

function share(judgement: string, other: Server, { decisive, hasBursts }: { decisive: readonly string[]; hasBursts: boolean }) {
  return shareOf(200, (chance) => judgedBy(decisive, other, hasBursts, chance) === judgement);
}

const BOTH = [MEDIAN_RATE, 'rate'];
const SAME = { speed: 1, stills: 0 };
const SLOWER = { speed: 1 / 1.1, stills: 0 };

describe('two servers that take turns', () => {
  it.each([false, true])(
    'are told in 19 of 20 comparisons, the same or a tenth slower, whether or not bursts of other work hit them (%s)',
    (hasBursts) => {
      expect(share('same', SAME, { decisive: BOTH, hasBursts })).toBeGreaterThanOrEqual(0.95);
      expect(share('worse', SLOWER, { decisive: BOTH, hasBursts })).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('are often not told under bursts by the mean rate alone', () => {
    expect(share('same', SAME, { decisive: ['rate'], hasBursts: true })).toBeLessThan(0.75);
    expect(share('worse', SLOWER, { decisive: ['rate'], hasBursts: true })).toBeLessThan(0.75);
  });

  it('are not the same where one stands still for a second of each trial, which the second in the middle does not show', () => {
    const still = { speed: 1, stills: 1 };
    expect(share('worse', still, { decisive: BOTH, hasBursts: false })).toBeGreaterThanOrEqual(0.95);
    expect(share('same', still, { decisive: [MEDIAN_RATE], hasBursts: false })).toBeGreaterThanOrEqual(0.9);
  });
});
