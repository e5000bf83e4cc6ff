import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { comparability } from './comparable.ts';

const example = await exampleRecord();

function differing(changes: Partial<BenchRecord>) {
  return comparability([
    { name: 'a', record: example },
    { name: 'b', record: { ...example, ...changes } },
  ]);
}

const { scenario, plan, environment, correctness, seed } = example;

describe('runs', () => {
  it('are comparable when nothing differs but the server, chance and how long they took', () => {
    const segments = plan.segments.map((segment) => ({ ...segment, durationUs: 3e6 }));
    const changes = { seed: seed + 1, startedAt: '2026-01-01T00:00:00.000Z', plan: { ...plan, segments } };
    expect(differing(changes)).toEqual({ obstacles: [], notes: [] });
  });

  it.each<[string, Partial<BenchRecord>]>([
    ['scenarios', { scenario: { ...scenario, name: 'echo-text/ping' } }],
    ['parameters', { scenario: { ...scenario, params: { textBytes: 65 } } }],
    ['plans', { plan: { ...plan, clients: 7 } }],
    ['checks', { correctness: { ...correctness, enabled: false } }],
    ['machines', { environment: { ...environment, processors: 64 } }],
    ['machines', { environment: { ...environment, processor: 'Another Processor' } }],
    ['processors', { environment: { ...environment, isAwake: true } }],
    ['transports', { environment: { ...environment, transport: 'node' } }],
  ])('are not comparable when their %s differ', (what, changes) => {
    const { obstacles } = differing(changes);
    expect(obstacles).toHaveLength(1);
    expect(obstacles[0]).toMatch(new RegExp(`^Their ${what} differ: .+ in a, .+ in b\\.$`));
  });

  it.each<[string, Partial<BenchRecord>]>([
    ['kernels', { environment: { ...environment, kernel: '5.10.0' } }],
    ['versions of the harness', { environment: { ...environment, harness: '0.1.0' } }],
    ['numbers of agents', { generator: { ...example.generator, agents: 9 } }],
  ])('are comparable with a note when their %s differ', (what, changes) => {
    const { obstacles, notes } = differing(changes);
    expect(obstacles).toEqual([]);
    expect(notes[0]).toContain(`Their ${what} differ`);
  });
});
