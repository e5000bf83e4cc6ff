import { describe, expect, it } from 'vitest';
import { EXAMPLE_FAIL, EXAMPLE_PASS, exampleVerifyRecord } from '../../harness/record/example-verify-record.test-support.ts';
import type { CaseEntry } from '../../harness/record/verify-record.ts';
import { certaintySentence, repeatingWords } from './sentences.ts';

function passesBy(...evidence: (CaseEntry['evidence'] | undefined)[]) {
  const { evidence: _, ...pass } = EXAMPLE_PASS;
  const cases = evidence.map((one) => (one === undefined ? pass : { ...pass, evidence: one }));
  return exampleVerifyRecord({ cases, properties: [] });
}

describe('how sure the passes are', () => {
  it('says how many are proved, were seen, and rest on waiting', () => {
    expect(certaintySentence(passesBy('eof', 'fence', undefined, 'timer', 'fence'))).toBe(
      'Of 5 passes 3 are proved by a fence or the end of the stream, 1 is known by what was seen to come, 1 is known only by waiting, which is no proof.',
    );
  });

  it('says nothing of what there is none of', () => {
    expect(certaintySentence(passesBy('fence'))).toBe('The pass is proved by a fence or the end of the stream.');
    expect(certaintySentence(passesBy('timer', 'timer'))).toBe('All 2 passes are known only by waiting, which is no proof.');
    expect(certaintySentence(exampleVerifyRecord({ cases: [EXAMPLE_FAIL], properties: [] }))).toBe(undefined);
  });
});

describe('the words that repeat a run', () => {
  it('have its seed, once', () => {
    const words = ['harness', 'verify', 'chat'];
    expect(repeatingWords(exampleVerifyRecord({ command: words, seed: 7 }))).toEqual([...words, '--seed', '7']);
    for (const seeded of [
      [...words, '--seed', '7'],
      [...words, '--seed=7'],
    ]) {
      expect(repeatingWords(exampleVerifyRecord({ command: seeded, seed: 7 }))).toEqual(seeded);
    }
  });
});
