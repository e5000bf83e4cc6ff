// When the lateness of the generator is an excuse, and when it is none.

import { describe, expect, it } from 'vitest';
import { parseThreshold, withDefaults } from '../load/thresholds.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord, Cause } from '../record/record.ts';
import { stepOf } from './capacity-step.ts';

const TEXT = 'response.p99 < 10ms';
const asked = withDefaults([parseThreshold(TEXT)]);
const late: Cause = { verdict: 'invalid', code: 'send-lag', sentence: 'The generator sent late by itself.' };

/** A step that missed its objective while the generator was late, by so much at the most. */
async function outcomeOf(responseP99Ms: number, lateUs: number, changes: Partial<BenchRecord> = {}) {
  const example = await exampleRecord();
  const calm = { ...example.generator.loopLagUs, max: 0 };
  const record = {
    ...example,
    timeline: example.timeline.map((second) => ({
      ...second,
      agents: second.agents.map((agent) => agent && { ...agent, loopLagUsMax: 0 }),
    })),
    generator: { ...example.generator, loopLagUs: calm, wakeLagUs: { ...example.generator.wakeLagUs, max: lateUs } },
    thresholds: [{ text: TEXT, isDefault: false, actual: responseP99Ms, passed: false }],
    causes: [late],
    ...changes,
  };
  return stepOf(record, asked).outcome;
}

describe('a step whose generator was late or held up', () => {
  it('says nothing when its lateness may be all that lies above the threshold', async () => {
    expect(await outcomeOf(14, 4_000)).toBe('limited');
  });

  it('is missed when the latency is further above the threshold than the generator was ever late', async () => {
    expect(await outcomeOf(14.1, 4_000)).toBe('missed');
  });

  it('says nothing when the generator used up a processor, however late the answers are', async () => {
    const busy: Cause = { verdict: 'invalid', code: 'agent-cpu', sentence: 'An agent used 99 % of a processor.' };
    expect(await outcomeOf(500, 4_000, { causes: [late, busy] })).toBe('limited');
  });

  it('says nothing when the host gave its time away, unless the objective was met all the same', async () => {
    const { generator } = await exampleRecord();
    const stolen = { causes: [], generator: { ...generator, stolenShare: 0.1 } };
    expect(await outcomeOf(14, 0, stolen)).toBe('limited');
    expect(await outcomeOf(14, 0, { causes: [] })).toBe('missed');
    const met = [{ text: TEXT, isDefault: false, actual: 4, passed: true }];
    expect(await outcomeOf(4, 0, { ...stolen, thresholds: met })).toBe('met');
  });

  it('counts what stood still in the warm-up, which may have left a queue', async () => {
    const { timeline } = await exampleRecord();
    const stood = timeline.map((second, index) => ({
      ...second,
      agents: second.agents.map((agent) => agent && { ...agent, loopLagUsMax: index === 0 ? 50_000 : 0 }),
    }));
    expect(await outcomeOf(40, 4_000, { timeline: stood })).toBe('limited');
  });
});
