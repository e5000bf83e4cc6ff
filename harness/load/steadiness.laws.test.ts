import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan, Segment } from './plan.ts';
import { findWarmUp, judgeSteadiness, type SecondFigures } from './steadiness.ts';

/** Up to 4 % off, either way. */
const anyNoise = (length: number) =>
  fc.array(fc.double({ min: 0.96, max: 1.04, noNaN: true }), { minLength: length, maxLength: length });
const anyLength = fc.integer({ min: 3, max: 60 });
const anyConstant = anyLength.chain((length) =>
  fc
    .tuple(anyNoise(length), anyNoise(length))
    .map(([rates, responses]) =>
      rates.map((rate, second) => ({ operations: Math.round(10_000 * rate), responseP50Us: 800 * (responses[second] ?? 1) })),
    ),
);
const anyWindows = fc.array(
  fc.record({ operations: fc.integer({ min: 20, max: 5000 }), responseP50Us: fc.integer({ min: 1, max: 100_000 }) }),
  { maxLength: 40 },
);

describe('the warm-up', () => {
  it('is none of a constant rate with noise', () => {
    fc.assert(
      fc.property(anyConstant, (windows) => {
        expect(findWarmUp(windows)).toBe(0);
      }),
    );
  });

  it('ends with a step, of the rate or of the response time, up or down', () => {
    const anyStep = fc.record({
      windows: anyConstant.filter(({ length }) => length >= 6),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      what: fc.constantFrom('operations' as const, 'responseP50Us' as const),
      factor: fc.constantFrom(0.3, 0.7, 1.5, 5),
    });
    fc.assert(
      fc.property(anyStep, ({ windows, share, what, factor }) => {
        const at = Math.floor(share * (windows.length >> 1));
        const stepped = windows.map((window, second) => (second < at ? { ...window, [what]: window[what] * factor } : window));
        expect(findWarmUp(stepped)).toBe(at);
        expect(judgeSteadiness(stepped, held(windows.length))).toMatchObject({ warmUpSeconds: at, isSteady: true });
      }),
    );
  });

  it('is never more than half, and nothing of less than three seconds', () => {
    fc.assert(
      fc.property(anyWindows, (windows) => {
        const warmUp = findWarmUp(windows);
        expect(warmUp).toBeLessThanOrEqual(windows.length / 2);
        if (windows.length < 3) expect(warmUp).toBe(0);
      }),
    );
  });

  it('ends where seconds differ from the others no more than these do among themselves', () => {
    const rates = [1000, 1000, 8500, 11_500, 10_000, 11_500, 10_000, 8500, 11_400, 8700];
    expect(findWarmUp(rates.map((operations) => ({ operations, responseP50Us: 800 })))).toBe(2);
  });

  it('does not reach to a second that stands out later', () => {
    const windows = constant(10);
    windows[3] = { operations: 0, responseP50Us: 0 };
    windows[4] = { operations: 10_000, responseP50Us: 500_000 };
    expect(findWarmUp(windows)).toBe(0);
    windows[0] = { operations: 3000, responseP50Us: 3000 };
    expect(findWarmUp(windows)).toBe(1);
  });
});

