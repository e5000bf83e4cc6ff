import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { benchComparisonCsv, csvText, verifyComparisonCsv } from './comparison-csv.ts';

const record = await exampleRecord();

/** The slow and obvious reader of RFC 4180. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at++) {
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at)) cell += text[at++];
    rows.at(-1)?.push(cell);
    if (text[at] === ',') {
      at++;
      if (at === text.length || text.startsWith('\r\n', at)) rows.at(-1)?.push('');
    }
    if (text.startsWith('\r\n', at)) {
      at += 2;
      rows.push([]);
    }
  }
  return rows.slice(0, -1);
}

const someText = fc.oneof(fc.string(), fc.constantFrom('=1+1', '+1', '-1', '@x', '\t=1', 'a,b', 'a"b', '"', 'a\r\nb', '\n'));

describe('a comparison as CSV', () => {
  it('is read back as it was written, with what a spreadsheet would run made harmless', () => {
    const someRows = fc.array(fc.array(fc.oneof(someText, fc.double({ noNaN: true })), { minLength: 1, maxLength: 5 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(someRows, (rows) => {
        const read = rowsOf(csvText(rows));
        expect(read.length).toBe(rows.length);
        for (const [at, row] of rows.entries()) {
          for (const [column, cell] of row.entries()) {
            const back = read[at]?.[column] ?? expect.unreachable();
            if (typeof cell === 'number') expect(back).toBe(String(cell));
            else {
              expect(back.replace(/^'/, '')).toBe(cell.replace(/^'/, ''));
              expect(back).not.toMatch(/^[=+\-@\t\r\n]/);
            }
          }
        }
      }),
    );
  });

  it('has a row for each figure, numbers as numbers, and how the others relate to the first', () => {
    const twice = { ...record, totals: { ...record.totals, operationsPerSecond: record.totals.operationsPerSecond * 2 } };
    const rows = rowsOf(
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
    const rows = rowsOf(
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
