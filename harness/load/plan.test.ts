import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { DURATION_MS_MAX, describeDurationMs, parseDurationMs } from './duration.ts';
import { makePlan, type PlanWishes } from './make-plan.ts';
import { describePlan, endUs } from './plan.ts';
import { turnsPlanned } from './schedule.ts';
import { parseStages } from './stages.ts';

describe('making a plan', () => {
  it('lets turns follow each other without a rate, and spreads the beginnings over the ramp', () => {
    expect(makePlan({ clients: 100, durationMs: 10_000 })).toEqual({
      kind: 'closed',
      clients: 100,
      thinkUs: 0,
      segments: [{ durationUs: 10e6, from: 100, to: 100 }],
    });
    expect(makePlan({ clients: 100, durationMs: 10_000, rampUpMs: 2000, thinkMs: 100, turns: 500 })).toEqual({
      kind: 'closed',
      clients: 100,
      thinkUs: 100_000,
      turns: 500,
      segments: [
        { durationUs: 2e6, from: 0, to: 100 },
        { durationUs: 8e6, from: 100, to: 100 },
      ],
    });
  });

  it('has turns due by the clock with a rate, from 0 in a straight line over the ramp', () => {
    const plan = makePlan({ clients: 7, ratePerSecond: 1000, durationMs: 10_000, rampUpMs: 2000 });
    expect(plan).toEqual({
      kind: 'open',
      clients: 7,
      segments: [
        { durationUs: 2e6, from: 0, to: 1000 },
        { durationUs: 8e6, from: 1000, to: 1000 },
      ],
    });
    expect(plan.kind === 'open' && turnsPlanned(plan)).toBe(9000);
    expect(makePlan({ clients: 7, ratePerSecond: 10, durationMs: 2000, rampUpMs: 2000 }).segments).toHaveLength(1);
  });

  it('takes stages for what they are: clients of their own, or a rate over the clients that are asked for', () => {
    expect(makePlan({ clients: 100, stages: parseStages('10s:20,30s:20..300') })).toMatchObject({ kind: 'closed', clients: 300 });
    expect(makePlan({ clients: 100, stages: parseStages('10s:20/s,30s:20..300/s') })).toMatchObject({
      kind: 'open',
      clients: 100,
    });
  });

  it('gives as long as the turns take where no duration is asked for', () => {
    const open = makePlan({ clients: 3, ratePerSecond: 3, turns: 10 });
    expect(endUs(open)).toBe(3_333_334);
    expect(open.kind === 'open' && turnsPlanned(open)).toBe(10);
    const ramped = makePlan({ clients: 3, ratePerSecond: 100, rampUpMs: 1000, turns: 150 });
    expect(endUs(ramped)).toBe(2e6);
    expect(endUs(makePlan({ clients: 3, turns: 10 }))).toBe(DURATION_MS_MAX * 1000);
    expect(endUs(makePlan({ clients: 3, turns: 10, durationMs: 5000 }))).toBe(5e6);
  });

  const refused: readonly [string, PlanWishes, string][] = [
    ['no clients', { clients: 0, durationMs: 1000 }, '--clients takes a whole number from 1 to 10000000, not 0.'],
    ['half a client', { clients: 1.5, durationMs: 1000 }, 'whole number'],
    ['a rate of zero', { clients: 1, durationMs: 1000, ratePerSecond: 0 }, '--rate takes turns a second, above 0'],
    ['a rate below zero', { clients: 1, durationMs: 1000, ratePerSecond: -1 }, '--rate'],
    ['a rate that is no number', { clients: 1, durationMs: 1000, ratePerSecond: Number.NaN }, '--rate'],
    ['no end', { clients: 1 }, 'A plan needs an end: give --duration'],
    ['an open plan without an end', { clients: 1, ratePerSecond: 5 }, 'A plan needs an end'],
    ['a duration of nothing', { clients: 1, durationMs: 0 }, '--duration takes a time above 0'],
    ['more than a day', { clients: 1, durationMs: DURATION_MS_MAX + 1 }, 'up to 24 h'],
    ['a ramp longer than the run', { clients: 1, durationMs: 1000, rampUpMs: 2000 }, '--ramp-up 2 s is part of --duration 1 s'],
    ['thinking by the clock', { clients: 1, durationMs: 1000, ratePerSecond: 5, thinkMs: 10 }, '--think is for clients'],
    ['thinking backwards', { clients: 1, durationMs: 1000, thinkMs: -1 }, '--think takes a time'],
    ['fewer turns than clients', { clients: 10, turns: 9 }, 'give at least one for each client'],
    ['half a turn', { clients: 1, turns: 1.5 }, '--turns takes a whole number'],
    [
      'turns that end within the ramp',
      { clients: 1, ratePerSecond: 10, rampUpMs: 10_000, turns: 5 },
      'over before --ramp-up 10 s',
    ],
    ['turns that take years', { clients: 1, ratePerSecond: 1, turns: 1e6 }, 'take more than 24 h at 1 a second'],
    [
      'stages with a duration and a rate',
      { clients: 1, stages: parseStages('1s:5'), durationMs: 1000, ratePerSecond: 5 },
      'leave --duration and --rate out',
    ],
    ['stages with a ramp', { clients: 1, stages: parseStages('1s:5/s'), rampUpMs: 10 }, 'leave --ramp-up out'],
    ['stages by the clock with thinking', { clients: 1, stages: parseStages('1s:5/s'), thinkMs: 10 }, '--think'],
    ['stages of more than a day', { clients: 1, stages: parseStages('20h:5,5h:5') }, 'take 25 h together'],
  ];
  it.each(refused)('refuses %s, and says what would be right', (_, wishes, part) => {
    const thrown = thrownBy(() => makePlan(wishes));
    expect(thrown).toBeInstanceOf(HarnessError);
    expect(thrown).toMatchObject({ code: 'flag-invalid', message: expect.stringContaining(part) });
  });
});

