import { describe, expect, it } from 'vitest';
import { exampleCapacityRecord } from '../../harness/record/example-capacity-record.test-support.ts';
import { exampleComparisonRecord } from '../../harness/record/example-comparison-record.test-support.ts';
import { exampleSweepRecord } from '../../harness/record/example-sweep-record.test-support.ts';
import { reportOn } from '../report.ts';
import { parseCsv } from './csv.test-support.ts';
import { renderCsv } from './csv.ts';
import { everyReport, everyVariant, expectGolden } from './golden.test-support.ts';
import { renderHlog } from './hlog.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text/text.ts';
import { parseXml } from './xml.test-support.ts';

/** What became of each test. */
function kindsOf(xml: string): Record<string, string> {
  const tests = parseXml(xml).children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));
  return Object.fromEntries(
    tests.map(({ attributes, children }) => [
      attributes.name ?? '',
      children.find(({ name }) => name !== 'system-out')?.name ?? 'passed',
    ]),
  );
}

describe('the reports of studies', () => {
  it('are as they were looked at', async () => {
    for (const [name, report] of await everyReport()) {
      if (report.kind !== 'bench' && report.kind !== 'verify') expectGolden(`${name}.txt`, renderText(report));
    }
    for (const [name, report] of everyVariant()) {
      expectGolden(`${name}.txt`, renderText(report));
      expectGolden(`${name}.md`, renderMarkdown(report));
      expectGolden(`${name}.xml`, renderJunit(report));
    }
  });

  it('are no log of latencies, and say so', () => {
    expect(() => renderHlog(reportOn(exampleSweepRecord()))).toThrow(/keeps the figures of its runs/);
  });
});

describe('the JUnit XML of a study', () => {
  it('has a test for whether the capacity is known, and one for what was wanted', () => {
    const kinds = (changes: Parameters<typeof exampleCapacityRecord>[0]) =>
      Object.values(kindsOf(renderJunit(reportOn(exampleCapacityRecord(changes)))));
    expect(kinds({})).toEqual(['passed', 'passed']);
    expect(kinds({ verdict: 'fail', causes: ['It carries less.'] })).toEqual(['passed', 'failure']);
    expect(kinds({ verdict: 'invalid', answer: { kind: 'unknown' } })).toEqual(['error', 'skipped']);
    const limited = { kind: 'at-least', load: 1_000, limit: 'generator' } as const;
    expect(kinds({ verdict: 'invalid', answer: limited })).toEqual(['error', 'skipped']);
  });

  it('has a test for each subject, red where it is worse than was allowed', () => {
    const record = exampleComparisonRecord();
    expect(kindsOf(renderJunit(reportOn(record)))).toEqual({
      'the runs can be compared': 'passed',
      'thread is no worse than process': 'failure',
      'event is no worse than process': 'passed',
    });
    const { failOnWorse: _, ...allowed } = record;
    const kinds = Object.values(kindsOf(renderJunit(reportOn({ ...allowed, verdict: 'pass', causes: [] }))));
    expect(kinds).toEqual(['passed', 'passed', 'passed']);
    const told = record.judgements.map(({ sentence }) => ({ judgement: 'cannot-tell' as const, sentence }));
    const unknown = renderJunit(reportOn({ ...record, verdict: 'pass', causes: [], judgements: told }));
    expect(Object.values(kindsOf(unknown))).toEqual(['passed', 'skipped', 'skipped']);
  });

  it('is never greener than the study', () => {
    for (const [name, report] of everyVariant()) {
      const isRed = Object.values(kindsOf(renderJunit(report))).some((kind) => kind === 'failure' || kind === 'error');
      expect([name, isRed]).toEqual([name, report.entries[0].record.verdict !== 'pass']);
    }
    expect(kindsOf(renderJunit(reportOn(exampleSweepRecord({ verdict: 'fail', causes: ['A message was lost.'] }))))).toEqual({
      'the law of scalability fits': 'passed',
      verdict: 'failure',
    });
  });
});

describe('the CSV of a study', () => {
  it('has a row for each figure of each run, in long form', () => {
    const record = exampleComparisonRecord();
    const [titles = [], ...rows] = parseCsv(renderCsv(reportOn(record)));
    expect(titles).toEqual([...['subject', 'clients', 'turns_per_second', 'trial', 'started_at', 'verdict', 'figure', 'value']]);
    const run = record.levels[1]?.runs[2]?.[3];
    expect(rows).toContainEqual([
      'event',
      '50',
      '',
      '4',
      run?.startedAt,
      'pass',
      'direct.response.p99',
      String(run?.figures['direct.response.p99']),
    ]);
    expect(rows.length).toBe(3 * 5 * 5 * (Object.keys(run?.figures ?? {}).length + 2));
  });
});
