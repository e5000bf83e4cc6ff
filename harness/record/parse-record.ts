// From the text of a file to a record, or to a sentence that says what is wrong with it.

import type { z } from 'zod';
import { HarnessError } from '../errors.ts';
import type { AnyRecord } from './any-record.ts';
import { CAPACITY_RECORD_SCHEMA, type CapacityRecord, capacityRecordSchema } from './capacity-record.ts';
import { COMPARISON_RECORD_SCHEMA, type ComparisonRecord, comparisonRecordSchema } from './comparison-record.ts';
import { type BenchRecord, benchRecordSchema } from './record.ts';
import { BENCH_RECORD_SCHEMA } from './record-words.ts';
import { SWEEP_RECORD_SCHEMA, type SweepRecord, sweepRecordSchema } from './sweep-record.ts';
import { VERIFY_RECORD_SCHEMA, type VerifyRecord, verifyRecordSchema } from './verify-record.ts';

export function parseBenchRecord(text: string): BenchRecord {
  return parseAs([BENCH], text);
}

export function parseVerifyRecord(text: string): VerifyRecord {
  return parseAs([VERIFY], text);
}

/** Whichever it is; `kind` tells them apart. */
export function parseRecord(text: string): AnyRecord {
  return parseAs<AnyRecord>(ALL, text);
}

/** One record, or a list of them, as `harness report --format json` makes one of several. */
export function parseRecords(text: string): AnyRecord[] {
  const value = jsonIn(ALL, text);
  if (!Array.isArray(value)) return [checkedAs(ALL, value)];
  if (value.length === 0)
    throw new HarnessError('record-invalid', 'This is a list of records without any: there is nothing to report on.');
  return value.map((one, index) => {
    try {
      return checkedAs<AnyRecord>(ALL, one);
    } catch (error) {
      if (error instanceof HarnessError)
        throw new HarnessError(error.code, `Record ${index + 1} of ${value.length}: ${error.message}`, error);
      throw error;
    }
  });
}

interface Kind<T> {
  readonly name: string;
  readonly writer: string;
  readonly schema: z.ZodType<T>;
}

const BENCH: Kind<BenchRecord> = { name: BENCH_RECORD_SCHEMA, writer: 'harness bench', schema: benchRecordSchema };
const VERIFY: Kind<VerifyRecord> = { name: VERIFY_RECORD_SCHEMA, writer: 'harness verify', schema: verifyRecordSchema };
const CAPACITY: Kind<CapacityRecord> = {
  name: CAPACITY_RECORD_SCHEMA,
  writer: 'harness capacity',
  schema: capacityRecordSchema,
};
const SWEEP: Kind<SweepRecord> = { name: SWEEP_RECORD_SCHEMA, writer: 'harness capacity', schema: sweepRecordSchema };
const COMPARISON: Kind<ComparisonRecord> = {
  name: COMPARISON_RECORD_SCHEMA,
  writer: 'harness compare',
  schema: comparisonRecordSchema,
};

const ALL: readonly Kind<AnyRecord>[] = [BENCH, VERIFY, CAPACITY, SWEEP, COMPARISON];

function parseAs<T extends AnyRecord>(kinds: readonly Kind<T>[], text: string): T {
  return checkedAs(kinds, jsonIn(kinds, text));
}

function jsonIn<T>(kinds: readonly Kind<T>[], text: string): unknown {
  const json = text.replace(/^\u{feff}/u, '').trim();
  const writers = inARow([...new Set(kinds.map(({ writer }) => `'${writer}'`))], 'or');
  if (json === '') throw new HarnessError('record-invalid', `This is empty: give a file that ${writers} wrote.`);
  try {
    return JSON.parse(json);
  } catch (cause) {
    // What begins like a record and has no end was cut off.
    if (/^[{[]\s*["{]/.test(json) && !/[}\]]$/.test(json)) {
      throw new HarnessError('record-invalid', 'This breaks off in the middle: the rest of the file is missing.', cause);
    }
    throw new HarnessError('record-invalid', `This is no record, for it is no JSON: give a file that ${writers} wrote.`, cause);
  }
}

function checkedAs<T extends AnyRecord>(kinds: readonly Kind<T>[], value: unknown): T {
  const name = schemaOf(value);
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined)
    throw new HarnessError('record-invalid', whyUnknown(name === undefined ? undefined : shortened(name), kinds));
  const parsed = kind.schema.safeParse(value);
  if (parsed.success) {
    refuseTooLong(parsed.data);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'at its top' : `at '${pathText(issue.path)}'`;
  const why = issue === undefined ? '' : `: ${issue.message}`;
  throw new HarnessError(
    'record-invalid',
    `This record does not keep to its schema ${shortened(`${where}${why}`)}.`,
    parsed.error,
  );
}

/** What is quoted from a file may be the whole of it. */
function shortened(text: string): string {
  return text.length <= QUOTED_MAX ? text : `${text.slice(0, QUOTED_MAX)}…`;
}

const QUOTED_MAX = 300;

/** Padding is told by its length, and shown in full: a few letters could stand for more memory than there is. */
function refuseTooLong(record: AnyRecord): void {
  if (record.kind !== 'verify') return;
  let bytes = 0;
  for (const { difference, transcript } of [...record.cases, ...record.properties]) {
    for (const one of [...(difference?.expected ?? []), ...(difference?.actual ?? [])]) bytes += one.padding?.count ?? 0;
    for (const entry of transcript) bytes += entry.bytes?.padding?.count ?? 0;
  }
  if (bytes > PADDING_BYTES_MAX)
    throw new HarnessError(
      'record-invalid',
      `This record tells of ${bytes} bytes of padding, and no run leaves more than ${PADDING_BYTES_MAX}: take another copy.`,
    );
}

const PADDING_BYTES_MAX = 2 ** 28;

function whyUnknown(name: string | undefined, kinds: readonly { readonly name: string }[]): string {
  const known = inARow(
    kinds.map((one) => `'${one.name}'`),
    'and',
  );
  if (name === undefined) return `This JSON is no record: it has no 'schema'; what can be read here is ${known}.`;
  const newer = kinds.find((one) => familyOf(one.name) === familyOf(name) && versionOf(name) > versionOf(one.name));
  if (newer !== undefined) {
    return `A newer harness wrote this: it is of the schema '${name}', and this one reads '${newer.name}' and older; install a newer one.`;
  }
  if (familyOf(name) === 'tcp-harness/counterexample') {
    return `This is a counterexample, which 'harness replay' runs again; what can be read here is ${known}.`;
  }
  return `This is of the schema '${name}'; what can be read here is ${known}.`;
}

function inARow(words: readonly string[], conjunction: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** `tcp-harness/bench-record/1` is version 1 of `tcp-harness/bench-record`. */
function familyOf(name: string): string {
  return name.replace(/\/\d+$/, '');
}

function versionOf(name: string): number {
  return Number(/\/(\d+)$/.exec(name)?.[1] ?? 0);
}

function schemaOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return undefined;
  return typeof value.schema === 'string' ? value.schema : undefined;
}

/** Such as `timeline[3].latencyUs.ping.count`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
