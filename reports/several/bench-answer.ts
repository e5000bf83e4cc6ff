// What a comparison of runs of bench comes to, in sentences. They say what was measured, and claim nothing of what chance had in it:
// where trials say how sure a figure is, that is said.

import type { BenchRecord } from '../../harness/record/record.ts';
import { latencyOf } from '../bench/operations.ts';
import { wrongCount } from '../bench/sentences.ts';
import { counted, countText, latencyText, percentText, threeDigits } from '../figures.ts';
import type { Entry } from '../report.ts';
import { busiestCommon, type ComparedFigure, comparedFigures, cpuUsPerOperation } from './bench-figures.ts';
import { differenceOf, factor } from './difference.ts';
import { someListed } from './names.ts';

type BenchEntry = Entry<BenchRecord>;

/** Up to so many are set against the first one by one; of more it is said which are ahead. */
const PAIRS_MAX = 3;

export function answerSentences(entries: readonly BenchEntry[]): string[] {
  const [base, ...others] = entries;
  if (base === undefined) return [];
  if (others.length > PAIRS_MAX) return leaderSentences(entries);
  const [one, ...rest] = withDistrust(entries);
  return one === undefined ? [] : rest.map((other) => pairSentence(one, other));
}

/** Wherever an invalid run is named beside others, its name says so. When all are, it is said once for all. */
function withDistrust(entries: readonly BenchEntry[]): readonly BenchEntry[] {
  if (entries.every(({ record }) => record.verdict === 'invalid')) return entries;
  return entries.map(({ name, record }) => ({ name: record.verdict === 'invalid' ? `${name} (invalid)` : name, record }));
}

/** Such as `event did 1.9 times the rate of process at a third of the CPU; response p99 of direct 2.1 ms against 9.8 ms`. */
function pairSentence(base: BenchEntry, other: BenchEntry): string {
  const did = { base: base.record.totals.operations > 0, other: other.record.totals.operations > 0 };
  if (!did.base && !did.other) return `Neither ${other.name} nor ${base.name} did an operation`;
  if (!did.base) return `${base.name} did no operation; ${other.name} did ${rateText(other.record)}`;
  if (!did.other) return `${other.name} did no operation; ${base.name} did ${rateText(base.record)}`;
  const op = busiestCommon([base.record, other.record]);
  const tails = [base, other].map(({ record }) => (op === undefined ? undefined : latencyOf(record, op)?.response.p99));
  const [baseTail, otherTail] = tails;
  const latency =
    baseTail === undefined || otherTail === undefined
      ? '; they have no operation in common'
      : `; response p99 of ${op} ${latencyText(otherTail, ' ')} against ${latencyText(baseTail, ' ')}`;
  return `${rateSentence(base, other)}${cpuWords(base.record, other.record)}${latency}${wrongWords([base, other])}`;
}

function rateSentence(base: BenchEntry, other: BenchEntry): string {
  const rates = [base.record, other.record].map(({ totals }) => totals.operationsPerSecond);
  const difference = differenceOf(rates[0], rates[1]);
  if (difference.kind === 'same') return `${other.name} did the same rate as ${base.name} (${rateText(other.record)})`;
  return `${other.name} did ${ratioWords(rates[0], rates[1])} the rate of ${base.name}`;
}

function cpuWords(base: BenchRecord, other: BenchRecord): string {
  const [one, two] = [base.targetUsage?.cpuShareMean, other.targetUsage?.cpuShareMean];
  if (one === undefined || two === undefined || one === 0 || two === 0) return '';
  return differenceOf(one, two).kind === 'same' ? ' at the same CPU' : ` at ${ratioWords(one, two)} the CPU`;
}

/** Such as `1.9 times`, `a third of`, `64 % of`. */
function ratioWords(base = 0, other = 0): string {
  const ratio = other / base;
  if (ratio === Number.POSITIVE_INFINITY) return 'infinitely many times';
  if (ratio >= 1) return `${ratio < 1.95 ? Number(ratio.toFixed(2)) : factor(ratio)} times`;
  const fraction = FRACTIONS.find(({ value }) => Math.abs(ratio - value) <= value * 0.05);
  return fraction === undefined ? `${percentText(ratio)} of` : `${fraction.word} of`;
}

const FRACTIONS = [
  { word: 'half', value: 1 / 2 },
  { word: 'a third', value: 1 / 3 },
  { word: 'a quarter', value: 1 / 4 },
  { word: 'a fifth', value: 1 / 5 },
  { word: 'a tenth', value: 1 / 10 },
] as const;

