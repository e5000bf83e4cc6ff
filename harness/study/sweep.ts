// A sweep over numbers of clients: in which order its trials are made, which of them count, and what the law says of them.

import { type Chance, shuffled } from '../chance.ts';
import { clientsText } from '../load/load-words.ts';
import { median } from '../load/robust.ts';
import type { Estimate, ScalabilityFit, SweepLevel, SweepRecord } from '../record/sweep-record.ts';
import { fitLaw, type Law, type Point, peakOf, rateAt, rSquaredOf } from './scalability-law.ts';

/** Three parameters fit any three levels: only a fourth can contradict them. */
export const LEVELS_MIN = 4;
const RESAMPLES = 400;
/** A peak beyond so many times the largest level is a guess. */
const GUESS_FACTOR = 2;

/**
 * All levels once, then all again, each round in an order of its own: a machine that grows slower in the meantime is slower for
 * few clients as often as for many.
 */
export function sweepOrder(levels: readonly number[], trials: number, chance: Chance): number[] {
  return Array.from({ length: trials }, () => shuffled(levels, chance)).flat();
}

export interface SweepTrial {
  readonly clients: number;
  readonly run: SweepLevel['trials'][number];
  /** Why its rate is not the target's. */
  readonly limit: string | undefined;
}

/** A level counts unless half of its trials or more were the generator's doing. */
export function levelsOf(trials: readonly SweepTrial[]): SweepLevel[] {
  const clients = [...new Set(trials.map((trial) => trial.clients))].toSorted((one, other) => one - other);
  return clients.map((count) => {
    const own = trials.filter((trial) => trial.clients === count);
    const limits = own.map(({ limit }) => limit).filter((limit) => limit !== undefined);
    const [first] = limits;
    const isLeftOut = first !== undefined && limits.length * 2 >= own.length;
    return { clients: count, trials: own.map(({ run }) => run), ...(isLeftOut && { leftOut: first }) };
  });
}

/** Of the trials that count, in levels that count. */
export function countedPoints(trials: readonly SweepTrial[], levels: readonly SweepLevel[]): Point[] {
  const counted = new Set(levels.filter(({ leftOut }) => leftOut === undefined).map(({ clients }) => clients));
  return trials.flatMap(({ clients, run, limit }) => {
    const rate = run.figures.rate ?? 0;
    return limit === undefined && rate > 0 && counted.has(clients) ? [{ clients, rate }] : [];
  });
}

/** Undefined: there are too few levels to trust any fit. */
export function fitOf(points: readonly Point[], chance: Chance): ScalabilityFit | undefined {
  const groups = byLevel(points);
  if (groups.length < LEVELS_MIN) return undefined;
  const law = fitLaw(points);
  const again = Array.from({ length: RESAMPLES }, () => fitLaw(resampled(groups, law, chance)));
  const estimate = (value: number, of: (law: Law) => number) => interval(value, again.map(of));
  const rSquared = rSquaredOf(points, law);
  const residuals = groups.map(({ clients, rates }) => ({ clients, rate: median(rates), fitted: rateAt(law, clients) }));
  const peak = isLevel(law, residuals) ? undefined : peakEstimate(law, again);
  const fit = {
    lambda: estimate(law.lambda, ({ lambda }) => lambda),
    sigma: estimate(law.sigma, ({ sigma }) => sigma),
    kappa: estimate(law.kappa, ({ kappa }) => kappa),
    rSquared,
    residuals,
    ...(peak !== undefined && { peak }),
  };
  return { ...fit, sentence: sentenceOf(fit) };
}

interface Group {
  readonly clients: number;
  readonly rates: readonly number[];
}

function byLevel(points: readonly Point[]): Group[] {
  const levels = [...new Set(points.map(({ clients }) => clients))].toSorted((one, other) => one - other);
  return levels.map((clients) => ({
    clients,
    rates: points.filter((point) => point.clients === clients).map(({ rate }) => rate),
  }));
}

/**
 * Trials drawn anew from those of each level. Drawn around their own mean, a few scatter too little, by (n - 1) / n, which is made
 * up for. Where there is one trial only, what the law leaves unexplained, as a share, is all that is known of chance.
 */
function resampled(groups: readonly Group[], law: Law, chance: Chance): Point[] {
  const drawn = <T>(all: readonly T[]) => all[chance.below(all.length)] as T;
  const unexplained = groups.flatMap(({ clients, rates }) => rates.map((rate) => rate / rateAt(law, clients) - 1));
  const wider = Math.sqrt(unexplained.length / Math.max(1, unexplained.length - 3));
  return groups.flatMap(({ clients, rates }) => {
    if (rates.length === 1) {
      return [{ clients, rate: Math.max(1e-9, rateAt(law, clients) * (1 + wider * drawn(unexplained))) }];
    }
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const stretch = Math.sqrt(rates.length / (rates.length - 1));
    return rates.map(() => ({ clients, rate: Math.max(1e-9, mean + stretch * (drawn(rates) - mean)) }));
  });
}

