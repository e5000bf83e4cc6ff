// Thresholds: what a run has to reach to pass. They are read before the run, so that one that doesn't parse costs nothing, and
// judged on its figures.

import { HarnessError } from '../errors.ts';
import { nearestTo } from '../nearest.ts';
import type { BenchRecord, Distribution, ThresholdResult } from '../record/record.ts';
import { VIEWS, type View } from '../record/views.ts';

/** Counters that are known only when the run is over: until then what is under way counts as neither. */
const COUNTERS_AT_END = ['lost', 'unsettled', 'unstarted', 'neverConnected'] as const;
const COUNTERS = ['errors', 'duplicated', 'reordered', 'misdelivered', 'corrupted', 'late', ...COUNTERS_AT_END] as const;
type Counter = (typeof COUNTERS)[number];

const CHECKED = ['lost', 'duplicated', 'reordered', 'misdelivered', 'corrupted'] as const satisfies readonly Counter[];
const ZERO_BY_DEFAULT = [...CHECKED, 'errors', 'unstarted'] as const satisfies readonly Counter[];

const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const;
type Comparison = (typeof COMPARISONS)[number];

type Stat = { readonly kind: 'min' | 'mean' | 'max' } | { readonly kind: 'percentile'; readonly percentile: number };

type Measure =
  /** Without `op` of every operation of the run. */
  | { readonly kind: 'latency'; readonly op?: string; readonly view: View; readonly stat: Stat }
  | { readonly kind: 'counter'; readonly counter: Counter }
  /** In per cent: errors of operations and errors, late turns of turns. */
  | { readonly kind: 'share'; readonly counter: 'errors' | 'late' }
  /** Operations a second. */
  | { readonly kind: 'rate' };

export interface Threshold {
  readonly text: string;
  readonly isDefault: boolean;
  readonly measure: Measure;
  readonly comparison: Comparison;
  /** In the unit of the text; `unitUs` is that unit's length for latencies, and 1 for all else. */
  readonly limit: number;
  readonly unitUs: number;
}

/** What thresholds speak of: a record has it all but percentiles, which are read from its histograms. */
export interface Figures {
  readonly totals: Readonly<
    Pick<
      BenchRecord['totals'],
      | 'clients'
      | 'connected'
      | 'turns'
      | 'turnsLate'
      | 'turnsUnstarted'
      | 'operations'
      | 'errors'
      | 'operationsPerSecond'
      | 'measuredSeconds'
    >
  >;
  readonly correctness: Readonly<Pick<BenchRecord['correctness'], 'enabled' | (typeof CHECKED)[number] | 'unsettled'>>;
  readonly latencyUs: Readonly<
    Record<string, Readonly<Record<View, Readonly<Pick<Distribution, 'count' | 'min' | 'mean' | 'max'>>>>>
  >;
  /** In microseconds; asked only of operations that occurred. `percentile` is above 0 and at most 100. */
  readonly percentileOf: (op: string, view: View, percentile: number) => number;
}

/**
 * threshold  = measure comparison value
 * measure    = [op "."] view "." stat | counter | "rate"
 * view       = "response" | "service" | "sendLag" | "send-lag"
 * stat       = "min" | "mean" | "max" | "p" percentile        ; p50, p99.9, or p999 for the same
 * counter    = "errors" | "lost" | "duplicated" | "reordered" | "misdelivered" | "corrupted" | "unsettled" | "unstarted"
 *            | "late" | "neverConnected" | "never-connected"
 * comparison = "<" | "<=" | ">" | ">=" | "==" | "!="
 * value      = number ("us" | "ms" | "s")    ; for latencies, which need a unit
 *            | digits | number "%"           ; for counters; per cent for errors and late only
 *            | number ["/s"]                 ; for the rate
 *
 * Spaces may stand between the three parts. A latency without an operation holds for every one that the run has.
 */
export function parseThreshold(text: string): Threshold {
  const match = /^\s*(\S+?)\s*(<=|>=|==|!=|<|>)\s*(\d+(?:\.\d+)?)\s*(\S*)\s*$/.exec(text);
  const comparison = COMPARISONS.find((known) => known === match?.[2]);
  if (match === null || comparison === undefined) {
    const hint = /[^<>=!]=[^=]/.test(text) ? " ('equal' is written ==)" : '';
    throw refusal(`'${text}' is no threshold${hint}: write a measure, a comparison and a value, ${EXAMPLES}`);
  }
  const [, name = '', , value = '', unit = ''] = match;
  const measure = parseMeasure(name, unit, text);
  const limit = Number(value);
  return { text: text.trim(), isDefault: false, measure, comparison, limit, unitUs: checkedUnit(measure, limit, unit, text) };
}

