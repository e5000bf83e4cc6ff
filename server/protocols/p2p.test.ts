import { describe, expect, it } from 'vitest';
import { runCheck } from '../clause.test-support.ts';
import { WAYS } from '../reads.test-support.ts';
import { P2P_CHECKS } from './p2p.clauses.test-support.ts';

/** Section 6 of the contract, of the server's side. */
const CLAUSES = ['6.1', '6.2', '6.3', '6.4'].map((number) => `P2P-${number}`);

describe.each(Object.entries(WAYS))('p2p, %s', (_, way) => {
  for (const check of P2P_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check, way));
});

describe('the checks of p2p', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(P2P_CHECKS.map(({ clause }) => clause))]).toEqual(CLAUSES);
  });

  it('have a claim of their own each', () => {
    const names = P2P_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
