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
  return parseAs<BenchRecord | VerifyRecord>(
    [
      { name: BENCH_RECORD_SCHEMA, writer: 'harness bench', schema: benchRecordSchema },
      { name: VERIFY_RECORD_SCHEMA, writer: 'harness verify', schema: verifyRecordSchema },
    ],
    text,
  );
}

interface Kind<T> {
  readonly name: string;
  readonly writer: string;
  readonly schema: z.ZodType<T>;
}

function parseAs<T>(kinds: readonly Kind<T>[], text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const writers = kinds.map(({ writer }) => `'${writer}'`).join(' or ');
    throw new HarnessError('record-invalid', `This is no record, for it is no JSON: give a file that ${writers} wrote.`, cause);
  }
  const name = schemaOf(value);
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined) {
    const what = name === undefined ? `This JSON is no record: it has no 'schema'` : `This is of the schema '${name}'`;
    const known = kinds.map((one) => `'${one.name}'`).join(' and ');
    throw new HarnessError('record-invalid', `${what}; what can be read here is ${known}.`);
  }
  const parsed = kind.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'at its top' : `at '${pathText(issue.path)}'`;
  const why = issue === undefined ? '' : `: ${issue.message}`;
  throw new HarnessError('record-invalid', `This record does not keep to its schema ${where}${why}.`, parsed.error);
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
