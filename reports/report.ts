// What a report is made of: one record, or several of one kind.

import { HarnessError } from '../harness/errors.ts';
import type { BenchRecord } from '../harness/record/record.ts';
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

export type Report = BenchReport | VerifyReport;

/** Of one record, as the run that it is of makes it. */
export function reportOn(record: BenchRecord): BenchReport;
export function reportOn(record: VerifyRecord): VerifyReport;
export function reportOn(record: BenchRecord | VerifyRecord): Report {
  return record.kind === 'bench'
    ? { kind: 'bench', entries: [{ name: record.scenario.name, record }] }
    : { kind: 'verify', entries: [{ name: record.protocol.name, record }] };
}

/** Of whatever was read. Those of two kinds have nothing to be compared by. */
export function reportOf(entries: Entries<BenchRecord | VerifyRecord>, title?: string): Report {
  const named = distinct(entries);
  const given = title === undefined ? {} : { title };
  const bench = named.filter(isBench);
  if (bench.length === 0)
    return { kind: 'verify', ...given, entries: named.filter(isVerify) as [Entry<VerifyRecord>, ...Entry<VerifyRecord>[]] };
  if (bench.length === named.length)
    return { kind: 'bench', ...given, entries: bench as [Entry<BenchRecord>, ...Entry<BenchRecord>[]] };
  const other = named.find(isVerify);
  throw new HarnessError(
    'record-invalid',
    `'${bench[0]?.name}' is of a run of bench and '${other?.name}' of a run of verify: make a report of each kind for itself.`,
  );
}

function isBench(entry: Entry<BenchRecord | VerifyRecord>): entry is Entry<BenchRecord> {
  return entry.record.kind === 'bench';
}

function isVerify(entry: Entry<BenchRecord | VerifyRecord>): entry is Entry<VerifyRecord> {
  return entry.record.kind === 'verify';
}

/** A second of the same name becomes `name (2)`. */
function distinct<R>(entries: Entries<R>): Entry<R>[] {
  const taken = new Set<string>();
  return entries.map(({ name, record }) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
    taken.add(free);
    return { name: free, record };
  });
}
