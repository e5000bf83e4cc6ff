import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { MEDIAN_RATE, runFigures } from './run-figures.ts';

const example = await exampleRecord();
const plan = { ...example.plan, kind: 'closed' as const };

function withSeconds(...operations: readonly number[]) {
  const [second] = example.timeline;
  if (second === undefined) throw new Error('the example has seconds');
  return {
    ...example,
    plan: { ...plan, segments: [{ durationUs: operations.length * 1e6, from: 10, to: 10 }] },
    totals: { ...example.totals, seconds: operations.length },
    steadiness: { ...example.steadiness, warmUpSeconds: 1 },
    timeline: operations.map((count) => ({ ...second, operations: count })),
  };
}

describe('the rate of the second in the middle', () => {
  it('is of what follows the warm-up, and is not moved by a burst', () => {
    expect(runFigures(withSeconds(5000, 1000, 990, 12, 1010, 1005)).get(MEDIAN_RATE)).toBe(1000);
  });

  it('is the better of two in the middle', () => {
    expect(runFigures(withSeconds(5000, 400, 990, 1010, 300)).get(MEDIAN_RATE)).toBe(990);
  });

  it('leaves out what came behind the end of the plan', () => {
    const record = withSeconds(5000, 1000, 990, 1010, 3);
    expect(runFigures({ ...record, totals: { ...record.totals, seconds: 4.01 } }).get(MEDIAN_RATE)).toBe(1000);
  });

  it('leaves out seconds of which the host of the machine took too much, as long as there are three others', () => {
    const disturbed = (record: BenchRecord, ...seconds: readonly number[]) => ({
      ...record,
      timeline: record.timeline.map((second, index) => {
        const stolenShare = seconds.includes(index) ? 0.2 : 0.01;
        return { ...second, agents: [null, ...second.agents.map((agent) => agent && { ...agent, stolenShare })] };
      }),
    });
    const record = withSeconds(5000, 1000, 700, 710, 990, 720);
    expect(runFigures(disturbed(record, 2, 3)).get(MEDIAN_RATE)).toBe(990);
    expect(runFigures(disturbed(record, 2)).get(MEDIAN_RATE)).toBe(990);
    expect(runFigures(disturbed(record, 2, 3, 5)).get(MEDIAN_RATE)).toBe(720);
  });

  it('is not there where there are too few, nor where the plan prescribes the rate', () => {
    expect(runFigures(withSeconds(5000, 1000, 990)).has(MEDIAN_RATE)).toBe(false);
    expect(runFigures({ ...withSeconds(5000, 1000, 990, 1010), plan: example.plan }).has(MEDIAN_RATE)).toBe(false);
  });
});
