// The tester is tested: the reference server passes every case, and every fault is caught by the case that names it.

import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import type { Case } from '../judge/case.ts';
import { Trial, type TrialOptions } from './verify-world.test-support.ts';

const PROTOCOLS = CONTRACTS.map((contract) => [contract.dialect.name as ProtocolName, contract] as const);

/** What is told of a process is judged where there is one. */
function playsInMemory({ needs = [] }: Case): boolean {
  return !needs.includes('process');
}

/** What the reference server has to be told besides, for some cases. */
const SETTINGS: Readonly<Record<string, Partial<TrialOptions>>> = {
  'talk/4.5/operator-echo': { operator: 'echo' },
  'talk/4.5/operator-script': { operator: 'script', script: ['one', 'two', 'three'] },
};

/** The model `single` is a room for one. */
function worldOf(protocol: ProtocolName, { id, models = [] }: Case) {
  return { protocol, ...(models.includes('single') ? { capacity: 1 } : {}), ...SETTINGS[id] };
}

describe.each(PROTOCOLS)('the contract of %s', (protocol, contract) => {
  const cases = contract.cases.filter(playsInMemory);
  const sizes = (one: Case) => one.clientFrames ?? contract.clientFrames ?? [undefined];
  const passes = cases.flatMap((one) => sizes(one).map((clientFrame) => [one.id, clientFrame ?? 'its own', one] as const));
  it.each(passes)('%s passes on the reference server, with client frames of %s bytes', async (_, clientFrame, one) => {
    const size = typeof clientFrame === 'number' ? { clientFrame } : {};
    const trial = await Trial.open({ ...worldOf(protocol, one), ...size });
    await trial.learns(contract);
    const { judgement } = await trial.runs(contract, one);
    expect(judgement).toMatchObject({ verdict: 'pass' });
    trial.close();
  });

  const kills = cases.flatMap((one) => one.kills.map((fault) => [one.id, fault, one] as const));
  it.each(kills)('%s catches %s', async (_id, fault, one) => {
    const [clientFrame] = sizes(one);
    const size = clientFrame === undefined ? {} : { clientFrame };
    const trial = await Trial.open({ ...worldOf(protocol, one), ...size, faults: [fault] });
    await trial.learns(contract);
    const { judgement } = await trial.runs(contract, one);
    expect(judgement).toMatchObject({ verdict: 'fail' });
    trial.close();
  });
});