/** Nothing wrong may be delivered, nothing fail and nothing stay undone, unless somebody says otherwise about that counter. */
export function withDefaults(given: readonly Threshold[]): Threshold[] {
  const isSpokenOf = (counter: Counter) =>
    given.some(({ measure }) => (measure.kind === 'counter' || measure.kind === 'share') && measure.counter === counter);
  const defaults = ZERO_BY_DEFAULT.filter((counter) => !isSpokenOf(counter)).map((counter) => ({
    ...parseThreshold(`${counter} == 0`),
    isDefault: true,
  }));
  return [...given, ...defaults];
}

/**
 * `actual` is in the unit of the text. What was not measured is not passed; only the defaults about deliveries say nothing of a
 * run that checked none.
 */
export function judgeThresholds(thresholds: readonly Threshold[], figures: Figures): ThresholdResult[] {
  return thresholds
    .filter(({ isDefault, measure }) => figures.correctness.enabled || !isDefault || !needsChecking(measure))
    .map((threshold) => judge(threshold, figures));
}

/** Cumulated latencies, shares and rates say little before. */
const SECONDS_BEFORE_ABORTING = 5;

/** Whether it can be judged while the run goes on. */
export function isKnownBeforeEnd({ measure }: Threshold): boolean {
  return measure.kind !== 'counter' || !COUNTERS_AT_END.some((counter) => counter === measure.counter);
}

/**
 * The same judgement while the run goes on, for ending it early: the breach, if there is one that counts now. Counters that
 * only grow are judged at once, if growing can't mend them; those that are known at the end, only then. Latencies, shares and
 * the rate are judged on what has been cumulated, once 5 s were measured: they could still mend, but a run that is to be
 * aborted at all should not go on for the hope of it.
 */
export function breach(threshold: Threshold, running: Figures): ThresholdResult | undefined {
  const { measure, comparison } = threshold;
  const result = judge(threshold, running);
  if (result.passed || result.actual === undefined) return undefined;
  if (measure.kind !== 'counter') return running.totals.measuredSeconds < SECONDS_BEFORE_ABORTING ? undefined : result;
  if (!isKnownBeforeEnd(threshold)) return undefined;
  const isBeyondMending = comparison === '<' || comparison === '<=' || (comparison === '==' && result.actual > threshold.limit);
  return isBeyondMending ? result : undefined;
}

const EXAMPLES = `such as 'response.p99 < 20ms', 'errors == 0' or 'rate >= 950/s'`;

function parseMeasure(name: string, unit: string, text: string): Measure {
  if (name === 'rate') return { kind: 'rate' };
  const counter = COUNTERS.find((known) => known === camelCased(name));
  if (counter !== undefined) {
    if (unit !== '%') return { kind: 'counter', counter };
    if (counter === 'errors' || counter === 'late') return { kind: 'share', counter };
    throw refusal(`'${text}': only errors and late can be in per cent, ${counter} is a whole number, as in '${counter} == 0'`);
  }
  return parseLatency(name, text);
}

function parseLatency(name: string, text: string): Measure {
  const statAt = /\.p\d+(?:\.\d+)?$/.exec(name)?.index ?? name.lastIndexOf('.');
  const statName = name.slice(statAt + 1);
  const path = name.slice(0, Math.max(statAt, 0));
  const viewAt = path.lastIndexOf('.');
  const viewName = camelCased(path.slice(viewAt + 1));
  const view = VIEWS.find((known) => known === viewName);
  if (view === undefined) {
    if (statAt < 0) throw refusal(unknownWord(text, name, [...COUNTERS, 'rate', ...VIEWS]));
    throw refusal(unknownWord(text, path.slice(viewAt + 1), VIEWS));
  }
  const stat = parseStat(statName);
  if (stat === undefined) throw refusal(unknownWord(text, statName, ['min', 'mean', 'max', 'p50', 'p90', 'p99', 'p999']));
  return { kind: 'latency', ...(viewAt > 0 && { op: path.slice(0, viewAt) }), view, stat };
}

/** p99 and p99.9 say it as it is; p999 is 99.9, p9999 is 99.99. */
function parseStat(name: string): Stat | undefined {
  if (name === 'min' || name === 'mean' || name === 'max') return { kind: name };
  const match = /^p(\d+)(\.\d+)?$/.exec(name);
  if (match === null) return undefined;
  const [, digits = '', fraction = ''] = match;
  const isRunTogether = fraction === '' && digits.length > 2 && digits !== '100';
  const percentile = Number(isRunTogether ? `${digits.slice(0, 2)}.${digits.slice(2)}` : `${digits}${fraction}`);
  return percentile > 0 && percentile <= 100 ? { kind: 'percentile', percentile } : undefined;
}

