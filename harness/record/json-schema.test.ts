import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleRecord } from './example-record.test-support.ts';
import { benchRecordJsonSchema } from './json-schema.ts';
import { type BenchRecord, benchRecordSchema } from './record.ts';

const PUBLISHED = 'docs/bench-record.schema.json';
const RENEW = 'UPDATE_SCHEMA=1 npx vitest run harness/record/json-schema.test.ts';

describe('the published schema of the record', () => {
  let published: ValidateFunction;
  let example: BenchRecord;

  beforeAll(async () => {
    if (process.env.UPDATE_SCHEMA !== undefined) writeFileSync(PUBLISHED, schemaText());
    // A format is for readers here: the pattern beside it decides.
    published = new Ajv2020({ validateFormats: false, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync(PUBLISHED, 'utf8')),
    );
    example = await exampleRecord();
  });

  it('is what the code gives', () => {
    expect(readFileSync(PUBLISHED, 'utf8') === schemaText(), `${PUBLISHED} is out of date: ${RENEW}`).toBe(true);
  });

  it('takes an example, as the code does, and as it is read from a file', () => {
    expect(published(JSON.parse(JSON.stringify(example))), JSON.stringify(published.errors)).toBe(true);
    expect(benchRecordSchema.parse(JSON.parse(JSON.stringify(example)))).toEqual(example);
  });

  it.each<[string, Path, unknown]>([
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
  ])('refuses a record that %s, as the code does', (_, path, put) => {
    const record: unknown = JSON.parse(JSON.stringify(example));
    spoil(record, path, put);
    expect(published(record)).toBe(false);
    expect(benchRecordSchema.safeParse(record).success).toBe(false);
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

function schemaText(): string {
  return `${JSON.stringify(benchRecordJsonSchema(), null, 2)}\n`;
}
