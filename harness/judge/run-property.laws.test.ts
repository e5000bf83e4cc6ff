import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chance, seededChance } from '../chance.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import { fixedFrames } from '../wire/framing.ts';
import { Actor } from './actor.ts';
import { defineProperty } from './case.ts';
import { attemptsFor, type PropertyRun, type PropertyRunOptions, runProperty } from './run-property.ts';
import { NotSetUp, type Scene } from './scene.ts';
import { simplerLists, simplerNumbers } from './simpler.ts';

type Program = readonly number[];
type Outcome = 'pass' | 'fail' | 'dies' | 'not-set-up';

const simpler = (program: Program) => simplerLists(program, { simplerItem: (one) => simplerNumbers(one) });
const isSubsequence = (needed: Program, program: Program): boolean => {
  let found = 0;
  for (const one of program) if (one === needed[found]) found++;
  return found === needed.length;
};

/** A target that is made up: whether a program fails is the outcome's to say. */
class Made {
  readonly numbers: number[] = [];
  readonly programs: Program[] = [];
  readonly told: string[] = [];
  ended: string | undefined;
  revivals = 0;
  hasLeft = false;
  readonly #outcome: (program: Program, scene: Scene) => Outcome;

  constructor(outcome: (program: Program, scene: Scene) => Outcome) {
    this.#outcome = outcome;
  }

  run(options: Partial<PropertyRunOptions> & { readonly programs?: fc.Arbitrary<Program> } = {}): Promise<PropertyRun> {
    const transport = new MemoryTransport({ seed: 1 });
    const made = this;
    const target = {
      transport,
      to: { address: '127.0.0.1', port: 1 },
      how: 'embedded' as const,
      operator: undefined,
      get ended() {
        return made.ended;
      },
      look: () => undefined,
      hasLeftWithItsClient: async () => made.hasLeft,
    };
    const property = defineProperty<Actor, Program, Outcome>({
      id: 'made/up',
      level: 'must',
      clause: 'MADE-1',
      rule: 'It holds.',
      kills: [],
      programs: options.programs ?? fc.array(fc.nat(30), { minLength: 5, maxLength: 20 }),
      drive: async (scene, program) => {
        made.numbers.push(Number.parseInt(scene.token(6), 36));
        made.programs.push(program);
        const outcome = made.#outcome(program, scene);
        if (outcome === 'not-set-up') throw new NotSetUp('nobody came');
        if (outcome === 'dies') made.ended = 'The target died.';
        return outcome;
      },
      judge: ({ facts, program }) =>
        facts === 'fail' ? { verdict: 'fail', message: program.join() } : { verdict: 'pass', evidence: 'fence' },
      simpler,
      describe: (program) => program.map(String),
    });
    let number = 0;
    return runProperty(property, {
      scene: () => ({
        target,
        framings: { sends: fixedFrames(1), receives: fixedFrames(1) },
        actor: Actor,
        capacity: 1,
        seed: 1,
        profile: {},
        memory: new Map(),
        patienceMs: 1000,
      }),
      nextNumber: () => number++,
      seed: 1,
      runs: 50,
      budgetMs: 1000,
      revive: async () => {
        this.revivals++;
        this.ended = undefined;
        this.hasLeft = false;
        return true;
      },
      observer: {
        onRuns: (runs, wanted) => void this.told.push(`${runs} of ${wanted}`),
        onShrinking: (steps, attempts) => void this.told.push(`${steps} steps, ${attempts} attempts`),
      },
      ...options,
    });
  }
}

const withoutObserver = (made: Made) => made.run({ observer: {} });

const failsNowAndThen = (chance: Chance, oneIn: number): Outcome => (chance.below(oneIn) === 0 ? 'fail' : 'pass');

