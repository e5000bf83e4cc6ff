import { describe, expect, it } from 'vitest';
import { runCheck } from '../../clause.test-support.ts';
import { WAYS } from '../../reads.test-support.ts';
import { CHAT_CHECKS } from './chat.clauses.test-support.ts';

/** Section 1 of the contract. */
const CLAUSES = [
  ...['1.1.1', '1.1.2', '1.1.3', '1.1.4', '1.1.5', '1.1.6', '1.1.7'],
  ...['1.2.1', '1.2.2', '1.2.3', '1.2.4', '1.2.5', '1.2.6', '1.2.7', '1.2.8'],
  ...['1.3.1', '1.3.2'],
  ...['1.4.1', '1.4.2', '1.4.3', '1.4.4', '1.4.5', '1.4.6', '1.4.7', '1.4.8', '1.4.9'],
  ...['1.5.1', '1.5.2', '1.5.3', '1.5.4', '1.5.5'],
  ...['1.6.1', '1.6.2', '1.6.3', '1.6.4'],
].map((number) => `CHAT-${number}`);

describe.each(Object.entries(WAYS))('chat, %s', (_, way) => {
  for (const check of CHAT_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check, way));
});

describe('the checks of chat', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(CHAT_CHECKS.map(({ clause }) => clause))].toSorted()).toEqual(CLAUSES.toSorted());
  });

  it('have a claim of their own each', () => {
    const names = CHAT_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
