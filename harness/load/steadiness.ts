// Where a run warmed up, and whether it was steady from then on: judged on windows of one second, each second of the run in
// order. Figures of a run that never was steady depend on how long it went on.

import type { BenchRecord } from '../record/record.ts';
import type { Plan } from './plan.ts';
import { DEVIATIONS, median, medianDeviation, type Trend, trendOf } from './robust.ts';
import { holdingStretches, type Stretch } from './stretches.ts';

export interface SecondFigures {
  readonly operations: number;
  /** Of no account in a second without operations. */
  readonly responseP50Us: number;
  readonly responseMaxUs: number;
}

export type Steadiness = BenchRecord['steadiness'];

/** Below it there is nothing to compare. */
const SECONDS_MIN = 3;
/** Of a run; a longer warm-up is for whoever knows of it to give. */
const WARM_UP_SHARE_MAX = 1 / 4;
const WARM_UP_SECONDS_MAX = 10;
/** Of fewer seconds no trend can be told from chance. */
const SECONDS_TO_TELL = 6;
/** A second with fewer operations says little about a rate. */
const OPERATIONS_TO_TELL = 10;
const CHANGE_MAX = 0.2;
/** Typical distance of a second from the median, as a share of it. Medians of few answers scatter more than their number. */
const RATE_VARIATION_MAX = 0.25;
const RESPONSE_VARIATION_MAX = 0.5;
/** What a second of the warm-up may differ from the second half by, and yet be none. */
const LIKENESS = 0.1;
/** By what share of the median a second is off that stands out. */
const STANDS_OUT = 0.5;
/** Of the seconds; with more of them figures depend on which seconds a run happens to have. */
const STANDING_OUT_SHARE_MAX = 0.1;

/**
 * How many leading seconds are unlike the second half of the run: all before the first two in a row whose rate and median
 * response are within 10 % of the second half's medians, or within three times its median deviation. A second that stands out
 * later is no warm-up but a finding, and so is a stall, wherever it is: what is cut goes to the first one at the most. Never
 * more than a quarter of the run, or 10 s; 0 where no such two are found by then. With `isSlow` it is a slow beginning only:
 * it goes to the first second at the most whose rate is above that of the second half.
 */
export function findWarmUp(windows: readonly SecondFigures[], isSlow: boolean): number {
  if (windows.length < SECONDS_MIN) return 0;
  const later = windows.slice(windows.length >> 1);
  const isRateAlike = likenessTo(ratesOf(later));
  const isResponseAlike = likenessTo(responsesOf(later));
  const isAlike = (window: SecondFigures | undefined) =>
    window !== undefined && isRateAlike(window.operations) && isResponseAlike(window.responseP50Us);
  const laterRate = median(ratesOf(later));
  const fast = isSlow ? windows.findIndex(({ operations }) => operations > laterRate && !isRateAlike(operations)) : -1;
  const most = Math.min(WARM_UP_SECONDS_MAX, Math.floor(windows.length * WARM_UP_SHARE_MAX));
  const limit = Math.min(secondsBeforeStall(windows), fast === -1 ? windows.length : fast);
  for (let second = 0; second <= most; second++) {
    if (isAlike(windows[second]) && isAlike(windows[second + 1])) return Math.min(second, limit);
  }
  return 0;
}

/** A response that took so long had to wait for something, however cold everything was. */
const STALL_US_MIN = 200_000;
const HICCUP_US_MIN = 20_000;
const TIMES_USUAL = 20;

/**
 * How many seconds there are before the first stall begins. Whatever warms up gets better from second to second: it stalls when
 * it answers less than half as much as the second before; when the longest response is 20 times the usual one, and 200 ms, or
 * 20 ms where it is twice that of the second before. The stall began as long before the second that shows it as that response took.
 */
function secondsBeforeStall(windows: readonly SecondFigures[]): number {
  const responses = responsesOf(windows.slice(windows.length >> 1));
  const usualUs = responses.length === 0 ? 0 : median(responses);
  let seconds = windows.length;
  for (const [second, { operations, responseMaxUs }] of windows.entries()) {
    const before = windows[second - 1];
    if (before !== undefined && operations < before.operations / 2) seconds = Math.min(seconds, second);
    const isWorse = before !== undefined && responseMaxUs > 2 * before.responseMaxUs;
    const leastUs = Math.max(isWorse ? HICCUP_US_MIN : STALL_US_MIN, TIMES_USUAL * usualUs);
    if (responseMaxUs >= leastUs) seconds = Math.min(seconds, Math.max(0, second - Math.ceil(responseMaxUs / 1e6)));
  }
  return seconds;
}

/**
 * Steady: behind the warm-up the rate and the median response neither follow a trend (Mann-Kendall at 1 %) that changes them by
 * more than a fifth, nor vary widely; a closed plan did not fall to its rate from a higher one; and few seconds stand out by
 * half, none of them without any operation. Only seconds in which the plan holds one value are compared, each such stretch for
 * itself; a ramp at the beginning counts as warm-up if it leaves half of the run. What is too short or too thin to tell is not
 * called unsteady: the sentence says so.
 */