describe('a property', () => {
  it('passes with the weakest evidence when all programs do', async () => {
    const made = new Made(() => 'pass');
    expect(await made.run()).toMatchObject({ verdict: 'pass', evidence: 'fence', runs: 50, wanted: 50 });
    expect(made.told.at(-1)).toBe('50 of 50');
    expect(new Set(made.numbers).size).toBe(50);
  });

  it('needs nobody who looks on', async () => {
    expect(await withoutObserver(new Made(() => 'pass'))).toMatchObject({ verdict: 'pass', runs: 50 });
  });

  it('runs the same programs with the same seed, and others with another', async () => {
    const [one, same, other] = [new Made(() => 'pass'), new Made(() => 'pass'), new Made(() => 'pass')];
    await one.run({ seed: 7 });
    await same.run({ seed: 7 });
    await other.run({ seed: 8 });
    expect(same.programs).toEqual(one.programs);
    expect(other.programs).not.toEqual(one.programs);
  });

  it('that fails always is told by a program that fails, and of which no simpler one does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), fc.integer(), async (needed, seed) => {
        const fails = (program: Program) => isSubsequence(needed, program);
        const programs = fc
          .array(fc.nat(30), { minLength: 5, maxLength: 20 })
          .map((before) => [...before, ...needed.flatMap((one) => [one, 3])]);
        const { verdict, program, message, shrunk } = await new Made((one) => (fails(one) ? 'fail' : 'pass')).run({
          seed,
          programs,
        });
        expect(verdict).toBe('fail');
        expect(program).toEqual(needed);
        expect(message).toBe(needed.join());
        expect(shrunk).toMatchObject({ failureRate: 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('that fails now and then still ends with a program that can fail, and mostly with the least', async () => {
    let least = 0;
    const trials = 60;
    for (let seed = 0; seed < trials; seed++) {
      const chance = seededChance(seed);
      const fails = (program: Program) => program.filter((one) => one > 10).length >= 2;
      const made = new Made((one) => (fails(one) ? failsNowAndThen(chance, 4) : 'pass'));
      const { verdict, program, shrunk } = await made.run({ seed });
      expect(verdict).toBe('fail');
      expect(fails(program as Program)).toBe(true);
      expect(shrunk?.failureRate).toBeLessThanOrEqual(1);
      if (String(program) === '11,11') least++;
    }
    expect(least).toBeGreaterThan(trials * 0.6);
  });

  it('that fails the less the simpler a program is tries the simple ones more often', async () => {
    let small = 0;
    for (let seed = 0; seed < 20; seed++) {
      const chance = seededChance(seed);
      const made = new Made((program) => (program.some(() => chance.below(30) === 0) ? 'fail' : 'pass'));
      const { program } = await made.run({ seed });
      if ((program as Program).length <= 2) small++;
    }
    expect(small).toBeGreaterThanOrEqual(17);
  });

  it('keeps to its attempts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 200 }), async (seed, attemptsMax) => {
        const chance = seededChance(seed);
        const made = new Made(() => failsNowAndThen(chance, 5));
        const { verdict, shrunk, runs } = await made.run({ seed, shrinking: { attemptsMax } });
        if (verdict !== 'fail') return;
        expect(shrunk?.attempts).toBeLessThanOrEqual(attemptsMax);
        expect(made.programs.length).toBeLessThanOrEqual(runs + 30 + attemptsMax);
      }),
    );
  });

  it('is waited for less long while it is made smaller, and is not told smaller than it is with all patience', async () => {
    const patienceMs: number[] = [];
    const made = new Made((program, scene) => {
      patienceMs.push(scene.patienceMs);
      scene.record({ kind: 'waited', actor: 'ann', ms: scene.patienceMs, what: 'an answer' });
      return program.length >= (scene.patienceMs < 1000 ? 1 : 3) ? 'fail' : 'pass';
    });
    const { program, shrunk } = await made.run();
    expect(program).toEqual(made.programs[0]);
    expect(shrunk?.steps).toBe(0);
    expect([patienceMs[0], patienceMs[1], patienceMs.at(-1)]).toEqual([1000, 300, 1000]);
  });

  it('that never fails again is a failure all the same, told as it was', async () => {
    let failures = 0;
    const made = new Made(() => (made.programs.length === 5 && failures++ === 0 ? 'fail' : 'pass'));
    const result = await made.run();
    expect(result).toMatchObject({ verdict: 'fail', runs: 5, shrunk: { steps: 0, attempts: 0, failureRate: 0 } });
    expect(result.program).toEqual(made.programs[4]);
  });

  it('is not concluded when too many programs come to no conclusion', async () => {
    const made = new Made(() => (made.programs.length % 2 === 0 ? 'not-set-up' : 'pass'));
    const { verdict, message, inconclusive } = await made.run();
    expect({ verdict, inconclusive }).toEqual({ verdict: 'inconclusive', inconclusive: 25 });
    expect(message).toBe('25 of 50 programs came to no conclusion. The first: The stage was not set: nobody came.');
  });

  it('bears a few programs that come to no conclusion', async () => {
    const made = new Made(() => (made.programs.length === 7 ? 'not-set-up' : 'pass'));
    expect(await made.run()).toMatchObject({ verdict: 'pass', inconclusive: 1 });
  });

  it('takes the death of the target for a failure, and revives it to find the least that kills', async () => {
    const made = new Made((program) => (program.includes(0) ? 'dies' : 'pass'));
    const result = await made.run();
    expect(result).toMatchObject({ verdict: 'fail', message: 'The target died.', program: [0] });
    expect(made.revivals).toBeGreaterThan(3);
  });

  it('ends with what it has when the target does not come back', async () => {
    const made = new Made((program) => (program.includes(0) ? 'dies' : 'pass'));
    const result = await made.run({ revive: async () => false });
    expect(result).toMatchObject({ verdict: 'fail', shrunk: { steps: 0, failureRate: 0 } });
    expect(result.program).toContain(0);
  });

  it('has a target that ended with its client, as it may, started again for the next program', async () => {
    const made = new Made(() => {
      made.hasLeft = true;
      return 'pass';
    });
    expect(await made.run()).toMatchObject({ verdict: 'pass', runs: 50 });
    expect(made.revivals).toBe(49);
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const made = new Made(() => {
      if (made.programs.length === 3) abort.abort();
      return 'pass';
    });
    expect(await made.run({ signal: abort.signal })).toMatchObject({ verdict: 'inconclusive', message: 'The run was stopped.' });
    expect(made.programs).toHaveLength(3);
  });

  it('goes on for a while when its time was too short for a verdict, and for no longer', async () => {
    const result = await new Made(() => 'pass').run({ budgetMs: 0, overtimeMs: 60_000 });
    expect(result).toMatchObject({ verdict: 'pass', runs: 25, wanted: 50 });
  });

  it('says so when there was no time for its programs', async () => {
    expect(await new Made(() => 'pass').run({ budgetMs: 0 })).toMatchObject({
      verdict: 'inconclusive',
      message: 'Only 0 of 50 programs were run before the time was up.',
    });
  });
});

describe('the attempts for a candidate', () => {
  it('miss one that fails as often as it did at most once in twenty times', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (rate) => {
        const attempts = attemptsFor(rate, Number.POSITIVE_INFINITY);
        expect((1 - rate) ** attempts).toBeLessThanOrEqual(0.05 + 1e-9);
        expect(attempts === 1 || (1 - rate) ** (attempts - 1) > 0.05 - 1e-9).toBe(true);
      }),
    );
  });
});
