import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wait } from '../../clock.ts';
import type { Enlisted } from './enlist.ts';
import { FleetWorld } from './fleet-world.test-support.ts';

const anyRace = fc.record({
  agents: fc.integer({ min: 1, max: 6 }),
  delayUs: fc.integer({ min: 100, max: 60_000 }),
  coordinators: fc.array(fc.record({ wants: fc.integer({ min: 1, max: 6 }), afterUs: fc.nat(700_000), seed: fc.nat() }), {
    minLength: 2,
    maxLength: 4,
  }),
});

describe('coordinators that book at once', () => {
  it('never have an agent in common, get all or none, and are refused only when what is left is too little', async () => {
    await fc.assert(
      fc.asyncProperty(anyRace, async ({ agents, delayUs, coordinators }) => {
        const world = new FleetWorld({ delayUs });
        const there = Array.from({ length: agents }, (_, index) => world.agent(`a${index}`));
        const outcomes = await world.until(
          Promise.all(
            coordinators.map(async ({ wants, afterUs, seed }, index) => {
              await wait(world.clock, afterUs);
              const booked = await world
                .coordinator(`c${index}`, seed)
                .enlist(wants)
                .catch(() => undefined);
              // A coordinator that has what it needs says so, and keeps it.
              for (const { link } of booked?.agents ?? []) link.send({ kind: 'engage', clients: 1 });
              return { wants, ids: booked?.agents.map(({ presence }: Enlisted) => presence.id) };
            }),
          ),
        );
        const taken = outcomes.flatMap(({ ids = [] }) => ids);
        expect(new Set(taken).size).toBe(taken.length);
        for (const { wants, ids } of outcomes) if (ids !== undefined) expect(ids.length).toBe(wants);
        const left = agents - taken.length;
        for (const { wants, ids } of outcomes) if (ids === undefined) expect(wants).toBeGreaterThan(left);
        // Nothing is booked that nobody has.
        await world.pass(1_000_000);
        expect(there.filter(({ host }) => host.isBusy).map(({ presence }) => presence.id)).toEqual(taken.toSorted());
      }),
      { numRuns: 60 },
    );
  });
});
