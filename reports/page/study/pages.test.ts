import { describe, expect, it } from 'vitest';
import { CAPACITY_VARIANTS, exampleCapacityRecord } from '../../../harness/record/example-capacity-record.test-support.ts';
import { COMPARISON_VARIANTS, exampleComparisonRecord } from '../../../harness/record/example-comparison-record.test-support.ts';
import { exampleSweepRecord, SWEEP_VARIANTS } from '../../../harness/record/example-sweep-record.test-support.ts';
import { reportOn } from '../../report.ts';
import { objectiveCharts, searchChart } from '../capacity/charts.ts';
import { capacityContent } from '../capacity/page.ts';
import { levelCharts, orderChart } from '../comparison/charts.ts';
import { comparisonContent } from '../comparison/page.ts';
import type { PageContent } from '../content.ts';
import { renderPage } from '../page.ts';
import { rateChart, residualChart } from '../sweep/charts.ts';
import { sweepContent } from '../sweep/page.ts';

/** As it is read: without markup, and with single spaces. */
function textOf(markup: string): string {
  return markup
    .replace(/<script[^>]*>.*?<\/script>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

const firstOf = ({ first }: PageContent) => textOf(first.markup);
const idsOf = ({ sections }: PageContent) => sections.map(({ id }) => id);

describe('the page of a search for the capacity', () => {
  it('says the answer, its interval and the objective at first', () => {
    const first = firstOf(capacityContent(exampleCapacityRecord()));
    expect(first).toContain('✓ pass chat/direct on 127.0.0.1:3490: 2,010 turns a second (1,990 to 2,040)');
    expect(first).toContain('1,990 to 2,040 (95 % interval), with direct.response.p99 < 10ms, errors == 0');
    expect(first).toContain('99 % of direct answered within 10 ms of being due');
    expect(first).toContain("--objective 'direct.response.p99 < 10ms, errors == 0' --seed 7");
  });

  it.each([
    ['capacity-generator', '≥ 1,000 turns a second', 'above 1,000 turns a second the generator could not make the load'],
    ['capacity-maximum', '≥ 1,000 turns a second', 'more was not asked for'],
    ['capacity-at-most', '< 2,100 turns a second', 'missed even at 2,100 turns a second'],
    ['capacity-unknown', 'not known', 'ended before its time'],
  ] as const)('says why there is no more to say: %s', (name, answer, why) => {
    const first = firstOf(capacityContent(CAPACITY_VARIANTS[name]()));
    expect(first).toContain(answer);
    expect(first).toContain(why);
  });

  it('draws each step with what became of it, and the interval as a band', () => {
    const record = exampleCapacityRecord();
    const { lines, bands } = searchChart(record);
    expect(lines.map(({ name, isPoints = false }) => [name, isPoints])).toEqual([
      ['met', true],
      ['missed', true],
      ['load', false],
    ]);
    expect(lines[2]?.values).toEqual(record.steps.map(({ load }) => load));
    for (const [index, { outcome, load }] of record.steps.entries()) {
      expect([lines[0]?.values[index], lines[1]?.values[index]]).toEqual(outcome === 'met' ? [load, null] : [null, load]);
    }
    expect(bands).toMatchObject([{ from: 1_990, to: 2_040 }]);
  });

  it('draws what the objective speaks of over the load, with its limit', () => {
    const [chart, ...others] = objectiveCharts(exampleCapacityRecord());
    // There were no errors: no curve tells more.
    expect(others).toEqual([]);
    expect(chart?.limits).toEqual([{ value: 10_000, text: 'direct.response.p99 < 10ms', isMet: true }]);
    expect(chart?.x.values).toEqual(
      [...new Set(exampleCapacityRecord().steps.map(({ load }) => load))].toSorted((one, other) => one - other),
    );
    const at = chart?.x.values.indexOf(2_010) ?? -1;
    expect(chart?.lines[0]?.samples?.[at]?.length).toBe(3);
  });
});

describe('the page of a sweep', () => {
  it('says where it is fastest, with intervals', () => {
    const first = firstOf(sweepContent(exampleSweepRecord()));
    expect(first).toContain('fastest with 49 clients: 13,800 operations a second');
    expect(first).toContain('46 to 53 (95 % interval)');
    expect(first).toContain('13,500 to 14,100 (95 % interval)');
  });

  it('draws the trials, the law up to its peak, and what was left out by itself', () => {
    const record = exampleSweepRecord();
    const { x, lines, marks } = rateChart(record);
    expect(lines.map(({ name }) => name)).toEqual(['measured: median of the trials', 'the law', 'left out of the fit']);
    const at = x.values.indexOf(256);
    expect([lines[0]?.values[at], lines[2]?.samples?.[at]?.length]).toEqual([null, 3]);
    expect(lines[1]?.values.every((value) => value !== null)).toBe(true);
    expect(marks).toMatchObject([{ kind: 'evidence', from: 46, to: 53 }]);
    expect(residualChart(record)?.x.values).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
    // Were the peak beyond the levels, the curve would go on to it.
    const levels = record.levels.slice(0, 5);
    expect(rateChart({ ...record, levels }).x.values.at(-1)).toBe(58);
  });

  it('has no law where nothing fits, and says so', () => {
    const content = sweepContent(SWEEP_VARIANTS['sweep-no-fit']());
    expect(firstOf(content)).toContain('how it scales is not known');
    expect(idsOf(content)).not.toContain('law');
    expect(firstOf(sweepContent(SWEEP_VARIANTS['sweep-no-peak']()))).toContain('beyond 16 clients');
  });
});

describe('the page of a comparison', () => {
  it('judges each subject by a sign and a word, and says it in a sentence', () => {
    const first = firstOf(comparisonContent(exampleComparisonRecord()));
    expect(first).toContain('▼ worse thread thread is worse than process');
    expect(first).toContain('▲ better event event is better than process');
    expect(firstOf(comparisonContent(COMPARISON_VARIANTS['comparison-files']()))).toContain("? can't tell after");
    expect(firstOf(comparisonContent(COMPARISON_VARIANTS['comparison-same']()))).toContain('= same B');
  });

  it('draws an interval for each decisive figure of each subject, with the margin', () => {
    const record = exampleComparisonRecord();
    const markup = comparisonContent(record).sections.find(({ id }) => id === 'differences')?.body.markup ?? '';
    const count = (part: string) => markup.split(part).length - 1;
    expect([count('class="interval"'), count('class="margin"'), count('<tr class="judged ')]).toEqual([30, 30, 30]);
    for (const [, at = ''] of markup.matchAll(/(?:x|width|cx)="([\d.-]+)%"/g)) {
      expect(Number(at)).toBeGreaterThanOrEqual(0);
      expect(Number(at)).toBeLessThanOrEqual(100);
    }
  });

  it('draws a line with intervals for each subject over the clients, and all runs in their order', () => {
    const record = exampleComparisonRecord();
    const charts = levelCharts(record);
    expect(charts.map(({ y }) => y.name)).toEqual([
      ...['operations a second', 'direct response p50', 'direct response p99', 'CPU for each operation'],
    ]);
    expect(charts[0]?.lines.map(({ name }) => name)).toEqual(['process', 'thread', 'event']);
    expect(charts[0]?.lines[1]?.ranges?.length).toBe(5);
    const inOrder = orderChart(record);
    expect(inOrder?.x.values.length).toBe(75);
    expect(inOrder?.lines.every(({ isPoints }) => isPoints)).toBe(true);
    const files = COMPARISON_VARIANTS['comparison-files']();
    expect([levelCharts(files), orderChart(files)]).toEqual([[], undefined]);
  });

  it('warns of runs that are not to be trusted', () => {
    const first = firstOf(comparisonContent(COMPARISON_VARIANTS['comparison-invalid']()));
    expect(first).toContain(
      'thread: 2 of 25 runs can’t be trusted (with 10 clients): The generator sent late by itself: p99 9 ms.',
    );
  });
});

describe('the page of any study', () => {
  it('is small, and has the record in it to be taken out', () => {
    for (const record of [exampleCapacityRecord(), exampleSweepRecord(), exampleComparisonRecord()]) {
      const content = { capacity: capacityContent, sweep: sweepContent, comparison: comparisonContent };
      const make = content[record.kind] as (of: typeof record) => PageContent;
      const { downloads } = make(record);
      expect(downloads.map(({ file }) => file)).toEqual(['record.json', expect.stringMatching(/\.csv$/)]);
      expect(JSON.parse(downloads[0]?.text ?? '')).toEqual(record);
      expect(renderPage(reportOn(record)).length).toBeLessThan(300 * 1024);
    }
  });
});
