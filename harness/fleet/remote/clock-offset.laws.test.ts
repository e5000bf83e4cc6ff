import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { measureClock, offsetOf, surest } from './clock-offset.ts';
import type { ClockAnswer } from './words.ts';

/** Two machines whose clocks differ, and a network that takes its time in each direction. */
class TwoClocks {
  nowUs: number;
  readonly #differenceUs: number;
  readonly #wallDifferenceUs: number;

  constructor({ nowUs, differenceUs, wallDifferenceUs }: { nowUs: number; differenceUs: number; wallDifferenceUs: number }) {
    this.nowUs = nowUs;
    this.#differenceUs = differenceUs;
    this.#wallDifferenceUs = wallDifferenceUs;
  }

  readonly ours = (): ClockAnswer => ({ monotonicUs: this.nowUs, wallMs: Math.floor(this.nowUs / 1000) });

  theirs(): ClockAnswer {
    return { monotonicUs: this.nowUs + this.#differenceUs, wallMs: Math.floor((this.nowUs + this.#wallDifferenceUs) / 1000) };
  }
}

const anyClocks = fc.record({
  nowUs: fc.integer({ min: 0, max: 1e12 }),
  differenceUs: fc.integer({ min: -1e12, max: 1e12 }),
  wallDifferenceUs: fc.integer({ min: -1e9, max: 1e9 }),
});
const anyWay = fc.record({ thereUs: fc.integer({ min: 0, max: 500_000 }), backUs: fc.integer({ min: 0, max: 500_000 }) });

describe('the offset of a clock', () => {
  it('is never further off than it says, however uneven the ways there and back are', () => {
    fc.assert(
      fc.property(anyClocks, anyWay, (difference, { thereUs, backUs }) => {
        const clocks = new TwoClocks(difference);
        const asked = clocks.ours();
        clocks.nowUs += thereUs;
        const theirs = clocks.theirs();
        clocks.nowUs += backUs;
        const offset = offsetOf(asked, theirs, clocks.ours());
        expect(Math.abs(offset.monotonicOffsetUs - difference.differenceUs)).toBeLessThanOrEqual(offset.errorUs);
        expect(Math.abs(offset.wallOffsetUs - difference.wallDifferenceUs)).toBeLessThanOrEqual(offset.wallErrorUs);
        expect(offset.errorUs).toBe((thereUs + backUs) / 2);
      }),
    );
  });

  it('is that of the question that was answered soonest', async () => {
    await fc.assert(
      fc.asyncProperty(anyClocks, fc.array(anyWay, { minLength: 1, maxLength: 8 }), async (difference, ways) => {
        const clocks = new TwoClocks(difference);
        const left = [...ways];
        const ask = () => {
          const { thereUs, backUs } = left.shift() ?? { thereUs: 0, backUs: 0 };
          clocks.nowUs += thereUs;
          const theirs = clocks.theirs();
          clocks.nowUs += backUs;
          return Promise.resolve<unknown>(theirs);
        };
        const { errorUs, monotonicOffsetUs } = await measureClock({ ask }, 'a', { pings: ways.length, ours: clocks.ours });
        expect(errorUs).toBe(Math.min(...ways.map(({ thereUs, backUs }) => (thereUs + backUs) / 2)));
        expect(Math.abs(monotonicOffsetUs - difference.differenceUs)).toBeLessThanOrEqual(errorUs);
        expect(left).toEqual([]);
      }),
    );
  });

  it('is nobody’s where nobody answered', () => {
    expect(surest([])).toBeUndefined();
  });

  it('is measured by the others where a question is lost, or answered by nonsense', async () => {
    const answers = [undefined, 'nonsense', { monotonicUs: Number.NaN, wallMs: 0 }, { monotonicUs: 1005, wallMs: 7 }];
    const ask = () => {
      const answer = answers.shift();
      return answer === undefined ? Promise.reject(new HarnessError('nats-unreachable', 'None came.')) : Promise.resolve(answer);
    };
    const ours = () => ({ monotonicUs: 5, wallMs: 7 });
    const offset = await measureClock({ ask }, 'a', { pings: 4, ours });
    expect(offset).toMatchObject({ monotonicOffsetUs: 1000, wallOffsetUs: 0, errorUs: 0 });
  });

  it('is refused with the reason when no question is answered, and not asked for eight times', async () => {
    let asked = 0;
    const ask = () => {
      asked++;
      return Promise.reject(new HarnessError('nats-unreachable', 'None came.'));
    };
    await expect(measureClock({ ask }, 'a')).rejects.toThrow('None came.');
    expect(asked).toBe(2);
    const nonsense = () => Promise.resolve('nonsense');
    await expect(measureClock({ ask: nonsense }, 'a')).rejects.toMatchObject({ code: 'agent-failed' });
  });
});
