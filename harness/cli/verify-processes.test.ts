// What a server does to its machine is to be seen of a process alone: each fault of that kind is caught in a real one. The cases are the
// same for all protocols but for the clients that come and leave: each is tried with some, and those of each protocol with one.

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

const PROTOCOLS_TRIED: Readonly<Record<string, readonly ProtocolName[]>> = {
  // It takes a process for each client.
  zombies: ['echo-text'],
  'descriptor-leak': ['chat', 'p2p'],
  'spins-after-departure': ['chat'],
  'memory-growth': ['keepalive', 'talk', 'echo-block'],
};

const KILLS: readonly Kill[] = CONTRACTS.flatMap((contract) =>
  wholeOf(contract)
    .cases.filter(({ needs = [] }) => needs.includes('process'))
    .flatMap(({ id, kills }) => kills.map((fault) => [id, fault, contract] as const)),
);

const TRIED = KILLS.filter(([, fault, { dialect }]) => PROTOCOLS_TRIED[fault]?.includes(dialect.name as ProtocolName));

describe('a case of what a process uses', () => {
  it('is tried for each fault, and for each protocol', () => {
    expect(new Set(TRIED.map(([, , { dialect }]) => dialect.name)).size).toBe(CONTRACTS.length);
    expect(new Set(TRIED.map(([, fault]) => fault))).toEqual(new Set(KILLS.map(([, fault]) => fault)));
  });

  // They wait for a server to tidy up, and can wait beside each other.
  it.concurrent.each(TRIED.filter(waits))('%s catches %s', { timeout: 60_000 }, catches);
  it.each(TRIED.filter((kill) => !waits(kill)))('%s catches %s', { timeout: 60_000 }, catches);
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