function unknownWord(text: string, word: string, known: readonly string[]): string {
  const nearest = nearestTo(word, known);
  if ((VIEWS as readonly string[]).includes(nearest ?? '') && known.length > VIEWS.length) {
    return `'${text}': behind ${nearest} stands which of its figures is meant, as in '${nearest}.p99 < 20ms'`;
  }
  const meant = nearest === undefined ? `there are ${known.join(', ')}` : `did you mean '${nearest}'?`;
  return `'${text}' speaks of '${word}', which is not measured; ${meant} A threshold is written ${EXAMPLES.replace('such as', 'like')}`;
}

const US_BY_UNIT: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1000, s: 1_000_000 };

function checkedUnit(measure: Measure, limit: number, unit: string, text: string): number {
  switch (measure.kind) {
    case 'latency': {
      const unitUs = Object.hasOwn(US_BY_UNIT, unit) ? US_BY_UNIT[unit] : undefined;
      if (unitUs !== undefined) return unitUs;
      throw refusal(`'${text}': a latency is in us, ms or s, as in 'response.p99 < 20ms'`);
    }
    case 'counter':
      if (unit === '' && Number.isInteger(limit)) return 1;
      throw refusal(`'${text}': ${measure.counter} is compared with a whole number, as in '${measure.counter} == 0'`);
    case 'share':
      if (limit <= 100) return 1;
      throw refusal(`'${text}': a share is from 0% to 100%, as in '${measure.counter} < 0.1%'`);
    case 'rate':
      if (unit === '' || unit === '/s') return 1;
      throw refusal(`'${text}': the rate is in operations a second, as in 'rate >= 950/s'`);
  }
}

function judge({ text, isDefault, measure, comparison, limit, unitUs }: Threshold, figures: Figures): ThresholdResult {
  const values = valuesOf(measure, figures).map((value) => value / unitUs);
  const failed = values.filter((value) => !holds(value, comparison, limit));
  // Of several operations the worst is told: the one that is furthest on the wrong side, or nearest to it.
  const told = failed.length > 0 ? failed : values;
  const isFloor = comparison === '>' || comparison === '>=';
  if (told.length === 0) return { text, isDefault, passed: false };
  return { text, isDefault, actual: isFloor ? Math.min(...told) : Math.max(...told), passed: failed.length === 0 };
}

/** One for each operation of a latency; none when it was not measured. */
function valuesOf(measure: Measure, figures: Figures): number[] {
  const { totals } = figures;
  switch (measure.kind) {
    case 'latency':
      return latenciesOf(measure, figures);
    case 'counter':
      return needsChecking(measure) && !figures.correctness.enabled ? [] : [counted(measure.counter, figures)];
    case 'share': {
      const whole = measure.counter === 'errors' ? totals.operations + totals.errors : totals.turns;
      return whole === 0 ? [] : [(100 * counted(measure.counter, figures)) / whole];
    }
    case 'rate':
      return totals.measuredSeconds === 0 ? [] : [totals.operationsPerSecond];
  }
}

function latenciesOf({ op, view, stat }: Extract<Measure, { kind: 'latency' }>, { latencyUs, percentileOf }: Figures): number[] {
  return Object.entries(latencyUs)
    .filter(([name, views]) => (op === undefined || name === op) && views[view].count > 0)
    .map(([name, views]) => (stat.kind === 'percentile' ? percentileOf(name, view, stat.percentile) : views[view][stat.kind]));
}

function counted(counter: Counter, { totals, correctness }: Figures): number {
  switch (counter) {
    case 'errors':
      return totals.errors;
    case 'late':
      return totals.turnsLate;
    case 'unstarted':
      return totals.turnsUnstarted;
    case 'neverConnected':
      return totals.clients - totals.connected;
    default:
      return correctness[counter];
  }
}

function needsChecking(measure: Measure): boolean {
  return measure.kind === 'counter' && (measure.counter === 'unsettled' || CHECKED.some((known) => known === measure.counter));
}

export function holds(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}

/** `send-lag` and `sendLag` are the same word. */
function camelCased(word: string): string {
  return word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function refusal(sentence: string): HarnessError {
  return new HarnessError('flag-invalid', `${sentence}.`);
}
