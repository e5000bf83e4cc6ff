import { describe, expect, it } from 'vitest';
import { runCheck } from '../clause.test-support.ts';
import { TALK_CHECKS } from './talk.clauses.test-support.ts';

/** Section 4 of the contract. A message is what arrives at once: only a network that delivers a write as one segment will do. */
const CLAUSES = ['4.1', '4.2', '4.3', '4.4', '4.5'].map((number) => `TALK-${number}`);

describe('talk', () => {
  for (const check of TALK_CHECKS) it(`${check.clause}: ${check.claim}`, () => runCheck(check));
});

describe('the checks of talk', () => {
  it('leave no clause out, and cite no other', () => {
    expect([...new Set(TALK_CHECKS.map(({ clause }) => clause))]).toEqual(CLAUSES);
  });

  it('have a claim of their own each', () => {
    const names = TALK_CHECKS.map(({ clause, claim }) => `${clause}: ${claim}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
