import { describe, expect, it } from 'vitest';
import { runCheck } from '../clause.test-support.ts';
import { WAYS } from '../reads.test-support.ts';
import { ECHO_TEXT_CHECKS } from './echo-text.clauses.test-support.ts';

/** Section 2 of the contract. That no zombie and no descriptor stays behind (2.6) shows only where there are processes. */
const CLAUSES = ['2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7'].map((number) => `ECHO-TEXT-${number}`);

describe.each(Object.entries(WAYS))('echo-text, %s', (_, way) => {
  for (const check of ECHO_TEXT_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check, way));
});

describe('the checks of echo-text', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(ECHO_TEXT_CHECKS.map(({ clause }) => clause))]).toEqual(CLAUSES);
  });

  it('have a claim of their own each', () => {
    const names = ECHO_TEXT_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
