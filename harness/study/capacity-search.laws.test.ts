// The search on servers that are made up: their limits are known, and so is whether an answer is true.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chance, seededChance } from '../chance.ts';
import { type Measured, type SearchOptions, type SearchResult, searchCapacity } from './capacity-search.ts';

const USUAL: SearchOptions = { axis: 'rate', from: 1000, max: 1e7, precision: 0.02, stepsMax: 100 };

function search(outcomeOf: (load: number, step: number) => Measured['outcome'], options: Partial<SearchOptions> = {}) {
  let step = 0;
  return searchCapacity({ ...USUAL, ...options }, async (load) => ({ outcome: outcomeOf(load, step++), sentence: 'so it was' }));
}

function limitedTo(limit: number): (load: number) => Measured['outcome'] {
  return (load) => (load <= limit ? 'met' : 'missed');
}

/** As a normal distribution has it, by Box and Muller. */
function normal(chance: Chance): number {
  const uniform = () => (chance.below(2 ** 30) + 1) / 2 ** 30;
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function scatteredAround(limit: number, share: number, seed: number): (load: number) => Measured['outcome'] {
  const chance = seededChance(seed);
  return (load) => (load <= limit * (1 + share * normal(chance)) ? 'met' : 'missed');
}

function isTrue({ answer }: SearchResult, limit: number): boolean {
  switch (answer.kind) {
    case 'found':
      return answer.low <= limit && limit <= answer.high;
    case 'at-least':
      return answer.load <= limit;
    case 'at-most':
      return answer.load >= limit;
    case 'unknown':
      return true;
  }
}

describe('the search for a sharp limit', () => {
  it('answers within the precision, with an interval that holds it, in a bounded number of steps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 10, max: 1e6, noNaN: true }),
        fc.constantFrom(0.01, 0.02, 0.05, 0.1),
        fc.integer({ min: 20, max: 1e5 }),
        async (limit, precision, from) => {
          const { answer, steps } = await search(limitedTo(limit), { precision, from });
          if (limit < from / 1024) return;
          expect(answer).toMatchObject({ kind: 'found' });
          if (answer.kind !== 'found') return;
          expect(answer.low).toBeLessThanOrEqual(limit);
          expect(answer.high).toBeGreaterThan(limit);
          expect(answer.high / answer.low).toBeLessThan(1 + 1.5 * precision);
          expect(Math.abs(answer.load / limit - 1)).toBeLessThan(1.5 * precision);
          expect(steps.length).toBeLessThan(60);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('answers in whole clients, and next to the limit where there are few', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 500 }), async (limit, from) => {
        const { answer, steps } = await search(limitedTo(limit), { axis: 'clients', from });
        expect(steps.every(({ load }) => Number.isInteger(load) && load >= 1)).toBe(true);
        expect(answer.kind).toBe('found');
        if (answer.kind !== 'found') return;
        expect(answer.load).toBeLessThanOrEqual(limit);
        expect(answer.high).toBeGreaterThan(limit);
        expect(answer.high - answer.low).toBeLessThanOrEqual(Math.max(1, 0.03 * limit));
      }),
      { numRuns: 200 },
    );
  });

  it('tries the answer and what is just above it six times each, in turn', async () => {
    const { answer, steps } = await search(limitedTo(5000));
    const confirmation = steps.filter(({ phase }) => phase === 'confirmation');
    expect(confirmation.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => ['met', 'missed']).flat());
    expect(new Set(confirmation.map(({ load }) => load)).size).toBe(2);
    expect(answer).toMatchObject({ load: confirmation[0]?.load, low: confirmation[0]?.load, high: confirmation[1]?.load });
  });
});

describe('the search for a limit that scatters', () => {
  const SEARCHES = 300;

  it.each([
    ['0.5 %', 0.005],
    ['2 %', 0.02],
    ['5 %', 0.05],
    ['20 %', 0.2],
  ])('by %s says what is true in 95 of 100 searches at least, and mostly says something', async (_, share) => {
    const results: { readonly limit: number; readonly result: SearchResult }[] = [];
    for (let seed = 0; seed < SEARCHES; seed++) {
      const limit = 3000 + 37 * seed;
      results.push({ limit, result: await search(scatteredAround(limit, share, 1000 * share + seed)) });
    }
    expect(results.filter(({ limit, result }) => isTrue(result, limit)).length).toBeGreaterThanOrEqual(0.95 * SEARCHES);
    expect(results.filter(({ result }) => result.answer.kind === 'found').length).toBeGreaterThan(0.9 * SEARCHES);
  });

  it('gives wider intervals where it scatters more', async () => {
    const widthAt = async (share: number) => {
      const widths: number[] = [];
      for (let seed = 0; seed < 50; seed++) {
        const { answer } = await search(scatteredAround(5000, share, seed));
        if (answer.kind === 'found') widths.push(answer.high / answer.low - 1);
      }
      return widths.reduce((sum, width) => sum + width, 0) / widths.length;
    };
    expect(await widthAt(0.1)).toBeGreaterThan(2 * (await widthAt(0.005)));
  });
});

