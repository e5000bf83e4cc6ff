import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { BenchOptions, TargetChoice } from '../fleet/bench-options.ts';
import { makePlan } from '../load/make-plan.ts';
import { exampleRecord } from '../record/example-record.test-support.ts';
import type { BenchRecord } from '../record/record.ts';
import { type InTurnOptions, orderOf, runInTurn } from './in-turn.ts';

const example = await exampleRecord();
const quiet = { onPhase() {}, onConnecting() {}, onSecond() {}, onNote() {} };
const server = (name: string) => ({
  name,
  target: (clients: number): TargetChoice => ({ how: 'embedded', words: [name, `${clients}`] }),
});
const planOf = (clients: number) => makePlan({ clients, durationMs: 1000 });

/** Runs with an engine that only pretends; `act` may throw, or stop. */
async function run(
  changes: Partial<InTurnOptions>,
  act: (ran: number, stop: () => void) => Partial<BenchRecord> | undefined = () => undefined,
) {
  const stop = new AbortController();
  const ran: string[] = [];
  const seeds: number[] = [];
  const base = { seed: 7 } as InTurnOptions['base'];
  const inTurn = await runInTurn(
    { servers: [server('a'), server('b')], plans: [planOf(10)], trials: 2, isPatient: true, base, ...changes },
    async ({ target, seed }: BenchOptions) => {
      ran.push(target.how === 'embedded' ? target.words.join(' ') : '');
      seeds.push(seed);
      return { ...example, ...act(ran.length, () => stop.abort()) };
    },
    { begin: () => quiet, end() {}, again() {} },
    { stop: stop.signal, abort: new AbortController().signal },
  );
  return { ...inTurn, ran, seeds, counts: inTurn.levels.map(({ records }) => records.map(({ length }) => length)) };
}

describe('servers in turn', () => {
  it('take every second round the other way, so that nobody is always first', () => {
    expect(orderOf(2, 4)).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect(orderOf(3, 2)).toEqual([0, 1, 2, 2, 1, 0]);
  });

  it('run in their order with the same seed in a round, one number of clients after the other', async () => {
    const { ran, seeds, counts } = await run({ plans: [planOf(10), planOf(50)] });
    expect(ran).toEqual(['a 10', 'b 10', 'b 10', 'a 10', 'a 50', 'b 50', 'b 50', 'a 50']);
    expect(seeds).toEqual([7, 7, 8, 8, 7, 7, 8, 8]);
    expect(counts).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  it('make a trial again that was disturbed, in its place, three times at the most', async () => {
    const stolen = { generator: { ...example.generator, stolenShare: 0.2 } };
    const late = { causes: [{ verdict: 'invalid' as const, code: 'loop-lag', sentence: 'Late.' }] };
    for (const disturbed of [stolen, late]) {
      const once = await run({}, (number) => (number === 2 ? disturbed : undefined));
      expect(once.ran).toEqual(['a 10', 'b 10', 'b 10', 'b 10', 'a 10']);
      expect([once.disturbed, once.counts]).toEqual([{ again: 1, kept: 0 }, [[2, 2]]]);
      // What goes on goes on in the next one, too.
      const early = await run({}, (number) => (number <= 4 ? disturbed : undefined));
      expect(early.ran).toEqual(['a 10', 'a 10', 'a 10', 'a 10', 'b 10', 'b 10', 'a 10']);
      expect([early.disturbed, early.counts]).toEqual([{ again: 3, kept: 1 }, [[2, 2]]]);
    }
    const other = { causes: [...late.causes, { verdict: 'fail' as const, code: 'errors', sentence: 'Errors.' }] };
    expect((await run({}, () => other)).disturbed).toEqual({ again: 0, kept: 0 });
  });

  it('make no more than twice as many again as there are', async () => {
    const disturbed = { generator: { ...example.generator, stolenShare: 0.2 } };
    const always = await run({}, () => disturbed);
    expect([always.ran.length, always.disturbed, always.counts]).toEqual([12, { again: 8, kept: 4 }, [[2, 2]]]);
    const stopped = await run({}, (number, stop) => {
      if (number === 2) stop();
      return disturbed;
    });
    expect([stopped.ran.length, stopped.levels]).toEqual([2, []]);
    const impatient = await run({ isPatient: false }, () => disturbed);
    expect([impatient.ran.length, impatient.disturbed]).toEqual([4, { again: 0, kept: 4 }]);
  });

  it('keep what all of them have when somebody stops', async () => {
    const { ran, counts, isStopped } = await run({ trials: 4 }, (number, stop) => {
      if (number === 6) stop();
      return undefined;
    });
    expect([ran.length, counts, isStopped]).toEqual([6, [[2, 2]], true]);
    const broken = await run({ trials: 4 }, (number, stop) => {
      if (number < 3) return undefined;
      stop();
      throw new HarnessError('target-failed', 'It was stopped while it started.');
    });
    expect([broken.failure, broken.counts]).toEqual([undefined, [[1, 1]]]);
  });

  it('end with the first that can not be started or reached, and say which', async () => {
    const failing = await run({}, (number) => {
      if (number === 3) throw new HarnessError('target-failed', 'It does not start.');
      return undefined;
    });
    expect([failing.failure?.message, failing.counts]).toEqual(['It does not start.', [[1, 1]]]);
    const causes = [{ verdict: 'invalid' as const, code: 'target-unreachable', sentence: 'Nobody listens.' }];
    const unreached = await run({}, (number) => (number === 2 ? { causes } : undefined));
    expect([unreached.failure?.message, unreached.levels]).toEqual(['b: Nobody listens.', []]);
    const generator = { ...example.generator, stolenShare: 0.2 };
    const atOnce = await run({}, (number) => (number === 2 ? { causes, generator } : undefined));
    expect([atOnce.failure?.message, atOnce.ran.length]).toEqual(['b: Nobody listens.', 2]);
  });
});
