import { describe, expect, it } from 'vitest';
import { runCheck } from '../clause.test-support.ts';
import { KEEPALIVE_CHECKS } from './keepalive.clauses.test-support.ts';

/** Section 3 of the contract. A request is what arrives at once: only a network that delivers a write as one segment will do. */
const CLAUSES = ['3.1', '3.2', '3.3', '3.4', '3.5', '3.6'].map((number) => `KEEP-${number}`);

describe('keepalive', () => {
  for (const check of KEEPALIVE_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check));
});

describe('the checks of keepalive', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(KEEPALIVE_CHECKS.map(({ clause }) => clause))]).toEqual(CLAUSES);
  });

  it('have a claim of their own each', () => {
    const names = KEEPALIVE_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
