import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan, Segment } from './plan.ts';
import { findWarmUp, judgeSteadiness, type SecondFigures, type Steadiness } from './steadiness.ts';

/** Up to 4 % off, either way. */
const anyNoise = (length: number) =>
  fc.array(fc.double({ min: 0.96, max: 1.04, noNaN: true }), { minLength: length, maxLength: length });
const anyLength = fc.integer({ min: 3, max: 60 });
const anyConstant = anyLength.chain((length) =>
  fc.tuple(anyNoise(length), anyNoise(length)).map(([rates, responses]) =>
    rates.map((rate, second) => ({
      operations: Math.round(10_000 * rate),
      responseP50Us: 800 * (responses[second] ?? 1),
      responseMaxUs: 4000,
    })),
  ),
);
const anyWindows = fc.array(
  fc.record({
    operations: fc.integer({ min: 40, max: 5000 }),
    responseP50Us: fc.integer({ min: 1, max: 100_000 }),
    responseMaxUs: fc.integer({ min: 1, max: 5_000_000 }),
  }),
  { maxLength: 40 },
);

describe('the warm-up', () => {
  it('is none of a constant rate with noise', () => {
    fc.assert(
      fc.property(anyConstant, (windows) => {
        expect(findWarmUp(windows, true)).toBe(0);
        expect(findWarmUp(windows, false)).toBe(0);
      }),
    );
  });

  it('ends with a step, of the rate or of the response time, up or down', () => {
    const anyStep = fc.record({
      windows: anyConstant.filter(({ length }) => length >= 8 && length <= 40),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      what: fc.constantFrom('operations' as const, 'responseP50Us' as const),
      factor: fc.constantFrom(0.3, 0.7, 1.5, 5),
    });
    fc.assert(
      fc.property(anyStep, ({ windows, share, what, factor }) => {
        const at = Math.floor((share * windows.length) / 4);
        const stepped = windows.map((window, second) => (second < at ? { ...window, [what]: window[what] * factor } : window));
        expect(findWarmUp(stepped, false)).toBe(at);
        const plan = open([{ durationUs: windows.length * 1e6, from: 10_000, to: 10_000 }]);
        expect(judgeSteadiness(stepped, plan)).toMatchObject({ warmUpSeconds: at, isSteady: true });
        if (what === 'operations' && factor > 1) return;
        expect(findWarmUp(stepped, true)).toBe(at);
        expect(judgeSteadiness(stepped, held(windows.length))).toMatchObject({ warmUpSeconds: at, isSteady: true });
      }),
    );
  });

  it('is never quick in a closed plan: there it is a fall', () => {
    const anyFall = fc.record({
      windows: anyConstant.filter(({ length }) => length >= 8),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      factor: fc.double({ min: 2, max: 300, noNaN: true }),
    });
    fc.assert(
      fc.property(anyFall, ({ windows, share, factor }) => {
        const at = 1 + Math.floor(share * (windows.length / 2 - 1));
        const fallen = windows.map((window, second) =>
          second < at ? { ...window, operations: Math.round(window.operations * factor) } : window,
        );
        expect(findWarmUp(fallen, true)).toBe(0);
        expect(judgeSteadiness(fallen, held(windows.length))).toMatchObject({ warmUpSeconds: 0, isSteady: false });
      }),
    );
  });

  it('goes to the first second at the most that is quicker than what comes later', () => {
    const rates = [0, 900, 50, 50, 50, 50, 50, 50];
    const windows = rated(rates);
    expect(findWarmUp(windows, true)).toBe(1);
    expect(findWarmUp(windows, false)).toBe(2);
  });

  it('is never more than a quarter, nor than ten seconds', () => {
    fc.assert(
      fc.property(anyWindows, (windows) => {
        const warmUp = findWarmUp(windows, true);
        expect(warmUp).toBeLessThanOrEqual(Math.min(10, windows.length / 4));
        expect(judgeSteadiness(windows, held(windows.length)).warmUpSeconds).toBe(warmUp);
      }),
    );
  });

  it('is found where everything gets quicker from second to second', () => {
    const anyWarming = fc.record({
      windows: anyConstant.filter(({ length }) => length >= 12),
      seconds: fc.integer({ min: 1, max: 3 }),
      factor: fc.double({ min: 1.5, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(anyWarming, ({ windows, seconds, factor }) => {
        const warming = windows.map(({ operations, responseP50Us, responseMaxUs }, second) => {
          const slower = factor ** Math.max(0, seconds - second);
          return {
            operations: Math.round(operations / slower),
            responseP50Us: responseP50Us * slower,
            // Below what no cold start takes.
            responseMaxUs: Math.min(150_000, responseMaxUs * slower * slower),
          };
        });
        expect(findWarmUp(warming, true)).toBe(seconds);
      }),
    );
  });

  it('never has a part of a stall, wherever it begins and whatever else is slow at first', () => {
    const anyStall = fc.record({
      windows: anyConstant.filter(({ length }) => length >= 8),
      atUs: fc.integer({ min: 0, max: 5_000_000 }),
      lengthUs: fc.integer({ min: 250_000, max: 2_000_000 }),
      slower: fc.double({ min: 0.5, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(anyStall, ({ windows, atUs, lengthUs, slower }) => {
        const cold = windows.map((window, second) => (second === 0 ? { ...window, responseP50Us: 800 * slower } : window));
        for (const plan of ['open', 'closed'] as const) {
          expect(findWarmUp(stalled(cold, plan, atUs, lengthUs), plan === 'closed')).toBeLessThanOrEqual(Math.floor(atUs / 1e6));
        }
      }),
    );
  });

  it('does not hide the stall of a run of six seconds whose first one was a little slow', () => {
    const windows = [145, 90, 89, 88, 89, 90].map((responseP50Us) => ({ operations: 1000, responseP50Us, responseMaxUs: 3000 }));
    expect(findWarmUp(windows, true)).toBe(1);
    expect(findWarmUp(stalled(windows, 'open', 2_100_000, 1_000_000), true)).toBeLessThanOrEqual(2);
    expect(findWarmUp(stalled(windows, 'open', 100_000, 1_000_000), true)).toBe(0);
    expect(findWarmUp(stalled(windows, 'open', 600_000, 300_000), true)).toBe(0);
  });

  it('is no ramp either in which there is a stall', () => {
    const ramp = [0, 1, 2, 3].map((second) => ({ operations: 2500 * second, responseP50Us: 800, responseMaxUs: 4000 }));
    const plan = open([
      { durationUs: 4e6, from: 0, to: 10_000 },
      { durationUs: 8e6, from: 10_000, to: 10_000 },
    ]);
    const windows = [...ramp, ...constant(8)];
    expect(judgeSteadiness(windows, plan).warmUpSeconds).toBe(4);
    expect(judgeSteadiness(stalled(windows, 'open', 2_200_000, 900_000), plan).warmUpSeconds).toBeLessThanOrEqual(2);
  });

  it('ends where seconds differ from the others no more than these do among themselves', () => {
    const rates = [1000, 1000, 8500, 11_500, 10_000, 11_500, 10_000, 8500, 11_400, 8700];
    expect(
      findWarmUp(
        rates.map((operations) => ({ operations, responseP50Us: 800, responseMaxUs: 4000 })),
        true,
      ),
    ).toBe(2);
  });

  it('does not reach to a second that stands out later', () => {
    const windows = constant(10);
    windows[3] = { operations: 0, responseP50Us: 0, responseMaxUs: 0 };
    windows[4] = { operations: 10_000, responseP50Us: 500_000, responseMaxUs: 900_000 };
    expect(findWarmUp(windows, true)).toBe(0);
    windows[0] = { operations: 3000, responseP50Us: 3000, responseMaxUs: 9000 };
    expect(findWarmUp(windows, true)).toBe(1);
  });
});

describe('steadiness', () => {
  it('is not denied for a few seconds in no order, behind a start that was slow', () => {
    const rates = [2000, 4000, 6000, 6500, 7000, 9000, 12_000, 10_000, 13_000, 12_500];
    const windows = rates.map((operations) => ({ operations, responseP50Us: 800, responseMaxUs: 4000 }));
    expect(judgeSteadiness(windows, held(10), 5)).toMatchObject({
      isSteady: true,
      sentence: expect.stringContaining('5 s behind'),
    });
    const inOrder = rates
      .toSorted((one, other) => one - other)
      .map((operations) => ({ operations, responseP50Us: 800, responseMaxUs: 4000 }));
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
        const alike = windows.map((window) => ({ ...window, responseMaxUs: window.responseP50Us }));
        const scaled = windows.map(({ operations, responseP50Us }) => ({
          operations: operations * more,
          responseP50Us: responseP50Us * slower,
          // What is a stall depends on how long a second is.
          responseMaxUs: responseP50Us,
        }));
        const plan = held(windows.length);
        expect(withoutCounts(judgeSteadiness(scaled, plan))).toEqual(withoutCounts(judgeSteadiness(alike, plan)));
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

  it('is not found in a rate that fell from a high one, in seconds that a warm-up could have had', () => {
    const collapsed = [14_196, 5833, 50, 50, 50, 50, 50, 50, 50, 50];
    expect(judgeSteadiness(rated(collapsed), held(10))).toEqual({
      warmUpSeconds: 0,
      howChosen: 'detected',
      isSteady: false,
      sentence: 'Never steady: the rate fell from 14,196/s to 50/s.',
    });
    const dead = rated([14_196, 5833, 0, 0, 0, 0, 0, 0]);
    expect(judgeSteadiness(dead, held(8)).sentence).toBe('Never steady: the rate fell from 14,196/s to 0/s.');
    // Whoever gives a warm-up knows what they cut.
    expect(judgeSteadiness(rated(collapsed), held(10), 2).isSteady).toBe(true);
  });

  it('sees no fall in one second that is a little quicker, in a rate that comes back, in a few operations, nor in an open plan', () => {
    const isSteady = (rates: number[]) => judgeSteadiness(rated(rates), held(rates.length)).isSteady;
    expect(isSteady([1400, ...Array(9).fill(1000)])).toBe(true);
    expect(isSteady([1600, ...Array(9).fill(1000)])).toBe(false);
    expect(isSteady([1250, 1250, ...Array(8).fill(1000)])).toBe(false);
    expect(isSteady([1600, ...Array(8).fill(1000), 1600, ...Array(10).fill(1000)])).toBe(true);
    expect(isSteady([90, 0, 0, 0, 0, 0, 0, 0])).toBe(true);
    const quick = rated([1600, ...Array(9).fill(1000)]);
    const opened = open([{ durationUs: 1e7, from: 1000, to: 1000 }]);
    expect(judgeSteadiness(quick, opened, 0)).toMatchObject({ isSteady: true, sentence: expect.stringContaining('stands out') });
  });

  it('names the seconds that stand out', () => {
    const sentenceOf = (rates: number[]) => judgeSteadiness(rated(rates), held(rates.length)).sentence;
    expect(sentenceOf([500, 500, 500, 39, 0, 1461, 500])).toBe(
      'Never steady: 3 seconds stand out: second 3 had 39 operations, where 500 are usual.',
    );
    const calm = Array(10).fill(500);
    expect(sentenceOf([...calm, 39, ...calm])).toBe(
      'Steady from the beginning: 1 s windows hardly vary, but 1 second stands out: second 10 had 39 operations.',
    );
    const noisy = Array.from({ length: 10 }, (_, second) => 480 + 40 * (second % 2));
    expect(sentenceOf([...noisy, 1461, 1, ...noisy])).toBe(
      'Steady from the beginning: 1 s windows vary by 6 %, but 2 seconds stand out: second 10 had 1,461 operations.',
    );
    expect(sentenceOf([...noisy, 251, 749, ...noisy])).toBe('Steady from the beginning: 1 s windows vary by 6 %.');
    expect(sentenceOf([...noisy, 1461, 1, 1, ...noisy])).toMatch(/^Never steady: 3 seconds stand out: /);
    // Half of a dozen is as good as chance.
    expect(sentenceOf([12, 12, 12, 12, 4, 12, 20, 12, 12, 12])).toBe('Steady from the beginning: 1 s windows vary by 0 %.');
  });

  it('is denied by one second without operations among many, but not by the first ones', () => {
    const calm = Array(15).fill(500);
    const silent = judgeSteadiness(rated([...calm, 0, ...calm]), held(31));
    expect(silent).toMatchObject({ isSteady: false, sentence: expect.stringContaining('second 15 had 0 operations') });
    expect(judgeSteadiness(rated([0, 500, 500]), held(3)).isSteady).toBe(true);
    expect(judgeSteadiness(rated([500, 0, 500]), held(3)).isSteady).toBe(false);
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
    const ramp = [0, 1, 2, 3].map((second) => ({ operations: 2500 * second, responseP50Us: 800, responseMaxUs: 4000 }));
    const plan = open([
      { durationUs: 4e6, from: 0, to: 10_000 },
      { durationUs: 8e6, from: 10_000, to: 10_000 },
      { durationUs: 4e6, from: 10_000, to: 20_000 },
      { durationUs: 8e6, from: 20_000, to: 20_000 },
    ]);
    const rise = [0, 1, 2, 3].map((second) => ({ operations: 10_000 + 2500 * second, responseP50Us: 900, responseMaxUs: 4000 }));
    const doubled = constant(8).map(() => ({ operations: 20_000, responseP50Us: 1000, responseMaxUs: 4000 }));
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
    const windows = [...constant(10), { operations: 50, responseP50Us: 90_000, responseMaxUs: 95_000 }];
    expect(judgeSteadiness(windows, { ...held(86_400), turns: 100_050 }).sentence).toContain('vary by 0 %');
    expect(judgeSteadiness(windows, held(10)).sentence).toContain('vary by 0 %');
    const few = [...constant(5), { operations: 50, responseP50Us: 90_000, responseMaxUs: 95_000 }];
    expect(judgeSteadiness(few, { ...held(86_400), turns: 50_050 }).sentence).toContain('5 s behind the warm-up are too short');
  });
});

function rated(rates: readonly number[]): SecondFigures[] {
  return rates.map((operations) => ({ operations, responseP50Us: 800, responseMaxUs: 4000 }));
}

function withoutCounts({ sentence, ...others }: Steadiness) {
  return { ...others, sentence: sentence.replace(/[\d,]+(?=\/s| operations| are usual)/g, '#') };
}

function constant(length: number): SecondFigures[] {
  return Array.from({ length }, () => ({ operations: 10_000, responseP50Us: 800, responseMaxUs: 4000 }));
}

/** The same run, had the target answered nothing from `atUs` on for so long. */
function stalled(windows: readonly SecondFigures[], plan: 'open' | 'closed', atUs: number, lengthUs: number): SecondFigures[] {
  const untilUs = atUs + lengthUs;
  return windows.map((window, second) => {
    const withinUs = Math.max(0, Math.min(untilUs, (second + 1) * 1e6) - Math.max(atUs, second * 1e6));
    const isEnd = Math.floor(untilUs / 1e6) === second;
    // In an open plan all that was due meanwhile is answered at its end.
    const caughtUp = plan === 'open' && isEnd ? (window.operations * lengthUs) / 1e6 : 0;
    const operations = Math.round(window.operations * (1 - withinUs / 1e6) + caughtUp);
    if (!isEnd) return { ...window, operations };
    const responseP50Us = plan === 'open' ? Math.max(window.responseP50Us, lengthUs / 3) : window.responseP50Us;
    return { operations, responseP50Us, responseMaxUs: lengthUs };
  });
}

function held(seconds: number): Plan {
  return { kind: 'closed', clients: 10, segments: [{ durationUs: seconds * 1e6, from: 10, to: 10 }], thinkUs: 0 };
}

function open(segments: readonly Segment[]): Plan {
  return { kind: 'open', clients: 10, segments };
}
