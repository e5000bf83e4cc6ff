import { describe, expect, it } from 'vitest';
import {
  EXAMPLE_FAIL,
  EXAMPLE_PROPERTY,
  exampleBytes,
  exampleFrame,
} from '../../harness/record/example-verify-record.test-support.ts';
import { excerptOf, momentOf } from './moment.ts';

function numbered(wrongAt: number, come: (index: number) => string | undefined) {
  const indices = Array.from({ length: 100 }, (_, index) => index);
  return {
    ...EXAMPLE_FAIL,
    difference: {
      actor: 'bob',
      expected: indices.map((index) => exampleBytes(`no. ${index}`)),
      actual: indices.flatMap((index) => {
        const text = index === wrongAt ? come(index) : `no. ${index}`;
        return text === undefined ? [] : [exampleBytes(text)];
      }),
    },
    transcript: indices.flatMap((index) => {
      const text = index === wrongAt ? come(index) : `no. ${index}`;
      const sent = { atMs: index, actor: 'alice', kind: 'sent' as const, bytes: exampleFrame(`bob:no. ${index}`) };
      return text === undefined
        ? [sent]
        : [sent, { atMs: index, actor: 'bob', kind: 'received' as const, bytes: exampleFrame(text) }];
    }),
  };
}

describe('the moment at which it went wrong', () => {
  it('is when a frame came that is not as it should be', () => {
    expect(momentOf(EXAMPLE_FAIL)).toBe(6);
    expect(momentOf(numbered(42, () => 'something else'))).toBe(85);
  });

  it('is when the last came behind which one is missing, and not a longer text that begins like it', () => {
    expect(momentOf(numbered(42, () => undefined))).toBe(83);
    const late = numbered(5, () => undefined);
    expect(momentOf({ ...late, transcript: late.transcript.toReversed() })).toBe(late.transcript.length - 1 - 9);
  });

  it('is found among lines that one read brought', () => {
    const lines = { ...EXAMPLE_FAIL, difference: { actor: 'bob', expected: [], actual: [exampleBytes('ERROR')] } };
    const came = (text: string) => ({ atMs: 1, actor: 'bob', kind: 'received' as const, bytes: exampleBytes(text) });
    expect(momentOf({ ...lines, transcript: [came('ERRORS\n'), came('OK\nERROR\nOK\n')] })).toBe(1);
  });

  it('is not known where nothing says so', () => {
    expect(momentOf({ ...EXAMPLE_PROPERTY, transcript: [] })).toBe(undefined);
    expect(momentOf(numbered(0, () => undefined))).toBe(undefined);
  });
});

describe('a part of a transcript', () => {
  it('is all of it where there is room', () => {
    expect(excerptOf(EXAMPLE_FAIL, 9)).toEqual(EXAMPLE_FAIL.transcript);
  });

  it.each([0, 1, 20, 42, 97, 99])(
    'holds the beginning, the moment and the end, and says how many are left out: %d',
    (wrongAt) => {
      const outcome = numbered(wrongAt, () => 'something else');
      const excerpt = excerptOf(outcome, 32);
      const shown = excerpt.filter((entry) => typeof entry !== 'number');
      const hidden = excerpt.filter((entry) => typeof entry === 'number').reduce((sum, count) => sum + count, 0);
      expect(shown.length).toBe(32);
      expect(shown.length + hidden).toBe(outcome.transcript.length);
      expect(shown).toContain(outcome.transcript[momentOf(outcome) ?? -1]);
      expect(excerpt[0]).toBe(outcome.transcript[0]);
      expect(excerpt.at(-1)).toBe(outcome.transcript.at(-1));
    },
  );

  it('is mostly the end where the moment is not known', () => {
    const { difference: _, ...outcome } = numbered(1, () => undefined);
    const excerpt = excerptOf(outcome, 32);
    expect(excerpt.findIndex((entry) => typeof entry === 'number')).toBe(4);
    expect(excerpt.slice(5)).toEqual(outcome.transcript.slice(-28));
  });
});
