import { describe, expect, it } from 'vitest';
import { nearestTo } from './nearest.ts';

describe('the nearest known word', () => {
  const known = ['chat/direct', 'chat/broadcast', 'errors', 'lost', 'rate'];

  it('is the one that was mistyped: a letter too many, too few, another, or in the other case', () => {
    expect(['chat/direkt', 'chat/direc', 'errrors', 'error', 'Lost', 'rats'].map((word) => nearestTo(word, known))).toEqual([
      'chat/direct',
      'chat/direct',
      'errors',
      'errors',
      'lost',
      'rate',
    ]);
  });

  it('is none when each would be another word altogether', () => {
    expect(nearestTo('throughput', known)).toBeUndefined();
    expect(nearestTo('xy', known)).toBeUndefined();
    expect(nearestTo('rate', [])).toBeUndefined();
  });
});
