// Several runs of the same plan as one record: that of the trial in the middle, and how sure the figures are.

import { assert } from '../errors.ts';
import type { BenchRecord, Cause } from '../record/record.ts';
import { medianInterval } from './intervals.ts';
import { runFigures } from './run-figures.ts';

/** The verdict is the worst of all: what failed once has failed, and what could not be trusted once can't be. */
export function concludeTrials(records: readonly BenchRecord[]): BenchRecord {
  const median = medianTrial(records);
  if (records.length === 1) return median;
  const verdicts = records.map(({ verdict }) => verdict);
  const verdict = (['fail', 'invalid'] as const).find((worst) => verdicts.includes(worst)) ?? 'pass';
  const figures = Object.fromEntries(
    [...runFigures(median).keys()].flatMap((name) => {
      const values = records.map((record) => runFigures(record).get(name)).filter((value) => value !== undefined);
      // A figure that a trial does not have is none of them all.
      return values.length < records.length ? [] : [[name, { ...medianInterval(values), values }] as const];
    }),
  );
  const notes = [...median.notes, whoseFigures(records, median)];
  return { ...median, verdict, causes: causesOf(records), notes, trials: { verdicts, figures } };
}

/** By its rate; of an even number the slower of the two in the middle. */
function medianTrial(records: readonly BenchRecord[]): BenchRecord {
  const byRate = records.toSorted((one, other) => one.totals.operationsPerSecond - other.totals.operationsPerSecond);
  const median = byRate[Math.floor((records.length - 1) / 2)];
  assert(median !== undefined, 'trials are at least one');
  return median;
}

function whoseFigures(records: readonly BenchRecord[], median: BenchRecord): string {
  const rate = records.length % 2 === 1 ? 'the median' : 'the lower of the two in the middle';
  return `The figures are those of trial ${records.indexOf(median) + 1}, whose rate is ${rate}.`;
}

/** One of a kind, in the words of the first trial that had it. */
function causesOf(records: readonly BenchRecord[]): Cause[] {
  const seen = new Map<string, { readonly cause: Cause; readonly trials: number[] }>();
  for (const [index, { causes }] of records.entries()) {
    for (const cause of causes) {
      const key = `${cause.verdict} ${cause.code} ${kindOf(cause)}`;
      const others = seen.get(key);
      if (others === undefined) seen.set(key, { cause, trials: [index + 1] });
      else if (others.trials.at(-1) !== index + 1) others.trials.push(index + 1);
    }
  }
  return [...seen.values()].map(({ cause, trials }) => ({ ...cause, sentence: `${trialsText(trials)}: ${cause.sentence}` }));
}

/** A threshold begins with its own text, figures and all; in other sentences they differ from trial to trial. */
function kindOf({ code, sentence }: Cause): string {
  const threshold = code === 'threshold' ? /^(.+?)(?:, and it is|: nothing of it| is broken)/.exec(sentence)?.[1] : undefined;
  return threshold ?? sentence.replace(/[\d.,]+/g, '#');
}

function trialsText(trials: readonly number[]): string {
  if (trials.length === 1) return `Trial ${trials[0]}`;
  return `Trials ${trials.slice(0, -1).join(', ')} and ${trials.at(-1)}`;
}
