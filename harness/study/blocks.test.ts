import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import { blockFigures } from './blocks.ts';

await prepareHistograms();
const ten = await exampleRecord();
const seventeen = await exampleRecord({}, { seconds: 17 });

describe('the blocks of a run', () => {
  it('are seconds of a short run, without the warm-up', () => {
    expect(blockFigures(ten).get('rate')).toEqual(Array.from({ length: 9 }, () => 1000));
  });

  it('are longer in a longer run, with the percentiles of all responses of the block together', () => {
    const figures = blockFigures(seventeen);
    expect(figures.get('rate')).toEqual(Array.from({ length: 8 }, () => 1000));
    const p99 = figures.get('direct.response.p99') ?? [];
    const ofSeconds = seventeen.timeline.slice(1, 3).map(({ latencyUs }) => latencyUs.direct?.responseP99 ?? 0);
    expect(p99).toHaveLength(8);
    expect(p99[0]).toBeGreaterThanOrEqual(Math.min(...ofSeconds));
    expect(p99[0]).toBeLessThanOrEqual(Math.max(...ofSeconds));
    // 250 ms of processor time in each second of a thousand operations.
    expect(figures.get('cpuUsPerOperation')?.[0]).toBe(250);
  });

  it('have no figure that a second of them lacks', () => {
    const timeline = ten.timeline.map(({ target: _target, ...second }) => second);
    expect(blockFigures({ ...ten, timeline }).has('cpuUsPerOperation')).toBe(false);
  });
});