describe('describing a plan', () => {
  it('says it as part of a sentence', () => {
    const said = (wishes: PlanWishes) => describePlan(makePlan(wishes));
    expect(said({ clients: 100, ratePerSecond: 10_000, durationMs: 10_000 })).toBe(
      '10,000 turns a second over 100 clients for 10 s',
    );
    expect(said({ clients: 1, ratePerSecond: 1, durationMs: 500_000, turns: 1 })).toBe(
      '1 turn a second over 1 client for 500 s, 1 turn at the most',
    );
    expect(said({ clients: 1, ratePerSecond: 1000, durationMs: 10_000, rampUpMs: 500 })).toBe(
      '0 to 1,000 turns a second within 500 ms, then 1,000 turns a second for 9.5 s, over 1 client',
    );
    expect(said({ clients: 100, durationMs: 120_000, thinkMs: 100 })).toBe(
      '100 clients for 2 min, each thinking for 100 ms between turns',
    );
    expect(said({ clients: 100, turns: 5000 })).toBe('100 clients until 5,000 turns are done');
    expect(said({ clients: 100, turns: 5000, rampUpMs: 1000 })).toBe(
      '0 to 100 clients within 1 s, then 100 clients until 5,000 turns are done',
    );
    expect(said({ clients: 1, turns: 1, durationMs: 1000 })).toBe('1 client for 1 s or until 1 turn is done');
    expect(said({ clients: 1, stages: parseStages('10s:100,1h:100..1000') })).toBe(
      '100 clients for 10 s, then 100 to 1,000 clients within 1 h',
    );
  });
});

describe('a duration', () => {
  it('is read in milliseconds, seconds, minutes, hours, and bare seconds', () => {
    expect(['500ms', '10s', '2m', '1h', '3', '0.5', '1.5s'].map(parseDurationMs)).toEqual([
      500, 10_000, 120_000, 3_600_000, 3000, 500, 1500,
    ]);
    expect(['', '0', '0s', '-1s', '1d', '1 s', 's', '25h', '1e3', '1.s'].map(parseDurationMs)).toEqual(Array(10).fill(undefined));
  });

  it('is written in the largest unit that needs no fraction', () => {
    expect([500, 10_000, 90_000, 120_000, 3_600_000, 1500, 0.5].map(describeDurationMs)).toEqual([
      '500 ms',
      '10 s',
      '90 s',
      '2 min',
      '1 h',
      '1.5 s',
      '0.5 ms',
    ]);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
