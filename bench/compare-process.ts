// Whether `harness compare` keeps its word on this machine: two identical reference servers are to be the same, and one whose answers
// take 10 % more work is to be worse, in 19 of 20 comparisons each, with 5 trials of 5 s. Takes about 40 minutes; `--comparisons 5`
// makes so many of each kind, and `--quick` shows in a minute that it works, and proves nothing.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ComparisonRecord, comparisonRecordSchema } from '../harness/record/comparison-record.ts';
import { median } from './measure.ts';

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false }, comparisons: { type: 'string' } } });
const isQuick = flags.quick;
const COMPARISONS = Number(flags.comparisons ?? (isQuick ? 2 : 20));
if (!Number.isInteger(COMPARISONS) || COMPARISONS < 1) throw new Error('--comparisons takes a whole number from 1 on');
const TRIALS = isQuick ? 2 : 5;
const DURATION = isQuick ? '2s' : '5s';
/** Of the comparisons. */
const WANTED = 0.95;
/** So much work for each answer that the server is the limit, and not the clients. So many clients that there is always one to be answered. */
const BASE = 'event --fault laborious=100';
const CLIENTS = '100';
const SLOWED = 'event --fault laborious=100,slow=10';

console.log(
  `${COMPARISONS} comparisons each, ${TRIALS} trials of ${DURATION}: judgement, rate to the first, noise of neighbouring trials`,
);
const noises: number[] = [];
const isKept = [compareAll('identical', BASE, 'same'), compareAll('10 % slower', SLOWED, 'worse')].every((kept) => kept);
console.log(`Noise of the ratio of neighbouring trials, as a deviation: ${percent(median(noises))} in the middle.`);
process.exitCode = isKept || isQuick ? 0 : 1;

function compareAll(name: string, other: string, wanted: string): boolean {
  let hits = 0;
  for (let number = 1; number <= COMPARISONS; number++) {
    const record = compare(other);
    const judgement = record.judgements[0]?.judgement ?? 'cannot-tell';
    const rate = record.levels[0]?.figures.find(({ id }) => id === 'rate');
    const difference = rate?.subjects[1]?.difference;
    const noise = neighboursNoise(rate?.subjects[0]?.values ?? [], rate?.subjects[1]?.values ?? []);
    const invalid = (record.levels[0]?.runs ?? []).flat().filter(({ verdict }) => verdict === 'invalid').length;
    noises.push(noise);
    if (judgement === wanted) hits += 1;
    const interval =
      difference === undefined ? '' : ` ${shown(difference.ratio)} (${shown(difference.low)} to ${shown(difference.high)})`;
    console.log(
      `${name} ${number}: ${judgement}${interval}, noise ${percent(noise)}${invalid === 0 ? '' : `, ${invalid} runs invalid`}`,
    );
  }
  console.log(`${name}: ${hits} of ${COMPARISONS} are '${wanted}'.`);
  return hits >= WANTED * COMPARISONS;
}

function compare(other: string): ComparisonRecord {
  const main = fileURLToPath(new URL(`../harness/cli/main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
  const words = ['compare', '--reference', BASE, '--reference', other, 'echo-block/ping', '--clients', CLIENTS];
  const run = spawnSync(
    process.execPath,
    [main, ...words, '--trials', `${TRIALS}`, '--duration', DURATION, '--json', '--out', '/dev/null', '--progress', 'none'],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (run.stdout === '') throw new Error(`harness compare left with ${run.status}: ${run.stderr}`);
  return comparisonRecordSchema.parse(JSON.parse(run.stdout));
}

/** By how much the logarithm of the ratio of two trials scatters that ran beside each other. */
function neighboursNoise(first: readonly number[], other: readonly number[]): number {
  const logs = first.map((value, trial) => Math.log((other[trial] ?? value) / value));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, logs.length - 1));
}

function shown(ratio: number): string {
  return ratio.toFixed(3);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
