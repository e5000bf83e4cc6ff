// A clause of the contract as a check that a server passes or fails: the tests of the protocols hold the server to each, and the
// tests of the faults show that each fault breaks the clauses that it names.

import type { Fault } from './faults/fault.ts';
import type { ProtocolName } from './protocols/protocols.ts';
import { World, type WorldOptions } from './world.test-support.ts';

export type OpenWorld<P extends ProtocolName> = (options?: Partial<WorldOptions<P>>) => Promise<World<P>>;

export interface ClauseCheck<P extends ProtocolName = ProtocolName> {
  readonly protocol: P;
  /** The number of the clause, such as CHAT-1.1.1. */
  readonly clause: string;
  /** What is claimed, in the present tense; unique among the checks of its clause. */
  readonly claim: string;
  /** Throws when the server breaks the clause. Opens the worlds that it needs, and no other. */
  check(open: OpenWorld<P>): Promise<void>;
}

/** Runs a check, and closes what it opened. */
export async function runCheck(
  { protocol, check }: ClauseCheck,
  extra: { network?: WorldOptions<ProtocolName>['network']; faults?: readonly Fault[] } = {},
): Promise<void> {
  const worlds: World[] = [];
  try {
    await check(async (options = {}) => {
      const network = { ...extra.network, ...options.network };
      const world = await World.open({ protocol, ...options, network, faults: extra.faults ?? [] });
      worlds.push(world);
      return world;
    });
  } finally {
    for (const world of worlds) world.close();
  }
}
