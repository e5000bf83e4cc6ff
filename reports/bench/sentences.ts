// What a record says, in sentences: the same words on the terminal and on a page.

import { describePlan, type Plan } from '../../harness/load/plan.ts';
import type { BenchRecord, ErrorEntry, ThresholdResult } from '../../harness/record/record.ts';
import { bytesText, counted, countText, latencyText, percentText, threeDigits } from '../figures.ts';
import { listed } from '../listed.ts';
import { targetText, usageParts } from '../target-words.ts';

export function headline(record: BenchRecord): string {
  return `${record.scenario.name} on ${targetText(record.target)}: ${describePlan(planOf(record.plan))}`;
}

export function planOf({ kind, clients, segments, thinkUs, turns }: BenchRecord['plan']): Plan {
  const limit = turns === undefined ? {} : { turns };
  return kind === 'closed' ? { kind, clients, segments, thinkUs, ...limit } : { kind, clients, segments, ...limit };
}

export function throughputSentence({ totals, steadiness }: BenchRecord): string {
  const { warmUpSeconds, howChosen } = steadiness;
  const warmUp = warmUpSeconds === 0 ? '' : `, behind ${warmUpSeconds} s of warm-up (${howChosen})`;
  if (totals.operations === 0) return `no operation was done in ${secondsText(totals.seconds)}`;
  const rate = threeDigits(totals.operationsPerSecond).toLocaleString('en-US');
  return `${rate} operations a second over ${secondsText(totals.measuredSeconds)}${warmUp}`;
}

export function secondsText(seconds: number): string {
  if (seconds > 0 && seconds < 1) return latencyText(seconds * 1e6, ' ');
  return `${seconds < 10 ? Number(seconds.toFixed(1)) : countText(seconds)} s`;
}

/** Why a run that passed may be believed. */
export function passSentence(record: BenchRecord): string {
  const { thresholds, correctness, steadiness, trials, totals } = record;
  const { enabled } = correctness;
  const due = deliveriesDue(record);
  const wrong = wrongCount(record);
  const begun = totals.errors === 0 && wrong === 0 ? 'Nothing failed' : 'Nothing failed more often than was allowed';
  const asked = thresholds.filter(({ isDefault }) => !isDefault).length;
  const of = asked === 0 ? '' : ` (${countText(asked)} asked for)`;
  const reasons = [
    ...(thresholds.length === 0 ? [] : [`all ${counted(thresholds.length, 'threshold')} were met${of}`]),
    ...(totals.errors === 0 ? [] : [`there were ${counted(totals.errors, 'error')}`]),
    ...(enabled && due > 0
      ? [
          `${wrong === 0 ? 'none' : countText(wrong)} of ${counted(due, 'delivery', 'deliveries')} ${wrong > 1 ? 'were' : 'was'} wrong`,
        ]
      : []),
    'the generator kept its pace, so the measurement is valid',
  ];
  const all = trials === undefined ? '' : ` in all ${countText(trials.verdicts.length)} trials`;
  const but = steadiness.isSteady ? '' : ', though the run was never steady';
  return `${begun}${all}: ${listed(reasons)}${but}.`;
}

/** What can be wrong with a delivery. */
export const WRONGS = ['lost', 'duplicated', 'reordered', 'misdelivered', 'corrupted'] as const;

export function correctnessSentence({ correctness }: BenchRecord): string {
  const { enabled, checked, unsettled } = correctness;
  if (!enabled) return 'deliveries were not checked';
  const wrongs = WRONGS.filter((kind) => correctness[kind] > 0);
  if (checked === 0 && wrongs.length === 0 && unsettled === 0)
    return 'no messages between clients to check; answers are checked as they come';
  const open = unsettled === 0 ? '' : `; the fate of ${countText(unsettled)} is not known, for an end broke off`;
  const well = WRONGS.filter((kind) => correctness[kind] === 0);
  const found = wrongs.map((kind) => `${countText(correctness[kind])} ${kind}`).join(', ');
  const none = well.length === 0 ? '' : `none ${listed(well, 'or')}`;
  return `checked ${counted(checked, 'delivery', 'deliveries')}: ${[found, none].filter((part) => part !== '').join('; ')}${open}`;
}

/** How many deliveries were wrong, of whatever kind. */
export function wrongCount({ correctness }: BenchRecord): number {
  return WRONGS.reduce((sum, kind) => sum + correctness[kind], 0);
}

/** Those that came and were looked at, and those that never came: what is wrong is wrong of all of them. */
export function deliveriesDue({ correctness }: BenchRecord): number {
  return correctness.checked + correctness.lost;
}

/** Without what is said of the deliveries already. */
export function notesToShow(record: BenchRecord): string[] {
  const told = correctnessSentence(record).toLowerCase();
  return record.notes.filter((note) => note.toLowerCase() !== `${told}.`);
}

