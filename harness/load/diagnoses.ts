// What the data shows to somebody who has seen the pattern before: for each kind a pattern in the figures, and a sentence with
// the figures found, what usually mends it, and where in the figures it shows. A pattern is asked to be distinct, since a wrong
// diagnosis costs more than none.

import type { BenchRecord, Diagnosis, DiagnosisEvidence, ErrorEntry, Second } from '../record/record.ts';
import type { View } from '../record/views.ts';
import type { Plan } from './plan.ts';
import { lowerQuartile, median, trendOf } from './robust.ts';
import { holdingStretches, type Stretch } from './stretches.ts';

export interface Evidence {
  readonly plan: Plan;
  readonly timeline: readonly Second[];
  /** By operation, of the measured part of the run. */
  readonly latency: readonly {
    readonly op: string;
    readonly count: number;
    readonly countBetween: (view: View, lowUs: number, highUs: number) => number;
  }[];
  readonly connect: { readonly countBetween: (lowUs: number, highUs: number) => number };
  readonly targetUsage?: BenchRecord['targetUsage'] | undefined;
  /** Of the whole run. */
  readonly errors?: readonly ErrorEntry[];
  /** Of the machine that the target runs on. */
  readonly processors: number;
}

export function diagnose(evidence: Evidence): Diagnosis[] {
  return [
    delayedAcknowledgement(evidence),
    stalls(evidence),
    acceptQueueOverflow(evidence),
    oneCoreSaturated(evidence),
    queueGrows(evidence),
  ].filter((diagnosis) => diagnosis !== undefined);
}

/**
 * Linux acknowledges after 40 ms what it has no answer to, and Nagle's algorithm holds the rest of a message back for as long:
 * at least 1 % of an operation's answers, and 20 of them, take 38 to 46 ms, five times as many as take 20 to 36 or 48 to 80 ms.
 */
function delayedAcknowledgement({ latency, timeline }: Evidence): Diagnosis | undefined {
  for (const { op, count, countBetween } of latency) {
    const [lowUs, highUs] = [38_000, 46_000];
    const plateau = countBetween('service', lowUs, highUs);
    const around = countBetween('service', 20_000, 36_000) + countBetween('service', 48_000, 80_000);
    if (plateau < Math.max(20, count / 100) || plateau < 5 * around) continue;
    return {
      kind: 'delayed-acknowledgement',
      sentence:
        `${percent(plateau / count)} of the answers to ${op} took 38 to 46 ms and hardly any took a little less or more: that is how ` +
        "long a delayed acknowledgement and Nagle's algorithm wait for each other, so send each message in one write, or set TCP_NODELAY.",
      evidence: [{ figure: 'service', op, ...wholeOf(timeline), lowUs, highUs }],
    };
  }
  return undefined;
}

const STALL_US_MIN = 500_000;
/** Below as many a second, one without an answer is no surprise. */
const ANSWERS_A_SECOND_MIN = 10;

/** Of the usual rate; a pause of a second can lie half in one second and half in the next. */
const DROP_SHARE = 0.6;
/** Of the clients of a closed plan: so many that wait for answers which never come are missed in the rate by themselves. */
const UNANSWERED_SHARE = 1 / 4;

/**
 * The server answers nothing for a while. Either a second between others has no answer at all; or a response took at least
 * half a second and 20 times the usual, and it was not that of a few clients: the median response of the second is 20 times the
 * usual, too; or a second's operations drop to hardly more than half, and p99 shows it, or as many answers are missing as such a
 * pause would cost (a closed plan asks for nothing more meanwhile). Where pauses are so frequent that half of the seconds show them, the
 * better seconds say what is usual. Seconds in which a loop of the generator itself hung for as long, or in
 * which an agent told nothing, prove nothing; nor does a closed plan whose clients wait for answers that were lost.
 */