/**
 * Whether the law comes down from its peak by less than it is off itself. Where a server does as much for many as for a few, the law,
 * which can't stay level, puts a peak somewhere among them.
 */
function isLevel(law: Law, residuals: ScalabilityFit['residuals']): boolean {
  const largest = residuals.at(-1)?.clients ?? 0;
  const clients = peakOf(law);
  if (clients === undefined || clients > largest) return false;
  return 1 - rateAt(law, largest) / rateAt(law, clients) <= worstOf(residuals);
}

function worstOf(residuals: ScalabilityFit['residuals']): number {
  return Math.max(...residuals.map(({ rate, fitted }) => Math.abs(rate / fitted - 1)));
}

function peakEstimate(law: Law, again: readonly Law[]): ScalabilityFit['peak'] {
  const clients = peakOf(law);
  const peaks = again.map((one) => ({ law: one, clients: peakOf(one) }));
  const without = peaks.filter((one) => one.clients === undefined).length;
  // Where chance alone may take the peak away, nobody can say where it is.
  if (clients === undefined || without > again.length * OUTSIDE) return undefined;
  const known = peaks.flatMap((one) => (one.clients === undefined ? [] : [{ law: one.law, clients: one.clients }]));
  return {
    clients: interval(
      clients,
      known.map((one) => one.clients),
    ),
    rate: interval(
      rateAt(law, clients),
      known.map((one) => rateAt(one.law, one.clients)),
    ),
  };
}

/** On each side of a 95 % interval. */
const OUTSIDE = 0.025;

function interval(value: number, values: readonly number[]): Estimate {
  const sorted = values.toSorted((one, other) => one - other);
  const outside = Math.floor(sorted.length * OUTSIDE);
  const [low = value, high = value] = [sorted[outside], sorted[sorted.length - 1 - outside]];
  return { value, low: Math.min(value, low), high: Math.max(value, high) };
}

function sentenceOf({ sigma, rSquared, residuals, peak }: Omit<ScalabilityFit, 'sentence'>): string {
  const largest = Math.max(...residuals.map(({ clients }) => clients));
  const explained = `The law explains ${percent(Math.max(0, rSquared))} of the differences between ${residuals.length} levels`;
  const worst = worstOf(residuals);
  const contention = `${percent(sigma.value)} of the work can be done by only one at a time`;
  return `${explained}, and is off by ${percent(worst)} at the most; ${contention}. ${peakSentence(peak, largest)}`;
}

function peakSentence(peak: ScalabilityFit['peak'], largest: number): string {
  if (peak === undefined) return `No peak can be told from up to ${clientsText(largest)}.`;
  const { clients, rate } = peak;
  const what = `${whole(rate.value)} operations a second at ${clientsText(clients.value)} (${whole(clients.low)} to ${whole(clients.high)})`;
  if (clients.value <= largest) return `More clients do less beyond the peak of ${what}.`;
  if (clients.value <= GUESS_FACTOR * largest) {
    return `The peak would be ${what}: further than the ${whole(largest)} that were tried.`;
  }
  return `A peak of ${what} is a guess: no more than ${whole(largest)} were tried.`;
}

export interface SweepJudged {
  readonly levels: readonly SweepLevel[];
  readonly fit: ScalabilityFit | undefined;
  /** What ended it before its time. */
  readonly sentence: string | undefined;
}

export function judgeSweep({ levels, fit, sentence }: SweepJudged): Pick<SweepRecord, 'verdict' | 'causes'> {
  const failed = levels.flatMap(({ clients, trials }) =>
    trials.flatMap(({ verdict, causes }) =>
      causes
        .filter((cause) => verdict === 'fail' && cause.verdict === 'fail')
        .map((cause) => `With ${clientsText(clients)}: ${cause.sentence}`),
    ),
  );
  if (failed.length > 0) return { verdict: 'fail', causes: [...new Set(failed)] };
  if (sentence !== undefined) return { verdict: 'invalid', causes: [sentence] };
  if (fit !== undefined) return { verdict: 'pass', causes: [] };
  const counted = levels.filter(({ leftOut }) => leftOut === undefined).length;
  const left = levels.flatMap(({ clients, leftOut }) => (leftOut === undefined ? [] : [`${clientsText(clients)}: ${leftOut}`]));
  const few = `A fit takes ${LEVELS_MIN} levels at least, and ${counted === 1 ? '1 counts' : `${counted} count`}.`;
  return { verdict: 'invalid', causes: [few, ...left] };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
}
