// What a report is made of: one record, or several of one kind. A study compares by itself, and has a report of its own.

import { HarnessError } from '../harness/errors.ts';
import type { AnyRecord, StudyRecord } from '../harness/record/any-record.ts';
import type { CapacityRecord } from '../harness/record/capacity-record.ts';
import type { ComparisonRecord } from '../harness/record/comparison-record.ts';
import type { BenchRecord } from '../harness/record/record.ts';
import type { SweepRecord } from '../harness/record/sweep-record.ts';
import type { VerifyRecord } from '../harness/record/verify-record.ts';

export interface Entry<R> {
  /** What tells it from the others: no two have the same. */
  readonly name: string;
  readonly record: R;
}

/** At least one, in the order given: the others are compared with the first. */
export type Entries<R> = readonly [Entry<R>, ...Entry<R>[]];

export interface BenchReport {
  readonly kind: 'bench';
  readonly title?: string;
  readonly entries: Entries<BenchRecord>;
}

export interface VerifyReport {
  readonly kind: 'verify';
  readonly title?: string;
  readonly entries: Entries<VerifyRecord>;
}

export interface CapacityReport {
  readonly kind: 'capacity';
  readonly title?: string;
  readonly entries: readonly [Entry<CapacityRecord>];
}

export interface SweepReport {
  readonly kind: 'sweep';
  readonly title?: string;
  readonly entries: readonly [Entry<SweepRecord>];
}

export interface ComparisonReport {
  readonly kind: 'comparison';
  readonly title?: string;
  readonly entries: readonly [Entry<ComparisonRecord>];
}

type StudyReport = CapacityReport | SweepReport | ComparisonReport;
export type Report = BenchReport | VerifyReport | StudyReport;

/** Of one record, as the run that it is of makes it. */
export function reportOn(record: BenchRecord): BenchReport;
export function reportOn(record: VerifyRecord): VerifyReport;
export function reportOn(record: CapacityRecord): CapacityReport;
export function reportOn(record: SweepRecord): SweepReport;
export function reportOn(record: ComparisonRecord): ComparisonReport;
export function reportOn(record: AnyRecord): Report;
export function reportOn(record: AnyRecord): Report {
  switch (record.kind) {
    case 'bench':
      return { kind: 'bench', entries: [{ name: record.scenario.name, record }] };
    case 'verify':
      return { kind: 'verify', entries: [{ name: record.protocol.name, record }] };
    default:
      return ofStudy(record.scenario.name, record);
  }
}

/** Of whatever was read. Those of two kinds have nothing to be compared by, and a study is no run. */
export function reportOf(entries: Entries<AnyRecord>, title?: string): Report {
  const named = distinct(entries);
  const given = title === undefined ? {} : { title };
  const [first, ...others] = named;
  if (others.length === 0 && isStudy(first)) return { ...ofStudy(first.name, first.record), ...given };
  const other = others.find(({ record }) => record.kind !== first.record.kind);
  if (other !== undefined) {
    throw new HarnessError(
      'record-invalid',
      `'${first.name}' is of ${OF[first.record.kind]} and '${other.name}' of ${OF[other.record.kind]}: make a report of each kind for itself.`,
    );
  }
  if (first.record.kind === 'bench') return { kind: 'bench', ...given, entries: named as Entries<BenchRecord> };
  if (first.record.kind === 'verify') return { kind: 'verify', ...given, entries: named as Entries<VerifyRecord> };
  throw new HarnessError(
    'record-invalid',
    `'${first.name}' and '${others[0]?.name}' are each of ${OF[first.record.kind]}, which answers a question by itself: make a report of each. ` +
      "'harness compare' sets runs of bench beside each other, and several servers.",
  );
}

const OF: Readonly<Record<AnyRecord['kind'], string>> = {
  bench: 'a run of bench',
  verify: 'a run of verify',
  capacity: 'a search for the capacity',
  sweep: 'a sweep over clients',
  comparison: 'a comparison',
};

function ofStudy(name: string, record: StudyRecord): StudyReport {
  switch (record.kind) {
    case 'capacity':
      return { kind: 'capacity', entries: [{ name, record }] };
    case 'sweep':
      return { kind: 'sweep', entries: [{ name, record }] };
    case 'comparison':
      return { kind: 'comparison', entries: [{ name, record }] };
  }
}

function isStudy(entry: Entry<AnyRecord>): entry is Entry<StudyRecord> {
  return entry.record.kind !== 'bench' && entry.record.kind !== 'verify';
}

/** A second of the same name becomes `name (2)`. */
function distinct<R>(entries: Entries<R>): Entries<R> {
  const taken = new Set<string>();
  const freed = ({ name, record }: Entry<R>): Entry<R> => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
    taken.add(free);
    return { name: free, record };
  };
  const [first, ...others] = entries;
  return [freed(first), ...others.map(freed)];
}