function stalls({ plan, timeline, errors = [] }: Evidence): Diagnosis | undefined {
  const unanswered = errors.reduce((sum, { code, count }) => sum + (code === 'no-answer' ? count : 0), 0);
  if (plan.kind === 'closed' && unanswered > 0 && unanswered >= UNANSWERED_SHARE * plan.clients) return undefined;
  const usual = median(timeline.flatMap(({ operations }) => (operations > 0 ? [operations] : [])));
  if (!(usual >= ANSWERS_A_SECOND_MIN)) return undefined;
  const rare = pausesIn(timeline, usual, usualResponsesUs(timeline, median));
  const periods = rare.length > 0 ? rare : regularPausesIn(timeline, usual);
  if (periods.length === 0) return undefined;
  const seconds = Math.max(...periods.map(({ us, silent }) => Math.max(us / 1e6, silent)));
  const when = periods.slice(0, 3).map(({ fromSecond }) => fromSecond);
  const times = periods.length === 1 ? 'once' : `${periods.length} times`;
  return {
    kind: 'stalls',
    sentence:
      `The server stopped answering ${times}, for up to ${seconds.toFixed(1)} s (about second ${when.join(', ')}${periods.length > 3 ? ', ...' : ''}): look ` +
      'for what holds all of its clients up at a time, such as a garbage collection, a lock, or slow work in its loop.',
    evidence: longest(periods, ({ us, silent }) => Math.max(us, 1e6 * silent)).flatMap(evidenceOf),
  };
}

/** Of pauses as frequent as these half of the seconds tell, so the usual is what the better ones show. */
const REGULAR_PAUSES_MIN = 3;
const REGULAR_PAUSE_SECONDS_MAX = 2;

/** Short ones again and again, with good seconds between them: a server that is at its limit from some time on has none. */
function regularPausesIn(timeline: readonly Second[], usual: number): Period[] {
  const periods = pausesIn(timeline, usual, usualResponsesUs(timeline, lowerQuartile));
  const isShort = ({ fromSecond, toSecond }: Period) => toSecond - fromSecond < REGULAR_PAUSE_SECONDS_MAX;
  return periods.length >= REGULAR_PAUSES_MIN && periods.every(isShort) ? periods : [];
}

function pausesIn(timeline: readonly Second[], usual: number, usualUs: ReadonlyMap<string, number>): Period[] {
  const answering = timeline.filter(({ operations }) => operations > 0);
  const first = answering[0]?.second ?? 0;
  const last = answering.at(-1)?.second ?? 0;
  const periods: Period[] = [];
  for (const [index, second] of timeline.entries()) {
    if (second.second < first || second.second > last) continue;
    const isSilent = second.operations === 0 && second.activeClients > 0;
    const us = isSilent ? STALL_US_MIN : pauseUs(timeline, index, usual, usualUs);
    if (us < STALL_US_MIN || isGeneratorHanging(timeline, index, us)) continue;
    // Whenever in this second the answer came, it was waited for in that one.
    const sinceSecond = isSilent ? second.second : Math.max(first, Math.floor(second.second + 1 - us / 1e6));
    const period = periods.at(-1);
    if (period === undefined || period.toSecond < second.second - 1) {
      periods.push({
        sinceSecond,
        fromSecond: second.second,
        toSecond: second.second,
        ...(!isSilent && { lateSecond: second.second }),
        us,
        silent: isSilent ? 1 : 0,
      });
      continue;
    }
    period.sinceSecond = Math.min(period.sinceSecond, sinceSecond);
    period.toSecond = second.second;
    period.us = Math.max(period.us, us);
    if (isSilent) period.silent++;
    else period.lateSecond ??= second.second;
  }
  return periods;
}

/** Seconds that stand side by side, the last counted in. */
interface Period {
  /** The first in which answers are missing. */
  sinceSecond: number;
  readonly fromSecond: number;
  toSecond: number;
  /** The first with answers, which came late. */
  lateSecond?: number;
  /** The longest that an answer waited. */
  us: number;
  /** So many of the seconds have no answer at all. */
  silent: number;
}

/** The answers that came late, and the seconds in which answers are missing. */
function evidenceOf({ sinceSecond, lateSecond, toSecond }: Period): DiagnosisEvidence[] {
  const missing: DiagnosisEvidence = { figure: 'rate', fromSecond: sinceSecond, toSecond: toSecond + 1 };
  return lateSecond === undefined ? [missing] : [{ figure: 'response', fromSecond: lateSecond, toSecond: toSecond + 1 }, missing];
}

/** By operation, of the medians of all seconds. */
function usualResponsesUs(
  timeline: readonly Second[],
  usualOf: (values: readonly number[]) => number,
): ReadonlyMap<string, number> {
  const responses = new Map<string, number[]>();
  for (const { latencyUs } of timeline) {
    for (const [op, { count, responseP50 }] of Object.entries(latencyUs)) {
      if (count > 0) responses.set(op, [...(responses.get(op) ?? []), responseP50]);
    }
  }
  return new Map([...responses].map(([op, values]) => [op, usualOf(values)]));
}

