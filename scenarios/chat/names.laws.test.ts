// Names of members map back to their clients.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternativeOfName, indexOfName, NAME_BYTES_MAX, writeName } from './names.ts';

describe('the name of a client', () => {
  it('is read as who has it, and fits into the room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 24 - 1 }),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 0, max: 5 }),
        (index, alternative, at) => {
          const bytes = Buffer.alloc(40, '$');
          const end = writeName(bytes, at, index, alternative);
          expect(end - at).toBeLessThanOrEqual(NAME_BYTES_MAX);
          expect(indexOfName(bytes, at, end)).toBe(index);
          expect(alternativeOfName(bytes, at, end)).toBe(alternative);
          expect(bytes.toString('latin1', at, end)).toBe(
            `c${index.toString(36)}${alternative === 0 ? '' : `.${alternative.toString(36)}`}`,
          );
        },
      ),
    );
  });

  it('is nobody else’s', () => {
    for (const name of ['', 'c', 'd1', 'c.1', 'cA', 'c1:', 'bob', 'c123456789']) {
      const bytes = Buffer.from(name);
      expect(indexOfName(bytes, 0, bytes.length)).toBe(-1);
    }
  });
});
