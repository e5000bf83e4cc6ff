// Every built-in scenario, for real but in memory: against a right server nothing is wrong, in closed plans and in open ones.

import { beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/catalogue.ts';
import type { PlanWishes } from '../load/make-plan.ts';
import { prepareHistograms } from '../record/latency-histogram.ts';
import type { MemoryNetworkOptions } from '../transport/memory/transport.ts';
import { type Ran, runScenario } from './scenario-run.test-support.ts';

beforeAll(prepareHistograms);

const CALM: Partial<MemoryNetworkOptions> = {};
const SLOW: Partial<MemoryNetworkOptions> = { delayUs: { min: 10, max: 900 }, readDelayUsMax: 300 };
const ROUGH: Partial<MemoryNetworkOptions> = { ...SLOW, segmentBytesMax: 400 };

/** By scenario: how many clients, and what is measured, for so many turns. */
const EXPECTED: Readonly<Record<string, { readonly clients: number; readonly samples: (turns: number) => object }>> = {
  'chat/direct': { clients: 7, samples: (turns) => ({ direct: turns, delivery: turns }) },
  'chat/broadcast': { clients: 6, samples: (turns) => ({ broadcast: turns, delivery: 6 * turns }) },
  'chat/churn': {
    clients: 6,
    samples: (turns) => ({ join: turns, direct: 3 * turns, delivery: 3 * turns, leave: expect.any(Number) }),
  },
  'chat/mixed': {
    clients: 6,
    samples: () => ({
      direct: expect.any(Number),
      broadcast: expect.any(Number),
      refused: expect.any(Number),
      delivery: expect.any(Number),
    }),
  },
  'chat/stalled-reader': {
    clients: 10,
    samples: () => ({ direct: expect.any(Number), broadcast: expect.any(Number), delivery: expect.any(Number) }),
  },
  'echo-text/ping': { clients: 6, samples: (turns) => ({ ping: turns }) },
  'echo-block/ping': { clients: 6, samples: (turns) => ({ ping: turns }) },
  'echo-block/stream': { clients: 3, samples: (turns) => ({ block: turns }) },
  'keepalive/ping': { clients: 6, samples: (turns) => ({ ping: turns }) },
  'talk/turns': { clients: 6, samples: (turns) => ({ talk: turns }) },
  'p2p/flood': { clients: 1, samples: (turns) => ({ block: turns }) },
  'connect/storm': { clients: 6, samples: (turns) => ({ connect: turns }) },
  'connect/idle': { clients: 40, samples: (turns) => ({ probe: turns }) },
};

describe.each(SCENARIOS.map(({ name }) => name))('%s', (scenario) => {
  const { clients, samples } = EXPECTED[scenario] ?? { clients: 0, samples: () => ({}) };
  // What arrives at once is a request there: one that is cut is two.
  const rough = scenario === 'keepalive/ping' ? SLOW : ROUGH;
  const plans: readonly (readonly [string, PlanWishes, number])[] = [
    ['a closed plan', { clients, turns: 120 }, 120],
    ['an open plan', { clients, ratePerSecond: 100, durationMs: 1200 }, 120],
  ];

  for (const [what, plan, turns] of plans) {
    for (const seed of [1, 2]) {
      it(`takes all turns of ${what} and finds nothing wrong (seed ${seed})`, async () => {
        const ran = await runScenario({ scenario, plan, network: { ...(seed === 1 ? CALM : rough), seed } });
        expectRight(ran);
        expect(ran.counters.turns).toBe(turns);
        expect(ran.samples).toEqual(samples(turns));
      });
    }
  }

  it('counts what it does as operations', async () => {
    const ran = await runScenario({ scenario, plan: { clients, turns: 60 } });
    expectRight(ran);
    expect(ran.counters.operations).toBeGreaterThan(0);
  });

  it('goes on for as long as a closed plan says, and ends then', async () => {
    const ran = await runScenario({ scenario, plan: { clients, durationMs: 300, thinkMs: 20 } });
    expectRight(ran);
    expect(ran.counters.turns).toBeGreaterThan(5);
    // A turn that would be due behind the end is not waited for.
    expect(ran.endedUs).toBeGreaterThanOrEqual(280_000);
    expect(ran.endedUs).toBeLessThan(2_500_000);
  });

  const coming = { durationUs: 200_000, from: 0, to: clients };
  const staying = { durationUs: 200_000, from: clients, to: clients };
  const going = { durationUs: 200_000, from: clients, to: 0 };
  const changes = [
    ['come one after another', [coming, staying]],
    ['leave one after another', [staying, going]],
    ['come, go and come again', [coming, going, coming]],
  ] as const;
  for (const [what, segments] of changes) {
    it(`finds nothing wrong where clients ${what}`, async () => {
      const ran = await runScenario({ scenario, plan: { clients, stages: { kind: 'clients', segments }, thinkMs: 5 } });
      expectRight(ran);
      expect(ran.counters.turns).toBeGreaterThan(10);
    });
  }

  it('measures the same when it checks nothing', async () => {
    const ran = await runScenario({ scenario, plan: { clients, turns: 120 }, isChecking: false });
    expectRight(ran);
    expect(ran.samples).toEqual(samples(120));
    expect(ran.counters).toMatchObject({ turns: 120, checked: 0 });
  });

  it('finds nothing wrong with its clients on three agents', async () => {
    const ran = await runScenario({
      scenario,
      plan: { clients, turns: 60 },
      agents: Math.min(3, clients),
      network: { ...rough, seed: 5 },
    });
    expectRight(ran);
    expect(ran.counters.turns).toBe(60);
  });
});

describe('chat/stalled-reader', () => {
  it('counts nothing as lost for a member that the room had to put out', async () => {
    const ran = await runScenario({
      scenario: 'chat/stalled-reader',
      plan: { clients: 3, turns: 3600 },
      params: { toAll: 100, stalled: 30 },
    });
    expectRight(ran);
    // It had missed what no longer fitted into 4 MiB.
    expect(ran.settlement.lost).toBe(0);
    expect(ran.counters.checked).toBeGreaterThan(2 * 3600);
    expect(ran.counters.checked).toBeLessThan(3 * 3600);
  });
});

function expectRight({ counters, errors, wrongs, thrown, settlement, ends }: Ran): void {
  expect(thrown).toEqual([]);
  expect(errors).toEqual([]);
  expect(wrongs).toEqual([]);
  const { duplicated, reordered, misdelivered, corrupted } = counters;
  expect({ duplicated, reordered, misdelivered, corrupted }).toEqual({
    duplicated: 0,
    reordered: 0,
    misdelivered: 0,
    corrupted: 0,
  });
  expect(settlement).toMatchObject({ lost: 0, examples: [] });
  expect(ends.reduce((sum, { turnsUnstarted }) => sum + turnsUnstarted, 0)).toBe(0);
}
