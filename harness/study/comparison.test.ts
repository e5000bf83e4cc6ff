import { describe, expect, it } from 'vitest';
import { comparisonRecordSchema } from '../record/comparison-record.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { StudyRun } from '../record/study.ts';
import type { SubjectRuns } from './compared-level.ts';
import { type ComparisonSeen, concludeComparison } from './comparison.ts';

const example = await exampleRecord();
const closed = { kind: 'closed' as const, clients: 50, segments: [{ durationUs: 5e6, from: 50, to: 50 }] };

function run(rate: number, changes: Partial<StudyRun> = {}, figures: Record<string, number> = {}): StudyRun {
  return {
    startedAt: '2026-11-21T10:00:00.000Z',
    seconds: 4,
    verdict: 'pass',
    causes: [],
    figures: { rate, 'ping.response.p99': 5e7 / rate, errors: 0, wrong: 0, ...figures },
    generatorCpuShare: 0.3,
    ...changes,
  };
}

const STEADY = [1000, 1008, 995, 1003, 998];

function subject(name: string, runs: readonly StudyRun[], isOther = false): SubjectRuns {
  return { name, runs, places: runs.map((_, trial) => 2 * trial + (isOther === (trial % 2 === 0) ? 1 : 0)) };
}

function compared(other: readonly StudyRun[], changes: Partial<ComparisonSeen> = {}) {
  const { scenario, environment, seed, startedAt, target } = example;
  const base = subject(
    'old',
    STEADY.map((rate) => run(rate)),
  );
  return concludeComparison({
    margin: 0.05,
    decisive: ['rate'],
    failOnWorse: undefined,
    isAnyway: false,
    circumstances: { notes: [], scenario, environment, seed, startedAt, command: ['harness', 'compare'] },
    subjects: ['old', 'new'].map((name) => ({ name, target: { how: target.how, address: target.address, port: 1 } })),
    levels: [{ plan: closed, subjects: [base, subject('new', other, true)] }],
    resampled: 'trials',
    order: [0, 1, 1, 0, 0, 1, 1, 0, 0, 1],
    secondsPerTrial: 5,
    ...changes,
  });
}

const times = (factor: number) => STEADY.toReversed().map((rate) => run(rate * factor));

