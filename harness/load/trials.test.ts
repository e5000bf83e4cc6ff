import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../record/example-record.test-support.ts';
import { parseBenchRecord } from '../record/parse-record.ts';
import type { BenchRecord } from '../record/record.ts';
import { concludeTrials } from './trials.ts';

const example = await exampleRecord();

function trial(rate: number, changes: Partial<BenchRecord> = {}): BenchRecord {
  return { ...example, seed: rate, totals: { ...example.totals, operationsPerSecond: rate }, ...changes };
}

describe('several trials', () => {
  it('are one record: that of the median rate, with the figures of all', () => {
    const record = concludeTrials([trial(900), trial(1100), trial(1000)]);
    expect(record.seed).toBe(1000);
    expect(record.trials?.verdicts).toEqual(['pass', 'pass', 'pass']);
    expect(record.trials?.figures.rate).toEqual({ median: 1000, low: 900, high: 1100, values: [900, 1100, 1000] });
    expect(Object.keys(record.trials?.figures ?? {})).toEqual([
      'rate',
      'direct.response.p50',
      'direct.response.p90',
      'direct.response.p99',
      'direct.response.p999',
      'direct.service.p50',
      'direct.service.p99',
      'cpuUsPerOperation',
      'targetRssBytes',
      'errors',
      'wrong',
    ]);
    expect(parseBenchRecord(JSON.stringify(record))).toEqual(record);
  });

  it('take the slower of two in the middle', () => {
    expect(concludeTrials([trial(4), trial(2), trial(3), trial(1)]).seed).toBe(2);
  });

  it('fail when one fails, and else are invalid when one is, each cause with its trials', () => {
    const lost = { verdict: 'fail', code: 'threshold', sentence: 'lost == 0 does not hold: 3.' } as const;
    const lag = { verdict: 'invalid', code: 'send-lag', sentence: 'The send lag p99 was 12.1 ms.' } as const;
    const failing = concludeTrials([
      trial(1),
      trial(2, { verdict: 'invalid', causes: [lag] }),
      trial(3, { verdict: 'fail', causes: [lost, { ...lag, sentence: 'The send lag p99 was 7 ms.' }] }),
    ]);
    expect([failing.verdict, failing.trials?.verdicts]).toEqual(['fail', ['pass', 'invalid', 'fail']]);
    expect(failing.causes.map(({ sentence }) => sentence)).toEqual([
      'Trials 2 and 3: The send lag p99 was 12.1 ms.',
      'Trial 3: lost == 0 does not hold: 3.',
    ]);
    expect(concludeTrials([trial(1), trial(2, { verdict: 'invalid', causes: [lag] })]).verdict).toBe('invalid');
  });

  it('tell thresholds apart by their text, whatever was measured', () => {
    const missed = (sentence: string) => ({ verdict: 'fail', code: 'threshold', sentence }) as const;
    const failing = concludeTrials([
      trial(1, { causes: [missed('response.p99 < 20ms, and it is 30.'), missed('response.p50 < 5ms, and it is 8.')] }),
      trial(2, { causes: [missed('response.p99 < 20ms, and it is 41.5ms.')] }),
      trial(3, {
        causes: [missed('response.p50 < 5ms: nothing of it was measured.'), missed('response.p99 < 25ms, and it is 30.')],
      }),
      trial(4, { causes: [missed("The threshold 'rate > 5' is broken: it is 3.")] }),
      trial(5, {
        causes: [missed("The threshold 'rate > 5' is broken: it is 4."), missed("The threshold 'rate > 6' is broken: it is 4.")],
      }),
    ]);
    expect(failing.causes.map(({ sentence }) => sentence)).toEqual([
      'Trials 1 and 2: response.p99 < 20ms, and it is 30.',
      'Trials 1 and 3: response.p50 < 5ms, and it is 8.',
      'Trial 3: response.p99 < 25ms, and it is 30.',
      "Trials 4 and 5: The threshold 'rate > 5' is broken: it is 3.",
      "Trial 5: The threshold 'rate > 6' is broken: it is 4.",
    ]);
  });

  it('say whose figures they are', () => {
    const noteOf = (...rates: number[]) => concludeTrials(rates.map((rate) => trial(rate, { notes: ['As before.'] }))).notes;
    expect(noteOf(900, 1000, 1100)).toEqual(['As before.', 'The figures are those of trial 2, whose rate is the median.']);
    expect(noteOf(4, 2, 3, 1)).toEqual([
      'As before.',
      'The figures are those of trial 2, whose rate is the lower of the two in the middle.',
    ]);
    expect(noteOf(900)).toEqual(['As before.']);
  });

  it('leave out what not all of them have, and are as they are when there is one', () => {
    const record = concludeTrials([trial(1), trial(2, { latencyUs: {} })]);
    expect(Object.keys(record.trials?.figures ?? {}).filter((name) => name.includes('.'))).toEqual([]);
    expect(record.trials?.figures.rate?.values).toEqual([1, 2]);
    expect(concludeTrials([example])).toBe(example);
  });
});
