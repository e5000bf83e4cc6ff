import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../../harness/record/example-record.test-support.ts';
import { exampleVerifyRecord } from '../../../harness/record/example-verify-record.test-support.ts';
import { parseCsv } from '../csv.test-support.ts';
import { benchComparisonCsv, verifyComparisonCsv } from './comparison.ts';

const record = await exampleRecord();

describe('a comparison as CSV', () => {
  it('has a row for each figure, numbers as numbers, and how the others relate to the first', () => {
    const twice = { ...record, totals: { ...record.totals, operationsPerSecond: record.totals.operationsPerSecond * 2 } };
    const rows = parseCsv(
      benchComparisonCsv([
        { name: '=cmd()', record },
        { name: 'b', record: twice },
      ]),
    );
    expect(rows[0]).toEqual(['id', 'of', 'figure', 'unit', 'better', "'=cmd()", 'b', 'b / =cmd()']);
    const rate = record.totals.operationsPerSecond;
    expect(rows.find(([id]) => id === 'rate')).toEqual([
      'rate',
      'run',
      'rate',
      'perSecond',
      'higher',
      `${rate}`,
      `${rate * 2}`,
      '2',
    ]);
    expect(rows.every(({ length }) => length === 8)).toBe(true);
  });

  it('has a row for each case, with the verdict and the evidence of each server', () => {
    const rows = parseCsv(
      verifyComparisonCsv([
        { name: 'a', record: exampleVerifyRecord() },
        { name: 'b', record: exampleVerifyRecord({ cases: [] }) },
      ]),
    );
    expect(rows[0]).toEqual(['protocol', 'section', 'id', 'level', 'clause', 'a', 'b', 'a: evidence', 'b: evidence']);
    expect(rows.find(([, , id]) => id === 'chat/1.4.1/direct-reaches-only-its-target')).toEqual([
      ...['chat', 'chat/1.4', 'chat/1.4.1/direct-reaches-only-its-target', 'must', 'CHAT-1.4.1'],
      ...['pass', 'not-run', 'fence', ''],
    ]);
    expect(rows.length).toBe(8);
  });
});
