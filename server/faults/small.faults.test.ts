import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ClauseCheck, runCheck } from '../clause.test-support.ts';
import { ECHO_BLOCK_CHECKS } from '../protocols/echo-block.clauses.test-support.ts';
import { ECHO_TEXT_CHECKS } from '../protocols/echo-text.clauses.test-support.ts';
import { KEEPALIVE_CHECKS } from '../protocols/keepalive.clauses.test-support.ts';
import { P2P_CHECKS } from '../protocols/p2p.clauses.test-support.ts';
import type { ProtocolName } from '../protocols/protocols.ts';
import { TALK_CHECKS } from '../protocols/talk.clauses.test-support.ts';
import { World } from '../world.test-support.ts';
import { FAULTS } from './catalogue.ts';
import type { Fault } from './fault.ts';
import { SMALL_FAULTS } from './small.ts';

const CHECKS: readonly ClauseCheck[] = [
  ...ECHO_TEXT_CHECKS,
  ...KEEPALIVE_CHECKS,
  ...TALK_CHECKS,
  ...ECHO_BLOCK_CHECKS,
  ...P2P_CHECKS,
];

/** What they do wrong no client can see, and the tests below look for it elsewhere. */
/** Zombies are shown where there are processes: in the tests of the command. */
const UNSEEN_BY_CLIENTS = ['descriptor-leak', 'memory-growth', 'zombies'];
/** In this one protocol a clause speaks of the processor. */
const isUnseen = ({ name }: Fault, clause: string): boolean => name === 'spins-after-departure' && clause !== 'KEEP-3.3';

const PREFIXES: Readonly<Record<ProtocolName, string>> = {
  chat: 'CHAT-',
  'echo-text': 'ECHO-TEXT-',
  keepalive: 'KEEP-',
  talk: 'TALK-',
  'echo-block': 'ECHO-BLOCK-',
  p2p: 'P2P-',
};

describe.each(SMALL_FAULTS.filter(({ name }) => !UNSEEN_BY_CLIENTS.includes(name)))('the fault $name', (fault) => {
  const seen = fault.clauses.filter((clause) => !clause.startsWith(PREFIXES.chat) && !isUnseen(fault, clause));
  for (const clause of seen) {
    it(`breaks ${clause}`, async () => {
      const checks = CHECKS.filter((check) => check.clause === clause);
      expect(checks.length).toBeGreaterThan(0);
      expect(await failuresOf(checks, fault)).not.toEqual([]);
    });
  }
});

describe('the faults', () => {
  it('have names of their own', () => {
    const names = FAULTS.map(({ name }) => name);
    const full = FAULTS.flatMap(({ name, protocols }) => protocols.map((protocol) => `${protocol} ${name}`));
    expect(full.filter((name, index) => full.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('are at least forty beside those of chat', () => {
    expect(SMALL_FAULTS.length).toBeGreaterThanOrEqual(40);
  });

  it('are told in one sentence each', () => {
    expect(FAULTS.filter(({ sentence }) => !/^[A-Z0-9`][^.]*[^\s.]\.$/.test(sentence))).toEqual([]);
  });

  it('name a clause of each protocol that can have them, and none of another', () => {
    for (const { name, protocols, clauses } of SMALL_FAULTS) {
      const named = new Set(clauses.map((clause) => clause.slice(0, clause.lastIndexOf('-') + 1)));
      expect({ name, prefixes: [...named].toSorted() }).toEqual({
        name,
        prefixes: protocols.map((protocol) => PREFIXES[protocol]).toSorted(),
      });
    }
  });

  it('happen once in more than one time when they happen now and then', () => {
    expect(SMALL_FAULTS.filter(({ onceIn }) => onceIn !== undefined && onceIn < 2)).toEqual([]);
  });
});

describe.each(CHECKS.map((check) => ({ check, name: `${check.clause}: ${check.claim}` })))('the check $name', ({ check }) => {
  it('fails for some fault', async () => {
    const own = SMALL_FAULTS.filter(({ protocols }) => protocols.includes(check.protocol));
    // Those that name the clause come first: most checks need no more than one of them.
    const ordered = own.toSorted(
      (one, other) => Number(other.clauses.includes(check.clause)) - Number(one.clauses.includes(check.clause)),
    );
    let isFailed = false;
    for (const fault of ordered) isFailed ||= (await failuresOf([check], fault)).length > 0;
    expect(isFailed).toBe(true);
  });
});

describe('what clients of the small protocols can not see', () => {
  it('descriptor-leak: a descriptor for each that has left', async () => {
    const before = readdirSync('/proc/self/fd').length;
    await departuresOf(faultNamed('descriptor-leak'), 20);
    expect(readdirSync('/proc/self/fd').length - before).toBeGreaterThanOrEqual(20);
  });

  it('memory-growth: a megabyte for each that has left', async () => {
    // The whole of it, and not what has been added: what others have left may be collected in the meantime.
    const bytes = 100 * 1024 * 1024;
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(bytes);
    const world = await departuresOf(faultNamed('memory-growth'), 100);
    expect(process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(bytes);
    expect(world.places.taken).toBe(0);
  });

  it('without them departures cost neither', async () => {
    const descriptors = readdirSync('/proc/self/fd').length;
    const bytes = process.memoryUsage().arrayBuffers;
    await departuresOf(undefined, 20);
    expect(readdirSync('/proc/self/fd').length).toBe(descriptors);
    expect(process.memoryUsage().arrayBuffers - bytes).toBeLessThan(5 * 1024 * 1024);
  });
});

describe('the faults of time in chat', () => {
  it.each(['stall', 'slow-answers'])('%s: some greetings are late', async (name) => {
    expect(await lateGreetings([faultNamed(name)])).toBeGreaterThan(0);
  });

  it('without them no greeting is', async () => {
    expect(await lateGreetings([])).toBe(0);
  });
});

/** The first claim that does not hold; empty when all do. */
async function failuresOf(checks: readonly ClauseCheck[], fault: Fault): Promise<string[]> {
  for (const check of checks) {
    try {
      await runCheck(check, { faults: [fault] });
    } catch {
      return [check.claim];
    }
  }
  return [];
}

function faultNamed(name: string): Fault {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  return fault;
}

async function departuresOf(fault: Fault | undefined, count: number): Promise<World> {
  const world: World = await World.open({ protocol: 'echo-text' as ProtocolName, faults: fault === undefined ? [] : [fault] });
  const peers = Array.from({ length: count }, () => world.connect());
  await world.quiet();
  for (const [index, peer] of peers.entries()) index % 2 === 0 ? peer.close() : peer.reset();
  await world.quiet();
  world.close();
  return world;
}

/** For twelve seconds somebody arrives every 100 ms, and leaves 20 ms later. */
async function lateGreetings(faults: readonly Fault[]): Promise<number> {
  const world = await World.open({ protocol: 'chat', faults });
  let late = 0;
  for (let arrival = 0; arrival < 120; arrival++) {
    const peer = world.connect();
    await world.quiet(20_000);
    if (peer.received.length === 0) late++;
    peer.close();
    await world.quiet(80_000);
  }
  world.close();
  return late;
}