export function judgeSteadiness(
  windows: readonly SecondFigures[],
  plan: Plan,
  /** The warm-up that somebody gave; without it, it is detected. */
  givenWarmUpSeconds?: number,
): Steadiness {
  // The second in which a plan's turns are done is none to compare.
  const comparable = plan.turns === undefined ? windows.length : windows.length - 1;
  const stretches = holdingStretches(plan)
    .map(({ fromSecond, toSecond }) => ({ fromSecond, toSecond: Math.min(toSecond, comparable) }))
    .filter(({ fromSecond, toSecond }) => toSecond > fromSecond);
  const warmUpSeconds = givenWarmUpSeconds ?? detectedWarmUp(windows, stretches, plan);
  const howChosen = givenWarmUpSeconds === undefined ? 'detected' : 'given';
  const findings = stretches.map((stretch) => judgeStretch(windows, stretch, warmUpSeconds, stretches, plan));
  const unsteady = findings.find(({ kind }) => kind === 'unsteady');
  if (unsteady !== undefined) return { warmUpSeconds, howChosen, isSteady: false, sentence: `Never steady: ${unsteady.text}.` };
  const steady = findings.filter(({ kind }) => kind === 'steady');
  const vary = variesText(
    Math.max(...steady.map(({ variation }) => variation)),
    steady.flatMap(({ standingOut }) => standingOut),
  );
  const sentence =
    steady.length > 0
      ? `Steady ${sinceWhen(warmUpSeconds)}: 1 s windows ${vary}.`
      : `Whether it was steady can't be told: ${findings[0]?.text ?? 'the plan never holds one value for a whole second'}.`;
  return { warmUpSeconds, howChosen, isSteady: true, sentence };
}

interface Finding {
  readonly kind: 'steady' | 'unsteady' | 'unknown';
  /** Part of a sentence; empty when steady. */
  readonly text: string;
  readonly variation: number;
  readonly standingOut: readonly StandingOut[];
}

interface StandingOut {
  readonly second: number;
  readonly operations: number;
}

/** In a closed plan each client waits for its answer, so that whatever is cold makes the rate lower, never higher. */
function startsSlow({ kind }: Plan): boolean {
  return kind === 'closed';
}

function detectedWarmUp(windows: readonly SecondFigures[], stretches: readonly Stretch[], plan: Plan): number {
  const [first] = stretches;
  if (first === undefined || first.fromSecond > windows.length >> 1) return 0;
  const found = findWarmUp(windows.slice(first.fromSecond, first.toSecond), startsSlow(plan));
  // A ramp is longer than what is found by itself, and can stall, too.
  return first.fromSecond === 0 ? found : Math.min(first.fromSecond + found, secondsBeforeStall(windows));
}

function judgeStretch(
  windows: readonly SecondFigures[],
  { fromSecond, toSecond }: Stretch,
  warmUpSeconds: number,
  stretches: readonly Stretch[],
  plan: Plan,
): Finding {
  const whole = windows.slice(fromSecond, toSecond);
  const isFirst = stretches[0]?.fromSecond === fromSecond;
  // A later stretch has a transition of its own, from the value before it, which may have been a higher one.
  const from =
    fromSecond >= warmUpSeconds && fromSecond > 0
      ? fromSecond + findWarmUp(whole, isFirst && startsSlow(plan))
      : Math.max(fromSecond, warmUpSeconds);
  const settled = windows.slice(from, toSecond);
  const where = stretches.length === 1 ? '' : `in seconds ${from} to ${toSecond - 1} `;
  if (settled.length < SECONDS_MIN) {
    return unknown(`${settled.length} s behind the warm-up are too short`);
  }
  const [rates, responses] = [ratesOf(settled), responsesOf(settled)];
  const fall = isFirst && startsSlow(plan) ? fallOf(rates) : '';
  const isThin = median(rates) < OPERATIONS_TO_TELL;
  if (isThin && fall === '') return unknown(`a second has fewer than ${OPERATIONS_TO_TELL} operations`);
  const standingOut = isThin ? [] : standingOutOf(rates, from);
  const found = [
    isThin ? '' : trendText('the rate', ratesOf(whole), rates),
    fall,
    variationText('the rate', RATE_VARIATION_MAX, rates),
    trendText('the median response time', responsesOf(whole), responses),
    variationText('the median response time', RESPONSE_VARIATION_MAX, responses),
    tooManyText(standingOut, rates, from),
  ].find((text) => text !== '');
  const variation = variationOf(rates);
  if (found !== undefined) return { kind: 'unsteady', text: where + found, variation, standingOut };
  if (settled.length < SECONDS_TO_TELL) return unknown(`${settled.length} s behind the warm-up are too short`);
  return { kind: 'steady', text: '', variation, standingOut };
}

