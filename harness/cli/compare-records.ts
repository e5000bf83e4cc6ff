// Records that are compared: read, held against each other, and put together by subject.

import { readFileSync } from 'node:fs';
import { HarnessError } from '../errors.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import { parseBenchRecord } from '../record/parse-record.ts';
import type { BenchRecord } from '../record/record.ts';
import { BLOCKS_MIN, blockFigures } from '../study/blocks.ts';
import { comparability } from '../study/comparable.ts';
import type { SubjectRuns } from '../study/compared-level.ts';
import { runsOf } from '../study/run-of.ts';
import { type NamedFile, namedFile, refusal } from './compare-flags.ts';
import { whyUnread } from './record-file.ts';

interface ReadSubject {
  readonly name: string;
  /** At least one, each with the file that it was read from. */
  readonly read: readonly { readonly file: string; readonly record: BenchRecord }[];
}

export interface ReadComparison {
  readonly subjects: readonly ReadSubject[];
  readonly runs: readonly SubjectRuns[];
  readonly resampled: 'trials' | 'blocks';
  readonly notes: readonly string[];
}

/** Refuses what isn't comparable, unless it is to be compared anyway: then the differences are notes. */
export async function readComparison(words: readonly string[], isAnyway: boolean): Promise<ReadComparison> {
  const subjects = bySubject(words.map(namedFile));
  if (subjects.length < 2) {
    throw refusal(
      subjects.length === 0
        ? 'Say what to compare: two records of harness bench, or servers with --start or --reference'
        : `A comparison needs records of two servers, and there are those of '${subjects[0]?.name}' only; to compare servers give --start or --reference`,
    );
  }
  const all = subjects.flatMap(({ name, read }) => read.map(({ record }) => ({ name, record })));
  const { obstacles, notes } = comparability(all);
  const [obstacle, ...others] = obstacles;
  if (obstacle !== undefined && !isAnyway) {
    const more = others.length === 0 ? '' : ` ${others.join(' ')}`;
    throw new HarnessError(
      'record-invalid',
      `These runs are not comparable. ${obstacle}${more} With --anyway they are compared all the same.`,
    );
  }
  await prepareHistograms();
  const runs = subjects.map(({ name, read }): SubjectRuns => ({ name, runs: read.flatMap(({ record }) => runsOf(record)) }));
  const isOneEach = runs.every(({ runs: own }) => own.length === 1);
  const howFew = isOneEach
    ? ['There is one run of each, cut into blocks of time: what differs from start to start is not known.']
    : [];
  return {
    subjects,
    runs: isOneEach ? runs.map((one, index) => withBlocks(one, subjects[index]?.read[0]?.record)) : runs,
    resampled: isOneEach ? 'blocks' : 'trials',
    notes: [...obstacles, ...notes, ...howFew],
  };
}

function withBlocks(one: SubjectRuns, record: BenchRecord | undefined): SubjectRuns {
  const blocks = record === undefined ? undefined : blockFigures(record);
  return blocks === undefined || (blocks.get('rate')?.length ?? 0) < BLOCKS_MIN ? one : { ...one, blocks };
}

function bySubject(files: readonly NamedFile[]): ReadSubject[] {
  const subjects = new Map<string, { file: string; record: BenchRecord }[]>();
  const seen = new Map<string, string>();
  for (const { name, file } of files) {
    const text = textOf(file);
    const other = seen.get(text);
    if (other !== undefined) {
      const what = other === file ? `'${file}' is there twice` : `'${file}' is the same run as '${other}'`;
      throw refusal(`${what}: a run can't be compared with itself`);
    }
    seen.set(text, file);
    const read = subjects.get(name) ?? [];
    subjects.set(name, [...read, { file, record: recordIn(file, text) }]);
  }
  return [...subjects].map(([name, read]) => ({ name, read }));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new HarnessError('record-invalid', `'${file}' can't be read: ${whyUnread(cause)}.`, cause);
  }
}

function recordIn(file: string, text: string): BenchRecord {
  try {
    return parseBenchRecord(text);
  } catch (error) {
    if (error instanceof HarnessError) throw new HarnessError(error.code, `'${file}': ${error.message}`, error);
    throw error;
  }
}
