import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import { exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import { benchSettings, environmentSettings, isOneLoad, profileSettings } from './settings.ts';

const record = await exampleRecord();

function differing(...records: readonly BenchRecord[]): string[] {
  return benchSettings(records).flatMap(({ name, differs }) => (differs ? [name] : []));
}

describe('what is different between runs', () => {
  it('is nothing between a run and itself', () => {
    expect(differing(record, record)).toEqual([]);
  });

  it('is named, each by itself', () => {
    expect(differing(record, { ...record, seed: 8 })).toEqual(['seed']);
    expect(differing(record, { ...record, target: { ...record.target, how: 'running' } })).toEqual(['target']);
    expect(differing(record, { ...record, scenario: { ...record.scenario, params: { textBytes: 65 } } })).toEqual(['parameters']);
    expect(differing(record, { ...record, environment: { ...record.environment, harness: '0.4.0' } })).toEqual(['harness']);
    expect(differing(record, { ...record, environment: { ...record.environment, processors: 4 } })).toEqual(['machine']);
    expect(differing(record, { ...record, plan: { ...record.plan, clients: 7 } })).toEqual(['plan']);
    expect(differing(record, { ...record, totals: { ...record.totals, seconds: 20 } })).toEqual(['duration']);
  });

  it('has the value of each run, in their order', () => {
    const seeds = [3, 1, 2].map((seed) => ({ ...record, seed }));
    expect(benchSettings(seeds).find(({ name }) => name === 'seed')?.values).toEqual(['3', '1', '2']);
  });

  it('is told of environments row by row', () => {
    const other = { ...record.environment, kernel: '7.0' };
    const rows = environmentSettings([record.environment, other]);
    expect(rows.flatMap(({ name, differs }) => (differs ? [name] : []))).toEqual(['system']);
  });
});

describe('one load', () => {
  it('is the same scenario, parameters and plan, however long', () => {
    const longer = { ...record.plan, segments: record.plan.segments.map((segment) => ({ ...segment, durationUs: 6e7 })) };
    expect(isOneLoad([record, { ...record, plan: longer, seed: 8 }])).toBe(true);
    expect(isOneLoad([record, { ...record, plan: { ...record.plan, clients: 7 } }])).toBe(false);
    expect(isOneLoad([record, { ...record, scenario: { ...record.scenario, name: 'chat/all' } }])).toBe(false);
    expect(isOneLoad([record, { ...record, scenario: { ...record.scenario, params: { textBytes: 65 } } }])).toBe(false);
  });
});

describe('profiles', () => {
  it('have a row for each question, with a dash for who was not asked', () => {
    const one = exampleVerifyRecord();
    const profile = {
      'chat/1.3.2/order-of-members': { clause: 'CHAT-1.3.2', question: 'In which order are members listed?', answer: 'by name' },
      'chat/9/new': { clause: '', question: 'What is new?', answer: 'nothing' },
    };
    expect(profileSettings([one, exampleVerifyRecord({ profile })])).toEqual([
      {
        name: 'Do connections that have not registered get what is said to all? (CHAT-1.4.3)',
        values: ['no', '–'],
        differs: false,
      },
      { name: 'In which order are members listed? (CHAT-1.3.2)', values: ['by arrival', 'by name'], differs: true },
      { name: 'What is new?', values: ['–', 'nothing'], differs: false },
    ]);
  });
});
