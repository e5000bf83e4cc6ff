import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { EXAMPLE_FAIL, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { parseRecords } from '../../harness/record/parse-record.ts';
import { benchRecordsJson, verifyRecordsJson } from './records-json.ts';

const record = await exampleRecord();

/** Of so many signs, which no compression makes much shorter. */
function noise(length: number): string {
  let text = '';
  for (let at = 0; text.length < length; at++) text += createHash('sha256').update(String(at)).digest('base64');
  return text.slice(0, length);
}

describe('the records in one file', () => {
  it('are a list that is read again, whole while they are small', () => {
    const { text, says } = benchRecordsJson([
      { name: 'a', record },
      { name: 'b', record },
    ]);
    expect(parseRecords(text)).toEqual([record, record]);
    expect(says).toBe(undefined);
  });

  it('leave out the histograms of seconds when they are large, and say so', () => {
    const timeline = record.timeline.map((second) => ({
      ...second,
      latencyUs: Object.fromEntries(
        Object.entries(second.latencyUs).map(([op, latency]) => [op, { ...latency, responseHdr: noise(60_000) }]),
      ),
    }));
    const { text, says } = benchRecordsJson([{ name: 'a', record: { ...record, timeline } }]);
    expect(says).toContain('responseHdr');
    expect(text).not.toContain('responseHdr');
    expect(JSON.parse(text)[0].timeline[3].latencyUs.direct.responseP99).toBe(record.timeline[3]?.latencyUs.direct?.responseP99);
  });

  it('leave out transcripts when they are large, and say so', () => {
    const transcript = [{ atMs: 1, kind: 'mark' as const, note: noise(600_000) }];
    const large = exampleVerifyRecord({ cases: [{ ...EXAMPLE_FAIL, transcript }] });
    const { text, says } = verifyRecordsJson([{ name: 'a', record: large }]);
    expect(says).toContain('transcripts');
    expect(parseRecords(text)).toHaveLength(1);
    expect(JSON.parse(text)[0].cases[0]).toMatchObject({ message: EXAMPLE_FAIL.message, transcript: [] });
    expect(verifyRecordsJson([{ name: 'a', record: exampleVerifyRecord() }]).says).toBe(undefined);
  });
});
