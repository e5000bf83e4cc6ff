// The schema of the record as JSON Schema, for those who read records with other tools. It is published in docs/, and a test keeps
// the two the same.

import { z } from 'zod';
import { BENCH_RECORD_SCHEMA, benchRecordSchema } from './record.ts';

export function benchRecordJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(benchRecordSchema, { target: 'draft-2020-12' });
  return {
    $schema,
    // A name, not a place: nothing has to be fetched to check a record.
    $id: `urn:${BENCH_RECORD_SCHEMA.replaceAll('/', ':')}`,
    title: BENCH_RECORD_SCHEMA,
    description: 'What one run of `harness bench` leaves. Names end in their unit; latencies are in microseconds.',
    ...rest,
  };
}
