import { describe, expect, it } from 'vitest';
import { exampleRecord } from '../../harness/record/example-record.test-support.ts';
import type { BenchRecord } from '../../harness/record/record.ts';
import type { Entry } from '../report.ts';
import { answerSentences, distrustSentence, noiseSentence } from './bench-answer.ts';

const example = await exampleRecord();
const usage = example.targetUsage ?? expect.unreachable();
const direct = example.latencyUs.direct ?? expect.unreachable();

interface Run {
  readonly rate?: number;
  readonly p99?: number;
  readonly cpu?: number;
  readonly op?: string;
  readonly changes?: Partial<BenchRecord>;
}

function run(name: string, { rate = 1000, p99 = 9_800, cpu = 0.6, op = 'direct', changes = {} }: Run = {}): Entry<BenchRecord> {
  const record: BenchRecord = {
    ...example,
    totals: { ...example.totals, operationsPerSecond: rate, errors: 0 },
    latencyUs: { [op]: { ...direct, response: { ...direct.response, p99 } } },
    targetUsage: { ...usage, cpuShareMean: cpu, cpuSeconds: cpu * 10 },
    ...changes,
  };
  return { name, record };
}

function idle(name: string): Entry<BenchRecord> {
  return run(name, { rate: 0, changes: { latencyUs: {}, totals: { ...example.totals, operations: 0, operationsPerSecond: 0 } } });
}

describe('the answer of a comparison', () => {
  it('sets each of a few runs against the first', () => {
    expect(
      answerSentences([
        run('process'),
        run('event', { rate: 1900, p99: 2_100, cpu: 0.2 }),
        run('thread', { rate: 530, p99: 12_000, cpu: 1.3 }),
        run('again'),
      ]),
    ).toEqual([
      'event did 1.9 times the rate of process at a third of the CPU; response p99 of direct 2.1 ms against 9.8 ms',
      'thread did 53 % of the rate of process at 2.2 times the CPU; response p99 of direct 12 ms against 9.8 ms',
      'again did the same rate as process (1,000/s) at the same CPU; response p99 of direct 9.8 ms against 9.8 ms',
    ]);
  });

  it('says what went wrong with it', () => {
    const correctness = { ...example.correctness, lost: 2, corrupted: 1 };
    const [sentence] = answerSentences([
      run('a', { changes: { correctness } }),
      run('b', { changes: { totals: { ...example.totals, operationsPerSecond: 1000, errors: 1 } } }),
    ]);
    expect(sentence).toContain('; a had 3 wrong deliveries, b had 1 error');
  });

  it('names an invalid run as such beside one that is not', () => {
    const invalid = run('b', { changes: { verdict: 'invalid' } });
    expect(answerSentences([run('a'), invalid])[0]).toMatch(/^b \(invalid\) did the same rate as a /);
    expect(answerSentences([invalid, invalid])[0]).toMatch(/^b did the same rate as b /);
  });

  it('is of runs that did nothing, were not watched or did something else', () => {
    expect(answerSentences([run('a'), idle('b')])).toEqual(['b did no operation; a did 1,000/s']);
    expect(answerSentences([idle('a'), run('b')])).toEqual(['a did no operation; b did 1,000/s']);
    expect(answerSentences([idle('a'), idle('b')])).toEqual(['Neither b nor a did an operation']);
    const { targetUsage: _, ...unwatched } = run('b').record;
    expect(answerSentences([run('a'), { name: 'b', record: unwatched }])).toEqual([
      'b did the same rate as a (1,000/s); response p99 of direct 9.8 ms against 9.8 ms',
    ]);
    expect(answerSentences([run('a'), run('b', { op: 'ping' })])).toEqual([
      'b did the same rate as a (1,000/s) at the same CPU; they have no operation in common',
    ]);
  });

  it('says of many runs which are ahead, and leaves out those that are not to be trusted', () => {
    const many = [1000, 3000, 3010, 500].map((rate, index) => run(`r${index + 1}`, { rate, p99: 1_000 * (index + 1) }));
    const invalid = run('r5', { rate: 9999, changes: { verdict: 'invalid' } });
    expect(answerSentences([...many, invalid, idle('r6')])).toEqual([
      'Of the 4 runs that are to be trusted and did anything:',
      'Highest rate: r3 and r2 with 3,010/s; r4 has 500/s',
      'Lowest response p99 of direct: r1 with 1 ms; r4 has 4 ms',
      'All have the same CPU for each operation (600 µs)',
    ]);
    expect(answerSentences([run('a'), idle('b'), idle('c'), idle('d'), idle('e')])).toEqual([
      'Fewer than two of the runs did an operation: there is nothing to compare',
    ]);
  });
});

describe('what is said of trust', () => {
  it('names the runs that are invalid', () => {
    const invalid = { changes: { verdict: 'invalid' } } as const;
    expect(distrustSentence([run('a'), run('b')])).toBe(undefined);
    expect(distrustSentence([run('a'), run('b', invalid)])).toMatch(
      /^b is invalid: the figures of that run are not to be trusted/,
    );
    expect(distrustSentence([run('a', invalid), run('b', invalid)])).toMatch(/^All of these runs are invalid/);
  });

  it('says that single runs tell nothing of chance', () => {
    expect(noiseSentence([run('a'), run('b')])).toBe(
      'These are single runs, without trials: how much of a difference is chance is not known.',
    );
  });

  it('says where the intervals of trials overlap', () => {
    const trials = (low: number, high: number): BenchRecord['trials'] => ({
      verdicts: ['pass'],
      figures: { rate: { median: low, low, high, values: [low, high] } },
    });
    const of = (name: string, low: number, high: number) => run(name, { changes: { trials: trials(low, high) } });
    expect(noiseSentence([of('a', 10, 20), of('b', 20, 30), of('c', 21, 30)])).toBe(
      'Within the noise (the 95 % intervals of the trials overlap): rate of b.',
    );
    expect(noiseSentence([of('a', 10, 20), of('c', 21, 30), run('d')])).toBe(
      "The 95 % intervals of the trials are apart from a's wherever both have one. d had no trials: how much of a difference is chance is not known there.",
    );
  });
});