/** How long answers that came in this second had to wait in a pause; 0: there was none. */
function pauseUs(timeline: readonly Second[], index: number, usual: number, usualUs: ReadonlyMap<string, number>): number {
  const { operations = 0, latencyUs = {} } = timeline[index] ?? {};
  let [longestUs, slow, isShared] = [0, 0, false];
  for (const [op, { count, responseMax, responseP50, responseP99 }] of Object.entries(latencyUs)) {
    const leastUs = 20 * (usualUs.get(op) ?? 0);
    if (count === 0 || responseMax < Math.max(STALL_US_MIN, leastUs)) continue;
    longestUs = Math.max(longestUs, responseMax);
    if (responseP50 >= leastUs) slow += count;
    if (responseP99 >= responseMax / 2) isShared = true;
  }
  // An operation that there is little of says nothing about the others.
  if (longestUs > 0 && slow >= operations / 2) return longestUs;
  const around = timeline.slice(Math.max(0, index - Math.ceil(longestUs / 1e6)), index + 1);
  const hasDrop = around.some((second) => second.operations <= DROP_SHARE * usual);
  return hasDrop && (isShared || areAnswersMissing(around, longestUs, usual)) ? longestUs : 0;
}

/** At least half of what the server would have answered in the pause, in the seconds that it reaches back to. */
function areAnswersMissing(around: readonly Second[], us: number, usual: number): boolean {
  const answered = around.reduce((sum, { operations }) => sum + operations, 0);
  return answered <= (around.length - us / 2e6) * usual;
}

function isGeneratorHanging(timeline: readonly Second[], index: number, us: number): boolean {
  return timeline
    .slice(Math.max(0, index - Math.ceil(us / 1e6)), index + 2)
    .some(({ agents }) => agents.some((agent) => agent === null || agent.loopLagUsMax >= us / 2));
}

/**
 * A connection whose first packet is dropped is tried again after a second, then after three in all, on newer kernels after
 * each of the first seconds: at least three connections took whole seconds, three times as many as took anything between. Or
 * the system itself counted what it dropped.
 */
function acceptQueueOverflow({ connect, targetUsage, timeline }: Evidence): Diagnosis | undefined {
  const overflows = targetUsage?.acceptQueueOverflows ?? 0;
  const seconds = [1, 2, 3, 4, 5, 6, 7];
  const tries = seconds.map((second) => {
    const [lowUs, highUs] = [second * 1e6 - 10_000, second * 1e6 + 200_000];
    return { lowUs, highUs, count: connect.countBetween(lowUs, highUs) };
  });
  const retried = tries.reduce((sum, { count }) => sum + count, 0);
  const between = seconds.reduce((sum, second) => sum + connect.countBetween(second * 1e6 - 700_000, second * 1e6 - 20_000), 0);
  const isClustered = retried >= 3 && retried >= 3 * between;
  if (overflows === 0 && !isClustered) return undefined;
  const whole = wholeOf(timeline);
  const clusters = tries.filter(({ count }) => isClustered && count > 0);
  const evidence: DiagnosisEvidence[] = [
    ...clusters.map(({ lowUs, highUs }) => ({ figure: 'connect', ...whole, lowUs, highUs }) as const),
    { figure: 'accept-queue', ...whole },
  ];
  const found = [
    ...(isClustered ? [`${counted(retried, 'connection')} took 1 s, 3 s or another whole number of seconds`] : []),
    ...(overflows > 0 ? [`this machine dropped ${counted(overflows, 'connection attempt')} at full accept queues`] : []),
  ].join(', and ');
  return {
    kind: 'accept-queue-overflow',
    sentence:
      `${found[0]?.toUpperCase()}${found.slice(1)}: the server accepts more slowly than clients come, so give listen() a longer backlog (and ` +
      'net.core.somaxconn), or accept all that wait each time.',
    evidence,
  };
}

/**
 * The target uses one processor, no more and no less, while there are others: the median of the seconds is 0.95 to 1.05, and
 * four in five of them lie about there, as the sum of several processes that are each a little busy would not.
 */
