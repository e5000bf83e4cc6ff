import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../harness/record/parse-record.ts';
import { everyReport, expectGolden } from './golden.test-support.ts';
import { renderJson } from './json.ts';

describe('JSON', () => {
  it('of one record is that record, and of several a list, each as it was', async () => {
    for (const [, report] of await everyReport()) {
      const written: unknown = JSON.parse(renderJson(report));
      const list = Array.isArray(written) ? written : [written];
      expect(Array.isArray(written)).toBe(report.entries.length > 1);
      expect(list.map((one) => parseRecord(JSON.stringify(one)))).toEqual(report.entries.map(({ record }) => record));
    }
  });

  it('is as it was looked at', async () => {
    const [, verify] = await everyReport();
    if (verify === undefined) throw new Error('there is a record of verify');
    // Not by the name of JSON, or it would be formatted as ours is.
    expectGolden('verify-json.txt', renderJson(verify[1]));
  });
});
