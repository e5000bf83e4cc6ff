import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { capacityRecordSchema } from './capacity-record.ts';
import { comparisonRecordSchema } from './comparison-record.ts';
import { exampleCapacityRecord } from './example-capacity-record.test-support.ts';
import { exampleComparisonRecord } from './example-comparison-record.test-support.ts';
import { exampleRecord } from './example-record.test-support.ts';
import { exampleSweepRecord } from './example-sweep-record.test-support.ts';
import { exampleVerifyRecord } from './example-verify-record.test-support.ts';
import {
  benchRecordJsonSchema,
  capacityRecordJsonSchema,
  comparisonRecordJsonSchema,
  sweepRecordJsonSchema,
  verifyRecordJsonSchema,
} from './json-schema.ts';
import { benchRecordSchema } from './record.ts';
import { sweepRecordSchema } from './sweep-record.ts';
import { verifyRecordSchema } from './verify-record.ts';

const RENEW = 'UPDATE_SCHEMA=1 npx vitest run harness/record/json-schema.test.ts';

interface Published {
  readonly file: string;
  readonly given: () => Record<string, unknown>;
  readonly schema: z.ZodType;
  readonly example: () => unknown;
  readonly wrongs: readonly (readonly [string, Path, unknown])[];
}

const RECORDS: readonly (readonly [string, Published])[] = [
  [
    'harness bench',
    {
      file: 'docs/bench-record.schema.json',
      given: benchRecordJsonSchema,
      schema: benchRecordSchema,
      example: exampleRecord,
      wrongs: [
        ['has no seed', ['seed'], undefined],
        ['has no count in a distribution', ['connect', 'timeUs', 'count'], undefined],
        ['has a count below zero', ['totals', 'errors'], -1],
        ['has half a turn', ['timeline', '3', 'turns'], 0.5],
        ['has a member that nobody knows', ['extra'], 1],
        ['has an unknown member deep down', ['latencyUs', 'direct', 'service', 'p95'], 1],
        ['has a verdict of its own', ['verdict'], 'inconclusive'],
        ['is of another version', ['schema'], 'tcp-harness/bench-record/2'],
        ['began at no time', ['startedAt'], 'yesterday'],
        ['has text for a number', ['totals', 'turns'], '10'],
        [
          'has a diagnosis that points at nothing it has',
          ['diagnoses', '0'],
          { kind: 'stalls', sentence: 'It stood still.', evidence: [{ figure: 'hope', fromSecond: 0, toSecond: 1 }] },
        ],
      ],
    },
  ],
  [
    'harness verify',
    {
      file: 'docs/verify-record.schema.json',
      given: verifyRecordJsonSchema,
      schema: verifyRecordSchema,
      example: exampleVerifyRecord,
      wrongs: [
        ['has no seed', ['seed'], undefined],
        ['has a case without its rule', ['cases', '0', 'rule'], undefined],
        ['has a count below zero', ['totals', 'fail'], -1],
        ['has half a hex figure', ['cases', '0', 'difference', 'expected', '0', 'hex'], 'abc'],
        ['has a member that nobody knows', ['extra'], 1],
        ['has an unknown member deep down', ['cases', '0', 'transcript', '0', 'who'], 'alice'],
        ['has the verdict of a bench', ['verdict'], 'invalid'],
        ['has an evidence of its own', ['cases', '2', 'evidence'], 'hope'],
        ['is of another version', ['schema'], 'tcp-harness/verify-record/2'],
        ['began at no time', ['startedAt'], 'yesterday'],
        ['fails more often than always', ['properties', '0', 'shrunk', 'failureRate'], 1.5],
      ],
    },
  ],
  [
    'a search of harness capacity',
    {
      file: 'docs/capacity-record.schema.json',
      given: capacityRecordJsonSchema,
      schema: capacityRecordSchema,
      example: exampleCapacityRecord,
      wrongs: [
        ['has no answer', ['answer'], undefined],
        ['has an answer without its interval', ['answer', 'low'], undefined],
        ['has an answer of its own', ['answer', 'kind'], 'perhaps'],
        ['has a load of nothing', ['steps', '0', 'load'], 0],
        ['has a step without a reason', ['steps', '1', 'sentence'], undefined],
        ['has a figure that is a text', ['steps', '0', 'run', 'figures', 'rate'], '10'],
        ['raised something else', ['axis'], 'frames'],
        ['has a member that nobody knows', ['steps', '0', 'run', 'extra'], 1],
        ['is of another version', ['schema'], 'tcp-harness/capacity-record/2'],
      ],
    },
  ],
  [
    'a sweep of harness capacity',
    {
      file: 'docs/sweep-record.schema.json',
      given: sweepRecordJsonSchema,
      schema: sweepRecordSchema,
      example: exampleSweepRecord,
      wrongs: [
        ['has no level', ['levels'], []],
        ['has a level without a trial', ['levels', '0', 'trials'], []],
        ['has half a client', ['levels', '0', 'clients'], 0.5],
        ['has an estimate without its interval', ['fit', 'sigma', 'high'], undefined],
        ['has a verdict of its own', ['verdict'], 'inconclusive'],
        ['is of another version', ['schema'], 'tcp-harness/sweep-record/2'],
      ],
    },
  ],
  [
    'harness compare',
    {
      file: 'docs/comparison-record.schema.json',
      given: comparisonRecordJsonSchema,
      schema: comparisonRecordSchema,
      example: exampleComparisonRecord,
      wrongs: [
        ['compares one with nothing', ['subjects'], [{ name: 'a', target: { how: 'running', address: 'a', port: 1 } }]],
        ['has a judgement of its own', ['judgements', '0', 'judgement'], 'fine'],
        ['has a figure without its margin', ['levels', '0', 'figures', '0', 'margin'], undefined],
        ['resamples single requests', ['resampled'], 'requests'],
        ['is better in both directions', ['levels', '0', 'figures', '0', 'better'], 'both'],
        ['has no level', ['levels'], []],
        ['has a member that nobody knows', ['levels', '0', 'figures', '0', 'subjects', '1', 'difference', 'extra'], 1],
        ['is of another version', ['schema'], 'tcp-harness/comparison-record/2'],
      ],
    },
  ],
];

