import { beforeAll, describe, expect, it } from 'vitest';
import { prepareHistograms } from '../../../harness/record/latency-histogram.ts';
import { type BenchReport, reportOf } from '../../report.ts';
import { exampleBench, expectGolden, severalBench, severalVerify } from '../golden.test-support.ts';
import { widthOf } from './fold.ts';
import { renderComparison, renderText } from './text.ts';

describe('text of several records', () => {
  let several: BenchReport;
  beforeAll(async () => {
    await prepareHistograms();
    several = await severalBench();
  });

  it('compares them as it was looked at', () => {
    expectGolden('several-bench.txt', `${renderComparison(several)}\n`);
    expectGolden('several-verify.txt', `${renderComparison(severalVerify())}\n`);
  });

  it('has the comparison first, and each summary below its name', () => {
    const text = renderText({ ...several, title: 'Three models' });
    const places = ['Three models\n\n', renderComparison(several), '── thread ─', '── event ─', '── process ─'].map((part) =>
      text.indexOf(part),
    );
    expect(places[0]).toBe(0);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(text.slice(places[2]).split('\n')[2]).toMatch(/^PASS chat\/direct on the reference server/);
  });

  it('of one is its summary and nothing else', async () => {
    const text = renderText(reportOf([{ name: 'mine', record: await exampleBench() }]));
    expect(text).toMatch(/^FAIL chat\/direct on the reference server/);
    expect(text).not.toContain('mine');
  });

  it('begins another table where the runs have no room beside each other', async () => {
    const record = await exampleBench();
    const [first, ...others] = Array.from({ length: 12 }, (_, index) => ({ name: `连接 number ${index + 1}`, record }));
    if (first === undefined) throw new Error('there are some');
    const report = reportOf([first, ...others]);
    if (report.kind !== 'bench') throw new Error('they are of bench');
    const text = renderComparison(report);
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(100);
    const titles = text.split('\n').filter((line) => line.includes('number'));
    expect(titles.length).toBeGreaterThan(1);
    expect(titles.join(' ').match(/number \d+/g)).toEqual([first, ...others].map(({ name }) => name.slice(3)));
  });
});
