// The command that repeats a run: the words that it was called with, and the seed that chance gave it.

import type { BenchRecord } from '../../harness/record/record.ts';

/** As many seeds as the command chooses from. */
const SEEDS = 2 ** 31;

/** Undefined: it was called by a program, and no command is known. */
export function repeatWords(record: BenchRecord): string[] | undefined {
  const { command } = record;
  if (!command.includes('bench')) return undefined;
  // Behind `--` there are no flags.
  const end = command.indexOf('--');
  const flags = end === -1 ? command : command.slice(0, end);
  if (flags.some((word) => word === '--seed' || word.startsWith('--seed='))) return [...command];
  return [...flags, '--seed', String(firstSeed(record)), ...command.slice(flags.length)];
}

/** Each trial has the seed behind that of the last, and the record is of the one in the middle: `harness/load/trials.ts`. */
function firstSeed({ seed, trials }: BenchRecord): number {
  const rates = trials?.figures.rate?.values ?? [];
  const byRate = rates.map((rate, trial) => ({ rate, trial })).toSorted((one, other) => one.rate - other.rate);
  const { trial = 0 } = byRate[Math.floor((rates.length - 1) / 2)] ?? {};
  return (seed - trial + SEEDS) % SEEDS;
}

/** The files that the same command writes again, in the place of those of this run. */
export function filesWrittenAgain({ command }: BenchRecord): string[] {
  return command.flatMap((word, index) => {
    const [, flag, value] = /^(--out|--report)(?:=(.*))?$/s.exec(word) ?? [];
    return flag === undefined ? [] : [fileOf(value ?? command[index + 1] ?? '')];
  });
}

/** `junit=results.xml` is written to results.xml. */
function fileOf(word: string): string {
  return word.replace(/^[a-z]+=/, '');
}