describe.each(RECORDS)('the published schema of the record of %s', (_name, { file, given, schema, example: make, wrongs }) => {
  const text = () => `${JSON.stringify(given(), null, 2)}\n`;
  let published: ValidateFunction;
  let example: unknown;

  beforeAll(async () => {
    if (process.env.UPDATE_SCHEMA !== undefined) writeFileSync(file, text());
    // A format is for readers here: the pattern beside it decides.
    published = new Ajv2020({ validateFormats: false, allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
    example = await make();
  });

  it('is what the code gives', () => {
    expect(readFileSync(file, 'utf8') === text(), `${file} is out of date: ${RENEW}`).toBe(true);
  });

  it('takes an example, as the code does, and as it is read from a file', () => {
    expect(published(JSON.parse(JSON.stringify(example))), JSON.stringify(published.errors)).toBe(true);
    expect(schema.parse(JSON.parse(JSON.stringify(example)))).toEqual(example);
  });

  it.each(wrongs)('refuses a record that %s, as the code does', (_, path, put) => {
    const record: unknown = JSON.parse(JSON.stringify(example));
    spoil(record, path, put);
    expect(published(record)).toBe(false);
    expect(schema.safeParse(record).success).toBe(false);
  });
});

type Path = readonly string[];

/** Puts a value at the end of the path; undefined takes it away. */
function spoil(value: unknown, path: Path, put: unknown): void {
  const [key = '', ...rest] = path;
  if (typeof value !== 'object' || value === null) throw new Error(`the example has nothing at '${key}'`);
  if (rest.length > 0) spoil(Reflect.get(value, key), rest, put);
  else if (put === undefined) Reflect.deleteProperty(value, key);
  else Reflect.set(value, key, put);
}