function wrongWords(entries: readonly BenchEntry[]): string {
  const parts = entries.flatMap(({ name, record }) => {
    const wrong = wrongCount(record);
    const words = [
      ...(wrong === 0 ? [] : [counted(wrong, 'wrong delivery', 'wrong deliveries')]),
      ...(record.totals.errors === 0 ? [] : [counted(record.totals.errors, 'error')]),
    ];
    return words.length === 0 ? [] : [`${name} had ${words.join(' and ')}`];
  });
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

function leaderSentences(entries: readonly BenchEntry[]): string[] {
  const trusted = entries.filter(({ record }) => record.verdict !== 'invalid' && record.totals.operations > 0);
  // When none is to be trusted, that is said beside this, and there is still something to look at.
  const candidates = trusted.length > 1 ? trusted : entries.filter(({ record }) => record.totals.operations > 0);
  if (candidates.length < 2) return ['Fewer than two of the runs did an operation: there is nothing to compare'];
  const op = busiestCommon(candidates.map(({ record }) => record));
  const count = countText(candidates.length);
  const among =
    candidates.length === entries.length
      ? undefined
      : `Of the ${count} runs that ${trusted.length > 1 ? 'are to be trusted and ' : ''}did anything:`;
  return [
    among,
    leaderSentence('Highest', 'rate', candidates, 'higher', ({ totals }) => totals.operationsPerSecond, rateValueText),
    ...(op === undefined
      ? []
      : [
          leaderSentence(
            'Lowest',
            `response p99 of ${op}`,
            candidates,
            'lower',
            (record) => latencyOf(record, op)?.response.p99,
            (us) => latencyText(us, ' '),
          ),
        ]),
    leaderSentence('Least', 'CPU for each operation', candidates, 'lower', cpuUsPerOperation, (us) => latencyText(us, ' ')),
  ].filter((sentence) => sentence !== undefined);
}

function leaderSentence(
  most: string,
  what: string,
  entries: readonly BenchEntry[],
  better: 'lower' | 'higher',
  read: (record: BenchRecord) => number | undefined,
  textOf: (value: number) => string,
): string | undefined {
  const known = entries.flatMap(({ name, record }) => {
    const value = read(record);
    return value === undefined ? [] : [{ name, value }];
  });
  const sorted = known.toSorted((one, other) => (better === 'lower' ? one.value - other.value : other.value - one.value));
  const [best, last] = [sorted[0], sorted.at(-1)];
  if (best === undefined || last === undefined || sorted.length < 2) return undefined;
  if (differenceOf(best.value, last.value).kind === 'same') return `All have the same ${what} (${textOf(best.value)})`;
  const ahead = sorted.filter(({ value }) => differenceOf(best.value, value).kind === 'same').map(({ name }) => name);
  const names = ahead.length > 3 ? `${ahead.length} runs` : someListed(ahead);
  return `${most} ${what}: ${names} with ${textOf(best.value)}; ${last.name} has ${textOf(last.value)}`;
}

/** Which of the runs are invalid; undefined: none. */
export function distrustSentence(entries: readonly BenchEntry[]): string | undefined {
  const names = entries.filter(({ record }) => record.verdict === 'invalid').map(({ name }) => name);
  if (names.length === 0) return undefined;
  if (names.length === entries.length)
    return 'All of these runs are invalid: their figures are not to be trusted, and nothing is called better or worse.';
  return `${someListed(names)} ${names.length === 1 ? 'is' : 'are'} invalid: the figures of ${names.length === 1 ? 'that run' : 'these runs'} are not to be trusted, and are called neither better nor worse.`;
}

/** What trials say of how sure it is; of runs without them, that nothing does. */
export function noiseSentence(entries: readonly BenchEntry[]): string {
  const without = entries.filter(({ record }) => record.trials === undefined);
  const chance = 'how much of a difference is chance is not known';
  if (without.length === entries.length) return `These are single runs, without trials: ${chance}.`;
  const [base, ...others] = comparedFigures(entries.map(({ record }) => record))
    .filter(({ intervals }) => intervals.some((interval) => interval !== undefined))
    .flatMap((figure) => overlapsOf(figure, entries));
  const found = base === undefined ? [] : [base, ...others];
  const told =
    found.length === 0
      ? `The 95 % intervals of the trials are apart from ${entries[0]?.name ?? ''}'s wherever both have one.`
      : `Within the noise (the 95 % intervals of the trials overlap): ${found.join('; ')}.`;
  return without.length === 0 ? told : `${told} ${someListed(without.map(({ name }) => name))} had no trials: ${chance} there.`;
}

function overlapsOf(figure: ComparedFigure, entries: readonly BenchEntry[]): string[] {
  const names = entries.flatMap(({ name }, index) => (index > 0 && noiseOf(figure, index) === 'within' ? [name] : []));
  const what = figure.id === 'rate' ? 'rate' : figure.id.replaceAll('.', ' ');
  return names.length === 0 ? [] : [`${what} of ${someListed(names)}`];
}

/** Of a run, against the first. */
export function noiseOf({ intervals }: ComparedFigure, index: number): 'within' | 'beyond' | 'unknown' {
  const [base, other] = [intervals[0], intervals[index]];
  if (base === undefined || other === undefined) return 'unknown';
  return base.low <= other.high && other.low <= base.high ? 'within' : 'beyond';
}

function rateText({ totals }: BenchRecord): string {
  return rateValueText(totals.operationsPerSecond);
}

function rateValueText(perSecond: number): string {
  return perSecond >= 100 ? `${countText(perSecond)}/s` : `${threeDigits(perSecond)}/s`;
}