/** As a shell takes it for the same words again. */
export function shellText(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

function shellWord(word: string): string {
  if (/^[\w./:=,@%+-]+$/.test(word)) return word;
  // What can't be seen or copied is written as bash and zsh read it.
  if (/(?!\n)\p{Cc}/u.test(word)) return `$'${word.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, unseenText)}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function unseenText(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function turnsSentence({ totals }: BenchRecord): string | undefined {
  const { turns, turnsPlanned, turnsLate, turnsUnstarted } = totals;
  if (turnsLate === 0 && turnsUnstarted === 0) return undefined;
  const of = turnsPlanned === undefined ? counted(turns, 'turn') : `${countText(turns)} of ${counted(turnsPlanned, 'turn')}`;
  const late = turnsLate === 0 ? [] : [`${countText(turnsLate)} more than 1 ms late`];
  const never = turnsUnstarted === 0 ? [] : [`${countText(turnsUnstarted)} never`];
  return `${of} began, ${[...late, ...never].join(', ')}`;
}

export function connectionsSentence({ totals, connect }: BenchRecord): string {
  const failed = connect.attempts - connect.established;
  const parts = [`${countText(totals.connected)} of ${countText(totals.clients)} connected`];
  if (connect.timeUs.count > 0) parts[0] += `, p99 ${latencyText(connect.timeUs.p99, ' ')}`;
  if (connect.firstFrameUs.count > 0) parts.push(`first frame p99 ${latencyText(connect.firstFrameUs.p99, ' ')}`);
  if (failed > 0) parts.push(`${countText(failed)} of ${counted(connect.attempts, 'attempt')} failed`);
  return parts.join('; ');
}

/** The most frequent first. */
export function errorsByCount(errors: readonly ErrorEntry[]): ErrorEntry[] {
  return errors.toSorted((one, other) => other.count - one.count);
}

export function errorSentence({ phase, code, blame, count, example }: ErrorEntry): string {
  return `${countText(count)} × ${phase} ${code} (${blame}): ${example}`;
}

export function targetSentence({ targetUsage }: BenchRecord): string | undefined {
  if (targetUsage === undefined) return undefined;
  const { acceptQueueOverflows = 0, ended } = targetUsage;
  const parts = [
    ...usageParts(targetUsage),
    ...(acceptQueueOverflows === 0
      ? []
      : [counted(acceptQueueOverflows, 'overflow of an accept queue', 'overflows of accept queues')]),
  ];
  return `${parts.join(', ')}${ended === undefined ? '' : `; it ended during the run: ${ended}`}`;
}

export function generatorSentence({ generator, environment }: BenchRecord): string {
  const { agents, agentsLost, cpuShareMax, loopLagUs, rssBytesMax } = generator;
  const parts = [
    // It is not known when no agent came so far.
    `${counted(agents, 'agent')}${environment.transport === '' ? '' : ` (${environment.transport})`}`,
    ...(agentsLost === 0 ? [] : [`${countText(agentsLost)} lost`]),
    `CPU max ${percentText(cpuShareMax)}`,
    ...(environment.isAwake === true ? ['processors kept awake'] : []),
    ...(loopLagUs.count === 0 ? [] : [`loop lag p99 ${latencyText(loopLagUs.p99, ' ')}`]),
    bytesText(rssBytesMax),
  ];
  return parts.join(', ');
}

/** Such as `✗ response.p99 < 20ms: 31.2 ms`; a latency in the unit that fits it, whichever the threshold has. */
export function thresholdText(threshold: ThresholdResult): string {
  return `${threshold.passed ? '✓' : '✗'} ${threshold.text}: ${measuredText(threshold)}`;
}

/** What it was judged by, such as `31.2 ms`. */
export function measuredText({ text, actual }: ThresholdResult): string {
  const unit = /\d\s*(us|µs|ms|s|%|\/s)$/.exec(text)?.[1] ?? (/^\s*rate\b/.test(text) ? '/s' : '');
  return actual === undefined ? 'nothing was measured' : figureText(actual, unit);
}

function figureText(actual: number, unit: string): string {
  const usPerUnit = US_PER_UNIT.get(unit);
  if (usPerUnit !== undefined) return latencyText(actual * usPerUnit, ' ');
  return `${threeDigits(actual).toLocaleString('en-US')}${unit}`;
}

const US_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['µs', 1],
  ['ms', 1000],
  ['s', 1e6],
]);

/** Those that somebody asked for, and of the defaults those that failed. */
export function thresholdsToShow({ thresholds }: BenchRecord): ThresholdResult[] {
  return thresholds.filter(({ isDefault, passed }) => !isDefault || !passed);
}

export function trialsLines({ trials }: BenchRecord): string[] {
  if (trials === undefined) return [];
  const { verdicts, figures } = trials;
  const counts = (['pass', 'fail', 'invalid'] as const)
    .map((verdict) => ({ verdict, count: verdicts.filter((one) => one === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  const lines = Object.entries(figures).map(([name, { median, low, high }]) => {
    const text = (value: number) => (name === 'rate' ? `${threeDigits(value).toLocaleString('en-US')}/s` : latencyText(value));
    return `${name} ${text(median)} (${text(low)} to ${text(high)})`;
  });
  return [`${counted(verdicts.length, 'trial')}: ${counts.join(', ')}; medians with their 95 % intervals:`, ...lines];
}