function oneCoreSaturated({ timeline, processors }: Evidence): Diagnosis | undefined {
  if (processors < 2) return undefined;
  const looks = timeline.flatMap(({ second, operations, target }) =>
    operations > 0 && target !== undefined ? [{ second, share: target.cpuShare }] : [],
  );
  if (looks.length < 3) return undefined;
  const middle = median(looks.map(({ share }) => share));
  const close = looks.filter(({ share }) => share >= 0.9 && share <= 1.1);
  if (middle < 0.95 || middle > 1.05 || close.length < 0.8 * looks.length) return undefined;
  const stretches = longest(stretchesOf(close.map(({ second }) => second)), ({ fromSecond, toSecond }) => toSecond - fromSecond);
  return {
    kind: 'one-core-saturated',
    sentence:
      `The target kept one processor fully busy (${percent(middle)} in the median second) while the machine has ${processors}: one thread ` +
      'does all the work, so more processes or threads would carry more.',
    evidence: stretches.map((stretch) => ({ figure: 'target-cpu', ...stretch })),
  };
}

/** Of seconds in their order: those that follow one another together. */
function stretchesOf(seconds: readonly number[]): Stretch[] {
  const stretches: { fromSecond: number; toSecond: number }[] = [];
  for (const second of seconds) {
    const last = stretches.at(-1);
    if (last?.toSecond === second) last.toSecond += 1;
    else stretches.push({ fromSecond: second, toSecond: second + 1 });
  }
  return stretches;
}

const GROWTH_US_MIN = 10_000;

/**
 * The median response grows for as long as the plan holds one value: a significant trend, each quarter above the one before,
 * the last at least 10 ms above the first, and twice as long in an open plan, whose queue has no bound;
 * five times in a closed one, where each client waits for one answer only.
 */
function queueGrows({ plan, timeline }: Evidence): Diagnosis | undefined {
  const factor = plan.kind === 'open' ? 2 : 5;
  for (const { fromSecond, toSecond } of holdingStretches(plan)) {
    const seconds = timeline.filter(({ second }) => second >= fromSecond && second < toSecond);
    for (const op of new Set(seconds.flatMap(({ latencyUs }) => Object.keys(latencyUs)))) {
      const series = seconds.flatMap(({ latencyUs }) => {
        const latency = Object.hasOwn(latencyUs, op) ? latencyUs[op] : undefined;
        return latency === undefined || latency.count === 0 ? [] : [latency.responseP50];
      });
      if (series.length < QUARTERS * 2 || !trendOf(series).isSignificant) continue;
      const quarters = quarterMedians(series);
      const [firstUs = 0, lastUs = 0] = [quarters[0], quarters.at(-1)];
      const isGrowing = quarters.every((value, index) => index === 0 || value > (quarters[index - 1] ?? 0));
      if (!isGrowing || lastUs < factor * firstUs || lastUs - firstUs < GROWTH_US_MIN) continue;
      const mend =
        plan.kind === 'open'
          ? 'turns are due faster than they are answered, so a queue grows that never drains; try a lower --rate'
          : 'each answer costs more than the last, so look for what piles up in the server';
      return {
        kind: 'queue-grows',
        sentence: `The median response to ${op} grew for the whole run, from ${ms(firstUs)} to ${ms(lastUs)}: ${mend}.`,
        evidence: [{ figure: 'response', op, fromSecond, toSecond: Math.min(toSecond, wholeOf(timeline).toSecond) }],
      };
    }
  }
  return undefined;
}

const QUARTERS = 4;

function quarterMedians(series: readonly number[]): number[] {
  const bound = (quarter: number) => Math.round((series.length * quarter) / QUARTERS);
  return Array.from({ length: QUARTERS }, (_, quarter) => median(series.slice(bound(quarter), bound(quarter + 1))));
}

function wholeOf(timeline: readonly Second[]): Stretch {
  return { fromSecond: timeline[0]?.second ?? 0, toSecond: (timeline.at(-1)?.second ?? -1) + 1 };
}

/** More than that nobody looks at. */
const STRETCHES_MAX = 20;

/** In the order of time. */
function longest<T extends { readonly fromSecond: number }>(stretches: readonly T[], lengthOf: (stretch: T) => number): T[] {
  return stretches
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))
    .slice(0, STRETCHES_MAX)
    .toSorted((one, other) => one.fromSecond - other.fromSecond);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(share < 0.1 ? 1 : 0))} %`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`;
}

function ms(us: number): string {
  return us < 10_000 ? `${(us / 1000).toFixed(1)} ms` : `${Math.round(us / 1000).toLocaleString('en')} ms`;
}
