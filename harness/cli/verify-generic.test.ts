// What holds in any protocol holds of the reference server, and catches the faults that it says it catches.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import type { Case } from '../judge/case.ts';
import { genericCases, genericProperties } from '../judge/generic/whole-of.ts';
import { Trial } from './verify-world.test-support.ts';

const PROTOCOLS = CONTRACTS.map((contract) => [contract.dialect.name as ProtocolName, contract] as const);

function playsInMemory({ needs = [] }: Case): boolean {
  return !needs.includes('process');
}

/** Programs of each property. */
const RUNS = 6;

describe.each(PROTOCOLS)('what holds in any protocol, of %s', (protocol, contract) => {
  const cases = genericCases(contract).filter(playsInMemory);
  const served = cases.filter(({ clients = 1 }) => clients <= (contract.capacity ?? Number.POSITIVE_INFINITY));
  const passes = served.flatMap((one) =>
    (contract.clientFrames ?? [undefined]).map((size) => [one.id, size ?? 'its own', one] as const),
  );
  it.each(passes)('%s passes on the reference server, with client frames of %s bytes', async (_, clientFrame, one) => {
    const trial = await Trial.open({ protocol, ...(typeof clientFrame === 'number' ? { clientFrame } : {}) });
    const { judgement } = await trial.runs(contract, one);
    expect(judgement).toMatchObject({ verdict: 'pass' });
    trial.close();
  });

  it.each(genericProperties(contract).map((one) => [one.id, one] as const))(
    '%s holds of the reference server',
    async (_, one) => {
      for (const program of fc.sample(one.programs, { numRuns: RUNS, seed: 7 })) {
        const trial = await Trial.open({ protocol });
        const { judgement } = await trial.runs(contract, {
          drive: (scene) => one.drive(scene, program),
          judge: (view) => one.judge({ ...view, program }),
        });
        expect(judgement, one.describe(program).join('\n')).toMatchObject({ verdict: 'pass' });
        trial.close();
      }
    },
  );

  const kills = cases.flatMap((one) => one.kills.map((fault) => [one.id, fault, one] as const));
  it.each(kills)('%s catches %s', async (_id, fault, one) => {
    const [clientFrame] = contract.clientFrames ?? [];
    const trial = await Trial.open({ protocol, faults: [fault], ...(clientFrame === undefined ? {} : { clientFrame }) });
    const { judgement } = await trial.runs(contract, one);
    expect(judgement).toMatchObject({ verdict: 'fail' });
    trial.close();
  });
});
