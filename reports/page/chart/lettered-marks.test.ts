import { expect, it } from 'vitest';
import { letteredMarks } from './lettered-marks.ts';

it('gives evidence a letter of its own, and warm-up none', () => {
  const evidence = { kind: 'evidence', from: 0, to: 1, text: '' } as const;
  const marks = [{ ...evidence, kind: 'warm-up' } as const, ...Array.from({ length: 28 }, () => evidence)];
  const letters = letteredMarks(marks).map(({ letter }) => letter);
  expect([letters[0], letters[1], letters[26], letters[27], letters[28]]).toEqual([undefined, 'A', 'Z', 'A2', 'B2']);
});
