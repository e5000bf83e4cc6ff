import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import { reportOn } from '../report.ts';
import { parseCsv } from './csv.test-support.ts';
import { renderCsv } from './csv.ts';
import { everyReport, exampleBench, expectGolden, severalBench, severalVerify } from './golden.test-support.ts';

/** By the names of the columns. */
function rowsOf(csv: string): Record<string, string>[] {
  const [titles = [], ...rows] = parseCsv(csv);
  return rows.map((row) => Object.fromEntries(titles.map((title, index) => [title, row[index] ?? ''])));
}

describe('CSV', () => {
  it('is as it was looked at', async () => {
    for (const [name, report] of await everyReport()) expectGolden(`${name}.csv`, renderCsv(report));
  });

  it('has a row for each second of a bench, with the figures of the record', async () => {
    const record = await exampleBench();
    const rows = rowsOf(renderCsv(reportOn(record)));
    expect(rows.length).toBe(record.timeline.length);
    const second = record.timeline[1];
    expect(rows[1]).toMatchObject({
      second: '1',
      is_warm_up: '0',
      turns: String(second?.turns),
      target_rss_bytes: String(second?.target?.rssBytes),
      'direct.count': String(second?.latencyUs.direct?.count),
      'direct.response_p99_us': String(second?.latencyUs.direct?.responseP99),
    });
    expect(rows[0]?.is_warm_up).toBe('1');
  });

  it('leaves a cell empty where nothing was measured, and counts what did not occur as none', async () => {
    const record = await exampleBench();
    const timeline = record.timeline.map(({ target: _, ...second }) => ({ ...second, agents: [null], latencyUs: {} }));
    const [first, ...others] = record.timeline;
    if (first === undefined) throw new Error('the example has a timeline');
    const rows = rowsOf(renderCsv(reportOn({ ...record, timeline: [first, ...timeline.slice(1)] })));
    expect(others.length).toBeGreaterThan(0);
    expect(rows[1]).toMatchObject({
      target_cpu_share: '',
      generator_cpu_share_max: '',
      'direct.count': '0',
      'direct.response_p99_us': '',
    });
  });

  it('has a row for each case and property of a verify', () => {
    const record = exampleVerifyRecord();
    const rows = rowsOf(renderCsv(reportOn(record)));
    expect(rows.map(({ id }) => id)).toEqual([...record.cases, ...record.properties].map(({ id }) => id));
    expect(rows[0]).toEqual({
      id: EXAMPLE_FAIL.id,
      section: 'chat/1.1',
      level: 'must',
      clause: 'CHAT-1.1.2',
      rule: EXAMPLE_FAIL.rule,
      verdict: 'fail',
      evidence: '',
      duration_ms: '2001.5',
      message: EXAMPLE_FAIL.message,
      expected: '',
      reason: '',
    });
  });

  it('tells the runs of several apart by a first column', async () => {
    const bench = rowsOf(renderCsv(await severalBench()));
    expect(bench.map(({ run, second }) => `${run} ${second}`)).toEqual(['thread 0', 'thread 1', 'event 0', 'event 1']);
    const verify = rowsOf(renderCsv(severalVerify()));
    expect(new Set(verify.map(({ run }) => run))).toEqual(new Set(['mine', 'theirs']));
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ["'=1", "''=1"],
    ['＝1', "'＝1"],
    ['two\r\nlines', 'two lines'],
    ['a "b", c', 'a "b", c'],
    ['a = b', 'a = b'],
  ])('gives a spreadsheet nothing to run: %j', (message, cell) => {
    const record = exampleVerifyRecord({ cases: [{ ...EXAMPLE_FAIL, message }], properties: [] });
    expect(rowsOf(renderCsv(reportOn(record)))[0]?.message).toBe(cell);
  });
});
