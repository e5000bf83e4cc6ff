import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_FAIL,
  EXAMPLE_PROPERTY,
  exampleBytes,
  exampleVerifyRecord,
} from '../../../harness/record/example-verify-record.test-support.ts';
import type { CaseEntry, TranscriptEntry, VerifyRecord } from '../../../harness/record/verify-record.ts';
import { reportOn } from '../../report.ts';
import { markupOf } from '../markup.test-support.ts';
import { renderPage } from '../page.ts';
import { verifyContent } from './page.ts';

const pageOf = (record: VerifyRecord) => markupOf(verifyContent(record));

function failures(count: number, change: (index: number) => Partial<CaseEntry> = () => ({})): VerifyRecord {
  const cases = Array.from({ length: count }, (_, index) => ({ ...EXAMPLE_FAIL, id: `chat/1.${index}.0/no`, ...change(index) }));
  return exampleVerifyRecord({ cases, properties: [] });
}

function anchorsIn(page: string): string[] {
  return [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);
}

describe('the page of a record that is not as most are', () => {
  it('is no page for whoever sends markup', () => {
    const evil = '<b onclick="x">&</b>\u0000</script>';
    const hex = Buffer.from(evil).toString('hex');
    const transcript = (['sent', 'received', 'mark', 'goal', 'printed', 'fence', 'left'] as const).map(
      (kind): TranscriptEntry => ({ atMs: 1, kind, actor: evil, bytes: { hex }, note: evil }),
    );
    const record = failures(1, () => ({
      id: `chat/1.1.2/${evil}`,
      rule: evil,
      message: evil,
      clause: evil,
      difference: { actor: evil, expected: [{ hex }], actual: [] },
      transcript,
      goals: [{ name: evil, reached: false }],
      replay: { command: evil },
    }));
    const page = pageOf({
      ...record,
      causes: [evil],
      notes: [evil],
      command: [evil],
      findings: [{ kind: 'died', sentence: evil }],
    });
    expect(page).not.toContain('<b onclick');
    expect(page).not.toContain('</script>');
    expect(page).not.toContain('\u0000');
    expect(page.split('&#60;b onclick').length).toBeGreaterThan(15);
  });

  it('says nothing of what is not there', () => {
    const empty = exampleVerifyRecord({
      cases: [],
      properties: [],
      profile: {},
      findings: [],
      expectations: [],
      causes: [],
      notes: [],
    });
    for (const record of [empty, exampleVerifyRecord({ cases: [] }), exampleVerifyRecord()]) {
      expect(pageOf(record)).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
    expect(verifyContent(empty).sections.map(({ id }) => id)).toEqual(['target', 'environment']);
  });

  it('has anchors that are safe, and each its own, whatever the ids are', () => {
    const ids = [
      'chat/1.1/a b',
      'chat/1.1/a-b',
      'chat/1.1/a/b',
      'chat/#/"><',
      'chat/#/\u{1f600}',
      'x'.repeat(5000),
      `${'x'.repeat(5000)}y`,
    ];
    const anchors = anchorsIn(pageOf(failures(ids.length, (index) => ({ id: ids[index] ?? '' }))));
    expect(anchors.filter((anchor) => !/^[a-z][A-Za-z0-9-]{0,140}$/.test(anchor))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(anchors.filter((anchor) => anchor.startsWith('case-')).length).toBe(ids.length);
  });

  it('shows a hundred of 600 failures in full, all of them among the cases, and is not too large', () => {
    const page = renderPage(reportOn(failures(600)));
    expect(page.split('<article ').length - 1).toBe(100);
    expect(page).toContain('and 500 more failures, among all cases and in the record');
    expect(page.split('<tr id="case-').length - 1).toBe(600);
    expect(page.length).toBeLessThan(1_100_000);
  });

  it('stays below 600 KB with sixty failures of which each is long', () => {
    const steps = Array.from({ length: 50 }, (_, index): TranscriptEntry => {
      const bytes = exampleBytes(`no. ${index} of many, from one to the other: ${'ab'.repeat(400)}`);
      return { atMs: index, actor: 'alice', kind: index % 2 === 0 ? 'sent' : 'received', bytes };
    });
    const page = renderPage(reportOn(failures(60, () => ({ transcript: steps }))));
    expect(page.split('<article ').length - 1).toBe(60);
    expect(Buffer.byteLength(page)).toBeLessThan(600_000);
  });

  it('cuts messages that nobody reads to their end', () => {
    const message = `at first ${'x'.repeat(100_000)}`;
    const page = pageOf(failures(1, () => ({ message })));
    expect(page.length).toBeLessThan(30_000);
    expect(page).toContain('… and 98,009 more signs');
  });

  it('shows the beginning of a frame of a megabyte, and how much more there was', () => {
    const bytes = { hex: 'ab12'.repeat(4096), omittedBytes: 1_000_000 };
    const transcript: TranscriptEntry[] = [{ atMs: 1, actor: 'alice', kind: 'received', bytes }];
    const page = pageOf(failures(1, () => ({ transcript, difference: { actor: 'alice', expected: [], actual: [bytes] } })));
    expect(page.length).toBeLessThan(30_000);
    expect(page).toContain('<small>985 KB</small>');
    expect(page).toContain('… 1,008,000 more bytes');
  });

  it('shows as many lines of a program as anybody reads', () => {
    const program = Array.from({ length: 5000 }, (_, index) => `act ${index}`);
    const shrunk = { program, steps: 1, attempts: 1, failureRate: 1 };
    const page = pageOf(exampleVerifyRecord({ cases: [], properties: [{ ...EXAMPLE_PROPERTY, shrunk }] }));
    expect(page).toContain('<li>act 199</li>');
    expect(page).not.toContain('<li>act 200</li>');
    expect(page).toContain('and 4,800 more lines, in the record');
  });
});
