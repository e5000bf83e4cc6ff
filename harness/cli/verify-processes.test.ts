// What a server does to its machine is to be seen of a process alone: each fault of that kind is caught in a real one.

import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import { findFault } from '../../server/faults/catalogue.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import type { Contract } from '../judge/case.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { ListeningObserver, verifyOptions } from '../judge/verify-run.test-support.ts';
import { runVerify } from '../judge/verify-run.ts';
import { main } from './serving.test-support.ts';

type Kill = readonly [id: string, fault: string, contract: Contract];

const KILLS: readonly Kill[] = CONTRACTS.flatMap((contract) =>
  wholeOf(contract)
    .cases.filter(({ needs = [] }) => needs.includes('process'))
    .flatMap(({ id, kills }) => kills.map((fault) => [id, fault, contract] as const)),
);

describe('a case of what a process uses', () => {
  it('is there for each protocol', () => {
    expect(new Set(KILLS.map(([, , { dialect }]) => dialect.name)).size).toBe(CONTRACTS.length);
  });

  // They wait for a server to tidy up, and can wait beside each other.
  it.concurrent.each(KILLS.filter(waits))('%s catches %s', catches);
  it.each(KILLS.filter((kill) => !waits(kill)))('%s catches %s', catches);
});

function waits([, fault]: Kill): boolean {
  return fault === 'zombies' || fault === 'descriptor-leak';
}

async function catches(...[id, fault, contract]: Kill): Promise<void> {
  const protocol = contract.dialect.name as ProtocolName;
  const [model = 'event'] = findFault(fault, protocol)?.models ?? [];
  const words = ['serve', protocol, '--model', model, '--fault', fault, '--json', '--port', '0', '--end-with-parent'];
  const options = verifyOptions(contract, {
    target: { how: 'embedded', argv: [process.execPath, main, ...words] },
    transport: 'epoll',
    only: [id],
    runs: 0,
  });
  const { cases } = await runVerify(options, new ListeningObserver(), new AbortController().signal);
  expect(cases.map(({ verdict, message }) => ({ verdict, message }))).toMatchObject([{ verdict: 'fail' }]);
}
