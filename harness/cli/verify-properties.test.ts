// The tester is tested: the reference server keeps every property on every network, and every fault that a property names is caught
// by it within its runs, with a program that a person finds obvious.

import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import type { Contract, Property } from '../judge/case.ts';
import type { PropertyRun } from '../judge/run-property.ts';
import type { MemoryNetworkOptions } from '../transport/memory/transport.ts';
import { Trial, type TrialOptions } from './verify-world.test-support.ts';

/** A fault has to be caught within these. */
const RUNS = 100;
/** On each network; `harness verify` plays more of them. */
const RUNS_THAT_HOLD = 40;

const PROPERTIES = CONTRACTS.flatMap((contract) =>
  (contract.properties ?? []).map((property) => [property.id, contract, property] as const),
);

const NETWORKS: Readonly<Record<string, Partial<MemoryNetworkOptions>>> = {
  'a kind network': {},
  'small segments': { segmentBytesMax: 400 },
  'segments of very different delays': { seed: 5, segmentBytesMax: 4000, delayUs: { min: 10, max: 4000 } },
  'readers that come late': { seed: 9, segmentBytesMax: 1700, readDelayUsMax: 3000 },
};

async function runs(contract: Contract, property: Property, options: Partial<TrialOptions>, most = RUNS): Promise<PropertyRun> {
  const trial = await Trial.open({ protocol: contract.dialect.name as ProtocolName, ...options });
  await trial.learns(contract);
  try {
    return await trial.runsProperty(contract, property, most);
  } finally {
    trial.close();
  }
}

const sizes = ({ clientFrames = [undefined] }: { readonly clientFrames?: readonly (number | undefined)[] }) => clientFrames;

describe.each(PROPERTIES)('%s', (_id, contract, property) => {
  const passes = Object.entries(NETWORKS).flatMap(([name, network]) =>
    sizes(contract).map((clientFrame) => [name, clientFrame ?? 'its own', network] as const),
  );
  it.each(passes)('holds over %s, with client frames of %s bytes', async (_name, clientFrame, network) => {
    const size = typeof clientFrame === 'number' ? { clientFrame } : {};
    const { verdict, message, runs: done } = await runs(contract, property, { network, ...size }, RUNS_THAT_HOLD);
    expect({ verdict, message, done }).toEqual({ verdict: 'pass', message: undefined, done: RUNS_THAT_HOLD });
  });

  it.each(property.kills)('catches %s, and says so in a few acts', async (fault) => {
    const { verdict, program } = await runs(contract, property, { faults: [fault] });
    expect(verdict).toBe('fail');
    expect((program as readonly unknown[]).length).toBeLessThanOrEqual(4);
  });

  it('can tell a program in lines', async () => {
    const { program } = await runs(contract, property, { faults: property.kills.slice(0, 1) });
    for (const line of property.describe(program)) expect(line).toMatch(/^\S.*$/);
  });
});
