import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, exampleVerifyRecord } from '../../../harness/record/example-verify-record.test-support.ts';
import { type VerifyRecord, verifyRecordSchema } from '../../../harness/record/verify-record.ts';
import { downloadsOf } from './downloads.ts';

/** Bytes that no packing makes fewer; the same each time. */
function noise(bytes: number, start: number): string {
  let state = start;
  return Buffer.from(
    Uint8Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  ).toString('hex');
}

function recordOf(bytes: number, change: Partial<VerifyRecord> = {}): VerifyRecord {
  const transcript = [{ atMs: 1, actor: 'a', kind: 'sent' as const, bytes: { hex: noise(bytes, 7) } }];
  return exampleVerifyRecord({ cases: [{ ...EXAMPLE_FAIL, transcript }], ...change });
}

describe('the downloads of a run of verify', () => {
  it('are the record, as it is', () => {
    const record = recordOf(1000);
    const { downloads, leftOut } = downloadsOf(record);
    expect(downloads.map(({ file }) => file)).toEqual(['record.json', 'cases.csv']);
    expect(JSON.parse(downloads[0]?.text ?? '')).toEqual(record);
    expect(leftOut).toEqual([]);
  });

  it('are a record without transcripts where the whole would be too much, and say so', () => {
    const record = recordOf(400_000);
    const { downloads, leftOut, packedBytes } = downloadsOf(record);
    expect(downloads.map(({ file }) => file)).toEqual(['record-without-transcripts.json', 'cases.csv']);
    const read = verifyRecordSchema.parse(JSON.parse(downloads[0]?.text ?? ''));
    expect(read.cases.map(({ id, transcript }) => [id, transcript])).toEqual([[EXAMPLE_FAIL.id, []]]);
    expect(packedBytes).toBeLessThan(10_000);
    expect(leftOut.join()).toMatch(/^The record is not in this page: compressed it has \d+ KB\./);
  });

  it('are but the rows of the cases where even that would be too much', () => {
    const { downloads, leftOut, packedBytes } = downloadsOf(recordOf(10, { notes: [noise(400_000, 9)] }));
    expect(downloads.map(({ file }) => file)).toEqual(['cases.csv']);
    expect(packedBytes).toBeLessThan(10_000);
    expect(leftOut.length).toBe(1);
  });
});
