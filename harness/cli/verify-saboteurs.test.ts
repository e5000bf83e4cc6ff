// The tester is tested from the other side: what is no server at all passes nothing, whatever the case is about.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTRACTS } from '../../scenarios/contracts.ts';
import type { ProtocolName } from '../../server/protocols/protocols.ts';
import { seededChance } from '../chance.ts';
import type { Case, Contract, Property } from '../judge/case.ts';
import { wholeOf } from '../judge/generic/whole-of.ts';
import { runCase } from '../judge/run-case.ts';
import type { Profile } from '../judge/scene.ts';
import type { Target } from '../judge/target.ts';
import { MemoryTransport } from '../transport/memory/transport.ts';
import type { Connection, ConnectionHandler } from '../transport/transport.ts';
import { Trial } from './verify-world.test-support.ts';

/** What a saboteur does with a client. */
interface Sabotage {
  comes?(connection: Connection): void;
  says?(connection: Connection): void;
}

/** Of each property. */
const PROGRAMS = 3;
const NOISE_BYTES = 700;
const chance = seededChance(5);
const TIMEOUT_MS = 60_000;

class Saboteur implements Target {
  readonly transport = new MemoryTransport({ seed: 1 });
  readonly to = { address: '127.0.0.1', port: 7 };
  readonly how = 'embedded';
  readonly operator: NonNullable<Target['operator']> = { onPrinted: undefined, type: () => {} };
  readonly ended = undefined;
  readonly #sabotage: Sabotage;

  private constructor(sabotage: Sabotage) {
    this.#sabotage = sabotage;
  }

  static async open(sabotage: Sabotage): Promise<Saboteur> {
    const saboteur = new Saboteur(sabotage);
    await saboteur.transport.listen(
      { at: saboteur.to },
      { onConnection: (connection) => saboteur.#served(connection), onAcceptFailed: () => {} },
    );
    return saboteur;
  }

  look(): undefined {
    return undefined;
  }

  #served(connection: Connection): ConnectionHandler {
    this.#sabotage.comes?.(connection);
    return {
      onOpen: () => {},
      onBytes: () => this.#sabotage.says?.(connection),
      onDrain: () => {},
      onEnd: () => connection.close(),
      onClose: () => {},
    };
  }
}

const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'says nothing': {},
  'closes at once': { comes: (connection) => connection.close() },
  'breaks off at the first byte': { says: (connection) => connection.reset() },
  'says anything at all': { comes: saysNoise, says: saysNoise },
};

const PROTOCOLS = CONTRACTS.map((contract) => [contract.dialect.name as ProtocolName, contract] as const);

async function profileOf(protocol: ProtocolName, contract: Contract): Promise<Profile> {
  const trial = await Trial.open({ protocol });
  const profile = { ...(await trial.learns(contract)) };
  trial.close();
  return profile;
}

async function verdictOn(
  contract: Contract,
  one: Played,
  { sabotage, profile }: { readonly sabotage: Sabotage; readonly profile: Profile },
) {
  const target = await Saboteur.open(sabotage);
  const { framings } = contract.dialect;
  const run = await runCase(one, {
    target,
    framings: typeof framings === 'function' ? framings({ clientFrameBytes: String(contract.clientFrames?.[0]) }) : framings,
    actor: contract.actor,
    capacity: contract.capacity ?? Number.POSITIVE_INFINITY,
    seed: 1,
    number: 1,
    profile,
    memory: new Map(),
    patienceMs: 2000,
  });
  target.transport.close();
  return run.judgement.verdict;
}

describe.each(PROTOCOLS)('of %s', (protocol, contract) => {
  it.each(Object.entries(SABOTAGES))('nothing passes on what %s', { timeout: TIMEOUT_MS }, async (_, sabotage) => {
    const { cases, properties } = wholeOf(contract);
    const profile = await profileOf(protocol, contract);
    const passed: string[] = [];
    for (const one of cases) {
      if (one.needs?.includes('process')) continue;
      if ((await verdictOn(contract, one, { sabotage, profile })) === 'pass') passed.push(one.id);
    }
    for (const one of properties) {
      // Of clients that say nothing not much is to be known: one program that does not pass is enough.
      const verdicts: string[] = [];
      for (const program of fc.sample(one.programs, { numRuns: PROGRAMS, seed: 3 })) {
        verdicts.push(await verdictOn(contract, asCase(one, program), { sabotage, profile }));
      }
      if (verdicts.every((verdict) => verdict === 'pass')) passed.push(one.id);
    }
    expect(passed).toEqual([]);
  });
});

function saysNoise(connection: Connection): void {
  connection.write(Uint8Array.from({ length: NOISE_BYTES }, () => chance.below(256)));
}

type Played = Pick<Case, 'id' | 'drive' | 'judge' | 'timeLimitMs'>;

function asCase({ id, drive, judge }: Property, program: unknown): Played {
  return { id, drive: (scene) => drive(scene, program), judge: (view) => judge({ ...view, program }) };
}
