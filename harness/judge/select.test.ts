import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import type { Level } from './case.ts';
import { isMatch, type Selection, select } from './select.ts';
import { caseThat } from './verify-run.test-support.ts';

const CASES = (
  [
    ['chat/1.4.1/direct', 'must'],
    ['chat/1.4.2/order', 'must'],
    ['chat/1.5.5/half-close', 'should'],
    ['chat/1.1.7/frame-size', 'may'],
  ] as const
).map(([id, level]) => caseThat(id, 'pass', { level }));

function idsOf(selection: Partial<Selection>): string[] {
  const { cases } = select({ cases: CASES, properties: [] }, { only: [], skip: [], level: 'may', ...selection });
  return cases.map(({ id }) => id);
}

function refusalOf(selection: Partial<Selection>): string {
  try {
    idsOf(selection);
  } catch (error) {
    expect(error).toBeInstanceOf(HarnessError);
    return (error as HarnessError).message;
  }
  throw new Error('It was not refused.');
}

describe('a selector', () => {
  it.each([
    ['chat/1.4.1/direct', 'chat/1.4.1/direct', true],
    ['chat/1.4.1/direct', 'chat/1.4.1/direct-too', false],
    ['chat/1.4', 'chat/1.4.1/direct', false],
    ['chat/1.4.1/', 'chat/1.4.1/direct', true],
    ['chat/1.4.1/', 'chat/1.4.10/direct', false],
    ['chat/1.4.*', 'chat/1.4.1/direct', true],
    ['*/direct', 'chat/1.4.1/direct', true],
    ['chat/*/direct', 'chat/1.4.1/indirect', false],
    ['*.4.*/', 'chat/1.4.1/direct', true],
    ['chat/1.4?1/direct', 'chat/1.4.1/direct', false],
    ['chat/1x4.*', 'chat/1.4.1/direct', false],
  ])('%s and %s: %s', (selector, id, isOne) => {
    expect(isMatch(selector, id)).toBe(isOne);
  });

  it.each([
    ['chat/1.4.1/dierct', "did you mean 'chat/1.4.1/direct'?"],
    ['chat/1.4.1', "did you mean 'chat/1.4.1/'?"],
    ['chat/1.4.3/', "did you mean 'chat/1.4.1/'?"],
    ['order', "did you mean 'chat/1.4.2/order'?"],
    ['something-else-altogether', 'name an id of --list.'],
  ])('that matches nothing is refused, with the nearest: %s', (selector, ending) => {
    const only = refusalOf({ only: ['chat/1.4.2/order', selector] });
    expect(only).toBe(`--only: no case or property is called '${selector}': ${ending}`);
    expect(refusalOf({ skip: [selector] })).toMatch(/^--skip: /);
  });
});

describe('a selection', () => {
  it.each([
    ['must', 2],
    ['should', 3],
    ['may', 4],
  ] as const satisfies readonly (readonly [Level, number])[])('of the level %s holds %s', (level, count) => {
    expect(idsOf({ level })).toHaveLength(count);
  });

  it('is what is named, without what is left out, in the order of the catalogue', () => {
    expect(idsOf({ only: ['*/order', 'chat/1.4.1/'] })).toEqual(['chat/1.4.1/direct', 'chat/1.4.2/order']);
    expect(idsOf({ only: ['chat/1.4.*'], skip: ['*order'] })).toEqual(['chat/1.4.1/direct']);
  });

  it('counts what it leaves out', () => {
    const { notSelected } = select({ cases: CASES, properties: [] }, { only: [], skip: ['*order'], level: 'must' });
    expect(notSelected).toBe(3);
  });

  it('of nothing is refused', () => {
    expect(refusalOf({ only: ['*order'], skip: ['*order'] })).toBe(
      'Nothing is left to be judged: --only, --skip and --level leave out everything.',
    );
    expect(refusalOf({ only: ['*half-close'], level: 'must' })).toMatch(/The level is 'must': --level may takes in all\.$/);
  });
});
