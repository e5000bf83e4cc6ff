import { describe, expect, it } from 'vitest';
import { runCheck } from '../clause.test-support.ts';
import { CHAT_CHECKS } from '../protocols/chat/chat.clauses.test-support.ts';
import { frameOf, greetingOf, REGISTERED, textsOf } from '../protocols/chat/hall.test-support.ts';
import { World } from '../world.test-support.ts';
import { CHAT_FAULTS } from './chat.ts';
import type { Fault } from './fault.ts';

/** Those whose defect it is that nobody is greeted as the contract says, or told of a registration. */
const UNLIKE_AT_ONCE = ['no-greeting', 'greeted-twice', 'greeting-waits-for-client', 'registration-unconfirmed'];

describe('the faults of chat', () => {
  it('have names of their own, in small letters', () => {
    const names = CHAT_FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('are each described by one sentence, and cite clauses that there are', () => {
    const clauses = new Set(CHAT_CHECKS.map(({ clause }) => clause));
    for (const fault of CHAT_FAULTS) {
      expect(fault.sentence, fault.name).toMatch(/^[A-Z`][^\n]*[^.]\.$/);
      expect(fault.clauses.length, fault.name).toBeGreaterThan(0);
      expect(new Set(fault.clauses).size, fault.name).toBe(fault.clauses.length);
      expect(
        fault.clauses.filter((clause) => !clauses.has(clause)),
        fault.name,
      ).toEqual([]);
    }
  });

  it('break every clause, between them', () => {
    const broken = new Set(CHAT_FAULTS.flatMap(({ clauses }) => clauses));
    expect([...new Set(CHAT_CHECKS.map(({ clause }) => clause))].filter((clause) => !broken.has(clause))).toEqual([]);
  });
});

describe('a server without faults', () => {
  const clauses = new Set(CHAT_FAULTS.flatMap((fault) => fault.clauses));
  it.each([...clauses])('holds to %s', async (clause) => {
    expect(await failuresOf(clause, [])).toEqual([]);
  });
});

describe.each(CHAT_FAULTS)('$name', (fault) => {
  it.each(fault.clauses)('breaks %s', async (clause) => {
    expect(await failuresOf(clause, [fault])).not.toEqual([]);
  });
});

describe('a server with a fault is a server still', () => {
  it.each(CHAT_FAULTS.filter(({ name }) => !UNLIKE_AT_ONCE.includes(name)))('$name greets and registers', async (fault) => {
    const world = await World.open({ protocol: 'chat', faults: [fault] });
    const alice = world.connect();
    await world.quiet();
    expect(textsOf(alice.take())).toEqual([greetingOf([])]);
    alice.write(frameOf('alice'));
    await world.quiet();
    expect(alice.take().includes(REGISTERED)).toBe(true);
    expect(alice.hasEnd).toBe(false);
    expect(world.causeOfDeath).toBeUndefined();
    world.close();
  });
});

/** The claims of a clause that a server with those faults does not hold to, and what was seen instead. */
async function failuresOf(clause: string, faults: readonly Fault[]): Promise<string[]> {
  const failures: string[] = [];
  for (const check of CHAT_CHECKS) {
    if (check.clause !== clause) continue;
    try {
      await runCheck(check, { faults });
    } catch (error) {
      failures.push(`${check.claim}: ${String(error)}`);
    }
  }
  return failures;
}
