// From the text of a file to a record, or to a sentence that says what is wrong with it.

import { HarnessError } from '../errors.ts';
import { BENCH_RECORD_SCHEMA, type BenchRecord, benchRecordSchema } from './record.ts';

export function parseRecord(text: string): BenchRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HarnessError(
      'record-invalid',
      `This is no record, for it is no JSON: give a file that 'harness bench' wrote.`,
      cause,
    );
  }
  const schema = schemaOf(value);
  if (schema !== BENCH_RECORD_SCHEMA) {
    const what = schema === undefined ? `This JSON is no record: it has no 'schema'` : `This is of the schema '${schema}'`;
    throw new HarnessError('record-invalid', `${what}; what can be read here is '${BENCH_RECORD_SCHEMA}'.`);
  }
  const parsed = benchRecordSchema.safeParse(value);
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