function trendText(what: string, whole: readonly number[], settled: readonly number[]): string {
  const middle = median(settled);
  const trend = trendOf(settled);
  if (!(Math.abs(trend.change) > CHANGE_MAX * middle && isTrend(trend, whole, settled))) return '';
  const first = middle - trend.change / 2;
  const share = percent(Math.abs(trend.change) / (first > 0 ? first : middle));
  return `${what} still ${trend.change < 0 ? 'fell' : 'grew'} by ${share} over ${settled.length} s`;
}

function variationText(what: string, variationMax: number, settled: readonly number[]): string {
  const variation = variationOf(settled);
  return variation > variationMax ? `${what} varies by ${percent(variation)} from second to second` : '';
}

function variationOf(settled: readonly number[]): number {
  return (DEVIATIONS * medianDeviation(settled)) / median(settled);
}

/**
 * The rate was higher at first and never came back to it: by a fifth for two seconds or more, or by half for a single one, or
 * where there are few seconds to compare with. What fell to next to nothing must have been plenty before.
 */
function fallOf(rates: readonly number[]): string {
  const later = rates.slice(rates.length >> 1);
  const [laterRate, isAlike] = [median(later), likenessTo(later)];
  const isFast = (rate: number) => rate > laterRate && !isAlike(rate);
  const end = rates.findIndex((rate) => !isFast(rate));
  const first = Math.max(0, ...rates.slice(0, Math.max(0, end)));
  const least = end >= 2 && rates.length >= SECONDS_TO_TELL ? CHANGE_MAX : STANDS_OUT;
  const isPlenty = laterRate >= OPERATIONS_TO_TELL || first >= 10 * OPERATIONS_TO_TELL;
  if (first <= (1 + least) * laterRate || !isPlenty || rates.slice(end).some((rate) => rate >= first)) return '';
  return `the rate fell from ${counted(first)}/s to ${counted(laterRate)}/s`;
}

/** Counts scatter by their root: of a few operations a second, half more or less is chance. */
function standingOutOf(rates: readonly number[], from: number): StandingOut[] {
  const middle = median(rates);
  const most = Math.max(STANDS_OUT * middle, 3 * Math.sqrt(middle));
  return rates
    .map((operations, index) => ({ second: from + index, operations }))
    .filter(({ operations }) => Math.abs(operations - middle) > most);
}

/** A second without operations is one too many, unless there were none before it either. */
function tooManyText(standingOut: readonly StandingOut[], rates: readonly number[], from: number): string {
  const firstAnswered = from + rates.findIndex((operations) => operations > 0);
  const isSilent = standingOut.some(({ second, operations }) => operations === 0 && second > firstAnswered);
  const isMany = rates.length >= SECONDS_TO_TELL && standingOut.length > STANDING_OUT_SHARE_MAX * rates.length;
  return isSilent || isMany ? `${standingOutText(standingOut)}, where ${counted(median(rates))} are usual` : '';
}

function variesText(variation: number, standingOut: readonly StandingOut[]): string {
  if (standingOut.length === 0) return `vary by ${percent(variation)}`;
  // What varies by nothing has no seconds that stand out.
  const vary = percent(variation) === percent(0) ? 'hardly vary' : `vary by ${percent(variation)}`;
  return `${vary}, but ${standingOutText(standingOut)}`;
}

function standingOutText(standingOut: readonly StandingOut[]): string {
  const [first] = standingOut;
  const seconds = standingOut.length === 1 ? '1 second stands out' : `${standingOut.length} seconds stand out`;
  const operations = first?.operations === 1 ? '1 operation' : `${counted(first?.operations ?? 0)} operations`;
  return `${seconds}: second ${first?.second} had ${operations}`;
}

/** Of a few seconds the order alone proves nothing, unless they go on in the order of all that came before. */
function isTrend(trend: Trend, whole: readonly number[], settled: readonly number[]): boolean {
  if (settled.length >= SECONDS_TO_TELL) return trend.isSignificant;
  const overall = trendOf(whole);
  const direction = Math.sign(overall.change);
  const goesOn = settled.every((value, index) => index === 0 || Math.sign(value - (settled[index - 1] ?? 0)) === direction);
  return overall.isSignificant && goesOn;
}

function likenessTo(reference: readonly number[]): (value: number) => boolean {
  if (reference.length === 0) return () => true;
  const middle = median(reference);
  const tolerance = Math.max(LIKENESS * middle, 3 * medianDeviation(reference));
  return (value) => Math.abs(value - middle) <= tolerance;
}

function ratesOf(windows: readonly SecondFigures[]): number[] {
  return windows.map(({ operations }) => operations);
}

function responsesOf(windows: readonly SecondFigures[]): number[] {
  return windows.filter(({ operations }) => operations > 0).map(({ responseP50Us }) => responseP50Us);
}

function unknown(text: string): Finding {
  return { kind: 'unknown', text, variation: 0, standingOut: [] };
}

function sinceWhen(warmUpSeconds: number): string {
  return warmUpSeconds === 0 ? 'from the beginning' : `from second ${warmUpSeconds} on`;
}

function counted(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