describe('steadiness', () => {
  it('is not denied for a few seconds in no order, behind a start that was slow', () => {
    const rates = [2000, 4000, 6000, 6500, 7000, 9000, 12_000, 10_000, 13_000, 12_500];
    const windows = rates.map((operations) => ({ operations, responseP50Us: 800 }));
    expect(judgeSteadiness(windows, held(10), 5)).toMatchObject({
      isSteady: true,
      sentence: expect.stringContaining('5 s behind'),
    });
    const inOrder = rates.toSorted((one, other) => one - other).map((operations) => ({ operations, responseP50Us: 800 }));
    expect(judgeSteadiness(inOrder, held(10), 5)).toMatchObject({ isSteady: false });
  });

  it('is found in a constant rate with noise', () => {
    fc.assert(
      fc.property(anyConstant, (windows) => {
        const { isSteady, sentence } = judgeSteadiness(windows, held(windows.length));
        expect(isSteady).toBe(true);
        if (windows.length >= 6) expect(sentence).toMatch(/^Steady from the beginning: 1 s windows vary by \d %\.$/);
        else expect(sentence).toMatch(/^Whether it was steady can't be told: \d s behind the warm-up are too short\.$/);
      }),
    );
  });

  it('is never found in what grows or falls all along', () => {
    const anyTrend = fc.record({
      length: fc.integer({ min: 8, max: 60 }),
      factor: fc.constantFrom(1 / 4, 1 / 3, 3, 4),
      what: fc.constantFrom('operations' as const, 'responseP50Us' as const),
    });
    fc.assert(
      fc.property(anyTrend, ({ length, factor, what }) => {
        const windows = constant(length).map((window, second) => ({
          ...window,
          [what]: window[what] * (1 + ((factor - 1) * second) / (length - 1)),
        }));
        const { isSteady, sentence } = judgeSteadiness(windows, held(length));
        expect(isSteady).toBe(false);
        const name = what === 'operations' ? 'the rate' : 'the median response time';
        expect(sentence).toMatch(`Never steady: ${name} still ${factor < 1 ? 'fell' : 'grew'} by `);
      }),
    );
  });

  it('is the same in whatever unit things are counted', () => {
    fc.assert(
      fc.property(anyWindows, fc.constantFrom(2, 64), fc.constantFrom(0.5, 2, 1024), (windows, more, slower) => {
        const scaled = windows.map(({ operations, responseP50Us }) => ({
          operations: operations * more,
          responseP50Us: responseP50Us * slower,
        }));
        const plan = held(windows.length);
        expect(judgeSteadiness(scaled, plan)).toEqual(judgeSteadiness(windows, plan));
      }),
    );
  });

  it('is not found in a rate that swings from second to second', () => {
    const windows = constant(20).map((window, second) => ({ ...window, operations: second % 2 === 0 ? 10_000 : 4000 }));
    expect(judgeSteadiness(windows, held(20))).toMatchObject({
      isSteady: false,
      sentence: expect.stringMatching(/^Never steady: the rate varies by \d+ % from second to second\.$/),
    });
  });

  it('is judged behind the warm-up that is given', () => {
    const windows = constant(20).map((window, second) =>
      second < 6 ? { ...window, operations: 20_000 - 2000 * second } : window,
    );
    expect(judgeSteadiness(windows, held(20), 6)).toEqual({
      warmUpSeconds: 6,
      howChosen: 'given',
      isSteady: true,
      sentence: 'Steady from second 6 on: 1 s windows vary by 0 %.',
    });
  });

  it('takes a ramp at the beginning for warm-up, and compares only seconds of one value', () => {
    const ramp = [0, 1, 2, 3].map((second) => ({ operations: 2500 * second, responseP50Us: 800 }));
    const plan = open([
      { durationUs: 4e6, from: 0, to: 10_000 },
      { durationUs: 8e6, from: 10_000, to: 10_000 },
      { durationUs: 4e6, from: 10_000, to: 20_000 },
      { durationUs: 8e6, from: 20_000, to: 20_000 },
    ]);
    const rise = [0, 1, 2, 3].map((second) => ({ operations: 10_000 + 2500 * second, responseP50Us: 900 }));
    const doubled = constant(8).map(() => ({ operations: 20_000, responseP50Us: 1000 }));
    const windows = [...ramp, ...constant(8), ...rise, ...doubled];
    expect(judgeSteadiness(windows, plan)).toMatchObject({ warmUpSeconds: 4, isSteady: true });
    const growing = doubled.map((window, second) => ({ ...window, responseP50Us: 1000 + 500 * second }));
    expect(judgeSteadiness([...ramp, ...constant(8), ...rise, ...growing], plan)).toMatchObject({
      isSteady: false,
      sentence: expect.stringMatching(
        /^Never steady: in seconds \d+ to 23 the median response time still grew by \d+ % over \d s\.$/,
      ),
    });
  });

  it('does not take a ramp for warm-up that is more than half of the run', () => {
    const plan = open([
      { durationUs: 8e6, from: 0, to: 10_000 },
      { durationUs: 4e6, from: 10_000, to: 10_000 },
    ]);
    expect(judgeSteadiness(constant(12), plan).warmUpSeconds).toBe(0);
  });

  it('is not denied where it can not be told', () => {
    const sentenceOf = (windows: SecondFigures[], plan: Plan) => {
      const { isSteady, sentence } = judgeSteadiness(windows, plan);
      expect(isSteady).toBe(true);
      return sentence;
    };
    expect(sentenceOf(constant(2), held(2))).toBe("Whether it was steady can't be told: 2 s behind the warm-up are too short.");
    expect(sentenceOf([], held(2))).toContain('never holds one value');
    expect(sentenceOf(constant(10), open([{ durationUs: 1e7, from: 0, to: 9 }]))).toContain('never holds one value');
    const sparse = constant(10).map((window, second) => ({ ...window, operations: second % 3 }));
    expect(sentenceOf(sparse, held(10))).toContain('a second has fewer than 10 operations');
  });

  it('leaves out the second in which the turns of the plan are done, and what comes behind the plan', () => {
    const windows = [...constant(10), { operations: 50, responseP50Us: 90_000 }];
    expect(judgeSteadiness(windows, { ...held(86_400), turns: 100_050 }).sentence).toContain('vary by 0 %');
    expect(judgeSteadiness(windows, held(10)).sentence).toContain('vary by 0 %');
    const few = [...constant(5), { operations: 50, responseP50Us: 90_000 }];
    expect(judgeSteadiness(few, { ...held(86_400), turns: 50_050 }).sentence).toContain('5 s behind the warm-up are too short');
  });
});

function constant(length: number): SecondFigures[] {
  return Array.from({ length }, () => ({ operations: 10_000, responseP50Us: 800 }));
}

function held(seconds: number): Plan {
  return { kind: 'closed', clients: 10, segments: [{ durationUs: seconds * 1e6, from: 10, to: 10 }], thinkUs: 0 };
}

function open(segments: readonly Segment[]): Plan {
  return { kind: 'open', clients: 10, segments };
}
