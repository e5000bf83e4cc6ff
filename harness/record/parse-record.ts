// From the text of a file to a record, or to a sentence that says what is wrong with it.

import type { z } from 'zod';
import { HarnessError } from '../errors.ts';
import { BENCH_RECORD_SCHEMA, type BenchRecord, benchRecordSchema } from './record.ts';
import { VERIFY_RECORD_SCHEMA, type VerifyRecord, verifyRecordSchema } from './verify-record.ts';

export function parseBenchRecord(text: string): BenchRecord {
  return parseAs([{ name: BENCH_RECORD_SCHEMA, writer: 'harness bench', schema: benchRecordSchema }], text);
}

export function parseVerifyRecord(text: string): VerifyRecord {
  return parseAs([{ name: VERIFY_RECORD_SCHEMA, writer: 'harness verify', schema: verifyRecordSchema }], text);
}

/** Whichever it is; `kind` tells them apart. */
export function parseRecord(text: string): BenchRecord | VerifyRecord {
  return parseAs<BenchRecord | VerifyRecord>(BOTH, text);
}

/** One record, or a list of them, as `harness report --format json` makes one of several. */
export function parseRecords(text: string): (BenchRecord | VerifyRecord)[] {
  const value = jsonIn(BOTH, text);
  if (!Array.isArray(value)) return [checkedAs(BOTH, value)];
  if (value.length === 0)
    throw new HarnessError('record-invalid', 'This is a list of records without any: there is nothing to report on.');
  return value.map((one, index) => {
    try {
      return checkedAs<BenchRecord | VerifyRecord>(BOTH, one);
    } catch (error) {
      if (error instanceof HarnessError)
        throw new HarnessError(error.code, `Record ${index + 1} of ${value.length}: ${error.message}`, error);
      throw error;
    }
  });
}

const BOTH: readonly Kind<BenchRecord | VerifyRecord>[] = [
  { name: BENCH_RECORD_SCHEMA, writer: 'harness bench', schema: benchRecordSchema },
  { name: VERIFY_RECORD_SCHEMA, writer: 'harness verify', schema: verifyRecordSchema },
];

interface Kind<T> {
  readonly name: string;
  readonly writer: string;
  readonly schema: z.ZodType<T>;
}

function parseAs<T extends BenchRecord | VerifyRecord>(kinds: readonly Kind<T>[], text: string): T {
  return checkedAs(kinds, jsonIn(kinds, text));
}

function jsonIn<T>(kinds: readonly Kind<T>[], text: string): unknown {
  const json = text.replace(/^\u{feff}/u, '').trim();
  const writers = kinds.map(({ writer }) => `'${writer}'`).join(' or ');
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

function checkedAs<T extends BenchRecord | VerifyRecord>(kinds: readonly Kind<T>[], value: unknown): T {
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
function refuseTooLong(record: BenchRecord | VerifyRecord): void {
  if (record.kind === 'bench') return;
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
  const known = kinds.map((one) => `'${one.name}'`).join(' and ');
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