describe('the search where nothing is as it should be', () => {
  it('ends in a bounded number of steps whatever the trials say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 80 }), async (seed, stepsMax) => {
        const chance = seededChance(seed);
        const outcomes = ['met', 'missed', 'limited'] as const;
        const { steps, answer, sentence } = await search(() => outcomes[chance.below(3)] ?? 'met', { stepsMax });
        expect(steps.length).toBeLessThanOrEqual(stepsMax);
        expect(answer.kind !== 'unknown' || (sentence ?? '').length > 20).toBe(true);
        if (answer.kind === 'found') expect(answer.low < answer.high && answer.load >= answer.low).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is not led far astray by one trial that was disturbed', async () => {
    for (let disturbed = 0; disturbed < 12; disturbed++) {
      const result = await search((load, step) => (step === disturbed ? 'missed' : limitedTo(20_000)(load)));
      expect(isTrue(result, 20_000)).toBe(true);
      expect(result.answer).toMatchObject({ kind: 'found' });
      if (result.answer.kind === 'found') expect(result.answer.high / result.answer.low).toBeLessThan(1.15);
    }
  });

  it('claims no single limit of a server that fails in the middle and carries more', async () => {
    const { answer } = await search((load) => (load > 3900 && load < 4200 ? 'missed' : limitedTo(9000)(load)));
    // What it says is true of the loads that it tried.
    expect(answer.kind === 'found' ? answer.low : 0).toBeLessThan(9000);
  });

  it('says that nothing meets the objective when nothing does', async () => {
    const { answer, steps } = await search(() => 'missed');
    expect(answer.kind).toBe('at-most');
    expect(steps.length).toBeLessThan(20);
  });

  it('ends with what the target did when a run came to nothing', async () => {
    const { answer, sentence, steps } = await search((load) => (load > 3000 ? 'failed' : 'met'));
    expect(answer).toEqual({ kind: 'unknown' });
    expect(sentence).toBe('so it was');
    expect(steps.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  it('ends when it is stopped, and says so', async () => {
    let steps = 0;
    const result = await searchCapacity(USUAL, async () => (++steps > 3 ? undefined : { outcome: 'met', sentence: '' }));
    expect(result).toMatchObject({ answer: { kind: 'unknown' }, sentence: expect.stringContaining('stopped') });
    expect(result.steps.length).toBe(3);
  });
});

describe('the search with a generator that is the limit', () => {
  it('finds no capacity above it, and says how much it was sure of', async () => {
    const { answer, steps } = await search((load) => (load > 20_000 ? 'limited' : limitedTo(30_000)(load)));
    expect(answer).toMatchObject({ kind: 'at-least', limit: 'generator' });
    if (answer.kind === 'at-least') expect(answer.load).toBeGreaterThan(20_000 / 1.03);
    // Each was tried again before it was believed.
    expect(steps.filter(({ outcome }) => outcome === 'limited').length % 3).toBe(0);
  });

  it('still finds a capacity below it', async () => {
    const { answer } = await search((load) => (load > 20_000 ? 'limited' : limitedTo(18_000)(load)));
    expect(answer.kind).toBe('found');
  });

  it('never claims more than it saw, whatever both limits are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 50, max: 1e5 }), fc.integer({ min: 50, max: 1e5 }), async (generator, server) => {
        const { answer } = await search((load) => (load > generator ? 'limited' : limitedTo(server)(load)));
        if (generator > 1.1 * server) expect(answer.kind).toBe('found');
        if (generator < server) expect(answer).toMatchObject({ kind: 'at-least', limit: 'generator' });
        if (answer.kind === 'at-least') expect(answer.load).toBeLessThanOrEqual(server);
      }),
      { numRuns: 200 },
    );
  });

  it('says that it knows nothing when not even the lowest load could be made', async () => {
    const { answer, sentence } = await search(() => 'limited');
    expect(answer).toEqual({ kind: 'unknown' });
    expect(sentence).toMatch(/^The generator could not make the lowest load/);
  });

  it('tries the load again that the generator could not make at first', async () => {
    const { answer } = await search((load, step) => (step < 5 ? 'limited' : limitedTo(20_000)(load)));
    expect(answer.kind).toBe('found');
    if (answer.kind === 'found') expect(answer.load / 20_000).toBeGreaterThan(0.97);
  });

  it('passes over a disturbance that is gone when it tries again', async () => {
    const { answer } = await search((load, step) => (step % 4 === 0 ? 'limited' : limitedTo(5000)(load)));
    expect(answer.kind).toBe('found');
  });
});

describe('the search with a maximum', () => {
  it('says that the capacity is at least as much where the objective is met there', async () => {
    const { answer } = await search(limitedTo(50_000), { max: 7000 });
    expect(answer).toEqual({ kind: 'at-least', load: 7000, limit: 'maximum' });
  });

  it('never tries more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 50_000 }), fc.integer(), async (max, seed) => {
        const { steps } = await search(scatteredAround(8000, 0.1, seed), { max });
        expect(Math.max(...steps.map(({ load }) => load))).toBeLessThanOrEqual(max);
      }),
      { numRuns: 200 },
    );
  });
});
