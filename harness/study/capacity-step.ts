// What one run says of the load that it was made with: whether the objective was met, or the generator could not make that load.

import { nearCeiling } from '../fleet/near-ceiling.ts';
import { isStolen, stolenSentence } from '../load/stolen.ts';
import type { Threshold } from '../load/thresholds.ts';
import type { BenchRecord, Cause } from '../record/record.ts';
import type { Measured } from './capacity-search.ts';
import { runOf } from './run-of.ts';

/** So much of the turns that were due has to begin in time; the rest is the noise of the two ends of a run. */
const RATE_DONE_SHARE_MIN = 0.99;

/** Without these there is nothing to judge, and no other load would change it. */
const FAILURES = new Set(['target-unreachable', 'script-error', 'agent-died', 'stopped']);
/** The generator was late by itself. That only adds to what a response takes, where all that was due was done. */
const LAGS = new Set(['send-lag', 'loop-lag']);

export function stepOf(record: BenchRecord, thresholds: readonly Threshold[]): Measured {
  const run = runOf(record);
  const { causes } = record;
  const failure = causes.find(({ code }) => FAILURES.has(code));
  if (failure !== undefined) return { outcome: 'failed', sentence: failure.sentence, run };

  // What ended the target, or went wrong, did so whatever the generator was doing.
  const ended = causes.find(({ code }) => code === 'target-ended' || code === 'never-connected');
  const wrong = ended ?? brokenCause(record, thresholds, isOfTarget);
  if (wrong !== undefined) return { outcome: 'missed', sentence: wrong.sentence, run };

  const broken = brokenCause(record, thresholds, (threshold) => !isOfTarget(threshold));
  const nothing = causes.find(({ code }) => code === 'nothing-measured');
  const tooSlow = rateMissed(record);
  const missed = nothing?.sentence ?? broken?.sentence ?? tooSlow;
  const busy = causes.find(({ code }) => code === 'agent-cpu');
  const late = causes.find(({ code }) => LAGS.has(code));
  const anyway = late === undefined || busy !== undefined ? undefined : missedAnyway(record, thresholds);
  if (anyway !== undefined) return { outcome: 'missed', sentence: anyway, run };
  const limit = busy ?? (missed !== undefined || record.plan.kind === 'closed' ? late : undefined);
  if (limit !== undefined) return { outcome: 'limited', sentence: limit.sentence, run };
  const ceiling = missed === undefined || record.calibration === undefined ? undefined : nearCeiling(record, record.calibration);
  if (ceiling !== undefined) return { outcome: 'limited', sentence: ceiling, run };
  if (missed !== undefined && isStolen(record.generator)) {
    return { outcome: 'limited', sentence: `${missed} But ${lowered(stolenSentence(record.generator))}`, run };
  }
  if (missed !== undefined) return { outcome: 'missed', sentence: missed, run };
  const few = causes.find(({ code }) => code === 'too-few-samples');
  return {
    outcome: 'met',
    sentence: few === undefined ? metSentence(record) : `${metSentence(record)} But ${few.sentence}`,
    run,
  };
}

/** Whether the generator was the limit of a run, and how; for those who judge no objective. */
export function generatorLimitOf({ causes, ...record }: BenchRecord): string | undefined {
  const cause = causes.find(({ code }) => code === 'agent-cpu' || LAGS.has(code));
  if (cause !== undefined) return cause.sentence;
  return record.calibration === undefined ? undefined : nearCeiling(record, record.calibration);
}

function brokenCause(
  { causes, thresholds: judged }: BenchRecord,
  asked: readonly Threshold[],
  isMeant: (threshold: Threshold) => boolean,
): Cause | undefined {
  const missed = judged.filter(({ passed }) => !passed).map(({ text }) => text);
  const text = missed.find((one) => asked.some((threshold) => threshold.text === one && isMeant(threshold)));
  if (text === undefined) return undefined;
  const told = causes.find(({ code, sentence }) => code === 'threshold' && sentence.startsWith(text));
  return told ?? { verdict: 'fail', code: 'threshold', sentence: `${text} is not met.` };
}

/**
 * Requests that come late by so much at the most are answered late by as much at the most, even where the next ones wait for them:
 * a latency that is further above its threshold would have missed it behind a generator that is never late.
 */
function missedAnyway({ thresholds: judged, generator, timeline }: BenchRecord, asked: readonly Threshold[]): string | undefined {
  // What stood still in the warm-up may have left a queue behind it.
  const stoodStillUs = timeline.flatMap(({ agents }) => agents.map((agent) => agent?.loopLagUsMax ?? 0));
  const lateUs = generator.wakeLagUs.max + stoodStillUs.reduce((most, us) => Math.max(most, us), generator.loopLagUs.max);
  for (const { text, passed, actual } of judged) {
    const threshold = asked.find((one) => one.text === text);
    if (passed || actual === undefined || threshold?.measure.kind !== 'latency') continue;
    if (!threshold.comparison.startsWith('<') || (actual - threshold.limit) * threshold.unitUs <= lateUs) continue;
    const [is, by] = [actual * threshold.unitUs, lateUs].map(timeText);
    return `${text} is not met: it is ${is}, and the generator was late by ${by} at the most, which is not enough to make it so.`;
  }
  return undefined;
}

/** Errors and deliveries: a generator that is hard pressed makes none of them wrong. */
function isOfTarget({ measure }: Threshold): boolean {
  if (measure.kind !== 'counter' && measure.kind !== 'share') return false;
  return measure.counter !== 'late' && measure.counter !== 'unstarted' && measure.counter !== 'neverConnected';
}

/**
 * The objective that nobody needs to state: what was due was begun in its time. Clients that wait for answers begin nothing, so a
 * server that falls behind holds back the very load that it falls behind with.
 */
function rateMissed({ plan, timeline }: BenchRecord): string | undefined {
  if (plan.kind !== 'open') return undefined;
  const seconds = plan.segments.reduce((sum, { durationUs }) => sum + durationUs / 1e6, 0);
  const due = plan.segments.reduce((sum, { durationUs, from, to }) => sum + ((from + to) / 2) * (durationUs / 1e6), 0);
  const begun = timeline.filter(({ second }) => second < seconds).reduce((sum, { turns }) => sum + turns, 0);
  if (begun >= Math.floor(due * RATE_DONE_SHARE_MIN) || due - begun <= 1) return undefined;
  return `Of ${counted(due)} turns that were due only ${counted(begun)} began in time: the rate was not kept up.`;
}

function metSentence({ latencyUs, totals }: BenchRecord): string {
  const slowest = Object.values(latencyUs).reduce((worst, { response }) => Math.max(worst, response.p99), 0);
  return `${counted(totals.operationsPerSecond)} operations a second, response p99 ${timeText(slowest)}.`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function timeText(us: number): string {
  return us < 1000 ? `${us.toFixed(0)} µs` : `${(us / 1000).toPrecision(3)} ms`;
}

function counted(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