describe('a comparison', () => {
  it('leaves a record that keeps to its schema, with the decisive figure first', () => {
    const record = compared(times(1));
    expect(comparisonRecordSchema.parse(record)).toEqual(record);
    const [figure] = record.levels[0]?.figures ?? [];
    expect([figure?.id, figure?.isDecisive, figure?.better]).toEqual(['rate', true, 'higher']);
    expect(figure?.subjects[0]?.difference).toBeUndefined();
  });

  it('shows the means that the ratio is of, each within its interval', () => {
    const [first, other] = compared([400, 1000, 1600, 900, 1100].map((rate) => run(rate))).levels[0]?.figures[0]?.subjects ?? [];
    expect((other?.mean ?? 0) / (first?.mean ?? 1)).toBeCloseTo(other?.difference?.ratio ?? 0, 1);
    expect(other?.mean).toBeCloseTo((400 * 1000 * 1600 * 900 * 1100) ** (1 / 5), 6);
    expect(other?.low).toBeLessThan(other?.mean ?? 0);
    expect(other?.high).toBeGreaterThan(other?.mean ?? 0);
  });

  it('goes by the rate alone where the runs do not know of the second in their middle', () => {
    const [figure, ...others] = compared(times(0.8), { decisive: ['rate.median', 'rate'] }).levels[0]?.figures ?? [];
    expect([figure?.id, figure?.isDecisive]).toEqual(['rate', true]);
    expect(others.some(({ isDecisive }) => isDecisive)).toBe(false);
  });

  it('needs no ratio where one does nothing at all', () => {
    const nothing = STEADY.map(() => run(0, {}, { 'ping.response.p99': 1 }));
    const record = compared(nothing);
    expect(comparisonRecordSchema.parse(record)).toEqual(record);
    expect(record.judgements[0]).toEqual({
      judgement: 'worse',
      sentence: 'new is worse than old: rate is 0 in all its runs, and old has some.',
    });
    expect(compared(nothing, { failOnWorse: 0.05 }).verdict).toBe('fail');
  });

  it.each([
    [1, 'same', /^new is the same as old: rate .*, within 5 %\.$/],
    [1 / 1.1, 'worse', /^new is worse than old: rate 9\.1 % \(.*\) lower\.$/],
    [1.2, 'better', /^new is better than old: rate 20 % \(.*\) higher\.$/],
  ])('says of a server with %d times the rate what it is', (factor, judgement, sentence) => {
    const [said] = compared(times(factor)).judgements;
    expect(said?.judgement).toBe(judgement);
    expect(said?.sentence).toMatch(sentence);
  });

  it("can't tell from trials that scatter by more than they could differ", () => {
    const [said] = compared([400, 2000, 900, 1500, 600].map((rate) => run(rate))).judgements;
    expect(said?.judgement).toBe('cannot-tell');
    expect(said?.sentence).toMatch(/^Whether new is better or worse than old can't be told: rate /);
  });

  it("can't tell from one run of each, and says what would do", () => {
    const { levels } = { levels: [{ plan: closed, subjects: [subject('old', [run(1)]), subject('new', [run(2)])] }] };
    expect(compared([], { levels }).judgements[0]?.sentence).toMatch(/old has 1 run, which is too few: take trials of both/);
  });

  it('calls what delivers wrong worse however fast it is, and fails', () => {
    const record = compared(times(3).map((one, trial) => run(one.figures.rate ?? 1, {}, { wrong: trial === 2 ? 4 : 0 })));
    expect(record.judgements[0]).toEqual({
      judgement: 'worse',
      sentence: 'new is worse than old: it has 4 wrong deliveries, and old has none.',
    });
    expect([record.verdict, record.causes]).toEqual(['fail', ['new has 4 wrong deliveries.']]);
  });

  it('fails only when one is worse by more than is allowed', () => {
    expect(compared(times(0.9)).verdict).toBe('pass');
    expect(compared(times(0.9), { failOnWorse: 0.15 }).verdict).toBe('pass');
    expect(compared(times(1.1), { failOnWorse: 0.05 }).verdict).toBe('pass');
    const record = compared(times(0.9), { failOnWorse: 0.05 });
    expect(record.verdict).toBe('fail');
    expect(record.causes[0]).toMatch(/^new is worse than old by more than 5 %: rate 10 % \(.*\) lower\.$/);
  });

  it('is invalid with a run that is not to be trusted, unless it is compared anyway', () => {
    const sentence = 'An agent used 99 % of a processor.';
    const runs = times(0.5).map((one) => ({
      ...one,
      verdict: 'invalid' as const,
      causes: [{ verdict: 'invalid' as const, code: 'agent-cpu', sentence }],
    }));
    const record = compared(runs, { failOnWorse: 0.05 });
    expect([record.verdict, record.causes[0]]).toEqual(['invalid', `Of new, 5 of 5 runs are invalid: ${sentence}`]);
    const anyway = compared(runs, { failOnWorse: 0.05, isAnyway: true });
    expect([anyway.verdict, anyway.causes[0]]).toEqual(['fail', expect.stringMatching(/^new is worse than old/)]);
  });

  it('widens its intervals with the number of figures and levels that decide', () => {
    const reach = (changes: Partial<ComparisonSeen>) => {
      const difference = compared(times(0.9), changes).levels[0]?.figures[0]?.subjects[1]?.difference;
      return (difference?.high ?? 0) / (difference?.low ?? 1);
    };
    const one = reach({});
    expect(reach({ decisive: ['rate', 'ping.response.p99'] })).toBeGreaterThan(one);
    const level = { plan: closed, subjects: [subject('old', times(1)), subject('new', times(0.9), true)] };
    expect(reach({ levels: [level, { ...level, plan: { ...closed, clients: 100 } }] })).toBeGreaterThan(one);
  });

  it('says with how many clients it is worse', () => {
    const level = (clients: number, factor: number) => ({
      plan: { ...closed, clients },
      subjects: [subject('old', times(1)), subject('new', times(factor), true)],
    });
    const record = compared([], { levels: [level(10, 1), level(100, 0.8)], failOnWorse: 0.05 });
    expect(record.judgements[0]?.sentence).toMatch(/^new is worse than old: with 100 clients rate 20 %/);
    expect(record.causes[0]).toMatch(/^new is worse than old with 100 clients by more than 5 %/);
  });
});
