// The schemas of the records as JSON Schema, for those who read records with other tools. They are published in docs/, and a test
// keeps the two the same.

import { z } from 'zod';
import { CAPACITY_RECORD_SCHEMA, capacityRecordSchema } from './capacity-record.ts';
import { COMPARISON_RECORD_SCHEMA, comparisonRecordSchema } from './comparison-record.ts';
import { benchRecordSchema } from './record.ts';
import { BENCH_RECORD_SCHEMA } from './record-words.ts';
import { SWEEP_RECORD_SCHEMA, sweepRecordSchema } from './sweep-record.ts';
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

export function capacityRecordJsonSchema(): Record<string, unknown> {
  return jsonSchema(
    capacityRecordSchema,
    CAPACITY_RECORD_SCHEMA,
    'What one search of `harness capacity` leaves. Names end in their unit; figures of latency are in microseconds.',
  );
}

export function sweepRecordJsonSchema(): Record<string, unknown> {
  return jsonSchema(
    sweepRecordSchema,
    SWEEP_RECORD_SCHEMA,
    'What one sweep of `harness capacity` over numbers of clients leaves. Names end in their unit; figures of latency are in microseconds.',
  );
}

export function comparisonRecordJsonSchema(): Record<string, unknown> {
  return jsonSchema(
    comparisonRecordSchema,
    COMPARISON_RECORD_SCHEMA,
    'What one comparison of `harness compare` leaves. Names end in their unit; figures of latency are in microseconds.',
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
