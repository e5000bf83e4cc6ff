// The schemas of the records as JSON Schema, for those who read records with other tools. They are published in docs/, and a test
// keeps the two the same.

import { z } from 'zod';
import { BENCH_RECORD_SCHEMA, benchRecordSchema } from './record.ts';
import { VERIFY_RECORD_SCHEMA, verifyRecordSchema } from './verify-record.ts';

export function benchRecordJsonSchema(): Record<string, unknown> {
  return jsonSchema(
    benchRecordSchema,
    BENCH_RECORD_SCHEMA,
    'What one run of `harness bench` leaves. Names end in their unit; latencies are in microseconds.',
  );
}

export function verifyRecordJsonSchema(): Record<string, unknown> {
  return jsonSchema(
    verifyRecordSchema,
    VERIFY_RECORD_SCHEMA,
    'What one run of `harness verify` leaves. Names end in their unit; bytes are hex.',
  );
}

function jsonSchema(schema: z.ZodType, name: string, description: string): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return {
    $schema,
    // A name, not a place: nothing has to be fetched to check a record.
    $id: `urn:${name.replaceAll('/', ':')}`,
    title: name,
    description,
    ...rest,
  };
}
