import { describe, expect, it } from 'vitest';
import { runCheck } from '../clause.test-support.ts';
import { WAYS } from '../reads.test-support.ts';
import { ECHO_BLOCK_CHECKS } from './echo-block.clauses.test-support.ts';

/** Section 5 of the contract. That no zombie and no descriptor stays behind (5.3) shows only where there are processes. */
const CLAUSES = ['5.1', '5.2', '5.3', '5.4'].map((number) => `ECHO-BLOCK-${number}`);

describe.each(Object.entries(WAYS))('echo-block, %s', (_, way) => {
  for (const check of ECHO_BLOCK_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check, way));
});

describe('the checks of echo-block', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(ECHO_BLOCK_CHECKS.map(({ clause }) => clause))]).toEqual(CLAUSES);
  });

  it('have a claim of their own each', () => {
    const names = ECHO_BLOCK_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
